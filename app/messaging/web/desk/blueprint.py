"""The blueprint of the Commission's desk of messages, and the gate that each of its threads passes."""

from __future__ import annotations

from flask import Blueprint, abort

from app import clock
from app.extensions import db
from app.messaging.queries.threads import ThreadHead, get_for_staff
from app.messaging.web.pieces import let_files_in

blueprint = Blueprint("message_desk", __name__, url_prefix="/messages-recus")
blueprint.url_value_preprocessor(let_files_in)


def thread_at_desk(public_id: str) -> ThreadHead:
    """The thread; 404 for what does not exist."""
    return get_for_staff(db.session(), public_id, clock.today()) or abort(404)
