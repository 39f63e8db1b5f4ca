"""Operational alarms: which are open, about what, since when."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.alarms import Alarm
from app.queries.slices import Slice, slice_of
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


def put_off(session: Session, code: AlarmCode, kind: AlarmSubject, at: datetime) -> Collection[int]:
    """Return the numbers of the rows that failed and whose time to be tried again has not come at `at`."""
    statement = select(Alarm.row_id).where(
        Alarm.code == code.value, Alarm.about == kind.value, Alarm.settled_at.is_(None), Alarm.retry_at > at
    )
    return frozenset(session.scalars(statement))


def retry_at(session: Session, code: AlarmCode, kind: AlarmSubject, name: str = "") -> datetime | None:
    """Return when something that is no row is tried again; None when no alarm about it is open."""
    statement = select(Alarm.retry_at).where(
        Alarm.code == code.value, Alarm.about == kind.value, Alarm.name == name, Alarm.settled_at.is_(None)
    )
    return session.scalar(statement)


def open_names(session: Session, code: AlarmCode, kind: AlarmSubject) -> frozenset[str]:
    """Return the names about which an alarm of this code is open."""
    statement = select(Alarm.name).where(
        Alarm.code == code.value, Alarm.about == kind.value, Alarm.settled_at.is_(None)
    )
    return frozenset(session.scalars(statement))
