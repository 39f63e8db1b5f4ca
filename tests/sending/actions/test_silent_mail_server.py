"""A mail server that accepts connections and says nothing holds up neither letters nor daily tasks, and is an alarm."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.desk.actions.worker import deliver
from app.ledger.models.emails import OutgoingEmail
from app.ledger.models.letters import Letter
from app.notices.models import Dispatch
from app.vocabulary.accounts import Role
from tests.factories.accounts import make_account
from tests.factories.deposits import deposit_document
from tests.factories.employers import make_employer
from tests.factories.files import make_file
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.scenes.outgoing import drain, open_alarms, queue_emails, queue_letters, states, tasks_left
from tests.servers.silent_mail import SilentServer
from tests.servers.smtp import Sink

Clock = Callable[..., None]


@pytest.fixture
def settings(silent_server: SilentServer) -> dict[str, Any]:
    return {"MAIL_SERVER": "127.0.0.1", "MAIL_PORT": silent_server.port, "MAIL_TIMEOUT": 0.5}


def talk(app: Flask, sink: Sink) -> None:
    """As if the same server answered again."""
    app.extensions["mail"].port = sink.port


def test_letters_and_daily_tasks_proceed_at_once_and_the_server_is_asked_once(
    session: Session, silent_server: SilentServer, clock_at: Clock
) -> None:
    clock_at("2026-03-02T09:00")
    ids = queue_emails(session, 30)
    letters = queue_letters(session)
    for _ in range(6):
        deliver()
    session.rollback()
    assert silent_server.accepted == 1
    assert states(session, Letter) == dict.fromkeys(letters, "written")
    assert tasks_left(session) == set()
    assert open_alarms(session) == [("mail_server_silent", 0)]
    assert states(session, OutgoingEmail) == dict.fromkeys(ids, "waiting")
    session.expire_all()
    assert sorted(session.scalars(select(OutgoingEmail.attempts))) == [0] * 29 + [1]


def test_the_server_is_asked_again_with_one_message_and_the_alarm_settles_once_a_message_leaves(
    session: Session, app: Flask, silent_server: SilentServer, smtp: Sink, clock_at: Clock
) -> None:
    clock_at("2026-03-02T09:00")
    ids = queue_emails(session, 30)
    drain(session)
    clock_at("2026-03-02T09:01")
    drain(session)
    assert silent_server.accepted == 2
    talk(app, smtp)
    clock_at("2026-03-02T09:10")
    drain(session)
    assert len(smtp.messages) == 30
    assert states(session, OutgoingEmail) == dict.fromkeys(ids, "sent")
    assert open_alarms(session) == []


def test_a_notice_is_printed_when_the_server_stays_silent_for_three_days(
    session: Session, silent_server: SilentServer, clock_at: Clock
) -> None:
    clock_at("2026-03-02T09:00")
    queue_emails(session, 3)
    employer = make_employer(session)
    make_account(session, employer)
    make_membership(session, make_person(session), employer, Role.RSE)
    notice = deposit_document(session, make_file(session, employer))
    drain(session)
    clock_at(clock.now() + timedelta(hours=71))
    drain(session)
    clock_at(clock.now() + timedelta(hours=1, seconds=5))
    drain(session)
    rows = session.execute(select(Dispatch.rule, Dispatch.state).where(Dispatch.notice_id == notice.id))
    assert sorted(tuple(row) for row in rows) == [("R5", "failed"), ("R8", "written")]
