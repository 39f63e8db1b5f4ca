"""Gestures that exist in development only."""

from __future__ import annotations

from datetime import datetime

from app import clock
from app.ledger.steps.audit import Actor, record
from app.ledger.steps.transaction import transaction
from app.vocabulary.audit import AuditAction


def move_clock(instant: datetime | None, actor: Actor) -> None:
    """Move the portal's clock; None brings it back to the real time. Written in the journal at the time it leaves."""
    with transaction() as session:
        details = {"to": instant.isoformat() if instant else ""}
        record(session, AuditAction.CLOCK_MOVED, actor, details=details)
        clock.move(instant)
