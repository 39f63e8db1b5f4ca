"""A table that meets something else under way: a designation elsewhere, an absence, another worker."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from app import clock
from app.delivery.received.tables import csv_bytes
from app.ledger.steps.audit import Actor
from app.personnel.actions import application
from app.personnel.actions.application import apply_personnel_plans
from app.personnel.actions.plans import confirm_plan, make_plan, plan_again, undo_plan
from app.personnel.models import PersonnelPlan
from app.registry.models.people import Person
from app.resolver.models.access import AccessGrant
from app.resolver.steps.granting import Giver
from app.rights.actions.absences import AbsencePlan, cancel_absence, name_stand_in
from app.vocabulary.accounts import Role, Space
from app.vocabulary.personnel import CellProblem, PlanFailure, PlanState
from tests.factories.accounts import make_account
from tests.factories.grants import make_grant
from tests.factories.memberships import make_membership
from tests.scenes.personnel_house import FOLLOWUP, HEAD, House, house, in_days

__all__ = ["house"]


def test_undoing_gives_nothing_back_to_who_became_a_health_professional_anywhere(house: House) -> None:
    make_account(house.session, house.employer, Space.GUICHET_SST)
    paul, _luc = house.user("Paul", file_followup=100), house.user("Luc", file_followup=100)
    plan = house.plan(house.row("Paul", "", "", "parti"), house.row("Luc", "", "", "parti"))
    house.apply(plan)
    _become_professional(house, paul)
    assert house.undo(plan).state == PlanState.UNDONE
    assert "Paul" not in house.rights()
    assert house.rights()["Luc"] == {"file_followup": in_days(100)}
    assert [row.effect.get("kept") for row in house.rows(plan)] == ["changed_since", None]


def _become_professional(house: House, person: Person) -> None:
    role, space = Role.HEALTH_PROFESSIONAL, Space.GUICHET_SST
    make_membership(house.session, person, house.employer, role, space, from_on=clock.today())
    house.session.commit()


def test_a_health_professional_of_another_space_is_refused_in_the_plan_and_when_it_is_applied(house: House) -> None:
    make_account(house.session, house.employer, Space.GUICHET_SST)
    paul, zoe = house.user("Paul"), house.user("Zoé")
    _become_professional(house, paul)
    assert house.problems(house.plan(house.row("Paul", "oui", ""))) == [CellProblem.HEALTH_PROFESSIONAL]
    plan = house.plan(house.row("Zoé", "oui", ""))
    confirm_plan(house.giver, plan, holes_accepted=True)
    _become_professional(house, zoe)
    apply_personnel_plans()
    found = house.found(plan)
    assert (found.state, found.failure) == (PlanState.FAILED, PlanFailure.RIGHTS_CHANGED)
    assert house.rights()["Zoé"] == {}


def test_a_slow_worker_and_the_one_that_took_over_settle_a_table_once(house: House) -> None:
    house.user("Zoé")
    plan = house.plan(house.row("Zoé", "oui", ""))
    confirm_plan(house.giver, plan, holes_accepted=True)
    claimed = application._claim()
    assert claimed is not None
    plan_id, under_way = claimed
    application._check(plan_id)
    house.session.execute(update(PersonnelPlan).values(leased_until=clock.ticking() - timedelta(seconds=1)))
    house.session.commit()
    assert application._claim() == (plan_id, under_way), "another worker takes over after the lease"
    application._apply(plan_id)
    application._check(plan_id)
    application._apply(plan_id)
    application._stop(plan_id, under_way, PlanFailure.RIGHTS_CHANGED)
    found = house.found(plan)
    assert (found.state, found.failure, found.leased_until) == (PlanState.APPLIED, "", None)
    undo_plan(house.giver, plan)
    application._stop(plan_id, under_way, PlanFailure.RIGHTS_CHANGED)
    assert house.found(plan).state == PlanState.UNDOING, "what the late worker says of the applying undoes no undoing"
    assert apply_personnel_plans() == 1
    assert house.found(plan).state == PlanState.UNDONE


def test_what_is_held_as_a_stand_in_since_today_becomes_a_right_of_their_own(house: House) -> None:
    boss, luc = house.user("Boss", file_followup=60), house.user("Luc")
    days = AbsencePlan(boss.public_id, luc.public_id, clock.today(), in_days(10))
    absence = name_stand_in(house.giver, days)
    plan = house.plan(house.row("Luc", in_days(29).isoformat(), ""))
    applied = house.apply(plan)
    assert (applied.state, applied.failure) == (PlanState.APPLIED, "")
    assert house.rights(in_days(20))["Luc"] == {"file_followup": in_days(30)}
    house.undo(plan)
    assert house.rights()["Luc"] == {"file_followup": in_days(10)}, "they stand in again"
    house.apply(house.plan(house.row("Luc", in_days(29).isoformat(), "")))
    cancel_absence(house.giver, absence)
    assert house.rights()["Luc"] == {"file_followup": in_days(30)}, "the end of the absence ends nothing of their own"


def test_taking_back_a_right_of_the_feed_leaves_what_is_held_as_a_stand_in(house: House) -> None:
    boss, luc = house.user("Boss", file_followup=60), house.user("Luc")
    by = house.session.get_one(Person, house.rse.id).identifier
    rights = {"granted_by": by, "origin": "feed", "from_on": clock.today(), "until_on": in_days(50)}
    make_grant(house.session, luc, house.employer, FOLLOWUP, **rights)
    house.session.commit()
    name_stand_in(house.giver, AbsencePlan(boss.public_id, luc.public_id, clock.today(), in_days(10)))
    assert house.apply(house.plan(house.row("Luc", "", ""))).state == PlanState.APPLIED
    assert house.rights()["Luc"] == {"file_followup": in_days(10)}


def test_a_table_given_while_another_is_applied_is_made_again_on_what_the_other_left(house: House) -> None:
    house.user("Zoé")
    house.user("Luc")
    first = house.plan(house.row("Zoé", "oui", ""))
    confirm_plan(house.giver, first, holes_accepted=True)
    other = Giver(Actor("person", house.other.id, house.other.name), house.employer.id, house.giver.space)
    content = csv_bytes([HEAD, house.row("Luc", "oui", "")])
    second = make_plan(other, "second.csv", content, absent_left=False)
    confirm_plan(other, second, holes_accepted=True)
    assert [apply_personnel_plans() for _ in range(3)] == [1, 1, 0]
    assert house.found(first).state == PlanState.APPLIED
    assert (house.found(second).state, house.found(second).failure) == (PlanState.FAILED, PlanFailure.RIGHTS_CHANGED)
    again = plan_again(other, second)
    confirm_plan(other, again, holes_accepted=True)
    apply_personnel_plans()
    assert set(house.rights()["Luc"]) == set(house.rights()["Zoé"]) == {"file_followup"}


def test_two_people_who_confirm_the_same_plan_apply_it_once(house: House) -> None:
    house.user("Zoé")
    plan = house.plan(house.row("Zoé", "oui", ""))
    other = Giver(Actor("person", house.other.id, house.other.name), house.employer.id, house.giver.space)
    for giver in (house.giver, other, house.giver):
        confirm_plan(giver, plan, holes_accepted=True)
    assert house.found(plan).confirmed_by_id == house.rse.id
    assert [apply_personnel_plans() for _ in range(2)] == [1, 0]
    confirm_plan(other, plan, holes_accepted=True)
    assert apply_personnel_plans() == 0
    for giver in (other, house.giver):
        undo_plan(giver, plan)
    assert [apply_personnel_plans() for _ in range(2)] == [1, 0]
    assert house.rights()["Zoé"] == {}


@pytest.mark.databases("postgresql", because="on SQLite nothing is written at the same time")
def test_two_who_confirm_and_two_workers_at_the_same_instant_apply_it_once(app: Flask, house: House) -> None:
    house.user("Zoé")
    plan = house.plan(house.row("Zoé", "oui", ""))
    other = Giver(Actor("person", house.other.id, house.other.name), house.employer.id, house.giver.space)

    def settle(giver: Giver) -> int:
        with app.app_context():
            confirm_plan(giver, plan, holes_accepted=True)
            return apply_personnel_plans()

    with ThreadPoolExecutor(2) as both:
        assert sum(both.map(settle, [house.giver, other])) == 1
    assert house.found(plan).state == PlanState.APPLIED
    assert (house.count(AccessGrant), house.rights()["Zoé"].keys()) == (1, {"file_followup"})
