"""The Commission opens a piece of a message, and puts one on the medical side."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.extensions import db
from app.messaging.actions.pieces import move_piece
from app.messaging.queries.pieces import piece_to_open
from app.messaging.queries.threads import ThreadHead
from app.messaging.web.desk.blueprint import blueprint, thread_at_desk
from app.messaging.web.lists import about
from app.messaging.web.pieces import send_piece
from app.messaging.web.reply_page import answered
from app.messaging.words import Subject
from app.site.web.forms.fields import Form
from app.site.web.forms.gesture import GesturePage
from app.site.web.gate.guards import current_principal, staff
from app.site.web.page.filters import label
from app.vocabulary.accounts import StaffRole

AGENT, ADMINISTRATOR = StaffRole.AGENT, StaffRole.ADMINISTRATOR


@blueprint.get("/<public_id>/pieces/<piece>")
@staff(AGENT, ADMINISTRATOR)
def piece(public_id: str, piece: str) -> ResponseReturnValue:
    """A piece of a message. That it was opened is recorded first."""
    return send_piece(thread_at_desk(public_id), piece)


@blueprint.route("/<public_id>/pieces/<piece>/cote-medical", methods=["GET", "POST"])
@staff(AGENT, ADMINISTRATOR)
def move(public_id: str, piece: str) -> ResponseReturnValue:
    """Put a piece on the medical side: the page that says what it changes, then the gesture."""
    head = thread_at_desk(public_id)
    found = piece_to_open(db.session(), head.id, piece) or abort(404)
    form, back = Form(), url_for(".show", public_id=public_id)
    if form.validate_on_submit():
        with answered():
            move_piece(current_principal(), public_id, piece)
            flash(_("La pièce est du côté médical : seuls les agents l'ouvrent."), "success")
        return redirect(back)
    return render_template("pages/gestures/confirm.html", page=_page(head, found.name, form, back))


def _page(head: ThreadHead, name: str, form: Form, back_href: str) -> GesturePage:
    return GesturePage(
        title=_("Déplacer du côté médical"),
        caption=f"{label(Subject(head.subject))} – {about(head)}",
        form=form,
        button=_("Déplacer du côté médical"),
        back_href=back_href,
        rows=((_("Pièce"), name),),
        sentences=(
            _("L'employeur n'ouvre plus cette pièce : seuls les agents de la Commission l'ouvrent."),
            _("Le fil garde « pièce déplacée »."),
            _("Le même fichier, joint à d'autres messages de cet employeur, est déplacé aussi."),
            _("Cela ne se défait pas."),
        ),
    )
