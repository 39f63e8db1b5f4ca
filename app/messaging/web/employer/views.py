"""The messaging of an employer: its threads, a new message, a reply, who answers, what is sealed."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.extensions import db
from app.messaging.actions import drafts, seals, threads
from app.messaging.actions.marks import note_opened
from app.messaging.queries.threads import ThreadHead, get_for, standing
from app.messaging.web.employer.page import facts_of, inbox, kept, new_page, search_href, ways
from app.messaging.web.forms import KEEP, NewForm, ReplyForm, SealForm, SearchForm
from app.messaging.web.reply_page import answered, reply_page, seal_page, with_draft
from app.messaging.web.thread_page import thread_page
from app.messaging.words import CENTRAL_DESK, SealReason, Side, Subject, ThreadKind
from app.papers.queries import files
from app.site.web.gate.guards import current_principal, may_use
from app.vocabulary.services import OnlineService

MESSAGING = OnlineService.MESSAGING
blueprint = Blueprint("messaging", __name__, url_prefix="/messagerie")


def _sees_files() -> bool:
    return standing(db.session(), current_principal(), clock.today()).sees_files


def _thread(public_id: str) -> ThreadHead:
    """The thread, for who may see it; 404 for anybody else."""
    found = get_for(db.session(), current_principal(), public_id, sees_files=_sees_files())
    return found or abort(404)


@blueprint.get("")
@may_use(MESSAGING)
def index() -> str:
    """The threads that this person may see: ours to answer, the Commission's, closed."""
    page = inbox(current_principal(), _sees_files())
    return render_template("pages/messages/index.html", page=page)


@blueprint.post("")
@may_use(MESSAGING)
def search() -> ResponseReturnValue:
    """Search by file: what was typed travels in the form, and is sealed in the address that follows."""
    return redirect(search_href(SearchForm()))


@blueprint.route("/nouveau", methods=["GET", "POST"])
@may_use(MESSAGING)
def new() -> ResponseReturnValue:
    """Write to the Commission: a general question, or about the file of the address."""
    principal, asked, sees_files = current_principal(), request.args.get("dossier", ""), _sees_files()
    file = files.get_for(db.session(), principal, asked) if asked and sees_files else None
    if asked and file is None:
        abort(404)
    form = NewForm().about(ThreadKind.FILE if file else ThreadKind.GENERAL)
    if form.validate_on_submit():
        with answered():
            begun = threads.begin_thread(principal, Subject(form.subject.data), form.words.data or "", asked or None)
            flash(_("Le message est envoyé à la Commission."), "success")
            return redirect(url_for(".show", public_id=begun))
    desk = file.regional_office if file and file.regional_office else CENTRAL_DESK
    return render_template("pages/messages/new.html", page=new_page(form, file, desk, sees_files))


@blueprint.get("/<public_id>")
@may_use(MESSAGING)
def show(public_id: str) -> str:
    """One thread. That it was opened is noted."""
    principal, head = current_principal(), _thread(public_id)
    note_opened(principal, head)
    page = thread_page(head, principal, facts_of(head), ways(head, principal))
    return render_template("pages/messages/show.html", page=page)


@blueprint.route("/<public_id>/reponse", methods=["GET", "POST"])
@may_use(MESSAGING)
def reply(public_id: str) -> ResponseReturnValue:
    """Reply, or keep what was typed for later."""
    principal, head = current_principal(), _thread(public_id)
    back = url_for(".show", public_id=public_id, **kept())
    form = with_draft(ReplyForm(), head, principal)
    with answered():
        if form.is_submitted() and KEEP in request.form:
            drafts.keep_reply(principal, public_id, form.words.data or "")
            flash(_("Votre réponse est gardée. Vous seul pouvez la lire."), "success")
            return redirect(back)
        if form.validate_on_submit():
            written = threads.reply(principal, public_id, form.words.data or "")
            flash(_("Le message est envoyé à la Commission."), "success")
            return redirect(url_for(".show", public_id=written))
    return render_template("pages/messages/reply.html", page=reply_page(head, form, back))


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
    head = _thread(public_id)
    if row is None or not seals.may_seal(Side.PARTY, principal, row):
        abort(404)
    back = url_for(".show", public_id=public_id)
    if form.validate_on_submit():
        with answered():
            seals.seal_message(principal, public_id, message, SealReason(form.reason.data))
            flash(_("Le message est scellé."), "success")
        return redirect(back)
    return render_template("pages/gestures/confirm.html", page=seal_page(head, row, form, back))
