"""Going back to paper: from now on, by two people; or by one alone, and then every administrator is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.ledger.models.alarms import Alarm
from app.ledger.models.audit import AuditEntry
from app.ledger.models.emails import OutgoingEmail
from app.ledger.steps.audit import Actor
from app.registry.models.employers import Employer
from app.resolver.models.withdrawals import PaperWithdrawal
from app.resolver.queries.facts import facts_of_employer
from app.rights.queries.reach import who_may_see_file
from app.vocabulary.accounts import Role, Space, StaffRole
from app.vocabulary.documents import Category
from app.vocabulary.notices import Channel
from app.withdrawal.actions import proposals
from app.withdrawal.actions.returning import return_alone
from app.withdrawal.actions.withdrawals import (
    WithdrawalRefused,
    effect_of_prior_notice,
    effect_of_returning,
    effect_of_withdrawal,
)
from app.withdrawal.queries.preparation import awaiting_withdrawal
from app.withdrawal.queries.withdrawals import Stage, count_dated, history_of
from tests.factories.accounts import make_account
from tests.factories.employers import make_employer
from tests.factories.files import make_file
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.staff import make_staff
from tests.factories.withdrawals import make_prior_notice, make_withdrawal

BEGUN, TODAY = date(2026, 2, 1), date(2026, 3, 2)
ADMINISTRATORS = ("Denis Thériault", "Solange Picard")


@pytest.fixture(autouse=True)
def _in_march(app: Flask, clock_at: Callable[[str], None]) -> None:
    assert app, "the portal starts before its clock is moved"
    clock_at("2026-03-02T10:00")


@pytest.fixture
def employer(session: Session) -> Employer:
    """On Guichet SST, on screen for a month; a respondent reads."""
    employer = make_employer(session, name="Boulangerie Gamma inc.")
    make_account(session, employer, Space.GUICHET_SST)
    make_membership(session, make_person(session), employer, Role.RESPONDENT, Space.GUICHET_SST)
    make_prior_notice(session, employer, date(2025, 12, 1))
    make_withdrawal(session, employer, BEGUN)
    session.commit()
    return employer


@pytest.fixture
def pair(session: Session) -> tuple[Actor, Actor]:
    """Two administrators; an agent who is told of nothing."""
    made = [make_staff(session, StaffRole.ADMINISTRATOR, name=name) for name in ADMINISTRATORS]
    make_staff(session, StaffRole.AGENT, name="Carole Lemay")
    session.commit()
    first, second = (Actor("staff", member.id, member.name) for member in made)
    return first, second


def bring_back(session: Session, employer: Employer, pair: tuple[Actor, Actor]) -> None:
    seen = effect_of_returning(session, employer.id).fingerprint
    made = proposals.propose_return(employer.id, "Personne ne lit", seen=seen, actor=pair[0])
    proposals.approve(made, seen=effect_of_returning(session, employer.id).fingerprint, actor=pair[1])
    session.rollback()


def route(session: Session, employer: Employer, issued_on: date) -> tuple[str, str]:
    ruling = facts_of_employer(session, employer.id).route(Category.ADMINISTRATIVE, issued_on, TODAY)
    return ruling.rule, ruling.outcome.value


def refusal(run: Callable[[], object]) -> str:
    with pytest.raises(WithdrawalRefused) as caught:
        run()
    return caught.value.code.value


def test_the_effect_of_a_return_is_that_mail_goes_by_post_from_today(session: Session, employer: Employer) -> None:
    effect = effect_of_returning(session, employer.id)
    assert (effect.on, effect.before.ruling.rule, effect.after.ruling.rule) == (TODAY, "R3", "R2")


def test_paper_comes_back_from_today_and_nothing_before_changes(
    session: Session, employer: Employer, pair: tuple[Actor, Actor], clock_at: Callable[[str], None]
) -> None:
    clock_at("2026-03-02T11:00")
    bring_back(session, employer, pair)
    assert route(session, employer, date(2026, 1, 31)) == ("R2", "post")
    assert route(session, employer, BEGUN) == ("R3", "electronic")
    assert route(session, employer, date(2026, 3, 1)) == ("R3", "electronic")
    assert route(session, employer, TODAY) == ("R2", "post")
    rows = session.scalars(select(PaperWithdrawal).order_by(PaperWithdrawal.id)).all()
    assert [(row.withdrawal_on, row.until_on, row.superseded_at is None) for row in rows] == [
        (BEGUN, None, False),
        (BEGUN, TODAY, True),
    ]
    before = facts_of_employer(session, employer.id, known_at=rows[0].recorded_at)
    assert before.route(Category.ADMINISTRATIVE, TODAY, TODAY).outcome is Channel.ELECTRONIC


def test_what_was_deposited_can_still_be_read(session: Session, employer: Employer, pair: tuple[Actor, Actor]) -> None:
    file = make_file(session, employer)
    session.commit()
    readers = facts_of_employer(session, employer.id).readers_on(TODAY)
    bring_back(session, employer, pair)
    assert len(readers) == 1
    assert facts_of_employer(session, employer.id).readers_on(TODAY) == readers
    assert who_may_see_file(session, file.id, TODAY) == set(readers)


def test_the_history_names_both_and_the_lists_hold_it_no_more(
    session: Session, employer: Employer, pair: tuple[Actor, Actor]
) -> None:
    assert count_dated(session, TODAY)[Stage.EFFECTIVE] == 1
    bring_back(session, employer, pair)
    past = next(one for one in history_of(session, employer.id) if one.kind == "return")
    assert (past.day, past.by, past.proposed_by, past.words) == (TODAY, *reversed(ADMINISTRATORS), "Personne ne lit")
    assert set(count_dated(session, TODAY).values()) == {0}
    assert session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()[-1] == "paper_returned"


def test_a_later_date_needs_its_own_prior_notice(
    session: Session, employer: Employer, pair: tuple[Actor, Actor], clock_at: Callable[[str], None]
) -> None:
    bring_back(session, employer, pair)
    again, too_soon = date(2026, 4, 1), date(2026, 3, 31)
    assert refusal(lambda: effect_of_withdrawal(session, employer.id, too_soon)) == "too_soon"
    seen = effect_of_withdrawal(session, employer.id, again).fingerprint
    made = proposals.propose_date(employer.id, again, "Nouvel essai", seen=seen, actor=pair[1])
    proposals.approve(made, seen=seen, actor=pair[0])
    clock_at("2026-04-01T10:00")
    session.rollback()
    assert route(session, employer, again) == ("R4", "post")
    assert count_dated(session, again)[Stage.WITHOUT_PRIOR_NOTICE] == 1
    assert session.scalars(select(Employer.id).where(awaiting_withdrawal(again))).all() == [employer.id]
    assert effect_of_prior_notice(session, employer.id, date(2026, 3, 1)).after.ruling.rule == "R4", "before the return"
    assert effect_of_prior_notice(session, employer.id, date(2026, 3, 2)).after.ruling.rule == "R3"
    make_prior_notice(session, employer, date(2026, 3, 2))
    session.commit()
    assert route(session, employer, again) == ("R3", "electronic")
    assert route(session, employer, too_soon) == ("R2", "post")
    assert count_dated(session, again)[Stage.EFFECTIVE] == 1
    assert session.scalars(select(Employer.id).where(awaiting_withdrawal(again))).all() == []


def test_only_what_is_effective_can_be_ended(session: Session, pair: tuple[Actor, Actor]) -> None:
    untold = make_employer(session)
    make_account(session, untold, Space.GUICHET_SST)
    make_withdrawal(session, untold, BEGUN)
    session.commit()
    assert refusal(lambda: effect_of_returning(session, untold.id)) == "not_effective"
    assert refusal(lambda: return_alone(untold.id, "Urgence", seen="", actor=pair[0])) == "not_effective"


def test_one_person_alone_tells_every_administrator(
    session: Session, employer: Employer, pair: tuple[Actor, Actor]
) -> None:
    assert refusal(lambda: return_alone(employer.id, "Urgence", seen="other", actor=pair[0])) == "changed"
    seen = effect_of_returning(session, employer.id).fingerprint
    return_alone(employer.id, "Panne chez eux", seen=seen, actor=pair[0])
    session.rollback()
    assert route(session, employer, TODAY) == ("R2", "post")
    alarm = session.scalars(select(Alarm)).one()
    assert (alarm.code, alarm.about, alarm.row_id) == ("paper_returned_alone", "employer", employer.id)
    told = session.scalars(select(OutgoingEmail).order_by(OutgoingEmail.id)).all()
    assert len({one.to_address for one in told}) == len(told) == len(ADMINISTRATORS)
    assert {one.context["alarm"] for one in told} == {"paper_returned_alone"}
    actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert {"paper_returned_alone", "alarm_raised"} <= set(actions)
