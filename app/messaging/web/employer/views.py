"""The messaging of an employer: its threads, a reply, who answers, what is sealed."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.messaging.actions import drafts, seals, threads
from app.messaging.actions.marks import note_opened
from app.messaging.web.employer.blueprint import blueprint, own_scope, own_thread
from app.messaging.web.employer.page import facts_of, inbox, kept, search_href, ways
from app.messaging.web.forms import KEEP, ReplyForm, SealForm, SearchForm
from app.messaging.web.pieces import send_piece, taken_in
from app.messaging.web.reply_page import answered, reply_page, seal_page, with_draft
from app.messaging.web.thread_page import thread_page
from app.messaging.words import SealReason, Side
from app.site.web.gate.guards import current_principal, may_use
from app.vocabulary.services import OnlineService

MESSAGING = OnlineService.MESSAGING


@blueprint.get("")
@may_use(MESSAGING)
def index() -> str:
    """The threads that this person may see: ours to answer, the Commission's, closed."""
    page = inbox(current_principal(), own_scope())
    return render_template("pages/messages/index.html", page=page)


@blueprint.post("")
@may_use(MESSAGING)
def search() -> ResponseReturnValue:
    """Search by file: what was typed travels in the form, and is sealed in the address that follows."""
    return redirect(search_href(SearchForm()))


@blueprint.get("/<public_id>")
@may_use(MESSAGING)
def show(public_id: str) -> str:
    """One thread. That it was opened is noted."""
    principal, head = current_principal(), own_thread(public_id)
    note_opened(principal, head)
    page = thread_page(head, principal, facts_of(head), ways(head, principal))
    return render_template("pages/messages/show.html", page=page)


@blueprint.route("/<public_id>/reponse", methods=["GET", "POST"])
@may_use(MESSAGING)
def reply(public_id: str) -> ResponseReturnValue:
    """Reply, or keep what was typed for later."""
    principal, head = current_principal(), own_thread(public_id)
    back = url_for(".show", public_id=public_id, **kept())
    form = with_draft(ReplyForm(), head, principal)
    with answered():
        if form.is_submitted() and KEEP in request.form:
            drafts.keep_reply(principal, public_id, form.words.data or "")
            flash(_("Votre réponse est gardée. Vous seul pouvez la lire."), "success")
            return redirect(back)
        if form.validate_on_submit() and (pieces := taken_in(form)) is not None:
            written = threads.reply(principal, public_id, form.words.data or "", pieces=pieces)
            flash(_("Le message est envoyé à la Commission."), "success")
            return redirect(url_for(".show", public_id=written))
    return render_template("pages/messages/reply.html", page=reply_page(head, form, back))


@blueprint.get("/<public_id>/pieces/<piece>")
@may_use(MESSAGING)
def piece(public_id: str, piece: str) -> ResponseReturnValue:
    """A piece of a message. That it was opened is recorded first."""
    with answered():
        return send_piece(own_thread(public_id), piece)


@blueprint.post("/<public_id>/prise")
@may_use(MESSAGING)
def take(public_id: str) -> ResponseReturnValue:
    """Be the one who answers here."""
    with answered():
        threads.take_thread(current_principal(), public_id)
        flash(_("Vous répondez maintenant de ce fil."), "success")
    return redirect(url_for(".show", public_id=public_id))


@blueprint.post("/<public_id>/laisser")
@may_use(MESSAGING)
def leave(public_id: str) -> ResponseReturnValue:
    """No longer be the one who answers here."""
    with answered():
        threads.take_thread(current_principal(), public_id, leave=True)
        flash(_("Vous ne répondez plus de ce fil."), "success")
    return redirect(url_for(".show", public_id=public_id))


@blueprint.route("/<public_id>/messages/<message>/scellement", methods=["GET", "POST"])
@may_use(MESSAGING)
def seal(public_id: str, message: str) -> ResponseReturnValue:
    """Seal one's own message, until the Commission opens it."""
    principal, form, row = current_principal(), SealForm(), seals.message_to_seal(public_id, message)
    head = own_thread(public_id)
    if row is None or not seals.may_seal(Side.PARTY, principal, row):
        abort(404)
    back = url_for(".show", public_id=public_id)
    if form.validate_on_submit():
        with answered():
            seals.seal_message(principal, public_id, message, SealReason(form.reason.data))
            flash(_("Le message est scellé."), "success")
        return redirect(back)
    return render_template("pages/gestures/confirm.html", page=seal_page(head, row, form, back))
