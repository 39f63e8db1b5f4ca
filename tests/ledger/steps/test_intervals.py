"""The one writer of intervals: what changes is superseded and recorded anew, and what stands in its place gives way."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.ledger.queries.intervals import stands
from app.ledger.steps.intervals import Batch, by_place, close, move, open
from app.resolver.models.access import AccessGrant
from tests.factories.employers import make_employer
from tests.factories.grants import make_grant
from tests.factories.people import make_person

FIRST, TODAY, END = date(2020, 1, 6), date(2020, 2, 3), date(2020, 3, 2)


@pytest.fixture
def right(session: Session) -> AccessGrant:
    """A right that began on FIRST and has no end."""
    return make_grant(session, make_person(session), make_employer(session), from_on=FIRST)


@pytest.fixture
def at(right: AccessGrant) -> datetime:
    """A moment after the right was recorded."""
    return right.recorded_at + timedelta(minutes=1)


def same(right: AccessGrant, **changes: Any) -> AccessGrant:
    """Another row of the same person, employer and service, still to be written."""
    names = ("employer_id", "person_id", "space", "service", "granted_by", "origin", "from_on", "until_on")
    return AccessGrant(**{**{name: getattr(right, name) for name in names}, **changes})


def days(session: Session) -> list[tuple[date, date | None]]:
    """The days of the rows that stand."""
    found = select(AccessGrant.from_on, AccessGrant.until_on).where(stands(AccessGrant))
    return [(from_on, until_on) for from_on, until_on in session.execute(found.order_by(AccessGrant.from_on))]


def count(session: Session) -> int:
    """How many rows there are, those that were superseded included."""
    return len(session.scalars(select(AccessGrant.id)).all())


@pytest.mark.parametrize(
    ("from_on", "until_on"), [(FIRST, TODAY), (TODAY, TODAY), (END, END)], ids=["begun", "begins today", "to come"]
)
def test_what_is_closed_ends_that_day_and_what_had_not_begun_holds_on_no_day(
    session: Session, right: AccessGrant, at: datetime, from_on: date, until_on: date
) -> None:
    move(session, right, None, at, from_on=from_on)
    row = session.scalars(select(AccessGrant).where(stands(AccessGrant))).one()
    close(session, row, TODAY, at)
    assert days(session) == [(from_on, until_on)]


def test_a_row_is_never_overwritten(session: Session, right: AccessGrant, at: datetime) -> None:
    recorded_at = right.recorded_at
    move(session, right, END, at, origin="feed")
    assert (right.until_on, right.origin, right.recorded_at, right.superseded_at) == (None, "portal", recorded_at, at)
    successor = session.scalars(select(AccessGrant).where(stands(AccessGrant))).one()
    assert (successor.until_on, successor.origin, successor.recorded_at) == (END, "feed", at)
    assert successor.public_id != right.public_id


def test_what_stands_in_the_place_of_what_is_opened_gives_way(
    session: Session, right: AccessGrant, at: datetime
) -> None:
    open(session, same(right, until_on=END), at)
    assert days(session) == [(FIRST, END)]
    assert right.superseded_at == at


@pytest.mark.parametrize("changes", [{"granted_by": "R-1"}, {"origin": "feed"}, {"from_on": TODAY}], ids=str)
def test_what_stands_elsewhere_stays(
    session: Session, right: AccessGrant, at: datetime, changes: dict[str, Any]
) -> None:
    open(session, same(right, **changes), at)
    assert right.superseded_at is None
    assert count(session) == 2


def test_two_rows_that_differ_only_by_where_they_come_from_leave_one(
    session: Session, right: AccessGrant, at: datetime
) -> None:
    fed = open(session, same(right, origin="feed"), at)
    batch = Batch(session, at)
    for row in (fed, right):
        batch.close(row, TODAY, origin="portal")
    batch.write()
    assert days(session) == [(FIRST, TODAY)]
    assert count(session) == 3


@pytest.mark.parametrize("loaded", [False, True])
def test_a_row_moved_to_the_place_of_another_makes_it_give_way(
    session: Session, right: AccessGrant, at: datetime, loaded: bool
) -> None:
    fed = open(session, same(right, origin="feed"), at)
    batch = Batch(session, at, by_place([fed, right]) if loaded else None)
    batch.move(fed, END, origin="portal")
    batch.write()
    assert days(session) == [(FIRST, END)]
    assert right.superseded_at == at


def test_what_is_restored_is_as_it_was(session: Session, right: AccessGrant, at: datetime) -> None:
    close(session, right, TODAY, at)
    batch = Batch(session, at)
    again = batch.restore(right)
    batch.write()
    assert days(session) == [(FIRST, None)]
    assert again.recorded_at == at
    assert again.id != right.id
