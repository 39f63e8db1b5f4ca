"""The two mixins of history: when a fact holds, and when it was known."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import UtcDateTime

#: Rows that are believed now.
CURRENT = text("superseded_at IS NULL")


def standing_once(table: str, *columns: str) -> Index:
    """Of the rows of a table that stand, one alone has the same values in these columns."""
    return Index(f"uq_{table}_current", *columns, unique=True, sqlite_where=CURRENT, postgresql_where=CURRENT)


def runs_forward() -> CheckConstraint:
    """An interval does not end before it begins."""
    return CheckConstraint("until_on IS NULL OR until_on >= from_on", name="interval")


class Recorded:
    """A fact known from `recorded_at` until `superseded_at` (still believed while that is empty)."""

    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    superseded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Interval(Recorded):
    """A fact that holds on the Quebec days of `[from_on, until_on)`; an empty `until_on` is open-ended.

    A row is never overwritten: to close an interval, the row is superseded and a new one is recorded.
    """

    from_on: Mapped[date] = mapped_column(Date)
    until_on: Mapped[date | None] = mapped_column(Date)
