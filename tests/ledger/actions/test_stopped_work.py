"""A part of the background work that cannot do anything is one alarm, and gives back what it had taken."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.delivery.documents import StoreUnavailableError
from app.delivery.post.printing import PrintBatch, PrintFolder
from app.desk.actions.health import watch
from app.desk.actions.worker import deliver
from app.ledger.actions.alarms import report
from app.ledger.models.emails import OutgoingEmail
from app.ledger.models.letters import Letter
from app.ledger.steps.alarms import About
from app.vocabulary.alarms import AlarmCode, AlarmSubject
from tests.scenes.outgoing import drain, open_alarms, queue_emails, queue_letters, states
from tests.servers.full_disk import full_disk
from tests.servers.smtp import Sink

Clock = Callable[..., None]


@pytest.fixture(autouse=True)
def _in_march(app: Flask, clock_at: Clock) -> None:
    assert app, "the portal starts before its clock is moved"
    clock_at("2026-03-02T09:00")


def nothing_leased(session: Session, table: type[Letter] | type[OutgoingEmail]) -> bool:
    session.rollback()
    return session.scalars(select(table.leased_until)).unique().all() == [None]


def check_that_letters_wait_as_one_alarm(session: Session, clock_at: Clock, number: int = 3) -> None:
    """After a round that could write nothing; another a minute later, when nothing is mended."""
    for moment in ("2026-03-02T09:00:10", "2026-03-02T09:01"):
        assert open_alarms(session) == [("work_stopped", 0)]
        assert nothing_leased(session, Letter)
        assert list(session.scalars(select(Letter.attempts))) == [0] * number
        clock_at(moment)
        deliver()


@pytest.mark.databases("sqlite", because="it is about a disk")
def test_letters_without_room_are_one_alarm_until_they_are_written(
    session: Session, smtp: Sink, clock_at: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = queue_letters(session, 3)

    def no_room(*_of: object) -> None:
        with full_disk():
            write(*_of)

    write = PrintBatch.write
    monkeypatch.setattr(PrintBatch, "write", no_room)
    deliver()
    check_that_letters_wait_as_one_alarm(session, clock_at)
    monkeypatch.setattr(PrintBatch, "write", write)
    clock_at("2026-03-02T09:10")
    drain(session)
    assert states(session, Letter) == dict.fromkeys(ids, "written")
    assert open_alarms(session) == []


def test_letters_whose_store_does_not_answer_are_one_alarm(
    session: Session, smtp: Sink, clock_at: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue_letters(session, 3)

    def no_answer(*_of: object) -> None:
        raise StoreUnavailableError

    monkeypatch.setattr(PrintFolder, "enclose", no_answer)
    deliver()
    check_that_letters_wait_as_one_alarm(session, clock_at)


def test_a_part_that_failed_keeps_its_alarm_until_it_goes_through(
    session: Session, smtp: Sink, clock_at: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = queue_letters(session, 1)

    @contextmanager
    def broken(_printer: PrintFolder, _day: date) -> Iterator[PrintBatch]:
        raise RuntimeError
        yield

    with monkeypatch.context() as patch:
        patch.setattr(PrintFolder, "batch", broken)
        deliver()
        check_that_letters_wait_as_one_alarm(session, clock_at, 1)
    clock_at("2026-03-02T09:10")
    drain(session)
    assert states(session, Letter) == dict.fromkeys(ids, "written")
    assert open_alarms(session) == []


def test_messages_are_given_back_when_the_mailer_cannot_be_made(
    session: Session, smtp: Sink, clock_at: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = queue_emails(session, 3)

    def broken(_app: Flask) -> None:
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr("app.sending.actions.emails.get_mailer", broken)
        deliver()
        assert open_alarms(session) == [("work_stopped", 0)]
        assert nothing_leased(session, OutgoingEmail)
    clock_at("2026-03-02T09:01")
    drain(session)
    assert states(session, OutgoingEmail) == dict.fromkeys(ids, "sent")
    assert open_alarms(session) == []


def test_what_another_server_reported_settles_once_the_same_goes_well_here(
    session: Session, smtp: Sink, clock_at: Clock
) -> None:
    queue_emails(session, 1)
    report(AlarmCode.MAIL_SERVER_SILENT, About(AlarmSubject.SERVER, name="mail.before.example:25"))
    report(AlarmCode.NO_ROOM, About(AlarmSubject.SERVER, name="a host that is gone"))
    clock_at("2026-03-02T09:10")
    watch()
    assert len(open_alarms(session)) == 2, "another host may still be without room"
    clock_at("2026-03-02T09:20")
    watch()
    drain(session)
    assert open_alarms(session) == []
