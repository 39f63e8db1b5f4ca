"""The Commission opens what it put on the medical side out of a message."""

from __future__ import annotations

from flask import abort
from flask.typing import ResponseReturnValue

from app.extensions import db
from app.messaging.actions.medical_pieces import open_moved
from app.messaging.queries.medical_pieces import moved_piece
from app.messaging.web.desk.blueprint import blueprint, thread_at_desk
from app.messaging.web.pieces import send_found
from app.site.web.gate.guards import current_principal, staff
from app.vocabulary.accounts import StaffRole

AGENT = StaffRole.AGENT


@blueprint.get("/<public_id>/pieces-medicales/<piece>")
@staff(AGENT)
def medical_piece(public_id: str, piece: str) -> ResponseReturnValue:
    """A piece that was put on the medical side, for agents alone. That it was opened is recorded first."""
    head = thread_at_desk(public_id)
    found = moved_piece(db.session(), head.id, piece) or abort(404)
    return send_found(found, piece, lambda: open_moved(current_principal(), public_id, piece))
