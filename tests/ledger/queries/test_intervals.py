"""The conditions on intervals, on the day before each of their days, on the day and on the day after.

Each is asked of a row in hand and, on both databases, of the same row in its table: they say the same.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import ColumnElement, bindparam, select
from sqlalchemy.orm import Session, aliased

from app import clock
from app.ledger.queries import intervals
from app.resolver.models.access import AccessGrant
from tests.factories.employers import make_employer
from tests.factories.grants import make_grant
from tests.factories.people import make_person

FIRST, END = date(2020, 2, 3), date(2020, 3, 2)
DAY = timedelta(days=1)
AROUND = (FIRST - DAY, FIRST, FIRST + DAY, END - DAY, END, END + DAY)
#: The days of an interval, and the answers on the six days around its first day and its end.
SPANS: dict[str, tuple[date, date | None]] = {"ended": (FIRST, END), "endless": (FIRST, None), "empty": (END, END)}

HOLDS = [("ended", "-+++--"), ("endless", "-+++++"), ("empty", "------")]
LASTS = [("ended", "++++--"), ("endless", "++++++"), ("empty", "------")]
ENDS_AFTER = [("ended", "++++--"), ("endless", "++++++"), ("empty", "++++--")]
OVER = [("ended", "----++"), ("endless", "------"), ("empty", "----++")]


def right(session: Session, kind: str) -> AccessGrant:
    """A right with the days of one kind of interval."""
    from_on, until_on = SPANS[kind]
    return make_grant(session, make_person(session), make_employer(session), from_on=from_on, until_on=until_on)


def found(session: Session, condition: ColumnElement[bool], table: Any = AccessGrant, **values: Any) -> bool:
    """Whether the one row there is meets a condition."""
    return session.scalar(select(table.id).where(condition), values) is not None


def signs(answer: Callable[[date], bool]) -> str:
    """An answer on each of the six days."""
    return "".join("+" if answer(day) else "-" for day in AROUND)


@pytest.mark.parametrize(("kind", "expected"), HOLDS)
def test_it_holds_from_its_first_day_to_the_day_before_its_end(session: Session, kind: str, expected: str) -> None:
    row = right(session, kind)
    assert signs(lambda day: found(session, intervals.holds(AccessGrant, day))) == expected
    assert signs(lambda day: intervals.holds_on(row, day)) == expected


@pytest.mark.parametrize(("kind", "expected"), LASTS)
def test_it_lasts_until_the_day_before_its_end_unless_it_is_empty(session: Session, kind: str, expected: str) -> None:
    row = right(session, kind)
    assert signs(lambda day: found(session, intervals.lasts(AccessGrant, day))) == expected
    assert signs(lambda day: intervals.lasts_on(row, day)) == expected


@pytest.mark.parametrize(("kind", "expected"), ENDS_AFTER)
def test_its_end_comes_after_each_day_before_it(session: Session, kind: str, expected: str) -> None:
    right(session, kind)
    assert signs(lambda day: found(session, intervals.ends_after(AccessGrant, day))) == expected


@pytest.mark.parametrize(("kind", "expected"), OVER)
def test_it_is_over_on_its_end_and_after(session: Session, kind: str, expected: str) -> None:
    row = right(session, kind)
    assert signs(lambda day: found(session, intervals.ends_by(AccessGrant, day))) == expected
    assert signs(lambda day: intervals.is_over(row, day)) == expected


def test_an_end_within_some_days_comes_after_the_first_and_at_most_on_the_last(session: Session) -> None:
    right(session, "ended")
    windows = [(END - DAY, END), (END - DAY, END + DAY), (END, END + DAY), (END - 2 * DAY, END - DAY)]
    answers = [found(session, intervals.ends_within(AccessGrant, *window)) for window in windows]
    assert answers == [True, True, False, False]


@pytest.mark.parametrize(
    ("kind", "endless", "days"), [("ended", False, True), ("endless", True, True), ("empty", False, False)]
)
def test_what_has_no_end_and_what_has_no_day(session: Session, kind: str, endless: bool, days: bool) -> None:
    row = right(session, kind)
    assert found(session, intervals.is_endless(AccessGrant)) is endless
    assert found(session, intervals.has_days(AccessGrant)) is days
    assert intervals.is_empty(row) is not days


def test_what_reaches_an_end_ends_that_day_or_later(session: Session) -> None:
    ended, endless = right(session, "ended"), right(session, "endless")
    assert [intervals.reaches(ended, day) for day in (END - DAY, END, END + DAY)] == [True, True, False]
    assert intervals.reaches(endless, date.max)
    assert intervals.end_of(ended) == END < intervals.end_of(endless)


@pytest.mark.parametrize("condition", [intervals.holds, intervals.lasts])
def test_what_was_superseded_neither_stands_nor_holds_nor_lasts(session: Session, condition: Any) -> None:
    row = right(session, "endless")
    assert found(session, intervals.stands(AccessGrant) & condition(AccessGrant, FIRST))
    row.superseded_at = clock.now()
    session.flush()
    assert not found(session, intervals.stands(AccessGrant))
    assert not found(session, condition(AccessGrant, FIRST))


def test_a_row_stands_on_the_days_on_which_it_does_not_hold(session: Session) -> None:
    right(session, "empty")
    assert found(session, intervals.stands(AccessGrant))


@pytest.mark.parametrize("table", [aliased(AccessGrant), AccessGrant.__table__.c], ids=["alias", "columns"])
def test_an_alias_and_the_columns_of_a_table_are_asked_alike(session: Session, table: Any) -> None:
    right(session, "ended")
    condition = intervals.holds(table, bindparam("on"))
    assert [found(session, condition, table, on=day) for day in (FIRST, END)] == [True, False]
