"""The batch that a letter joins: that of the day, unless it is handed over; what the carrier has takes nothing more."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.ledger.models.letters import BatchHandover, LetterBatch
from app.ledger.steps.insertion import add_unless_present


def open_batch(session: Session, at: datetime) -> LetterBatch:
    """The batch that letters written now join."""
    day = _open_day(session, clock.day_of(at))
    add_unless_present(session, LetterBatch, ("batch_on",), {"batch_on": day, "manifest_sha256": "", "updated_at": at})
    return session.scalars(select(LetterBatch).where(LetterBatch.batch_on == day)).one()


def _open_day(session: Session, day: date) -> date:
    over = select(LetterBatch.batch_on).join(BatchHandover, BatchHandover.batch_id == LetterBatch.id)
    closed = set(session.scalars(over.where(LetterBatch.batch_on >= day)))
    while day in closed:
        day += timedelta(days=1)
    return day


def handed_over(session: Session, batch_ids: Collection[int | None]) -> set[int]:
    """Those of these batches that the carrier has."""
    over = select(BatchHandover.batch_id).where(BatchHandover.batch_id.in_([id_ for id_ in batch_ids if id_]))
    return set(session.scalars(over))


def locked(session: Session, days: Collection[date]) -> dict[int, LetterBatch]:
    """The batches of these days, by number, locked: none is handed over while letters are recorded in it."""
    rows = select(LetterBatch).where(LetterBatch.batch_on.in_(set(days))).order_by(LetterBatch.id)
    return {batch.id: batch for batch in session.scalars(rows.with_for_update())}
