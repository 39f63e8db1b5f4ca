"""The Commission's desk: what waits, one thread, an answer, and the gestures on a thread."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.messaging.actions import drafts, seals, threads
from app.messaging.actions.marks import note_opened
from app.messaging.web.desk.blueprint import blueprint, thread_at_desk
from app.messaging.web.desk.page import (
    close_page,
    desk_view,
    facts_of,
    kept,
    reroute_form,
    reroute_page,
    ways,
)
from app.messaging.web.forms import KEEP, AnswerForm, SealForm
from app.messaging.web.pieces import taken_in
from app.messaging.web.reply_page import answered, reply_page, seal_page, with_draft
from app.messaging.web.thread_page import thread_page
from app.messaging.words import MessageKind, SealReason
from app.site.web.forms.fields import Form
from app.site.web.gate.guards import current_principal, staff
from app.vocabulary.accounts import StaffRole

AGENT, ADMINISTRATOR, AUDITOR = StaffRole.AGENT, StaffRole.ADMINISTRATOR, StaffRole.AUDITOR


@blueprint.get("")
@staff(AGENT, ADMINISTRATOR, AUDITOR)
def index() -> str:
    """The threads by regional office and whose turn it is, the oldest first."""
    return render_template("pages/messages/desk.html", page=desk_view(current_principal()))


@blueprint.get("/<public_id>")
@staff(AGENT, ADMINISTRATOR, AUDITOR)
def show(public_id: str) -> str:
    """One thread. That it was opened by who answers is noted."""
    principal, head = current_principal(), thread_at_desk(public_id)
    note_opened(principal, head)
    page = thread_page(head, principal, facts_of(head), ways(head, principal))
    return render_template("pages/messages/show.html", page=page)


@blueprint.route("/<public_id>/reponse", methods=["GET", "POST"])
@staff(AGENT, ADMINISTRATOR)
def reply(public_id: str) -> ResponseReturnValue:
    """Answer, or keep what was typed for later."""
    principal, head = current_principal(), thread_at_desk(public_id)
    back = url_for(".show", public_id=public_id, **kept())
    form = with_draft(AnswerForm(), head, principal)
    with answered():
        if form.is_submitted() and KEEP in request.form:
            drafts.keep_reply(principal, public_id, form.words.data or "")
            flash(_("Votre réponse est gardée. Vous seul pouvez la lire."), "success")
            return redirect(back)
        if form.validate_on_submit() and (pieces := taken_in(form)) is not None:
            written = threads.reply(principal, public_id, form.words.data or "", MessageKind(form.kind.data), pieces)
            flash(_("La réponse est envoyée à l'employeur."), "success")
            return redirect(url_for(".show", public_id=written))
    return render_template("pages/messages/reply.html", page=reply_page(head, form, back))


@blueprint.route("/<public_id>/bureau", methods=["GET", "POST"])
@staff(AGENT, ADMINISTRATOR)
def reroute(public_id: str) -> ResponseReturnValue:
    """Pass a thread to another office."""
    head = thread_at_desk(public_id)
    form, back = reroute_form(head), url_for(".show", public_id=public_id, **kept())
    if form.validate_on_submit():
        with answered():
            threads.reroute_thread(current_principal(), public_id, form.desk.data)
            flash(_("Le fil est confié à un autre bureau."), "success")
        return redirect(back)
    return render_template("pages/gestures/confirm.html", page=reroute_page(head, form, back))


@blueprint.route("/<public_id>/fermeture", methods=["GET", "POST"])
@staff(AGENT, ADMINISTRATOR)
def close(public_id: str) -> ResponseReturnValue:
    """Close a thread."""
    head, form, back = thread_at_desk(public_id), Form(), url_for(".show", public_id=public_id, **kept())
    if form.validate_on_submit():
        with answered():
            threads.close_thread(current_principal(), public_id)
            flash(_("Le fil est fermé."), "success")
        return redirect(back)
    return render_template("pages/gestures/confirm.html", page=close_page(head, form, back))


@blueprint.route("/<public_id>/messages/<message>/scellement", methods=["GET", "POST"])
@staff(AGENT, ADMINISTRATOR)
def seal(public_id: str, message: str) -> ResponseReturnValue:
    """Seal a message on both sides."""
    row = seals.message_to_seal(public_id, message) or abort(404)
    head, form, back = thread_at_desk(public_id), SealForm(), url_for(".show", public_id=public_id)
    if form.validate_on_submit():
        with answered():
            seals.seal_message(current_principal(), public_id, message, SealReason(form.reason.data))
            flash(_("Le message est scellé."), "success")
        return redirect(back)
    return render_template("pages/gestures/confirm.html", page=seal_page(head, row, form, back))
