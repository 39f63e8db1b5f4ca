"""What is attached to a request, opened by agents, and put on the medical side.

The blueprint of the desk is asked of this module: whoever has it has all of its pages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.extensions import db
from app.papers.web.pdf import announce_pdf, send_pdf
from app.requests.actions.pieces.desk import move_piece, open_for_desk
from app.requests.queries.desk_pieces import piece_for_desk
from app.requests.queries.pieces import open_piece_of
from app.requests.steps.opened import NoSuchRequest, NotNow
from app.requests.web.desk.lists import kept
from app.requests.web.desk.pieces_page import move_page
from app.requests.web.desk.views import ADMINISTRATOR, AGENT, blueprint, filed, say_why
from app.site.web.forms.fields import Form
from app.site.web.gate.guards import current_principal, staff

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@blueprint.get("/<public_id>/pieces/<piece>")
@staff(AGENT, ADMINISTRATOR)
def piece(public_id: str, piece: str) -> ResponseReturnValue:
    """An attachment of the employer's side. The opening is recorded first."""
    return _content(public_id, piece, medical=False)


@blueprint.get("/<public_id>/pieces-medicales/<piece>")
@staff(AGENT)
def medical_piece(public_id: str, piece: str) -> ResponseReturnValue:
    """An attachment of the medical side, for agents alone. The opening is recorded first."""
    return _content(public_id, piece, medical=True)


def _content(public_id: str, piece: str, *, medical: bool) -> ResponseReturnValue:
    found = piece_for_desk(db.session(), public_id, piece, medical=medical) or abort(404)
    name = f"piece-{piece[-4:]}.pdf"
    if request.method == "HEAD":
        return announce_pdf(found.size, name, download=False)
    opened = open_for_desk(current_principal(), public_id, piece, medical=medical)
    return send_pdf(opened or abort(404), name, download=False)


@blueprint.route("/<public_id>/pieces/<piece>/cote-medical", methods=["GET", "POST"])
@staff(AGENT, ADMINISTRATOR)
def move(public_id: str, piece: str) -> ResponseReturnValue:
    """Put an attachment on the medical side: the page that says what it changes, then the gesture."""
    row = filed(public_id)
    found = open_piece_of(db.session(), row.id, piece) or abort(404)
    if not Form().validate_on_submit():
        return render_template("pages/gestures/confirm.html", page=move_page(row, found.name))
    try:
        move_piece(current_principal(), public_id, piece, request.args.get("vu", 0, type=int))
    except NoSuchRequest:
        abort(404)
    except NotNow as refused:
        say_why(public_id, refused)
    else:
        flash(_("La pièce est du côté médical : l'employeur ne l'ouvre plus."), "success")
    return redirect(url_for(".show", public_id=public_id, **kept()), 303)
