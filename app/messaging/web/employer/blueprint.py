"""The blueprint of an employer's messaging, and the gate that each of its pages passes."""

from __future__ import annotations

from flask import Blueprint, abort

from app import clock
from app.extensions import db
from app.messaging.queries.scope import Scope, standing
from app.messaging.queries.threads import ThreadHead, get_for
from app.messaging.web.pieces import let_files_in
from app.site.web.gate.guards import current_principal

blueprint = Blueprint("messaging", __name__, url_prefix="/messagerie")
blueprint.url_value_preprocessor(let_files_in)


def own_scope() -> Scope:
    """What the reader sees of threads today."""
    return standing(db.session(), current_principal(), clock.today()).scope


def own_thread(public_id: str) -> ThreadHead:
    """The thread, for who may see it; 404 for anybody else."""
    return get_for(db.session(), current_principal(), public_id, own_scope(), clock.today()) or abort(404)
