"""The end of a replacement is told 30, 7 and 1 day before, as far as the absence is long enough."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app import clock
from app.ledger.actions.rounds import RoundIncomplete
from app.ledger.models.alarms import Alarm
from app.ledger.models.emails import OutgoingEmail
from app.resolver.models.absences import Absence
from app.rights.actions.absence_reminders import remind_of_absences
from app.rights.actions.absences import cancel_absence
from tests.scenes.absences import stand_in_for
from tests.scenes.office import Office, make_office

ClockAt = Callable[[str], None]


@pytest.fixture
def office(session: Session, clock_at: ClockAt) -> Office:
    """On clicSÉQUR, on a Monday."""
    clock_at("2026-03-02T15:00:00Z")
    return make_office(session)


def in_days(days: int) -> date:
    """So many days from today."""
    return clock.today() + timedelta(days=days)


def told(first: date, days: int) -> dict[int, int]:
    """How many messages each of the next days brings, but for those that bring none."""
    found = {day: remind_of_absences(first + timedelta(days=day)) for day in range(days)}
    return {day: number for day, number in found.items() if number}


def test_a_long_absence_is_told_thirty_seven_and_one_day_before_its_last_day(office: Office) -> None:
    stand_in_for(office, office.clerk, office.user, (in_days(0), in_days(40)))
    assert told(clock.today(), 45) == {9: 3, 32: 3, 38: 3}


def test_a_short_absence_is_told_what_is_left(office: Office) -> None:
    stand_in_for(office, office.clerk, office.user, (in_days(0), in_days(10)))
    assert told(clock.today(), 12) == {2: 3, 8: 3}


def test_an_absence_of_two_days_is_told_nothing_that_was_not_just_said(office: Office) -> None:
    stand_in_for(office, office.clerk, office.user, (in_days(0), in_days(2)))
    assert told(clock.today(), 5) == {}


def test_an_absence_to_come_is_told_once_it_has_begun(office: Office) -> None:
    stand_in_for(office, office.clerk, office.user, (in_days(20), in_days(30)))
    assert told(clock.today(), 32) == {22: 3, 28: 3}


def test_the_two_people_and_who_named_the_stand_in_are_told_and_nobody_twice(office: Office) -> None:
    stand_in_for(office, office.clerk, office.user, giver=office.giver(office.second))
    remind_of_absences(in_days(2))
    assert remind_of_absences(in_days(2)) == 0
    rows = office.session.execute(
        select(OutgoingEmail.person_id, OutgoingEmail.context).where(OutgoingEmail.kind == "absence_ending")
    )
    grants = {person_id: context["grants"] for person_id, context in rows}
    assert grants == {office.clerk.id: False, office.user.id: False, office.second.id: True}


def test_after_missed_days_only_the_nearest_is_told(office: Office) -> None:
    stand_in_for(office, office.clerk, office.user, (in_days(0), in_days(40)))
    assert [remind_of_absences(in_days(day)) for day in (37, 38)] == [3, 3]


def test_a_replacement_that_was_ended_is_told_no_more(office: Office) -> None:
    cancel_absence(office.giver(), stand_in_for(office, office.clerk, office.user))
    assert told(clock.today(), 12) == {}


def test_one_employer_that_fails_stops_no_other_and_nobody_is_told_twice(office: Office) -> None:
    days = (in_days(0), in_days(10))
    bad, other = stand_in_for(office, office.clerk, office.user, days), make_office(office.session)
    stand_in_for(other, other.clerk, other.user, days)
    row = office.session.scalars(select(Absence).where(Absence.public_id == bad)).one()
    row.space = "nowhere"
    office.session.commit()
    for _ in range(2):
        with pytest.raises(RoundIncomplete):
            remind_of_absences(in_days(2))
        told = [other.mail(one).count("absence_ending") for one in (other.clerk, other.user, other.rse)]
        assert told == [1, 1, 1]
    row.space = office.space.value
    office.session.execute(update(Alarm).values(retry_at=clock.ticking()))
    office.session.commit()
    assert [remind_of_absences(in_days(2)) for _ in range(2)] == [3, 0]
