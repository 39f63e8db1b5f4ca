"""The conditions on intervals, for every SELECT: which rows stand, which hold on a day, which hold that day or later.

`table` is a mapped class, an alias of one, or the columns of its table. An interval holds on the days of
`[from_on, until_on)`: on `from_on`, no longer on `until_on`. One that is taken back before it began is empty
(`until_on` = `from_on`) and holds on no day.

The second half asks the same of a row in hand. Whether it stands is not asked: who holds rows loaded those
that do.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from sqlalchemy import BindParameter, ColumnElement, and_, or_

Day = date | BindParameter[date]
_QUEBEC = ZoneInfo("America/Toronto")


def known_on(instant: Any, on: date) -> ColumnElement[bool]:
    """Rows of that Quebec day or before. Lists stop there: the clock of a demonstration can be put back."""
    known: ColumnElement[bool] = instant < end_of_day(on)
    return known


def end_of_day(on: date) -> datetime:
    """The instant, in UTC, at which a Quebec day ends; the last that can be written, for the last day of all."""
    if on == date.max:
        return datetime.max.replace(tzinfo=UTC)
    return datetime.combine(on + timedelta(days=1), time(), tzinfo=_QUEBEC).astimezone(UTC)


def stands(table: Any) -> ColumnElement[bool]:
    """Rows that are believed now: no later one has superseded them. Whether they hold is another matter."""
    stands: ColumnElement[bool] = table.superseded_at.is_(None)
    return stands


def believed(table: Any, known_at: Any) -> ColumnElement[bool]:
    """Rows that were believed at an instant: recorded by then, and not superseded yet."""
    return and_(table.recorded_at <= known_at, or_(stands(table), table.superseded_at > known_at))


def holds(table: Any, on: Day) -> ColumnElement[bool]:
    """Rows that stand and hold on that day: from `from_on`, that day included, to the day before `until_on`."""
    return and_(stands(table), table.from_on <= on, ends_after(table, on))


def lasts(table: Any, on: Day) -> ColumnElement[bool]:
    """Rows that stand and hold on that day or would on a later one: neither over by then, nor empty."""
    return and_(stands(table), ends_after(table, on), has_days(table))


def ends_after(table: Any, on: Day) -> ColumnElement[bool]:
    """Rows without an end, or whose end, the first day without them, comes after that day. It says nothing else."""
    return or_(is_endless(table), table.until_on > on)


def ends_by(table: Any, on: Day) -> ColumnElement[bool]:
    """Rows with an end that is that day or came before: none of them holds that day."""
    over: ColumnElement[bool] = table.until_on <= on
    return over


def ends_within(table: Any, after: Day, by: Day) -> ColumnElement[bool]:
    """Rows whose end is one of the days after `after`, up to `by` and with it."""
    return and_(table.until_on > after, ends_by(table, by))


def is_endless(table: Any) -> ColumnElement[bool]:
    """Rows without an end."""
    endless: ColumnElement[bool] = table.until_on.is_(None)
    return endless


def has_days(table: Any) -> ColumnElement[bool]:
    """Rows that hold on some day: not those that were taken back before they began."""
    return or_(is_endless(table), table.until_on > table.from_on)


class Ending(Protocol):
    """What has an end: the first day without it, or none."""

    @property
    def until_on(self) -> date | None: ...


class Interval(Ending, Protocol):
    """What holds on the days of `[from_on, until_on)`."""

    @property
    def from_on(self) -> date: ...


def holds_on(one: Interval, on: date) -> bool:
    """Whether it holds on that day: from `from_on`, that day included, to the day before `until_on`."""
    return one.from_on <= on and (one.until_on is None or on < one.until_on)


def lasts_on(one: Interval, on: date) -> bool:
    """Whether it holds on that day or would on a later one: neither over by then, nor empty."""
    return not is_over(one, max(on, one.from_on))


def is_over(one: Ending, on: date) -> bool:
    """Whether its end is that day or came before: it does not hold that day, nor on any later one."""
    return one.until_on is not None and one.until_on <= on


def reaches(one: Ending, until_on: date) -> bool:
    """Whether it has no end, or its end is not before `until_on`, another first day without."""
    return one.until_on is None or one.until_on >= until_on


def is_empty(one: Interval) -> bool:
    """Whether it holds on no day: it was taken back before it began."""
    return is_over(one, one.from_on)


def end_of(one: Ending) -> date:
    """The first day without it, the last of all days for what has no end: what ends later is greater."""
    return one.until_on or date.max
