"""A date for a cohort: by four eyes, in a bounded number of statements; the more specific decision wins."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from app.ledger.models.audit import AuditEntry
from app.ledger.steps.audit import Actor
from app.registry.models.employers import Employer
from app.registry.steps.proposals import ProposalRefused
from app.resolver.models.withdrawals import PaperWithdrawal
from app.vocabulary.accounts import Space, StaffRole
from app.withdrawal.actions import proposals
from app.withdrawal.actions.cohort_dates import propose_cohort_date
from app.withdrawal.actions.cohort_effects import effect_of_cohort_date
from app.withdrawal.actions.cohorts import CohortRefused, change_cohort, make_cohort, make_everybody
from app.withdrawal.actions.withdrawals import WithdrawalRefused, effect_of_withdrawal
from app.withdrawal.domain.lists import pasted
from app.withdrawal.queries.cohorts.cohorts import get_cohort
from app.withdrawal.queries.withdrawals import current_withdrawal
from tests.factories.accounts import make_account
from tests.factories.employers import make_employer
from tests.factories.staff import make_staff
from tests.factories.withdrawals import make_prior_notice, make_withdrawal
from tests.scenes.on_paper import make_on_paper

APRIL, MAY, JUNE = date(2026, 4, 1), date(2026, 5, 1), date(2026, 6, 1)


@pytest.fixture(autouse=True)
def _in_march(app: Flask, clock_at: Callable[[str], None]) -> None:
    assert app, "the portal starts before its clock is moved"
    clock_at("2026-03-02T10:00")


@pytest.fixture
def staff(session: Session) -> tuple[Actor, Actor]:
    rows = [make_staff(session, StaffRole.ADMINISTRATOR, name=name) for name in ("Denis Thériault", "Solange Picard")]
    session.commit()
    first, second = (Actor("staff", row.id, row.name) for row in rows)
    return first, second


def on_guichet(session: Session, number: int) -> list[Employer]:
    made = [make_employer(session) for _ in range(number)]
    for each in made:
        make_account(session, each, Space.GUICHET_SST)
    session.commit()
    return made


def cohort_of(employers: list[Employer], actor: Actor, name: str = "Vague 1") -> str:
    return make_cohort(name, pasted("\n".join(each.neq for each in employers)), actor)


def seen(session: Session, cohort: str, on: date | None) -> str:
    session.rollback()
    row = get_cohort(session, cohort)
    assert row is not None
    return effect_of_cohort_date(session, row, on).fingerprint


def ask(session: Session, cohort: str, on: date | None, actor: Actor) -> str:
    return propose_cohort_date(cohort, on, "Vague d'avril", seen=seen(session, cohort, on), actor=actor)


def decide(session: Session, cohort: str, on: date | None, staff: tuple[Actor, Actor]) -> None:
    made = ask(session, cohort, on, staff[0])
    proposals.approve(made, seen=seen(session, cohort, on), actor=staff[1])
    session.rollback()


def days(session: Session, employers: list[Employer]) -> list[date | None]:
    session.rollback()
    rows = [current_withdrawal(session, each.id) for each in employers]
    return [row and row.withdrawal_on for row in rows]


def refusal(run: Callable[[], object]) -> str:
    with pytest.raises((WithdrawalRefused, ProposalRefused, CohortRefused)) as caught:
        run()
    return caught.value.code.value


def test_the_more_specific_decision_wins_and_nothing_is_overwritten(
    session: Session, staff: tuple[Actor, Actor]
) -> None:
    one, two, three = employers = on_guichet(session, 3)
    make_withdrawal(session, three, JUNE)
    session.commit()
    cohort, everybody = cohort_of([one, three], staff[0]), make_everybody("Tous", staff[0])
    decide(session, cohort, APRIL, staff)
    assert days(session, employers) == [APRIL, None, JUNE]
    decide(session, everybody, MAY, staff)
    assert days(session, employers) == [APRIL, MAY, JUNE]
    own = proposals.propose_date(
        two.id, JUNE, "Plus tard", seen=effect_of_withdrawal(session, two.id, JUNE).fingerprint, actor=staff[0]
    )
    proposals.approve(own, seen=effect_of_withdrawal(session, two.id, JUNE).fingerprint, actor=staff[1])
    assert refusal(lambda: ask(session, everybody, None, staff[0])) == "nobody_moves"
    decide(session, cohort, None, staff)
    assert days(session, employers) == [None, JUNE, JUNE]
    assert refusal(lambda: ask(session, everybody, MAY, staff[0])) == "nobody_moves"
    decide(session, cohort, MAY, staff)
    rows = session.scalars(
        select(PaperWithdrawal).where(PaperWithdrawal.employer_id == one.id).order_by(PaperWithdrawal.id)
    ).all()
    assert [(row.withdrawal_on, row.superseded_at is None) for row in rows] == [
        (APRIL, False),
        (None, False),
        (MAY, True),
    ]
    told = select(func.count()).where(AuditEntry.employer_id == one.id, AuditEntry.action.startswith("withdrawal_"))
    assert session.scalar(told) == 3


def test_two_who_move_the_same_cohort_see_each_other_and_its_list_is_frozen(
    session: Session, staff: tuple[Actor, Actor]
) -> None:
    employers = on_guichet(session, 2)
    cohort = cohort_of(employers, staff[0])
    made = ask(session, cohort, APRIL, staff[0])
    assert refusal(lambda: ask(session, cohort, MAY, staff[1])) == "waiting"
    change = lambda: change_cohort(cohort, "Autre", pasted(employers[0].neq), seen="", actor=staff[1])  # noqa: E731
    assert refusal(change) == "frozen"
    assert refusal(lambda: proposals.approve(made, seen=seen(session, cohort, APRIL), actor=staff[0])) == "own"
    read = seen(session, cohort, APRIL)
    make_withdrawal(session, employers[0], JUNE)
    session.commit()
    assert refusal(lambda: proposals.approve(made, seen=read, actor=staff[1])) == "changed"
    assert days(session, employers) == [JUNE, None]
    proposals.approve(made, seen=seen(session, cohort, APRIL), actor=staff[1])
    assert days(session, employers) == [JUNE, APRIL]
    assert refusal(change) == "frozen"


def test_no_day_is_past_or_too_soon_and_what_took_effect_stays(session: Session, staff: tuple[Actor, Actor]) -> None:
    told, untold = make_on_paper(session), on_guichet(session, 1)[0]
    make_prior_notice(session, told, date(2026, 2, 2))
    session.commit()
    cohort = cohort_of([told, untold], staff[0])
    assert refusal(lambda: ask(session, cohort, date(2026, 3, 1), staff[0])) == "past_day"
    assert refusal(lambda: ask(session, cohort, date(2026, 3, 31), staff[0])) == "too_soon"
    row = get_cohort(session, cohort)
    assert row is not None
    effect = effect_of_cohort_date(session, row, APRIL)
    assert [(one.rules, one.forgotten) for one in effect.touched if one.employer.id == told.id] == [
        (("R2", "R3"), ("Paule Oubliée",))
    ]
    assert [one.rules for one in effect.touched if one.employer.id == untold.id] == [("R2", "R4")]
    make_withdrawal(session, told, date(2026, 3, 2))
    session.commit()
    decide(session, cohort, APRIL, staff)
    assert days(session, [told, untold]) == [date(2026, 3, 2), APRIL]


def test_many_employers_take_no_more_statements_than_a_few(session: Session, staff: tuple[Actor, Actor]) -> None:
    counts = []
    engine = session.get_bind()
    for number in (2, 60):
        cohort = cohort_of(on_guichet(session, number), staff[0], f"Vague de {number}")
        sent: list[str] = []
        listener = lambda *said, sent=sent: sent.append(said[2])  # noqa: E731
        event.listen(engine, "before_cursor_execute", listener)
        decide(session, cohort, APRIL, staff)
        event.remove(engine, "before_cursor_execute", listener)
        counts.append(len(sent))
    assert counts[1] <= counts[0] + 2
