"""What a table would leave unread: on each day on which it ends a right sooner, and never without who grants."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app import clock
from app.personnel.actions.plans import NotNow, confirm_plan
from app.personnel.queries.effects import effects_of
from app.rights.actions.absences import AbsencePlan, name_stand_in
from app.rights.queries.coverage import Coverage
from app.vocabulary.accounts import Role, Space
from app.vocabulary.personnel import CellProblem, PlanFailure, PlanState, RowKind
from tests.factories.accounts import make_account
from tests.factories.grants import make_grant
from tests.factories.memberships import make_membership
from tests.scenes.personnel_house import FOLLOWUP, House, house, in_days

__all__ = ["house"]


def effects(house: House, plan: str) -> dict[date, Coverage]:
    """What the plan of a table would leave, by day."""
    return effects_of(house.session, house.found(plan), house.rows(plan), clock.today())


def last_day(days: int) -> str:
    """How a table writes a right that is gone in so many days: its last day."""
    return (in_days(days) - timedelta(days=1)).isoformat()


def nobody_tells_the_granters(house: House) -> None:
    """Those who grant read too, but nothing would tell them that a document has come."""
    for granter in (house.rse, house.other):
        granter.email = ""
    house.session.commit()


def test_a_right_that_a_table_ends_sooner_is_asked_about_on_the_day_of_its_new_end(house: House) -> None:
    nobody_tells_the_granters(house)
    paul = house.user("Paul", file_followup=200)
    plan = house.plan(house.row("Paul", last_day(60), "", ""))
    assert house.kinds(plan) == [RowKind.CHANGED]
    found = effects(house, plan)
    assert list(found) == [clock.today(), in_days(60)]
    assert not found[clock.today()].lost, "today nothing changes"
    assert found[in_days(60)].lost == (paul.id,)
    assert found[in_days(60)].nobody_is_told
    with pytest.raises(NotNow) as refused:
        confirm_plan(house.giver, plan, holes_accepted=False)
    assert refused.value.failure is PlanFailure.HOLES
    assert house.apply(plan, holes_accepted=True).state == PlanState.APPLIED
    assert house.rights()["Paul"] == {"file_followup": in_days(60)}


def test_a_right_without_an_end_that_a_table_ends_is_asked_about_and_one_made_longer_is_not(house: House) -> None:
    nobody_tells_the_granters(house)
    house.user("Paul", file_followup=None)
    ended = house.plan(house.row("Paul", last_day(60), "", ""))
    assert effects(house, ended)[in_days(60)].nobody_is_told
    house.user("Luc", file_followup=20)
    longer = house.plan(house.row("Luc", last_day(90), "", ""))
    assert list(effects(house, longer)) == [clock.today()]
    confirm_plan(house.giver, longer, holes_accepted=False)


def test_a_shortened_end_that_somebody_else_covers_needs_nothing_accepted(house: House) -> None:
    nobody_tells_the_granters(house)
    house.user("Paul", file_followup=200)
    house.user("Luc", file_followup=30)
    plan = house.plan(house.row("Paul", last_day(60), "", ""), house.row("Luc", last_day(120), "", ""))
    found = effects(house, plan)
    assert found[in_days(60)].lost
    assert not any(effect.is_hole for effect in found.values()), "the same table makes Luc's right longer"
    assert house.apply(plan, holes_accepted=False).state == PlanState.APPLIED


def test_who_stands_in_reads_until_the_shortened_right_ends_and_not_after(house: House) -> None:
    nobody_tells_the_granters(house)
    boss, luc = house.user("Boss", file_followup=200), house.user("Luc")
    name_stand_in(house.giver, AbsencePlan(boss.public_id, luc.public_id, clock.today(), in_days(90)))
    plan = house.plan(house.row("Boss", last_day(60), "", ""))
    found = effects(house, plan)
    assert not found[clock.today()].lost
    assert found[in_days(60)].lost == (boss.id, luc.id)
    assert found[in_days(60)].nobody_is_told


def test_a_right_to_come_that_a_table_takes_away_is_asked_about_on_the_day_it_would_begin(house: House) -> None:
    nobody_tells_the_granters(house)
    paul = house.user("Paul", messaging=None)
    make_grant(house.session, paul, house.employer, FOLLOWUP, from_on=in_days(5), until_on=in_days(50))
    house.session.commit()
    plan = house.plan(house.row("Paul", "", "", "parti"))
    found = effects(house, plan)
    assert list(found) == [clock.today(), in_days(5)]
    assert found[in_days(5)].nobody_is_told


@pytest.mark.parametrize("departure", ["parti", "to come"])
def test_no_table_removes_the_last_who_grants_and_the_cell_says_so(house: House, departure: str) -> None:
    day = in_days(10).isoformat() if departure == "to come" else departure
    rows = [(one.given_name, one.family_name, one.email, "", "", day) for one in (house.rse, house.other)]
    plan = house.plan(*rows)
    assert house.kinds(plan) == [RowKind.REFUSED, RowKind.REFUSED]
    said = {"column": "left_on", "code": CellProblem.GRANTER.value, "value": day}
    assert [row.problems for row in house.rows(plan)] == [[said], [said]]
    with pytest.raises(NotNow) as refused:
        confirm_plan(house.giver, plan, holes_accepted=True)
    assert refused.value.failure is PlanFailure.REFUSED_ROWS
    house.session.rollback()


def test_who_grants_and_is_absent_from_a_table_of_all_who_stay_keeps_their_role(house: House) -> None:
    make_account(house.session, house.employer, Space.GUICHET_SST)
    make_membership(house.session, house.rse, house.employer, Role.RESPONDENT, Space.GUICHET_SST)
    house.user("Paul", file_followup=100)
    plan = house.plan(house.row("Nouvelle", "oui", "", ""), absent_left=True)
    assert [(row.name, row.kind) for row in house.rows(plan)] == [
        ("Nouvelle Roy", RowKind.ADDED),
        ("Paul Roy", RowKind.REMOVED),
    ]
    house.apply(plan)
    assert set(house.rights()) == {"Marie", "Jean"}
