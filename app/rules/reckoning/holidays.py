"""The holidays of the Interpretation Act (I-16, s. 61(23)), which alone move a time limit: `tables/holidays.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from dateutil.easter import easter

from app.rules.loader import TABLES, TableError
from app.vocabulary.labels import Labelled

_DAY = timedelta(days=1)


class Weekday(Labelled):
    """The days of the week, in the order in which Python numbers them."""

    MONDAY = "mon", "lundi", "Monday"
    TUESDAY = "tue", "mardi", "Tuesday"
    WEDNESDAY = "wed", "mercredi", "Wednesday"
    THURSDAY = "thu", "jeudi", "Thursday"
    FRIDAY = "fri", "vendredi", "Friday"
    SATURDAY = "sat", "samedi", "Saturday"
    SUNDAY = "sun", "dimanche", "Sunday"


WEEKDAYS = tuple(Weekday)
SATURDAY = WEEKDAYS.index(Weekday.SATURDAY)


@dataclass(frozen=True, slots=True)
class Holiday:
    """A holiday: its French name, and on which day of a year it falls; None in a year that has none."""

    is_: str
    of_year: Callable[[int], date | None]


def _fixed(row: Mapping[str, Any]) -> Callable[[int], date | None]:
    """A day of the year. `unless`: not where it falls on that weekday; `after`: only where the day before does."""

    def of_year(year: int) -> date | None:
        on = date(year, row["month"], row["day"])
        kept = "unless" not in row or on.weekday() != WEEKDAYS.index(row["unless"])
        return on if kept and ("after" not in row or (on - _DAY).weekday() == WEEKDAYS.index(row["after"])) else None

    return of_year


def _before(row: Mapping[str, Any]) -> Callable[[int], date]:
    def of_year(year: int) -> date:
        last = date(year, row["before"]["month"], row["before"]["day"]) - _DAY
        return last - timedelta(days=(last.weekday() - WEEKDAYS.index(row["weekday"])) % 7)

    return of_year


def _nth(row: Mapping[str, Any]) -> Callable[[int], date]:
    def of_year(year: int) -> date:
        first = date(year, row["month"], 1)
        ahead = (WEEKDAYS.index(row["weekday"]) - first.weekday()) % 7
        return first + timedelta(days=ahead + 7 * (row["nth"] - 1))

    return of_year


def _easter(row: Mapping[str, Any]) -> Callable[[int], date]:
    return lambda year: easter(year) + timedelta(days=row["easter"])


def _proclaimed(row: Mapping[str, Any]) -> Callable[[int], date | None]:
    return lambda year: row["on"] if row["on"].year == year else None


#: How a row says its day: the keys that it bears besides its name, and what reads them.
_WAYS: Mapping[frozenset[str], Callable[[Mapping[str, Any]], Callable[[int], date | None]]] = {
    frozenset({"month", "day"}): _fixed,
    frozenset({"month", "day", "unless"}): _fixed,
    frozenset({"month", "day", "after"}): _fixed,
    frozenset({"easter"}): _easter,
    frozenset({"weekday", "before"}): _before,
    frozenset({"weekday", "nth", "month"}): _nth,
    frozenset({"on"}): _proclaimed,
}
_EACH_WEEK = frozenset({"weekday"})


def read(content: Mapping[str, Any]) -> tuple[tuple[Holiday, ...], Mapping[int, str]]:
    """The holidays of a table, and those of each week by weekday; TableError for a row that says no day."""
    yearly, weekly = [], {}
    for row in content["holiday"]:
        keys = frozenset(row) - {"is"}
        if keys == _EACH_WEEK and row["weekday"] in WEEKDAYS:
            weekly[WEEKDAYS.index(row["weekday"])] = row["is"]
        elif keys in _WAYS:
            yearly.append(Holiday(row["is"], _WAYS[keys](row)))
        else:
            raise TableError(f"holidays: {row.get('is', 'a row without a name')} says no day")
    return tuple(yearly), weekly


_CONTENT = tomllib.loads((TABLES / "holidays.toml").read_text(encoding="utf-8"))
_YEARLY, _WEEKLY = read(_CONTENT)
SOURCE: str = _CONTENT["source"]


@lru_cache(maxsize=256)
def holidays_of(year: int) -> Mapping[date, str]:
    """The holidays of a year besides those of each week: their French names by day."""
    return {on: holiday.is_ for holiday in _YEARLY if (on := holiday.of_year(year)) is not None}


def holiday(on: date) -> str | None:
    """The French name of the holiday that a day is, or None."""
    return holidays_of(on.year).get(on) or _WEEKLY.get(on.weekday())


def moved(on: date, *, saturdays: bool = False) -> date:
    """The first day from `on` that is not a holiday, nor, if asked, a Saturday. OverflowError after the last day."""
    return next(day for day in _from(on) if not (holiday(day) or (saturdays and day.weekday() == SATURDAY)))


def _from(on: date) -> Iterator[date]:
    while True:
        yield on
        on += _DAY
