"""Asking each part whether it is well, the document store included."""

from __future__ import annotations

from flask import current_app
from sqlalchemy.exc import SQLAlchemyError

from app import clock
from app.delivery.documents import get_store
from app.extensions import db
from app.queries.health import worker_is_well


def check() -> dict[str, bool]:
    """For each of database, worker and store: whether it is well."""
    store = _store_is_well()
    try:
        return {"database": True, "worker": worker_is_well(db.session(), clock.ticking()), "store": store}
    except SQLAlchemyError:
        db.session.rollback()
        return {"database": False, "worker": False, "store": store}


def _store_is_well() -> bool:
    try:
        return get_store(current_app._get_current_object()).healthy()  # type: ignore[attr-defined]
    except OSError:
        return False
