"""Closing and opening intervals: a row is superseded and its successor recorded beside it, never overwritten."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import inspect
from sqlalchemy.orm import Session

from app.ledger.models.history import Interval

I = TypeVar("I", bound=Interval)  # noqa: E741 (an interval)

#: What a successor does not take from the row that it replaces.
_OF_THE_ROW = frozenset({"id", "public_id", "recorded_at", "superseded_at"})


def replace(session: Session, row: I, at: datetime, **changes: Any) -> I:
    """Supersede a row and record its successor, the same but for `changes`. Returns the successor."""
    kept = {
        column.key: getattr(row, column.key)
        for column in inspect(type(row)).column_attrs
        if column.key not in _OF_THE_ROW
    }
    row.superseded_at = at
    session.flush()
    successor = type(row)(**{**kept, **changes, "recorded_at": at})
    session.add(successor)
    session.flush()
    return successor


def close(session: Session, row: I, on: date, at: datetime, **changes: Any) -> I:
    """End an interval on a day: it no longer holds from that day on. One that had not begun becomes empty."""
    return replace(session, row, at, until_on=max(row.from_on, on), **changes)
