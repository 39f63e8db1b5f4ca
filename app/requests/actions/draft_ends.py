"""Once a day: drafts that nobody touched for long are told to whoever changed them last, then thrown away."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.ledger.actions.rounds import one_by_one
from app.ledger.steps.audit import SYSTEM, record
from app.ledger.steps.rounds import Kind
from app.ledger.steps.transaction import transaction
from app.requests.domain.ages import draft_ends_on, reminder_due
from app.requests.models.requests import OnlineRequest
from app.requests.steps.opened import in_journal, move, write_event
from app.requests.steps.secrets import forget_secrets
from app.requests.steps.telling import tell_of_end
from app.requests.words import RequestEventKind, RequestState
from app.vocabulary import delays
from app.vocabulary.alarms import AlarmSubject
from app.vocabulary.audit import AuditAction


def end_drafts(on: date) -> int:
    """Tell of the drafts that end soon, and throw away those that have ended; returns how many were told or thrown."""
    first = clock.start_of(on) - (delays.ONLINE_DRAFT - delays.Delay(days=delays.DRAFT_REMINDERS[-1] + 1))
    old = (OnlineRequest.state_at < first, OnlineRequest.changed_at < first)
    with transaction() as session:
        due = session.scalars(
            select(OnlineRequest.id).where(OnlineRequest.state == RequestState.DRAFT.value, *old)
        ).all()
    return one_by_one(Kind(AlarmSubject.ONLINE_REQUEST, "end_drafts"), due, lambda row_id: _end(row_id, on))


def _end(row_id: int, on: date) -> int:
    with transaction() as session:
        row = session.scalars(select(OnlineRequest).where(OnlineRequest.id == row_id).with_for_update()).one()
        if row.state != RequestState.DRAFT:
            return 0
        ends_on = draft_ends_on(clock.day_of(row.changed_at), row.limit_on)
        if ends_on < on:
            return _throw_away(session, row)
        days = reminder_due(ends_on, on)
        return tell_of_end(session, row, ends_on, days) if days is not None else 0


def _throw_away(session: Session, row: OnlineRequest) -> int:
    at = clock.now()
    move(row, RequestState.DISCARDED, at)
    forget_secrets(session, row)
    write_event(session, row, RequestEventKind.DISCARDED, SYSTEM, at)
    record(session, AuditAction.REQUEST_DISCARDED, SYSTEM, employer_id=row.employer_id, details=in_journal(row))
    return 1
