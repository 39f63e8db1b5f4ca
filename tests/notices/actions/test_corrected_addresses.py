"""An address that does not fit the window holds its letter, which leaves by itself once the address is corrected."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.ledger.models.letters import Letter
from app.ledger.steps.audit import SYSTEM
from app.ledger.steps.transaction import transaction
from app.notices.actions import fallback
from app.notices.actions.alerts import NotSettled, settle_alerts
from app.notices.models import Alert, Dispatch, Notice
from app.notices.steps import held
from app.registry.models.employers import Employer
from app.sending.actions.letters import write_letters
from app.vocabulary.accounts import Role
from app.vocabulary.notices import AlertCode
from tests.factories.accounts import make_account
from tests.factories.deposits import deposit_document
from tests.factories.employers import make_employer
from tests.factories.files import make_file
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.recipients import make_recipient

NO_ADDRESS = {"address_line1": "", "city": "", "province": "", "postal_code": ""}


def sendings(session: Session, notice: Notice) -> list[tuple[str, str, str]]:
    """Rule, channel and state of each dispatch."""
    session.rollback()
    session.expire_all()
    rows = session.scalars(select(Dispatch).where(Dispatch.notice_id == notice.id).order_by(Dispatch.id))
    return [(row.rule, row.channel, row.state) for row in rows]


def release(session: Session) -> int:
    """Release what can go, after what the test has just changed."""
    session.commit()
    with transaction() as current:
        return held.release(current)


def open_alerts(session: Session) -> list[str]:
    """The codes of the alerts that nobody has resolved."""
    return list(session.scalars(select(Alert.code).where(Alert.resolved_at.is_(None))))


def test_the_letter_to_the_address_of_record_leaves_once_it_is_corrected(session: Session) -> None:
    employer = make_employer(session, postal_code="12345")
    notice = deposit_document(session, make_file(session, employer))
    write_letters()
    assert sendings(session, notice) == [("R6", "post", "held")]
    assert (release(session), write_letters()) == (0, 0)
    session.get_one(Employer, employer.id).postal_code = "G1R 2B5"
    assert (release(session), release(session)) == (1, 0)
    write_letters()
    assert sendings(session, notice) == [("R6", "post", "written")]
    assert (open_alerts(session), len(session.scalars(select(Letter)).all())) == ([], 1)


def test_the_letter_to_a_recipient_leaves_once_their_row_is_replaced(session: Session) -> None:
    employer = make_employer(session)
    wrong = make_recipient(session, employer, name="Service de la paie", postal_code="12345")
    make_recipient(session, employer, name="Direction")
    notice = deposit_document(session, make_file(session, employer))
    write_letters()
    assert sendings(session, notice) == [("R6", "post", "held"), ("R6", "post", "written")]
    wrong.superseded_at = clock.now()
    make_recipient(session, employer, name="Service de la paie")
    assert release(session) == 1
    write_letters()
    assert sendings(session, notice) == [("R6", "post", "written"), ("R6", "post", "written")]


def test_the_letter_of_the_fallback_leaves_once_the_address_is_corrected(session: Session) -> None:
    employer = make_employer(session, postal_code="12345")
    make_account(session, employer)
    make_membership(session, make_person(session, email=""), employer, Role.RSE)
    notice = deposit_document(session, make_file(session, employer))
    fallback.fall_back_to_post()
    write_letters()
    assert sendings(session, notice) == [("R5", "electronic", "held"), ("R8", "post", "held")]
    session.get_one(Employer, employer.id).postal_code = "G1R 2B5"
    assert release(session) == 1
    write_letters()
    assert sendings(session, notice) == [("R5", "electronic", "held"), ("R8", "post", "written")]


def test_an_alert_is_not_settled_while_its_notice_reaches_nobody(session: Session) -> None:
    employer = make_employer(session, **NO_ADDRESS)
    make_account(session, employer)
    make_membership(session, make_person(session), employer, Role.RSE)
    notice = deposit_document(session, make_file(session, employer))
    session.scalars(select(Dispatch)).one().state = "failed"
    session.add(Alert(notice_id=notice.id, employer_id=employer.id, code="email_refused", raised_at=clock.now()))
    session.commit()
    with pytest.raises(NotSettled):
        settle_alerts(employer.id, AlertCode.EMAIL_REFUSED, "Vu", SYSTEM)
    make_recipient(session, employer)
    session.commit()
    assert fallback.fall_back_to_post() == 1
