"""Asking each part whether it is well, the document store included."""

from __future__ import annotations

from flask import current_app
from sqlalchemy.exc import SQLAlchemyError

from app import clock
from app.actions.checkpoints import journal_is_whole
from app.delivery.documents import get_store
from app.extensions import db
from app.queries.health import worker_is_well


def check() -> dict[str, bool]:
    """For each of database, worker, store and journal: whether it is well."""
    store = _store_is_well()
    try:
        session = db.session()
        worker, journal = worker_is_well(session, clock.ticking()), journal_is_whole(session)
        return {"database": True, "worker": worker, "store": store, "journal": journal}
    except SQLAlchemyError:
        db.session.rollback()
        return {"database": False, "worker": False, "store": store, "journal": False}


def _store_is_well() -> bool:
    try:
        return get_store(current_app._get_current_object()).healthy()  # type: ignore[attr-defined]
    except OSError:
        return False
