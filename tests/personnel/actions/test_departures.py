"""« Parti le » in a table: today or on a day to come, in every space of the employer, and back within a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from app import clock
from app.entry.actions.sessions import read_session
from app.entry.steps.joining import join
from app.ledger.models.audit import AuditEntry
from app.ledger.models.emails import OutgoingEmail
from app.ledger.queries.intervals import stands
from app.ledger.steps.transaction import transaction
from app.personnel.actions.departures import settle_departures
from app.personnel.actions.plans import NotNow, confirm_plan
from app.personnel.actions.staying import cancel_departure
from app.personnel.queries.effects import effects_of
from app.registry.models.people import Membership, Person
from app.resolver.queries.facts import facts_of_employer
from app.resolver.steps.granting import begin
from app.rights.actions.absences import AbsencePlan, name_stand_in
from app.rights.actions.end_changes import change_end
from app.rights.actions.grants import grant_access
from app.vocabulary.accounts import Role, Space
from app.vocabulary.personnel import CellProblem, PlanFailure, PlanState, RowKind
from app.vocabulary.services import OnlineService
from tests.factories.access_requests import make_request
from tests.factories.accounts import make_account
from tests.factories.designations import make_designation
from tests.factories.grants import make_grant
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.sessions import open_person_session
from tests.scenes.personnel_house import FOLLOWUP, MESSAGING, House, house, in_days

__all__ = ["house"]

GUICHET = Space.GUICHET_SST


def also_at_guichet(house: House, person: Person, role: Role = Role.USER) -> None:
    """Somebody is in the other space too, and follows the files there."""
    make_account(house.session, house.employer, GUICHET)
    make_membership(house.session, person, house.employer, role, GUICHET)
    make_grant(house.session, person, house.employer, FOLLOWUP, GUICHET)
    house.session.commit()


def held_at_guichet(house: House, person: Person, days: int = 0) -> set[OnlineService]:
    """What somebody may use in the other space, so many days from today."""
    house.session.rollback()
    facts, on = facts_of_employer(house.session, house.employer.id), in_days(days)
    return set(facts.grants_on(person.id, GUICHET, on)) if facts.roles_on(person.id, GUICHET, on) else set()


def test_a_departure_to_come_ends_everything_on_that_day_and_nothing_before(house: House) -> None:
    paul = house.user("Paul", file_followup=100, messaging=5)
    also_at_guichet(house, paul)
    plan = house.plan(house.row("Paul", "oui", "oui", in_days(10).isoformat()))
    assert house.kinds(plan) == [RowKind.REMOVED]
    assert house.rights()["Paul"] == {"file_followup": in_days(100), "messaging": in_days(5)}
    assert house.apply(plan).state == PlanState.APPLIED
    assert house.rights()["Paul"] == {"file_followup": in_days(10), "messaging": in_days(5)}
    assert held_at_guichet(house, paul, 9) == {FOLLOWUP}
    assert "Paul" in house.rights(in_days(9))
    assert "Paul" not in house.rights(in_days(10))
    assert held_at_guichet(house, paul, 10) == set()


def test_on_the_day_itself_the_next_request_is_refused(
    house: House, clock_at: Callable[[str | datetime], None]
) -> None:
    paul = house.user("Paul", file_followup=100)
    house.apply(house.plan(house.row("Paul", "oui", "", in_days(10).isoformat())))
    token = open_person_session(paul)
    before = read_session(house.session, token)
    assert before is not None
    assert before.employer_id == house.employer.id
    clock_at(clock.now() + timedelta(days=10))
    after = read_session(house.session, token)
    assert after is None or not after.roles


def test_the_same_table_given_again_changes_nothing_and_a_later_day_postpones(house: House) -> None:
    house.user("Paul", file_followup=100)
    row = house.row("Paul", in_days(99).isoformat(), "", in_days(10).isoformat())
    house.apply(house.plan(row))
    assert house.kinds(house.plan(row)) == [RowKind.UNCHANGED]
    assert house.kinds(house.plan(house.row("Paul", "oui", "", ""))) == [RowKind.UNCHANGED]
    later = house.plan(house.row("Paul", in_days(99).isoformat(), "", in_days(20).isoformat()))
    assert house.kinds(later) == [RowKind.CHANGED]
    house.apply(later)
    assert house.rights(in_days(19))["Paul"] == {"file_followup": in_days(20)}
    assert "Paul" not in house.rights(in_days(20))
    assert house.undo(later).state == PlanState.UNDONE
    assert "Paul" not in house.rights(in_days(10))
    assert house.rights()["Paul"] == {"file_followup": in_days(10)}


def test_a_departure_to_come_is_undone_within_the_day(house: House) -> None:
    paul = house.user("Paul", file_followup=100, messaging=None)
    also_at_guichet(house, paul)
    before = house.rights()
    plan = house.plan(house.row("Paul", "oui", "oui", in_days(10).isoformat()))
    house.apply(plan)
    assert house.undo(plan).state == PlanState.UNDONE
    assert house.rights() == before
    assert "Paul" in house.rights(in_days(50))
    assert held_at_guichet(house, paul, 500) == {FOLLOWUP}


def test_who_comes_for_some_time_comes_with_the_day_on_which_they_leave(house: House) -> None:
    paul = house.user("Paul")
    house.apply(house.plan(house.row("Paul", "", "", "parti")))
    plan = house.plan(
        house.row("Paul", "oui", "", in_days(30).isoformat()),
        house.row("Nouvelle", "oui", "", in_days(40).isoformat()),
    )
    assert house.kinds(plan) == [RowKind.ADDED, RowKind.ADDED]
    assert house.rows(plan)[1].wanted["grants"] == {"file_followup": in_days(40).isoformat()}
    house.apply(plan)
    assert house.rights()["Paul"] == {"file_followup": in_days(30)}
    house.session.rollback()
    roles = select(Membership).where(Membership.person_id == paul.id, Membership.superseded_at.is_(None))
    assert max(row.until_on for row in house.session.scalars(roles) if row.until_on) == in_days(30)


def test_the_coverage_of_the_day_of_a_departure_is_shown_and_its_hole_accepted(house: House) -> None:
    for granter in (house.rse, house.other):
        granter.email = ""
    house.user("Paul", file_followup=None)
    house.user("Luc", file_followup=60)
    plan = house.plan(house.row("Paul", "oui", "", in_days(90).isoformat()))
    effects = effects_of(house.session, house.found(plan), house.rows(plan), clock.today())
    assert list(effects) == [clock.today(), in_days(90)]
    assert not effects[clock.today()].is_hole, "today nothing changes"
    assert effects[in_days(90)].nobody_is_told, "by then Luc reads no more either"
    with pytest.raises(NotNow) as refused:
        confirm_plan(house.giver, plan, holes_accepted=False)
    assert refused.value.failure is PlanFailure.HOLES
    assert house.apply(plan, holes_accepted=True).state == PlanState.APPLIED


def test_who_stands_in_for_a_leaver_keeps_nothing_beyond_their_departure(house: House) -> None:
    boss, luc = house.user("Boss", file_followup=100), house.user("Luc")
    name_stand_in(house.giver, AbsencePlan(boss.public_id, luc.public_id, clock.today(), in_days(30)))
    house.apply(house.plan(house.row("Boss", "oui", "", in_days(10).isoformat())))
    assert house.rights(in_days(9))["Luc"] == {"file_followup": in_days(10)}
    assert house.rights(in_days(10))["Luc"] == {}


def test_the_journal_says_when_somebody_leaves(house: House) -> None:
    house.user("Paul", file_followup=100)
    plan = house.plan(house.row("Paul", "oui", "", in_days(10).isoformat()))
    house.apply(plan)
    house.undo(plan)
    entries = house.session.scalars(select(AuditEntry).where(AuditEntry.action == "person_leaves")).all()
    assert [entry.details["until_on"] for entry in entries] == [in_days(10).isoformat(), None]


def test_who_has_left_according_to_a_table_has_left_every_space(house: House) -> None:
    paul = house.user("Paul", file_followup=100)
    also_at_guichet(house, paul)
    token = open_person_session(paul, GUICHET)
    plan = house.plan(house.row("Paul", "", "", "parti"))
    house.apply(plan)
    assert held_at_guichet(house, paul) == set()
    assert read_session(house.session, token) is None
    entries = house.session.scalars(select(AuditEntry).where(AuditEntry.action == "person_removed")).all()
    assert {entry.details["space"] for entry in entries} == {"clicsequr", "guichet_sst"}
    house.undo(plan)
    assert held_at_guichet(house, paul) == {FOLLOWUP}
    assert house.rights()["Paul"] == {"file_followup": in_days(100)}


@pytest.mark.parametrize("left", ["parti", "later"])
def test_who_grants_in_the_other_space_learns_of_a_departure_and_of_its_undoing(house: House, left: str) -> None:
    also_at_guichet(house, house.user("Paul", file_followup=100))
    rose = make_person(house.session, email="rose@courriel.example")
    make_membership(house.session, rose, house.employer, Role.RESPONDENT, GUICHET)
    house.user("Luc", file_followup=100)
    day = in_days(10).isoformat() if left == "later" else left
    plan = house.plan(house.row("Paul", "oui", "", day))
    house.apply(plan)
    house.apply(house.plan(house.row("Luc", "", "", "parti")))
    house.undo(plan)
    told = select(OutgoingEmail).where(OutgoingEmail.kind == "sensitive_moment").order_by(OutgoingEmail.id)
    moments = [(row.to_address, row.context["moment"]) for row in house.session.scalars(told)]
    assert [moment for address, moment in moments if address == rose.email] == ["table_applied", "table_undone"]


@pytest.mark.parametrize("left", ["parti", "later"])
def test_who_grants_in_another_space_does_not_leave_by_a_table(house: House, left: str) -> None:
    paul = house.user("Paul", file_followup=100)
    also_at_guichet(house, paul, Role.RESPONDENT)
    day = in_days(10).isoformat() if left == "later" else left
    assert house.problems(house.plan(house.row("Paul", "oui", "", day))) == [CellProblem.GRANTS_ELSEWHERE]
    assert house.kinds(house.plan(house.row("Paul", in_days(5).isoformat(), "", ""))) == [RowKind.CHANGED]
    plan = house.plan(house.row("Personne", "", ""), absent_left=True)
    assert [row.kind for row in house.rows(plan)] == ["unchanged", "unchanged"]
    assert house.rows(plan)[1].wanted["notes"][0]["code"] == "stays_a_granter"


def test_on_the_day_what_they_leave_behind_ends_once_even_if_days_were_missed(house: House) -> None:
    paul, luc = house.user("Paul", file_followup=100), house.user("Luc", file_followup=100)
    designation = make_designation(house.session, house.employer, house.other, email="p@clinique.example")
    paul.email = "P@clinique.example"
    house.session.commit()
    later = in_days(10).isoformat()
    plan = house.plan(*((one.given_name, "Roy", one.email, "oui", "", later) for one in (paul, luc)))
    house.apply(plan)
    house.session.refresh(designation)
    assert designation.state == "ended", "nobody else could accept it, and they could once they have left"
    requests = [make_request(house.session, one, house.employer) for one in (paul, luc)]
    house.session.commit()
    house.apply(house.plan(house.row("Luc", "oui", "", in_days(30).isoformat())))
    assert settle_departures(in_days(9)) == 0
    assert settle_departures(in_days(12)) == 1
    assert settle_departures(in_days(13)) == 0
    house.session.expire_all()
    assert [one.state for one in requests] == ["withdrawn", "pending"], "Luc stays longer"


def test_a_departure_that_was_undone_ends_nothing(house: House) -> None:
    paul = house.user("Paul", file_followup=100)
    plan = house.plan(house.row("Paul", "oui", "", in_days(10).isoformat()))
    house.apply(plan)
    house.undo(plan)
    asked = make_request(house.session, paul, house.employer)
    house.session.commit()
    assert settle_departures(in_days(12)) == 0
    house.session.refresh(asked)
    assert asked.state == "pending"


def test_a_departure_that_an_undoing_left_as_it_is_still_ends_what_they_leave_behind(house: House) -> None:
    paul = house.user("Paul", file_followup=100)
    plan = house.plan(house.row("Paul", "oui", "", in_days(10).isoformat()))
    house.apply(plan)
    grant_access(house.giver, paul.public_id, [MESSAGING], in_days(5), "since")
    house.undo(plan)
    assert "Paul" not in house.rights(in_days(10)), "they have changed since, and still leave"
    asked = make_request(house.session, paul, house.employer)
    house.session.commit()
    assert settle_departures(in_days(10)) == 1
    house.session.refresh(asked)
    assert asked.state == "withdrawn"


def test_a_right_given_beyond_a_departure_ends_with_it_and_does_not_wait_for_a_return(
    house: House, clock_at: Callable[[str | datetime], None]
) -> None:
    paul = house.user("Paul", file_followup=100)
    house.apply(house.plan(house.row("Paul", "oui", "", in_days(10).isoformat())))
    make_grant(house.session, paul, house.employer, MESSAGING, until_on=in_days(60))
    house.session.commit()
    clock_at(clock.now() + timedelta(days=12))
    assert settle_departures(clock.today()) == 1
    entry = house.session.scalars(select(AuditEntry).where(AuditEntry.action == "access_revoked")).one()
    assert (entry.person_id, entry.details["services"]) == (paul.id, ["messaging"])
    with transaction() as session:
        join(begin(session, house.giver), session.get_one(Person, paul.id))
    assert house.rights()["Paul"] == {}


def test_a_right_to_come_goes_with_who_leaves_and_comes_back_with_them(house: House) -> None:
    paul = house.user("Paul")
    make_grant(house.session, paul, house.employer, FOLLOWUP, from_on=in_days(5), until_on=in_days(50))
    house.session.commit()
    plan = house.plan(house.row("Paul", "", "", "parti"))
    house.apply(plan)
    assert house.rights(in_days(6)).get("Paul") is None
    entry = house.session.scalars(select(AuditEntry).where(AuditEntry.action == "person_removed")).one()
    assert entry.details["services"] == ["file_followup"]
    house.undo(plan)
    assert house.rights(in_days(6))["Paul"] == {"file_followup": in_days(50)}
    entry = house.session.scalars(select(AuditEntry).where(AuditEntry.action == "access_granted")).one()
    assert entry.details["from_on"] == in_days(5).isoformat()


def test_an_undoing_that_leaves_a_hole_says_so_and_is_told_to_those_who_grant(house: House) -> None:
    """Paul has changed since, and stays without the right that the table gave to Luc: no e-mail reaches a reader."""
    paul, _luc = house.user("Paul", file_followup=100), house.user("Luc")
    plan = house.plan(house.row("Paul", "", "", ""), house.row("Luc", "oui", "", ""))
    house.apply(plan)
    grant_access(house.giver, paul.public_id, [MESSAGING], in_days(30), "since")
    house.rse.email = ""
    house.session.execute(
        update(OutgoingEmail)
        .values(state="failed", server_answer="550")
        .where(OutgoingEmail.person_id == house.other.id)
    )
    house.session.commit()
    assert house.undo(plan).state == PlanState.UNDONE
    entry = house.session.scalars(select(AuditEntry).where(AuditEntry.action == "personnel_undone")).one()
    assert (entry.details["left"], entry.details["hole"]) == (1, True)
    told = house.session.scalars(select(OutgoingEmail.to_address).where(OutgoingEmail.kind == "right_lapsed"))
    assert set(told) == {house.other.email}


def test_a_planned_departure_is_cancelled_and_everything_lasts_as_before(house: House) -> None:
    paul = house.user("Paul", file_followup=100, messaging=5)
    also_at_guichet(house, paul)
    before = house.rights()["Paul"]
    house.apply(house.plan(house.row("Paul", "oui", "oui", in_days(10).isoformat())))
    assert cancel_departure(house.giver, paul.public_id)
    assert house.rights()["Paul"] == before
    assert "Paul" in house.rights(in_days(10))
    assert held_at_guichet(house, paul, 10) == {FOLLOWUP}
    ends = house.session.scalars(select(Membership.until_on).where(Membership.person_id == paul.id, stands(Membership)))
    assert set(ends) == {None}
    said = house.session.scalars(select(AuditEntry).where(AuditEntry.action == "person_leaves").order_by(AuditEntry.id))
    assert [entry.details["until_on"] for entry in said][-1] is None
    told = house.session.scalars(select(OutgoingEmail.kind).where(OutgoingEmail.to_address == paul.email)).all()
    assert told.count("access_changed") == 4, "in each space, on that day and back"
    assert not cancel_departure(house.giver, paul.public_id), "nothing is planned any more"
    settle_departures(in_days(10))
    assert house.rights()["Paul"] == before


def test_a_departure_that_was_postponed_is_cancelled_whole_and_what_changed_since_stays(house: House) -> None:
    paul = house.user("Paul", file_followup=100, messaging=200)
    house.apply(house.plan(house.row("Paul", "oui", "oui", in_days(10).isoformat())))
    house.apply(house.plan(house.row("Paul", "oui", "oui", in_days(20).isoformat())))
    change_end(house.giver, paul.public_id, MESSAGING, in_days(8), accepted=True)
    assert cancel_departure(house.giver, paul.public_id)
    assert house.rights()["Paul"] == {"file_followup": in_days(100), "messaging": in_days(8)}
    assert "Paul" in house.rights(in_days(30))
