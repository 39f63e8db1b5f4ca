"""The weekday of a day, as tables of days name it."""

from __future__ import annotations

from datetime import date

from app.rules.reckoning.holidays import WEEKDAYS, Weekday


def weekday_of(on: date) -> Weekday:
    """The weekday on which a day falls."""
    return WEEKDAYS[on.weekday()]
