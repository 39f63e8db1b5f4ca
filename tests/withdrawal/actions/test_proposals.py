"""Four eyes: nothing changes until a second person approves what a first one proposes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.ledger.models.audit import AuditEntry
from app.ledger.steps.audit import Actor
from app.registry.models.employers import Employer
from app.registry.models.proposals import Proposal
from app.registry.queries.proposals import count_waiting, waiting_about, waiting_proposals
from app.registry.steps.proposals import ProposalRefused
from app.resolver.models.withdrawals import PaperWithdrawal
from app.vocabulary.accounts import Space, StaffRole
from app.withdrawal.actions import proposals
from app.withdrawal.actions.withdrawals import WithdrawalRefused, effect_of_withdrawal
from app.withdrawal.queries.proposals import matter_of
from app.withdrawal.queries.withdrawals import history_of
from tests.factories.accounts import make_account
from tests.factories.employers import make_employer
from tests.factories.recipients import make_recipient
from tests.factories.staff import make_staff
from tests.factories.withdrawals import make_prior_notice, make_proposal, make_withdrawal
from tests.scenes.on_paper import make_on_paper

APRIL = date(2026, 4, 1)


@pytest.fixture(autouse=True)
def _in_march(app: Flask, clock_at: Callable[[str], None]) -> None:
    assert app, "the portal starts before its clock is moved"
    clock_at("2026-03-02T10:00")


@pytest.fixture
def employer(session: Session) -> Employer:
    """On Guichet SST, told beforehand; a respondent who reads, a paper recipient who does not."""
    employer = make_on_paper(session)
    make_prior_notice(session, employer, date(2026, 2, 2))
    session.commit()
    return employer


def member(session: Session, name: str) -> Actor:
    row = make_staff(session, StaffRole.ADMINISTRATOR, name=name)
    session.commit()
    return Actor("staff", row.id, row.name)


@pytest.fixture
def denis(session: Session) -> Actor:
    return member(session, "Denis Thériault")


@pytest.fixture
def solange(session: Session) -> Actor:
    return member(session, "Solange Picard")


def seen(session: Session, employer: Employer, on: date | None) -> str:
    return effect_of_withdrawal(session, employer.id, on).fingerprint


def propose(session: Session, employer: Employer, on: date | None, actor: Actor) -> str:
    return proposals.propose_date(employer.id, on, "Vague 1", seen=seen(session, employer, on), actor=actor)


def dates(session: Session, employer: Employer) -> list[date | None]:
    session.rollback()
    rows = select(PaperWithdrawal).where(PaperWithdrawal.employer_id == employer.id).order_by(PaperWithdrawal.id)
    return [row.withdrawal_on for row in session.scalars(rows)]


def refusal(run: Callable[[], object]) -> str:
    with pytest.raises((WithdrawalRefused, ProposalRefused)) as caught:
        run()
    return caught.value.code.value


def test_a_proposal_changes_nothing_and_keeps_reason_and_effects(
    session: Session, employer: Employer, denis: Actor
) -> None:
    made = propose(session, employer, APRIL, denis)
    assert dates(session, employer) == []
    row = session.scalars(select(Proposal).where(Proposal.public_id == made)).one()
    assert (row.reason, row.asked, row.decision) == ("Vague 1", {"on": "2026-04-01"}, None)
    assert [row.effects[name] for name in ("rule_before", "rule_after", "effect_on")] == ["R2", "R3", "2026-04-01"]
    assert [one["name"] for one in row.effects["readers"]] == ["Josée Lavoie"]
    assert row.effects["losing"] == [{"name": "Paule Oubliée", "enrolled": False, "usable": True}]
    assert session.scalars(select(AuditEntry.action)).all() == ["withdrawal_proposed"]


def test_another_approves_and_the_date_bears_both_names(
    session: Session, employer: Employer, denis: Actor, solange: Actor
) -> None:
    made = propose(session, employer, APRIL, denis)
    proposals.approve(made, seen=seen(session, employer, APRIL), actor=solange)
    assert dates(session, employer) == [APRIL]
    past = next(one for one in history_of(session, employer.id) if one.kind == "date")
    assert (past.by, past.proposed_by, past.words) == ("Solange Picard", "Denis Thériault", "Vague 1")
    entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None
    assert (entry.action, entry.actor_name, entry.details["proposal"]) == ("withdrawal_set", "Solange Picard", made)


def test_nobody_approves_or_refuses_their_own_nor_takes_back_that_of_another(
    session: Session, employer: Employer, denis: Actor, solange: Actor
) -> None:
    made = propose(session, employer, APRIL, denis)
    read = seen(session, employer, APRIL)
    assert refusal(lambda: proposals.approve(made, seen=read, actor=denis)) == "own"
    assert refusal(lambda: proposals.refuse(made, "Non", denis)) == "own"
    assert refusal(lambda: proposals.take_back(made, solange)) == "not_own"
    assert dates(session, employer) == []
    assert count_waiting(session) == 1


def test_the_database_itself_refuses_one_pair_of_eyes(session: Session, employer: Employer, denis: Actor) -> None:
    row = make_proposal(session, employer, make_staff(session))
    row.decision, row.decided_by_id, row.decided_at = "approved", row.proposed_by_id, row.proposed_at
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


def test_a_refusal_or_a_proposal_taken_back_leaves_everything_as_it_was(
    session: Session, employer: Employer, denis: Actor, solange: Actor
) -> None:
    refused = propose(session, employer, APRIL, denis)
    proposals.refuse(refused, "Trop de gens oubliés", solange)
    back = propose(session, employer, APRIL, denis)
    proposals.take_back(back, denis)
    assert dates(session, employer) == []
    rows = session.scalars(select(Proposal).order_by(Proposal.id)).all()
    assert [(row.decision, row.answer) for row in rows] == [("refused", "Trop de gens oubliés"), ("taken_back", "")]
    for ended in (refused, back):
        assert refusal(lambda ended=ended: proposals.refuse(ended, "Encore", solange)) == "decided"
    actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert actions[1::2] == ["withdrawal_refused", "withdrawal_taken_back"]


def test_two_administrators_moving_the_same_date_see_each_other(
    session: Session, employer: Employer, denis: Actor, solange: Actor
) -> None:
    make_withdrawal(session, employer, date(2026, 6, 1))
    session.commit()
    first = propose(session, employer, APRIL, denis)
    assert refusal(lambda: propose(session, employer, date(2026, 5, 1), solange)) == "waiting"
    assert refusal(lambda: propose(session, employer, None, solange)) == "waiting"
    waiting = waiting_about(session, matter_of(employer.id))
    assert waiting is not None
    assert (waiting.row.public_id, waiting.by) == (first, "Denis Thériault")
    assert [one.by for one in waiting_proposals(session)] == ["Denis Thériault"]
    assert [count_waiting(session, besides=one.id) for one in (denis, solange)] == [0, 1]


def test_what_changed_since_it_was_read_is_not_approved(
    session: Session, employer: Employer, denis: Actor, solange: Actor
) -> None:
    made = propose(session, employer, APRIL, denis)
    read = seen(session, employer, APRIL)
    make_recipient(session, employer, name="Luc Arrivé")
    session.commit()
    assert refusal(lambda: proposals.approve(made, seen=read, actor=solange)) == "changed"
    assert count_waiting(session) == 1
    proposals.approve(made, seen=seen(session, employer, APRIL), actor=solange)
    assert dates(session, employer) == [APRIL]


@pytest.mark.parametrize(("today", "code"), [("2026-03-02T10:00", None), ("2026-03-03T00:00", "too_soon")])
def test_a_proposal_that_waited_too_long_is_not_approved(
    session: Session,
    denis: Actor,
    solange: Actor,
    clock_at: Callable[[str], None],
    today: str,
    code: str | None,
) -> None:
    untold = make_employer(session)
    make_account(session, untold, Space.GUICHET_SST)
    session.commit()
    made, read = propose(session, untold, APRIL, denis), seen(session, untold, APRIL)
    clock_at(today)
    if code is None:
        proposals.approve(made, seen=read, actor=solange)
        assert dates(session, untold) == [APRIL]
    else:
        assert refusal(lambda: proposals.approve(made, seen=read, actor=solange)) == code
        assert dates(session, untold) == []
