"""Operational alarms: which are open, about what, since when."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.ledger.models.alarms import Alarm
from app.ledger.queries.slices import Slice, slice_of
from app.vocabulary.alarms import AlarmCode, AlarmSubject


def open_alarms_count(session: Session) -> dict[str, int]:
    """Return how many alarms of each code are open, the codes of another version included. One statement."""
    statement = select(Alarm.code, func.count()).where(Alarm.settled_at.is_(None)).group_by(Alarm.code)
    return dict(session.execute(statement).all())


def open_alarms(
    session: Session, code: AlarmCode | None = None, *, older: int | None = None, newer: int | None = None
) -> Slice[Alarm]:
    """Return the open alarms, latest first, older or newer than a known one."""
    statement = select(Alarm).where(Alarm.settled_at.is_(None))
    if code is not None:
        statement = statement.where(Alarm.code == code.value)
    return slice_of(session, statement, Alarm.id, lambda alarm: alarm, older=older, newer=newer)


def failing_rows(session: Session, code: AlarmCode, kind: AlarmSubject) -> dict[tuple[int, str], datetime]:
    """Return the rows about which an alarm is open, by number and name, and when each is tried again."""
    statement = select(Alarm.row_id, Alarm.name, Alarm.retry_at).where(
        Alarm.code == code.value, Alarm.about == kind.value, Alarm.settled_at.is_(None)
    )
    return {(row_id, name): at for row_id, name, at in session.execute(statement)}


def retry_at(session: Session, code: AlarmCode, kind: AlarmSubject, name: str = "") -> datetime | None:
    """Return when something that is no row is tried again; None when no alarm about it is open."""
    statement = select(Alarm.retry_at).where(
        Alarm.code == code.value, Alarm.about == kind.value, Alarm.name == name, Alarm.settled_at.is_(None)
    )
    return session.scalar(statement)


def rows_beyond(session: Session, code: AlarmCode, kind: AlarmSubject, name: str, known: Any) -> list[int]:
    """Return the rows about which an alarm is open, and that a query of row numbers does not find."""
    statement = select(Alarm.row_id).where(
        Alarm.code == code.value,
        Alarm.about == kind.value,
        Alarm.name == name,
        Alarm.settled_at.is_(None),
        Alarm.row_id.not_in(known),
    )
    return list(session.scalars(statement))


def get_alarm(session: Session, alarm_id: str) -> Alarm | None:
    """Return the alarm with a public identifier, open or settled, if there is one."""
    return session.scalar(select(Alarm).where(Alarm.public_id == alarm_id))
