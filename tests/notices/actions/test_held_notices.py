"""Held notices and the postal fallback: what was decided stays decided, and whoever left is followed by somebody."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app import clock
from app.ledger.models.letters import Letter
from app.ledger.steps.transaction import transaction
from app.notices.actions import fallback
from app.notices.models import Alert, Dispatch, Notice
from app.notices.steps import held
from app.registry.models.employers import Employer
from app.registry.models.people import Membership, Person
from app.vocabulary.accounts import Role, Space
from app.vocabulary.documents import Category
from tests.factories.accounts import make_account
from tests.factories.deposits import deposit_document
from tests.factories.employers import make_employer
from tests.factories.files import make_file
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.withdrawals import make_prior_notice, make_withdrawal

NO_ADDRESS = {"address_line1": "", "city": "", "province": "", "postal_code": ""}
ADDRESS = {"address_line1": "1, rue Une", "city": "Québec", "province": "QC", "postal_code": "G1R 2B5"}


def release(session: Session) -> int:
    """Release what can go, after what the test has just changed."""
    session.commit()
    with transaction() as current:
        return held.release(current)


def sendings(session: Session, notice: Notice) -> list[tuple[str, str, str, str]]:
    """Recipient, rule, channel and state of each dispatch."""
    session.expire_all()
    rows = session.scalars(select(Dispatch).where(Dispatch.notice_id == notice.id).order_by(Dispatch.id))
    return [(row.recipient, row.rule, row.channel, row.state) for row in rows]


def leave(session: Session, person: Person) -> None:
    """End what somebody is, from yesterday on."""
    until_on = clock.today() - timedelta(days=1)
    session.execute(update(Membership).where(Membership.person_id == person.id).values(until_on=until_on))


@pytest.fixture
def employer(session: Session) -> Employer:
    """An employer with a clicSÉQUR account and no address of its own."""
    found = make_employer(session, **NO_ADDRESS)
    make_account(session, found)
    return found


def test_a_letter_that_was_held_stays_a_letter_when_somebody_may_read_meanwhile(
    session: Session, employer: Employer
) -> None:
    notice = deposit_document(session, make_file(session, employer))
    assert sendings(session, notice) == [("", "R7", "held", "held")]
    make_membership(session, make_person(session), employer, Role.RSE)
    assert release(session) == 0
    session.execute(update(Employer).values(**ADDRESS))
    assert release(session) == 1
    assert sendings(session, notice)[1:] == [(employer.name, "R7", "post", "waiting")]


def test_a_letter_that_was_held_stays_a_letter_when_paper_is_withdrawn_meanwhile(session: Session) -> None:
    employer = make_employer(session, **NO_ADDRESS)
    make_account(session, employer, Space.GUICHET_SST)
    make_membership(session, make_person(session), employer, Role.RESPONDENT, space=Space.GUICHET_SST)
    notice = deposit_document(session, make_file(session, employer), issued_on=date(2020, 9, 1))
    assert sendings(session, notice) == [("", "R2", "held", "held")]
    make_prior_notice(session, employer, date(2020, 7, 1))
    make_withdrawal(session, employer, date(2020, 8, 1))
    session.execute(update(Employer).values(**ADDRESS))
    assert release(session) == 1
    assert sendings(session, notice)[1:] == [(employer.name, "R2", "post", "waiting")]


def test_a_medical_paper_held_for_a_professional_who_leaves_goes_to_the_next_one(session: Session) -> None:
    employer = make_employer(session)
    first = make_person(session, **NO_ADDRESS)
    make_membership(session, first, employer, Role.HEALTH_PROFESSIONAL)
    notice = deposit_document(session, make_file(session, employer), category=Category.MEDICAL)
    assert sendings(session, notice) == [(first.identifier, "R6", "held", "held")]
    leave(session, first)
    second = make_person(session, **ADDRESS)
    make_membership(session, second, employer, Role.HEALTH_PROFESSIONAL)
    assert (release(session), release(session)) == (1, 0)
    assert sendings(session, notice) == [
        (first.identifier, "R6", "held", "released"),
        (second.identifier, "R6", "post", "waiting"),
    ]
    assert session.scalars(select(Alert.code).where(Alert.resolved_at.is_(None))).all() == []


def test_two_who_left_are_followed_once(session: Session) -> None:
    employer = make_employer(session)
    gone = [make_person(session, **NO_ADDRESS), make_person(session, **NO_ADDRESS)]
    for person in gone:
        make_membership(session, person, employer, Role.HEALTH_PROFESSIONAL)
    notice = deposit_document(session, make_file(session, employer), category=Category.MEDICAL)
    for person in gone:
        leave(session, person)
    make_membership(session, make_person(session, **ADDRESS), employer, Role.HEALTH_PROFESSIONAL)
    release(session)
    assert [row[2:] for row in sendings(session, notice)].count(("post", "waiting")) == 1


def test_the_fallback_never_prints_a_medical_paper_for_who_is_no_longer_designated(
    session: Session, employer: Employer
) -> None:
    former = make_person(session, email="", **ADDRESS)
    make_membership(session, former, employer, Role.HEALTH_PROFESSIONAL)
    notice = deposit_document(session, make_file(session, employer), category=Category.MEDICAL)
    leave(session, former)
    session.commit()
    assert fallback.fall_back_to_post() == 0
    current = make_person(session, **ADDRESS)
    make_membership(session, current, employer, Role.HEALTH_PROFESSIONAL)
    session.commit()
    assert (fallback.fall_back_to_post(), fallback.fall_back_to_post()) == (1, 0)
    assert sendings(session, notice)[1:] == [(current.identifier, "R8", "post", "waiting")]


def test_notices_that_cannot_be_printed_do_not_keep_the_others_waiting(
    session: Session, monkeypatch: pytest.MonkeyPatch, employer: Employer
) -> None:
    monkeypatch.setattr(fallback, "CHUNK", 2)
    make_membership(session, make_person(session, email=""), employer, Role.RSE)
    for _ in range(3):
        deposit_document(session, make_file(session, employer))
    reachable = make_employer(session)
    make_account(session, reachable)
    make_membership(session, make_person(session, email=""), reachable, Role.RSE)
    deposit_document(session, make_file(session, reachable))
    assert fallback.fall_back_to_post() == 1
    assert [letter.employer_id for letter in session.scalars(select(Letter))] == [reachable.id]


def test_a_paper_that_waited_for_a_professional_falls_back_to_post_as_well(
    session: Session, employer: Employer
) -> None:
    notice = deposit_document(session, make_file(session, employer), category=Category.MEDICAL)
    make_membership(session, make_person(session, email="", **ADDRESS), employer, Role.HEALTH_PROFESSIONAL)
    release(session)
    session.execute(update(Dispatch).where(Dispatch.channel == "electronic").values(state="failed"))
    session.commit()
    assert fallback.fall_back_to_post() == 1
    assert sendings(session, notice)[-1][1:] == ("R8", "post", "waiting")


def test_a_named_professional_without_an_address_of_e_mail_may_read_at_once(
    session: Session, employer: Employer
) -> None:
    notice = deposit_document(session, make_file(session, employer), category=Category.MEDICAL)
    person = make_person(session, email="")
    make_membership(session, person, employer, Role.HEALTH_PROFESSIONAL)
    assert (release(session), release(session)) == (1, 0)
    assert sendings(session, notice)[1:] == [(person.identifier, "R5", "electronic", "held")]
    open_alerts = select(Alert.code).where(Alert.resolved_at.is_(None))
    assert session.scalars(open_alerts).all() == ["reader_without_email"]
    person.email = "roy@courriel.example"
    assert release(session) == 1
    assert sendings(session, notice)[1:] == [(person.identifier, "R5", "electronic", "waiting")]
    assert session.scalars(open_alerts).all() == []
