"""Prior notice by letters: given once the carrier has them all, taken away by one that comes back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app import clock
from app.ledger.models.alarms import Alarm
from app.ledger.models.emails import OutgoingEmail
from app.ledger.steps.audit import Actor
from app.registry.models.employers import Employer
from app.registry.models.recipients import PaperRecipient
from app.resolver.models.withdrawals import PaperWithdrawal, PriorNoticeSending
from app.resolver.queries.facts import facts_of_employer
from app.sending.actions.emails import send_emails
from app.sending.actions.letters import write_letters
from app.sending.actions.returns import record_returns
from app.sending.domain.returns import Returned
from app.vocabulary.accounts import Role, Space
from app.vocabulary.documents import Category
from app.vocabulary.letters import PriorLetterProblem, ReturnReason
from app.withdrawal.actions.prior_letters import NotSent, send_prior_notice, write_lost_again
from tests.factories.accounts import make_account
from tests.factories.employers import make_employer
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.recipients import make_recipient
from tests.factories.withdrawals import make_withdrawal
from tests.scenes.posted import handler, letters_of, post, write_batch

WITHDRAWAL = date(2026, 4, 15)


@pytest.fixture(autouse=True)
def _in_march(app: Flask, clock_at: Callable[[str], None]) -> None:
    assert app, "the portal starts before its clock is moved"
    clock_at("2026-03-02T10:00")


@pytest.fixture
def actor(session: Session) -> Actor:
    """Who sends, hands over and opens the mail."""
    return handler(session)


@pytest.fixture
def employer(session: Session) -> Employer:
    """An employer on paper, with a person who receives it, a respondent, and a date."""
    found = make_employer(session)
    make_account(session, found, Space.GUICHET_SST)
    respondent = make_person(session, email="repond@employeur.example")
    make_membership(session, respondent, found, Role.RESPONDENT, space=Space.GUICHET_SST)
    make_recipient(session, found, name="Ana Roy")
    make_withdrawal(session, found, WITHDRAWAL)
    session.commit()
    return found


def prior_notice_on(session: Session, employer: Employer) -> date | None:
    """The day of prior notice, as the rules read it."""
    session.rollback()
    session.expire_all()
    return facts_of_employer(session, employer.id).prior_notice_on


def comes_back(session: Session, recipient: str, actor: Actor) -> None:
    """The post brings back the letter of the prior notice to somebody."""
    reference = session.scalars(select(PriorNoticeSending.public_id)).one()
    record_returns([Returned(reference, recipient, clock.today(), ReturnReason.MOVED)], actor)


def test_prior_notice_is_given_on_the_day_when_the_carrier_has_every_letter(
    session: Session, employer: Employer, actor: Actor, clock_at: Callable[[str], None]
) -> None:
    send_prior_notice(employer.id, actor)
    assert [one.address["name"] for one in letters_of(session)] == ["Ana Roy", employer.name]
    write_batch(session)
    assert prior_notice_on(session, employer) is None
    clock_at("2026-03-03T10:00")
    post(session, actor)
    assert prior_notice_on(session, employer) == date(2026, 3, 3)
    ruling = facts_of_employer(session, employer.id).route(Category.ADMINISTRATIVE, WITHDRAWAL, WITHDRAWAL)
    assert ruling.rule == "R3"


def test_those_who_answer_for_the_employer_are_told_by_e_mail(
    session: Session, employer: Employer, actor: Actor
) -> None:
    send_prior_notice(employer.id, actor)
    send_emails()
    session.rollback()
    (email,) = session.scalars(select(OutgoingEmail))
    assert (email.to_address, email.kind, email.state) == ("repond@employeur.example", "prior_notice", "sent")


def test_a_letter_that_comes_back_takes_the_proof_away_until_another_one_left(
    session: Session, employer: Employer, actor: Actor, clock_at: Callable[[str], None]
) -> None:
    send_prior_notice(employer.id, actor)
    post(session, actor)
    comes_back(session, "Ana Roy", actor)
    assert prior_notice_on(session, employer) is None
    assert facts_of_employer(session, employer.id).route(Category.ADMINISTRATIVE, WITHDRAWAL, WITHDRAWAL).rule == "R4"
    assert (write_lost_again(clock.today()), len(letters_of(session))) == (0, 2)
    (alarm,) = session.scalars(select(Alarm).where(Alarm.settled_at.is_(None)))
    assert (alarm.code, alarm.row_id) == ("letter_returned", employer.id)
    session.execute(update(PaperRecipient).values(address_line1="9, rue Neuve"))
    session.commit()
    clock_at("2026-03-10T10:00")
    assert write_lost_again(clock.today()) == 1
    assert prior_notice_on(session, employer) is None
    post(session, actor)
    assert prior_notice_on(session, employer) == date(2026, 3, 10)
    assert session.scalars(select(Alarm).where(Alarm.settled_at.is_(None))).all() == []
    assert [one.address["line1"] for one in letters_of(session)][2:] == ["9, rue Neuve"]


def test_once_paper_is_withdrawn_a_letter_that_comes_back_changes_nothing_decided_and_is_told(
    session: Session, employer: Employer, actor: Actor, clock_at: Callable[[str], None]
) -> None:
    send_prior_notice(employer.id, actor)
    post(session, actor)
    clock_at("2026-04-15T00:30")
    comes_back(session, "Ana Roy", actor)
    assert prior_notice_on(session, employer) == date(2026, 3, 2)
    assert session.scalars(select(Alarm.code).where(Alarm.settled_at.is_(None))).all() == ["letter_returned"]


def test_a_letter_of_a_day_that_no_longer_holds_is_not_printed_and_proves_nothing(
    session: Session, employer: Employer, actor: Actor
) -> None:
    send_prior_notice(employer.id, actor)
    session.execute(update(PaperWithdrawal).values(superseded_at=clock.now()))
    make_withdrawal(session, employer, date(2026, 5, 15))
    session.commit()
    write_letters()
    assert [one.state for one in letters_of(session)] == ["void", "void"]
    send_prior_notice(employer.id, actor)
    post(session, actor)
    assert prior_notice_on(session, employer) == date(2026, 3, 2)
    assert [one.context["withdrawal_on"] for one in letters_of(session) if one.state == "written"] == ["2026-05-15"] * 2


def test_a_letter_that_comes_back_proves_nothing_for_a_date_that_was_moved(
    session: Session, employer: Employer, actor: Actor
) -> None:
    send_prior_notice(employer.id, actor)
    post(session, actor)
    moved = date(2026, 5, 15)
    session.execute(update(PaperWithdrawal).values(superseded_at=clock.now()))
    make_withdrawal(session, employer, moved)
    session.commit()
    assert prior_notice_on(session, employer) == date(2026, 3, 2)
    comes_back(session, "Ana Roy", actor)
    assert prior_notice_on(session, employer) is None
    assert facts_of_employer(session, employer.id).route(Category.ADMINISTRATIVE, moved, moved).rule == "R4"
    assert session.scalars(select(Alarm.code).where(Alarm.settled_at.is_(None))).all() == ["letter_returned"]


def test_letters_of_a_withdrawal_that_ended_are_not_printed_and_prove_nothing(
    session: Session, employer: Employer, actor: Actor
) -> None:
    send_prior_notice(employer.id, actor)
    session.execute(update(PaperWithdrawal).values(until_on=WITHDRAWAL))
    session.commit()
    write_letters()
    assert [one.state for one in letters_of(session)] == ["void", "void"]
    assert prior_notice_on(session, employer) is None


def test_nothing_is_sent_twice_nor_for_a_day_that_is_not_to_come(
    session: Session, employer: Employer, actor: Actor, clock_at: Callable[[str], None]
) -> None:
    def refused(of: Employer) -> PriorLetterProblem:
        with pytest.raises(NotSent) as error:
            send_prior_notice(of.id, actor)
        return error.value.problem

    send_prior_notice(employer.id, actor)
    assert refused(employer) is PriorLetterProblem.SENT
    clock_at("2026-04-15T10:00")
    assert refused(employer) is PriorLetterProblem.NO_DATE
    other = make_employer(session)
    make_withdrawal(session, other, date(2026, 6, 1))
    session.commit()
    assert refused(other) is PriorLetterProblem.NO_ACCOUNT
    make_account(session, other, Space.GUICHET_SST)
    other.city = ""
    session.commit()
    assert refused(other) is PriorLetterProblem.NO_ADDRESS
    assert len(letters_of(session)) == 2
