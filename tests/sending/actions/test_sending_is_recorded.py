"""Nothing leaves that cannot be recorded, and what left is recorded once: a closed journal, a full disk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app import clock
from app.delivery.received.aside import Aside
from app.ledger.models.audit import AuditEntry
from app.ledger.models.emails import OutgoingEmail
from app.sending.actions import email_answers
from app.vocabulary.audit import AuditAction
from tests.scenes.outgoing import close_journal, drain, open_alarms, open_journal, queue_emails, states
from tests.servers.smtp import Sink

Clock = Callable[..., None]


def an_hour_of_rounds(session: Session, clock_at: Clock) -> None:
    for _ in range(36):
        clock_at(clock.now() + timedelta(seconds=100))
        drain(session)


def sent(session: Session) -> int:
    session.rollback()
    return len(session.scalars(select(AuditEntry.id).where(AuditEntry.action == AuditAction.EMAIL_SENT)).all())


def test_with_the_journal_closed_for_an_hour_nothing_leaves_then_everything_once(
    session: Session, smtp: Sink, clock_at: Clock
) -> None:
    clock_at("2026-03-02T09:00")
    ids = queue_emails(session, 40)
    close_journal()
    an_hour_of_rounds(session, clock_at)
    assert smtp.messages == []
    assert ("not_recorded", 0) in open_alarms(session)
    open_journal()
    clock_at(clock.now() + timedelta(minutes=6))
    drain(session)
    assert Counter(message["Message-ID"] for message in smtp.messages).most_common(1)[0][1] == 1
    assert (len(smtp.messages), sent(session)) == (40, 40)
    assert states(session, OutgoingEmail) == dict.fromkeys(ids, "sent")
    assert ("not_recorded", 0) not in open_alarms(session)


def test_a_journal_that_closes_while_messages_leave_loses_no_answer_and_doubles_none(
    session: Session, smtp: Sink, clock_at: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock_at("2026-03-02T09:00")
    ids = queue_emails(session, 40)
    arrived = Sink.handle_DATA

    async def closing(sink: Sink, *about: Any) -> str:
        answer = await arrived(sink, *about)
        if len(sink.messages) == 3:
            monkeypatch.setattr(Sink, "handle_DATA", arrived)
            closed.append(True)
        return answer

    closed: list[bool] = []
    settle = email_answers.apply_answer

    def settle_after_closing(*about: Any) -> None:
        if closed:
            closed.clear()
            close_journal()
        settle(*about)

    monkeypatch.setattr(Sink, "handle_DATA", closing)
    monkeypatch.setattr(email_answers, "apply_answer", settle_after_closing)
    drain(session)
    an_hour_of_rounds(session, clock_at)
    assert len(smtp.messages) == 3
    assert ("not_recorded", 0) in open_alarms(session)
    open_journal()
    clock_at(clock.now() + timedelta(minutes=6))
    drain(session)
    assert Counter(message["Message-ID"] for message in smtp.messages).most_common(1)[0][1] == 1
    assert (len(smtp.messages), sent(session)) == (40, 40)
    assert states(session, OutgoingEmail) == dict.fromkeys(ids, "sent")


def test_an_answer_kept_on_disk_survives_its_worker_and_is_recorded_once(
    session: Session, app: Flask, smtp: Sink, clock_at: Clock
) -> None:
    clock_at("2026-03-02T09:00")
    (email_id,) = queue_emails(session, 1)
    session.execute(update(OutgoingEmail).values(attempts=1))
    session.commit()
    aside = Aside(app.config["RELAIS_DATA"])
    known = session.get_one(OutgoingEmail, email_id).message_id
    with aside.room() as slot:
        slot.keep(email_answers.KeptAnswer(email_id, known, True, "250 kept by a worker that was killed"))
    drain(session)
    assert smtp.messages == []
    assert session.scalars(select(OutgoingEmail.server_answer)).all() == ["250 kept by a worker that was killed"]
    assert (sent(session), aside.kept()) == (1, {})


def test_room_left_by_a_worker_that_was_killed_is_given_back(session: Session, app: Flask) -> None:
    aside = Aside(app.config["RELAIS_DATA"])
    aside.folder.mkdir()
    (aside.folder / "left").write_bytes(b" " * 4096)
    (aside.folder / "cut").write_bytes(b'{"email_id": 1, "acc')
    with aside.room():
        assert aside.kept() == {}
        assert len(list(aside.folder.iterdir())) == 1
    assert list(aside.folder.iterdir()) == []


def test_where_the_disk_has_no_room_for_an_answer_nothing_leaves(
    session: Session, app: Flask, smtp: Sink, clock_at: Clock
) -> None:
    clock_at("2026-03-02T09:00")
    ids = queue_emails(session, 2)
    # A file stands where the folder of answers would be made.
    Aside(app.config["RELAIS_DATA"]).folder.write_bytes(b"")
    drain(session)
    assert smtp.messages == []
    assert open_alarms(session) == [("not_recorded", 0)]
    Aside(app.config["RELAIS_DATA"]).folder.unlink()
    clock_at("2026-03-02T09:06")
    drain(session)
    assert (len(smtp.messages), states(session, OutgoingEmail)) == (2, dict.fromkeys(ids, "sent"))
    assert open_alarms(session) == []
