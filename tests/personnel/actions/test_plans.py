"""The table of the personnel department: planned, applied whole, undone, whatever happens in between."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app import clock
from app.ledger.models.audit import AuditEntry
from app.ledger.models.emails import OutgoingEmail
from app.ledger.steps.audit import Actor
from app.personnel.actions import application
from app.personnel.actions.application import apply_personnel_plans
from app.personnel.actions.leaving import remove_person
from app.personnel.actions.plans import NotNow, confirm_plan, make_plan, plan_again, undo_plan
from app.personnel.models import PersonnelPlan
from app.registry.models.invitations import Invitation
from app.registry.models.people import Membership, Person
from app.resolver.models.access import AccessGrant
from app.resolver.steps.granting import Giver, NotGranted, Unknown
from app.rights.actions.end_changes import change_end
from app.rights.actions.grants import grant_access
from app.vocabulary.accounts import Role, Space
from app.vocabulary.personnel import CellProblem, PlanFailure, PlanState, RowKind
from tests.factories.accounts import make_account
from tests.factories.employers import make_employer
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.scenes.personnel_house import FOLLOWUP, HEAD, MESSAGING, House, house, in_days

__all__ = ["house"]


def test_each_row_is_added_changed_removed_unchanged_or_refused(house: House) -> None:
    house.user("Luc", file_followup=100)
    house.user("Anne", file_followup=100, messaging=100)
    house.user("Paul", messaging=30)
    plan = house.plan(
        house.row("Luc", "oui", ""),
        house.row("Anne", in_days(9).isoformat(), ""),
        house.row("Paul", "", "", "parti"),
        house.row("Nouvelle", "oui", "oui"),
        house.row("Personne", "", ""),
        house.row("Fautive", "demain", ""),
    )
    assert house.kinds(plan) == [
        RowKind.UNCHANGED,
        RowKind.CHANGED,
        RowKind.REMOVED,
        RowKind.ADDED,
        RowKind.UNCHANGED,
        RowKind.REFUSED,
    ]
    anne = house.rows(plan)[1].wanted
    assert anne["changes"] == {"file_followup": in_days(10).isoformat()}
    assert anne["revokes"] == ["messaging"]
    assert house.rows(plan)[5].problems == [{"column": "file_followup", "code": "not_a_day", "value": "demain"}]
    assert house.rights()["Anne"] == {"file_followup": in_days(100), "messaging": in_days(100)}


@pytest.mark.parametrize("tick", ["✓", "✔", "✔\ufe0f", "☑", "√", "✅"])
def test_a_tick_means_what_an_x_means(house: House, tick: str) -> None:
    house.user("Luc", file_followup=100)
    house.user("Paul", messaging=30)
    house.user("Anne", file_followup=100)
    plan = house.plan(house.row("Luc", tick, ""), house.row("Paul", "", "oui", tick), house.row("Anne", "–", "-", "—"))
    assert house.kinds(plan) == [RowKind.UNCHANGED, RowKind.REMOVED, RowKind.CHANGED]
    assert house.rows(plan)[2].wanted["revokes"] == ["file_followup"]


@pytest.mark.parametrize("sign", ["•", "*", "●", "■", "?", "+", "✗", "…", "¤", "离职", "да"])
def test_a_sign_or_a_word_that_nobody_knows_is_refused_and_never_an_empty_cell(house: House, sign: str) -> None:
    house.user("Luc", file_followup=100)
    house.user("Paul", messaging=30)
    plan = house.plan(house.row("Luc", sign, ""), house.row("Paul", "", "oui", sign))
    assert house.kinds(plan) == [RowKind.REFUSED, RowKind.REFUSED]
    codes = {(each["column"], each["code"]) for row in house.rows(plan) for each in row.problems}
    assert {("file_followup", "not_a_day"), ("left_on", "not_a_departure")} <= codes


def test_a_plan_with_a_refused_row_is_never_applied(house: House) -> None:
    house.user("Paul", messaging=30)
    plan = house.plan(house.row("Paul", "", "", "parti"), house.row("Fautive", "demain", ""))
    with pytest.raises(NotNow) as refused:
        confirm_plan(house.giver, plan, holes_accepted=True)
    assert refused.value.failure is PlanFailure.REFUSED_ROWS
    assert apply_personnel_plans() == 0
    assert "Paul" in house.rights()


def test_applying_does_what_the_plan_says_and_tells_each_person_once(house: House) -> None:
    house.user("Anne", file_followup=100, messaging=100)
    house.user("Paul", messaging=30)
    house.user("Zoé")
    plan = house.plan(
        house.row("Anne", in_days(9).isoformat(), ""),
        house.row("Paul", "", "", clock.today().isoformat()),
        house.row("Zoé", "oui", in_days(9).isoformat()),
        house.row("Nouvelle", "oui", "oui"),
    )
    applied = house.apply(plan)
    assert (applied.state, applied.failure, applied.done) == (PlanState.APPLIED, "", 4)
    rights = house.rights()
    assert rights["Anne"] == {"file_followup": in_days(10)}
    assert "Paul" not in rights
    assert rights["Zoé"] == {
        "file_followup": clock.today().replace(year=clock.today().year + 1),
        "messaging": in_days(10),
    }
    assert "Nouvelle" not in rights
    invitation = house.session.scalars(select(Invitation)).one()
    assert (invitation.email, invitation.services) == ("nouvelle@courriel.example", ["file_followup", "messaging"])
    sent = house.session.execute(select(OutgoingEmail.to_address, OutgoingEmail.kind)).all()
    assert sorted(tuple(row) for row in sent) == [
        ("anne@courriel.example", "access_changed"),
        ("anne@courriel.example", "access_revoked"),
        ("jean@courriel.example", "sensitive_moment"),
        ("nouvelle@courriel.example", "invitation_link"),
        ("paul@courriel.example", "access_revoked"),
        ("zoe@courriel.example", "access_granted"),
        ("zoe@courriel.example", "access_granted"),
    ]
    assert house.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all() == [
        "invitation_sent",
        "access_granted",
        "access_granted",
        "access_changed",
        "access_revoked",
        "person_removed",
        "personnel_applied",
    ]


def test_confirming_many_times_applies_once(house: House) -> None:
    house.user("Zoé")
    plan = house.plan(house.row("Zoé", "oui", ""))
    for _ in range(5):
        confirm_plan(house.giver, plan, holes_accepted=False)
    assert [apply_personnel_plans() for _ in range(3)] == [1, 0, 0]
    confirm_plan(house.giver, plan, holes_accepted=False)
    assert apply_personnel_plans() == 0
    assert (house.count(AccessGrant), house.count(OutgoingEmail)) == (1, 2)


def test_somebody_who_comes_back_is_the_same_person(house: House) -> None:
    zoe = house.user("Zoé", messaging=30)
    remove_person(house.giver, zoe.public_id)
    plan = house.plan(house.row("Zoé", "oui", ""))
    assert house.kinds(plan) == [RowKind.ADDED]
    house.apply(plan)
    assert list(house.rights()["Zoé"]) == ["file_followup"]
    assert house.session.scalar(select(func.count()).select_from(Person).where(Person.given_name == "Zoé")) == 1


def test_who_is_absent_is_left_alone_unless_they_are_said_to_have_left(house: House) -> None:
    house.user("Luc", messaging=100)
    house.user("Anne", messaging=100)
    assert house.kinds(house.plan(house.row("Luc", "", "oui"))) == [RowKind.UNCHANGED]
    plan = house.plan(house.row("Luc", "", "oui"), absent_left=True)
    assert [(row.kind, row.line, row.name) for row in house.rows(plan)] == [
        ("unchanged", 2, "Luc Roy"),
        ("removed", 0, "Anne Roy"),
    ]
    house.apply(plan)
    assert set(house.rights()) == {"Luc", "Marie", "Jean"}


def test_nobody_with_another_role_is_touched(house: House) -> None:
    health = make_person(house.session, given_name="Ève", family_name="Côté", email="eve@courriel.example")
    make_membership(house.session, health, house.employer, Role.HEALTH_PROFESSIONAL)
    house.session.commit()
    marie = ("Marie", "Tremblay", "marie@courriel.example")
    assert house.kinds(house.plan((*marie, "", "", ""))) == [RowKind.UNCHANGED]
    assert house.problems(house.plan((*marie, "oui", "", ""))) == [CellProblem.GRANTER]
    assert house.problems(house.plan((*marie, "", "", "parti"))) == [CellProblem.GRANTER]
    eve = ("Ève", "Côté", "eve@courriel.example")
    assert house.problems(house.plan((*eve, "oui", "", ""))) == [CellProblem.HEALTH_PROFESSIONAL]
    assert house.kinds(house.plan(house.row("Personne", "", ""), absent_left=True)) == [RowKind.UNCHANGED]


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        (("Luc", "Roy", "autre@courriel.example", "oui", "", ""), CellProblem.HOMONYM),
        (("Luce", "Roy", "luc@courriel.example", "oui", "", ""), CellProblem.OTHER_NAME),
        (("Zoé", "Roy", "", "oui", "", ""), CellProblem.MISSING_EMAIL),
        (("Zoé", "Roy", "pas une adresse", "oui", "", ""), CellProblem.NOT_AN_EMAIL),
        (("", "Roy", "zoe@courriel.example", "oui", "", ""), CellProblem.MISSING_NAME),
        (("Zoé", "Roy", "zoe@courriel.example", "31/03/2027", "", ""), CellProblem.NOT_A_DAY),
        (("Zoé", "Roy", "zoe@courriel.example", "2001-01-01", "", ""), CellProblem.DAY_PAST),
        (("Zoé", "Roy", "zoe@courriel.example", "2099-01-01", "", ""), CellProblem.DAY_TOO_FAR),
        (("Luc", "Roy", "luc@courriel.example", "", "", "2099-01-01"), CellProblem.LEFT_TOO_FAR),
        (("Zoé", "Roy", "zoe@courriel.example", "", "", "peut-être"), CellProblem.NOT_A_DEPARTURE),
        (("Zoé" * 40, "Roy", "zoe@courriel.example", "oui", "", ""), CellProblem.TOO_LONG),
    ],
)
def test_a_row_is_refused_with_its_cell(house: House, cells: tuple[str, ...], problem: CellProblem) -> None:
    house.user("Luc", messaging=100)
    plan = house.plan(cells)
    assert house.problems(plan) == [problem]
    assert house.kinds(plan) == [RowKind.REFUSED]


def test_the_same_person_twice_is_refused_on_both_rows(house: House) -> None:
    house.user("Luc", messaging=100)
    plan = house.plan(house.row("Luc", "oui", ""), house.row("Luc", "", ""), house.row("A", "oui"), house.row("A", ""))
    assert house.problems(plan) == [CellProblem.TWICE] * 4


def test_who_was_invited_already_is_pointed_out(house: House) -> None:
    house.apply(house.plan(house.row("Zoé", "oui", "")))
    assert house.problems(house.plan(house.row("Zoé", "oui", ""))) == [CellProblem.INVITED]


def test_rights_that_changed_since_make_the_plan_anew(house: House) -> None:
    luc = house.user("Luc", messaging=100)
    house.user("Zoé")
    plan = house.plan(house.row("Zoé", "oui", ""))
    change_end(house.giver, luc.public_id, MESSAGING, in_days(50))
    with pytest.raises(NotNow) as refused:
        confirm_plan(house.giver, plan, holes_accepted=True)
    assert refused.value.failure is PlanFailure.RIGHTS_CHANGED
    again = plan_again(house.giver, plan)
    assert house.apply(again).state == PlanState.APPLIED


def test_rights_that_change_once_it_is_confirmed_stop_it(house: House) -> None:
    luc = house.user("Luc", messaging=100)
    plan = house.plan(house.row("Luc", "oui", ""))
    confirm_plan(house.giver, plan, holes_accepted=True)
    change_end(house.giver, luc.public_id, MESSAGING, in_days(50))
    apply_personnel_plans()
    found = house.found(plan)
    assert (found.state, found.failure) == (PlanState.FAILED, PlanFailure.RIGHTS_CHANGED)
    assert house.rights()["Luc"] == {"messaging": in_days(50)}
    assert house.apply(plan_again(house.giver, plan)).state == PlanState.APPLIED


def test_who_confirmed_must_still_grant_when_it_is_applied(house: House) -> None:
    house.user("Zoé")
    plan = house.plan(house.row("Zoé", "oui", ""))
    confirm_plan(house.giver, plan, holes_accepted=True)
    role = update(Membership).where(Membership.person_id == house.rse.id).values(superseded_at=clock.now())
    house.session.execute(role)
    house.session.commit()
    apply_personnel_plans()
    assert house.found(plan).state == PlanState.FAILED
    assert house.rights().get("Zoé") == {}


def test_a_hole_must_be_accepted(house: House) -> None:
    house.session.execute(update(Person).values(email="").where(Person.id.in_([house.rse.id, house.other.id])))
    house.user("Luc", file_followup=100)
    plan = house.plan(house.row("Luc", "", "", "parti"))
    with pytest.raises(NotNow) as refused:
        confirm_plan(house.giver, plan, holes_accepted=False)
    assert refused.value.failure is PlanFailure.HOLES
    assert house.apply(plan, holes_accepted=True).state == PlanState.APPLIED
    entry = house.session.scalars(select(AuditEntry).where(AuditEntry.action == "personnel_applied")).one()
    assert entry.details["hole"] is True


def test_a_successor_on_another_row_leaves_no_hole(house: House) -> None:
    house.session.execute(update(Person).values(email="").where(Person.id.in_([house.rse.id, house.other.id])))
    house.user("Luc", file_followup=100)
    house.user("Zoé")
    plan = house.plan(house.row("Luc", "", "", "parti"), house.row("Zoé", "oui", ""))
    assert house.apply(plan, holes_accepted=False).state == PlanState.APPLIED


def test_undoing_restores_exactly_what_was(house: House) -> None:
    house.user("Anne", file_followup=100, messaging=None)
    house.user("Paul", messaging=30)
    house.user("Zoé")
    before = house.rights()
    plan = house.plan(
        house.row("Anne", in_days(9).isoformat(), ""),
        house.row("Paul", "", "", "parti"),
        house.row("Zoé", "oui", "oui"),
        house.row("Nouvelle", "oui", "oui"),
    )
    house.apply(plan)
    assert house.rights() != before
    undone = house.undo(plan)
    assert (undone.state, undone.failure) == (PlanState.UNDONE, "")
    assert house.rights() == before
    assert house.session.scalars(select(Invitation.state)).all() == ["cancelled"]
    assert house.rights(in_days(40)) == {"Anne": before["Anne"], "Paul": {}, "Zoé": {}, "Marie": {}, "Jean": {}}
    undo_plan(house.giver, plan)
    assert apply_personnel_plans() == 0


def test_what_somebody_changed_since_is_not_undone(house: House) -> None:
    luc, _anne = house.user("Luc", messaging=100), house.user("Anne", messaging=100)
    plan = house.plan(house.row("Luc", "oui", "oui"), house.row("Anne", "", ""))
    house.apply(plan)
    change_end(house.giver, luc.public_id, FOLLOWUP, in_days(5))
    house.undo(plan)
    assert house.rights()["Luc"] == {"file_followup": in_days(5), "messaging": in_days(100)}
    assert house.rights()["Anne"] == {"messaging": in_days(100)}
    assert [row.effect.get("kept") for row in house.rows(plan)] == ["changed_since", None]


def test_undoing_ends_after_a_day(house: House, clock_at: Callable[[str | datetime], None]) -> None:
    house.user("Zoé")
    plan = house.plan(house.row("Zoé", "oui", ""))
    house.apply(plan)
    clock_at(clock.now() + timedelta(hours=24, minutes=1))
    with pytest.raises(NotNow) as refused:
        undo_plan(house.giver, plan)
    assert refused.value.failure is PlanFailure.TOO_LATE


def test_a_worker_that_died_half_way_doubles_nothing(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.user("Zoé")
    house.user("Paul", messaging=10)
    plan = house.plan(house.row("Zoé", "oui", ""), house.row("Paul", "", "", "parti"))
    confirm_plan(house.giver, plan, holes_accepted=True)

    def die(*_args: object, **_kwargs: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(application, "tell_differences", die)
        with pytest.raises(KeyboardInterrupt):
            apply_personnel_plans()
    found = house.found(plan)
    assert (found.state, found.done) == (PlanState.APPLYING, 2)
    assert "Paul" in house.rights()
    assert apply_personnel_plans() == 0, "another worker has it under lease"
    house.session.execute(update(PersonnelPlan).values(leased_until=clock.ticking() - timedelta(seconds=1)))
    house.session.commit()
    assert apply_personnel_plans() == 1
    assert house.found(plan).state == PlanState.APPLIED
    assert house.count(AccessGrant) == 3


def test_plans_of_another_employer_or_space_do_not_exist(house: House, session: Session) -> None:
    house.user("Zoé")
    plan = house.plan(house.row("Zoé", "oui", ""))
    elsewhere = make_employer(session)
    make_account(session, elsewhere)
    stranger = make_person(session)
    make_membership(session, stranger, elsewhere, Role.RSE)
    session.commit()
    giver = Giver(Actor("person", stranger.id, stranger.name), elsewhere.id, Space.CLICSEQUR)
    with pytest.raises(Unknown):
        confirm_plan(giver, plan, holes_accepted=True)
    user = Giver(Actor("person", house.people["Zoé"].id, "Zoé"), house.employer.id, Space.CLICSEQUR)
    with pytest.raises(NotGranted):
        confirm_plan(user, plan, holes_accepted=True)


def test_a_right_granted_elsewhere_since_is_no_second_right(house: House) -> None:
    zoe = house.user("Zoé")
    grant_access(house.giver, zoe.public_id, [FOLLOWUP], in_days(20), "token")
    plan = house.plan(house.row("Zoé", in_days(40).isoformat(), ""))
    assert house.kinds(plan) == [RowKind.CHANGED]
    house.apply(plan)
    assert house.rights()["Zoé"] == {"file_followup": in_days(41)}


@pytest.mark.databases("sqlite", because="the gestures are tested on both; `python -m benchmarks personnel` times them")
def test_five_hundred_people_are_planned_applied_and_undone(house: House) -> None:
    for number in range(250):
        house.user(f"Personne{number}", file_followup=100, messaging=100)
    rows = [
        house.row(f"Personne{number}", "oui" if number % 3 else "", in_days(30).isoformat()) for number in range(500)
    ]
    plan = house.plan(*rows)
    assert house.apply(plan).state == PlanState.APPLIED
    assert house.undo(plan).state == PlanState.UNDONE


def test_a_stray_quotation_mark_refuses_its_row_alone_and_still_does_when_the_plan_is_made_again(house: House) -> None:
    head, good = ",".join(HEAD), ",".join(house.row("Eve", "oui", "", ""))
    content = f'{head}\n{good}\nAna,"Roy" dite Lavoie,ana@courriel.example,oui,,\n'
    plan = make_plan(house.giver, "personnel.csv", content.encode(), absent_left=False)
    for _turn in range(2):
        assert [(row.line, row.kind) for row in house.rows(plan)] == [(2, "added"), (3, "refused")]
        assert house.rows(plan)[1].problems == [
            {"column": "family_name", "code": "stray_quote", "value": "Roy dite Lavoie"}
        ]
        plan = plan_again(house.giver, plan)
