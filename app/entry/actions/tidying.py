"""What the daily round settles and forgets of the tries to come in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.entry.steps.sessions import VISITOR
from app.entry.steps.throttling import tidy
from app.ledger.actions.rounds import completed, settle_others, together_or_alone
from app.ledger.steps.audit import record
from app.ledger.steps.rounds import Kind
from app.ledger.steps.transaction import transaction
from app.registry.models.signin import SignInTally, SignInThrottle
from app.vocabulary.alarms import AlarmSubject
from app.vocabulary.audit import AuditAction

#: How many counts become entries in one transaction.
CHUNK = 200


KIND = Kind(AlarmSubject.TALLY, "settle_tallies")


def settle_tallies(on: date) -> int:
    """Write in the journal how many times each thing was repeated on the days before; returns how many entries."""
    with transaction() as session:
        ids = session.scalars(select(SignInTally.id).where(SignInTally.day < on).order_by(SignInTally.id)).all()
    chunks = [ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK)]
    rounds = [together_or_alone(KIND, chunk, _settle_all) for chunk in chunks]
    settle_others(KIND, ids)
    return completed(*rounds)


def _settle_all(tally_ids: Sequence[int]) -> int:
    with transaction() as session:
        found = (
            select(SignInTally)
            .where(SignInTally.id.in_(tally_ids))
            .order_by(SignInTally.id)
            .with_for_update(skip_locked=True)
        )
        return sum(_settle(session, row) for row in session.scalars(found).all())


def _settle(session: Session, row: SignInTally) -> int:
    session.delete(row)
    if row.count == 1:
        return 0
    details: dict[str, Any] = {**row.details, "repeated": row.action, "number": row.count, "on": row.day.isoformat()}
    record(session, AuditAction.REPETITIONS_COUNTED, VISITOR, person_id=row.person_id, details=details)
    return 1


def forget_old_counts(_on: date) -> int:
    """Delete what says nothing any more, and what is too much, a batch at a time; returns how many rows."""
    done = 0
    while True:
        with transaction() as session:
            newest = session.scalar(select(SignInThrottle.id).order_by(SignInThrottle.id.desc()).limit(1)) or 0
            deleted = tidy(session, clock.ticking(), newest)
        if not deleted:
            return done
        done += deleted
