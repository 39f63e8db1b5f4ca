"""When a professional is stopped, what waited for them leaves for nobody but the next one who is vouched for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.entry.steps.letter_codes import code_digest, code_of
from app.invitations.actions.accepting import accept_by_mailbox
from app.invitations.actions.designation_objections import disown, object_to
from app.invitations.actions.designations import designate, end_designation
from app.invitations.steps.designations import Professional
from app.ledger.models.letters import Letter
from app.notices.models import Alert, Dispatch
from app.registry.models.people import Membership, Person
from app.resolver.steps.granting import Giver
from app.resolver.steps.people import Enrolment
from app.sending.actions.emails import send_emails
from app.sending.actions.letters import write_letters
from app.vocabulary.accounts import Role
from tests.factories.designations import vouch_for
from tests.invitations.actions.test_designations import DOCTOR, hold_a_paper, link, make_respondent, states
from tests.invitations.actions.test_invented_professional import objection_of, told

SECOND = replace(DOCTOR, whom=Enrolment("Line", "Caron", "line@clinique.example"), member_no="678")


def end(_session: Session, giver: Giver, one: str) -> None:
    end_designation(giver, one)


def oppose(session: Session, giver: Giver, _one: str) -> None:
    own = session.get_one(Person, giver.person_id).email
    assert object_to(objection_of(told(session, "confirmed")[own]))


def say_not_me(session: Session, _giver: Giver, _one: str) -> None:
    session.rollback()
    letter = session.scalars(select(Letter).where(Letter.cause_kind == "designations").order_by(Letter.id)).first()
    assert letter is not None
    assert disown(code_digest(code_of(letter.public_id)))


def end_by_the_registry(session: Session, giver: Giver, _one: str) -> None:
    """No gesture: a row ends by its own day."""
    session.rollback()
    for row in session.scalars(select(Membership).where(Membership.role == Role.HEALTH_PROFESSIONAL.value)):
        row.from_on, row.until_on = clock.today() - timedelta(days=1), clock.today()
    session.commit()


STOPPING = [end, oppose, say_not_me, end_by_the_registry]
Stopping = Callable[[Session, Giver, str], None]


def confirmed(session: Session, giver: Giver, professional: Professional = DOCTOR) -> str:
    """Somebody designated, who accepted and for whom the Commission vouches."""
    one = designate(giver, professional)
    accept_by_mailbox(link(session))
    vouch_for(session, one)
    return one


def to_whom(session: Session, notice_id: int) -> list[tuple[str, str]]:
    """Each sending of a notice to somebody: where it stands, and the address of who it is for."""
    session.rollback()
    session.expire_all()
    found = select(Dispatch).where(Dispatch.notice_id == notice_id, Dispatch.person_id.is_not(None))
    return [
        (one.state, session.get_one(Person, one.person_id).email)
        for one in session.scalars(found.order_by(Dispatch.id))
    ]


def open_alerts(session: Session, notice_id: int) -> list[str]:
    """What still keeps a notice."""
    return list(session.scalars(select(Alert.code).where(Alert.notice_id == notice_id, Alert.resolved_at.is_(None))))


def leave(session: Session) -> None:
    """The worker's round."""
    session.rollback()
    while write_letters() + send_emails():
        pass


@pytest.mark.parametrize("stop", STOPPING)
@pytest.mark.parametrize("withdrawn", [True, False], ids=["on screen", "by post"])
def test_what_waited_leaves_for_nobody_but_the_next_professional(
    session: Session, stop: Stopping, withdrawn: bool
) -> None:
    giver = make_respondent(session, withdrawn=withdrawn)
    held = hold_a_paper(session, giver).id
    one = confirmed(session, giver)
    assert to_whom(session, held) == [("waiting", "paule@clinique.example")]
    stop(session, giver, one)
    leave(session)
    assert to_whom(session, held) == [("held", "paule@clinique.example")]
    assert open_alerts(session, held) == ["no_health_professional"]
    confirmed(session, giver, SECOND)
    assert to_whom(session, held) == [("released", "paule@clinique.example"), ("waiting", "line@clinique.example")]
    assert open_alerts(session, held) == []
    leave(session)
    assert to_whom(session, held)[1] == ("sent" if withdrawn else "written", "line@clinique.example")


@pytest.mark.parametrize("withdrawn", [True, False], ids=["on screen", "by post"])
def test_whoever_is_vouched_for_again_is_told_again_even_after_another(session: Session, withdrawn: bool) -> None:
    giver = make_respondent(session, withdrawn=withdrawn)
    held = hold_a_paper(session, giver).id
    first = confirmed(session, giver)
    end_designation(giver, first)
    second = confirmed(session, giver, SECOND)
    end_designation(giver, second)
    confirmed(session, giver)
    assert to_whom(session, held) == [("waiting", "paule@clinique.example"), ("released", "line@clinique.example")]
    leave(session)
    assert to_whom(session, held)[0][0] == ("sent" if withdrawn else "written")
    assert open_alerts(session, held) == []


@pytest.mark.parametrize("withdrawn", [True, False], ids=["on screen", "by post"])
def test_one_of_two_who_is_stopped_takes_nothing_from_the_other(session: Session, withdrawn: bool) -> None:
    giver = make_respondent(session, withdrawn=withdrawn)
    one = confirmed(session, giver)
    confirmed(session, giver, SECOND)
    notice = hold_a_paper(session, giver).id
    end_designation(giver, one)
    assert to_whom(session, notice) == [("released", "paule@clinique.example"), ("waiting", "line@clinique.example")]
    assert open_alerts(session, notice) == []
    leave(session)
    assert states(session, notice)[1] == ("sent" if withdrawn else "written")
