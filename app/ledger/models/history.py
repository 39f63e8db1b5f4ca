"""The two mixins of history: when a fact holds, and when it was known."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import UtcDateTime


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
