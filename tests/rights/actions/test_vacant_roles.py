"""Where nobody grants any more is said once a day, once each time, whatever made it so."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app import clock
from app.desk.actions import daily
from app.extensions import db
from app.registry.models.accounts import Account
from app.registry.models.people import Membership, Person
from app.rights.actions.roles import step_down
from app.rights.actions.vacant_roles import say_vacant_roles
from app.vocabulary.accounts import Role, Space
from tests.factories.memberships import make_membership
from tests.scenes.absences import stand_in_for
from tests.scenes.office import GRANTERS, Office, make_office


@pytest.fixture(params=GRANTERS)
def office(session: Session, request: pytest.FixtureRequest) -> Office:
    """Two who grant, on clicSÉQUR or on Guichet SST."""
    return make_office(session, request.param)


def in_days(days: int) -> date:
    """So many days from today."""
    return clock.today() + timedelta(days=days)


def end(office: Office, *people: Person, until_on: date | None = None) -> None:
    """End every role of these people, today unless it is said, without anybody asking what is left."""
    ids = [person.id for person in people]
    for row in office.session.scalars(select(Membership).where(Membership.person_id.in_(ids))):
        row.until_on = until_on or clock.today()
    office.session.commit()


def test_two_who_went_at_the_same_moment_leave_an_entry_and_one_only(office: Office) -> None:
    end(office, office.second)
    assert say_vacant_roles(clock.today()) == 0
    end(office, office.rse)
    assert [say_vacant_roles(clock.today()), say_vacant_roles(clock.today()), say_vacant_roles(in_days(1))] == [1, 0, 0]
    assert office.entries().count("role_vacant") == 1
    assert office.details("role_vacant") == {"space": office.space.value, "role": GRANTERS[office.space].value}


@pytest.mark.databases("postgresql", because="SQLite lets only one write at a time: the second would be declined")
def test_who_steps_down_while_a_registry_ends_the_other_is_seen_the_next_day(office: Office) -> None:
    with db.engine.begin() as registry:
        theirs = update(Membership).where(Membership.person_id == office.second.id)
        registry.execute(theirs.values(until_on=clock.today()))
        step_down(office.giver())
    assert [say_vacant_roles(in_days(1)) for _ in range(2)] == [1, 0]


def test_a_day_without_a_worker_delays_the_entry_and_loses_nothing(office: Office) -> None:
    end(office, office.rse, office.second, until_on=in_days(-9))
    assert say_vacant_roles(clock.today()) == 1


def test_each_employer_and_each_space_is_said_apart(office: Office) -> None:
    other = make_office(office.session)
    beside = Space.GUICHET_SST if office.space is Space.CLICSEQUR else Space.CLICSEQUR
    make_membership(office.session, office.user, office.employer, GRANTERS[beside], beside)
    end(office, office.rse, office.second)
    end(other, other.rse, other.second)
    assert [say_vacant_roles(clock.today()) for _ in range(2)] == [2, 0]


def test_the_same_space_is_said_again_once_somebody_granted_in_between(office: Office) -> None:
    end(office, office.rse, office.second)
    assert say_vacant_roles(clock.today()) == 1
    role = GRANTERS[office.space]
    days = {"from_on": in_days(2), "until_on": in_days(5)}
    make_membership(office.session, office.user, office.employer, role, office.space, **days)
    office.session.commit()
    assert [say_vacant_roles(in_days(day)) for day in (1, 2, 4, 5)] == [0, 0, 0, 1]


def test_while_somebody_stands_in_for_who_grants_nothing_is_said(office: Office) -> None:
    stand_in_for(office, office.rse, office.user, (clock.today(), in_days(10)))
    end(office, office.rse, office.second)
    assert say_vacant_roles(clock.today()) == 0
    assert say_vacant_roles(in_days(10)) == 1


@pytest.mark.parametrize("gone", ["account", "people", "nobody_ever"])
def test_a_space_that_is_closed_empty_or_never_had_one_is_no_vacancy(office: Office, gone: str) -> None:
    if gone == "nobody_ever":
        for row in office.session.scalars(select(Membership).where(Membership.role != Role.USER.value)):
            office.session.delete(row)
    else:
        end(office, office.rse, office.second)
    if gone == "people":
        end(office, office.clerk, office.user)
    if gone == "account":
        office.session.scalars(select(Account)).one().until_on = clock.today()
    office.session.commit()
    assert say_vacant_roles(clock.today()) == 0


@pytest.mark.databases("sqlite", because="nothing is asked of a database")
def test_it_is_looked_for_every_day_once_departures_are_settled() -> None:
    names = list(daily.TASKS)
    assert names.index("say_vacant_roles") > max(names.index(one) for one in ("settle_departures", "narrow_stand_ins"))
