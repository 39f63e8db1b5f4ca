"""Operational alarms: raised once and counted, settled once, kept even while the journal is closed."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.ledger.actions.alarms import report, report_mended
from app.ledger.models.alarms import Alarm
from app.ledger.models.audit import AuditEntry
from app.ledger.models.emails import OutgoingEmail
from app.ledger.queries.alarms import failing_rows, open_alarms_count
from app.ledger.steps.alarms import About, delay_after, raise_alarm, settle_alarm
from app.ledger.steps.transaction import transaction
from app.vocabulary.alarms import AlarmCode, AlarmSubject
from app.vocabulary.audit import AuditAction
from tests.scenes.outgoing import close_journal, open_journal

SERVER = About(AlarmSubject.SERVER, name="mail.example:25")
NOON = clock.parse_instant("2026-05-04T12:00")


def alarms(session: Session) -> list[Alarm]:
    session.rollback()
    session.expire_all()
    return list(session.scalars(select(Alarm).order_by(Alarm.id)))


def entries(session: Session) -> list[str]:
    found = select(AuditEntry.action).where(AuditEntry.action.like("alarm%")).order_by(AuditEntry.id)
    return list(session.scalars(found))


class TestRaising:
    def test_the_same_alarm_twice_is_counted_and_not_added(self, session: Session) -> None:
        report(AlarmCode.MAIL_SERVER_SILENT, SERVER, "TimeoutError")
        report(AlarmCode.MAIL_SERVER_SILENT, SERVER, "ConnectionRefusedError")
        (alarm,) = alarms(session)
        assert (alarm.times, alarm.detail, alarm.settled_at) == (2, "ConnectionRefusedError", None)
        assert entries(session) == [AuditAction.ALARM_RAISED]
        assert open_alarms_count(session) == {"mail_server_silent": 1}

    def test_two_rows_are_two_alarms(self, session: Session) -> None:
        for row in (7, 8):
            report(AlarmCode.EMAIL_NOT_COMPOSED, About(AlarmSubject.EMAIL, row))
        assert [alarm.row_id for alarm in alarms(session)] == [7, 8]

    def test_each_failure_is_tried_again_later_than_the_one_before(self, session: Session) -> None:
        waits = []
        with clock.use(NOON):
            for _ in range(3):
                report(AlarmCode.EMAIL_NOT_COMPOSED, About(AlarmSubject.EMAIL, 7))
                waits.append(alarms(session)[0].retry_at - NOON)
        assert waits == [timedelta(seconds=30), timedelta(minutes=1), timedelta(minutes=2)]
        assert delay_after(50) == timedelta(hours=2)

    def test_a_row_is_put_off_until_its_time_comes(self, session: Session) -> None:
        with clock.use(NOON):
            report(AlarmCode.EMAIL_NOT_COMPOSED, About(AlarmSubject.EMAIL, 7))
        found = failing_rows(session, AlarmCode.EMAIL_NOT_COMPOSED, AlarmSubject.EMAIL)
        assert found == {(7, ""): NOON + timedelta(seconds=30)}

    def test_what_is_undone_raises_nothing(self, session: Session) -> None:
        with transaction() as own:
            raise_alarm(own, AlarmCode.EMAIL_NOT_COMPOSED, About(AlarmSubject.EMAIL, 7))
            own.rollback()
        assert alarms(session) == []


class TestSettling:
    def test_an_alarm_settles_once_and_may_open_again(self, session: Session) -> None:
        report(AlarmCode.MAIL_SERVER_SILENT, SERVER)
        with transaction() as own:
            assert settle_alarm(own, AlarmCode.MAIL_SERVER_SILENT, SERVER)
        with transaction() as own:
            assert not settle_alarm(own, AlarmCode.MAIL_SERVER_SILENT, SERVER)
        report(AlarmCode.MAIL_SERVER_SILENT, SERVER)
        first, second = alarms(session)
        assert (first.settled_how, first.settled_by, second.times) == ("by_itself", "Relais", 1)
        assert entries(session) == [AuditAction.ALARM_RAISED, AuditAction.ALARM_SETTLED, AuditAction.ALARM_RAISED]

    def test_what_goes_well_settles_nothing_when_nothing_is_open(self, session: Session) -> None:
        report_mended(AlarmCode.MAIL_SERVER_SILENT, SERVER)
        assert (alarms(session), entries(session)) == ([], [])


class TestWithoutTheJournal:
    def test_an_alarm_is_kept_while_the_journal_is_closed(self, session: Session) -> None:
        close_journal()
        report(AlarmCode.NOT_RECORDED, About(AlarmSubject.PORTAL))
        open_journal()
        assert [alarm.code for alarm in alarms(session)] == ["not_recorded"]


@pytest.mark.databases("postgresql", because="SQLite lets one transaction write at a time")
def test_two_alarms_of_one_hour_and_one_code_are_both_kept_and_the_operations_told_once(
    app: Flask, session: Session
) -> None:
    app.config["ALARM_EMAIL"] = "operations@courriel.example"
    began = threading.Event()

    def second() -> None:
        with app.app_context():
            began.set()
            report(AlarmCode.EMAIL_NOT_COMPOSED, About(AlarmSubject.EMAIL, 8))

    other = threading.Thread(target=second)
    with transaction() as own:
        raise_alarm(own, AlarmCode.EMAIL_NOT_COMPOSED, About(AlarmSubject.EMAIL, 7))
        other.start()
        began.wait(10)
        other.join(1)  # it waits for the end of this transaction
    other.join(30)
    assert [alarm.row_id for alarm in alarms(session)] == [7, 8]
    assert len(session.scalars(select(OutgoingEmail.id)).all()) == 1
