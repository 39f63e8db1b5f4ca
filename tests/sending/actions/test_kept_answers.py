"""An answer of the mail server that was kept on disk: about the message that was answered, and recorded in the end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.delivery.received.aside import Aside, KeptAnswer
from app.ledger.models.emails import OutgoingEmail
from app.notices.models import Dispatch
from app.sending.actions.emails import _release
from tests.ledger.actions.test_poisoned_rows import a_notice_by_email
from tests.scenes.outgoing import damage, drain, open_alarms, queue_emails, states
from tests.servers.smtp import Sink

Clock = Callable[..., None]


@pytest.fixture(autouse=True)
def _in_march(app: Flask, clock_at: Clock) -> None:
    assert app, "the portal starts before its clock is moved"
    clock_at("2026-03-02T09:00")


@pytest.fixture
def aside(app: Flask) -> Aside:
    return Aside(app.config["RELAIS_DATA"])


def keep(aside: Aside, email_id: int, message_id: str, *, accepted: bool = True, answer: str = "250 taken") -> None:
    with aside.room() as slot:
        slot.keep(KeptAnswer(email_id, message_id, accepted, answer))


def files(aside: Aside) -> list[str]:
    return sorted(path.suffix for path in aside.folder.iterdir())


def test_an_answer_about_another_message_of_the_same_number_is_put_away_and_the_notice_leaves(
    session: Session, smtp: Sink, aside: Aside
) -> None:
    a_notice_by_email(session)
    (email_id,) = states(session, OutgoingEmail)
    keep(aside, email_id, "<of.before.the.restore@relais.example>")
    drain(session)
    assert len(smtp.messages) == 1
    assert session.scalars(select(OutgoingEmail.server_answer)).one() != "250 taken"
    assert open_alarms(session) == [("answer_unmatched", 0)]
    assert files(aside) == [".unmatched"]


def test_an_answer_about_a_message_that_is_not_there_is_put_away_and_never_applied_later(
    session: Session, smtp: Sink, aside: Aside
) -> None:
    last = session.scalar(select(func.max(OutgoingEmail.id))) or 0
    keep(aside, last + 1, "<of.before.the.restore@relais.example>")
    drain(session)
    a_notice_by_email(session)
    drain(session)
    assert len(smtp.messages) == 1
    assert open_alarms(session) == [("answer_unmatched", 0)]


@pytest.mark.parametrize(("accepted", "state"), [(True, "sent"), (False, "failed")])
def test_an_answer_that_cannot_be_recorded_is_an_alarm_then_recorded_without_its_words(
    session: Session, smtp: Sink, aside: Aside, clock_at: Clock, accepted: bool, state: str
) -> None:
    (email_id,) = queue_emails(session, 1)
    keep(aside, email_id, session.get_one(OutgoingEmail, email_id).message_id, accepted=accepted, answer="250 taken")
    damage(session, "outgoing_emails", email_id, "person_id = 424242")
    drain(session, rounds=1)
    assert open_alarms(session) == [("answer_not_recorded", email_id)]
    for _ in range(3):
        clock_at(clock.now() + timedelta(minutes=5))
        drain(session)
    found = session.execute(select(OutgoingEmail.state, OutgoingEmail.server_answer)).one()
    assert found == (state, "the mail server's answer could not be kept in its own words")
    assert (smtp.messages, open_alarms(session), files(aside)) == ([], [], [])


@pytest.mark.databases("postgresql", because="SQLite keeps any sign")
def test_a_refusal_with_a_sign_that_the_database_does_not_take_ends_by_the_post(
    session: Session, smtp: Sink, aside: Aside, clock_at: Clock
) -> None:
    a_notice_by_email(session)
    (email_id,) = states(session, OutgoingEmail)
    known = session.get_one(OutgoingEmail, email_id).message_id
    keep(aside, email_id, known, accepted=False, answer="550 no \x00 such user")
    for _ in range(4):
        clock_at(clock.now() + timedelta(minutes=5))
        drain(session)
    assert sorted(session.scalars(select(Dispatch.state))) == ["failed", "written"]
    assert (smtp.messages, open_alarms(session)) == ([], [])


@pytest.mark.parametrize("sign", ["\U0001f600", "\x00", '"', "\ud83d", "é"], ids=ascii)
def test_the_longest_answer_is_read_again_whatever_its_signs(app: Flask, aside: Aside, sign: str) -> None:
    keep(aside, 7, f"<{'m' * 198}>", answer=sign * 5000)
    (kept,) = aside.kept().values()
    assert (kept.email_id, len(kept.answer)) == (7, 500)


def test_what_was_sent_meanwhile_keeps_its_attempts_when_the_rest_is_given_back(session: Session, smtp: Sink) -> None:
    ids = queue_emails(session, 2)
    drain(session)
    _release(ids)
    session.expire_all()
    assert session.scalars(select(OutgoingEmail.attempts)).all() == [1, 1]
