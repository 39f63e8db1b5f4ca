"""The page of alarms: what is wrong, since when, what to do; trying again, and setting aside with a reason."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.ledger.actions.alarms import report
from app.ledger.models.alarms import Alarm
from app.ledger.models.audit import AuditEntry
from app.ledger.models.emails import OutgoingEmail
from app.ledger.models.letters import Letter
from app.ledger.steps.alarms import About
from app.notices.models import Alert, Dispatch, Notice
from app.notices.web.alarm_words import NEXT_STEPS
from app.vocabulary.accounts import Role, StaffRole
from app.vocabulary.alarms import AlarmCode, AlarmSubject
from tests.factories.accounts import make_account
from tests.factories.deposits import deposit_document
from tests.factories.employers import make_employer
from tests.factories.files import make_file
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.sessions import sign_in_staff
from tests.factories.staff import make_staff
from tests.scenes.outgoing import damage, drain, open_alarms, queue_emails, queue_letters, states
from tests.servers.smtp import Sink
from tests.web.page_client import PageClient

Clock = Callable[..., None]


@pytest.fixture(autouse=True)
def _in_march(app: Flask, clock_at: Clock) -> None:
    assert app, "the portal starts before its clock is moved"
    clock_at("2026-03-02T10:00")


def come_in(session: Session, client: PageClient, *roles: StaffRole) -> PageClient:
    member = make_staff(session, *roles)
    session.commit()
    sign_in_staff(client, member)
    return client


@pytest.fixture
def agent(session: Session, client: PageClient) -> PageClient:
    return come_in(session, client, StaffRole.AGENT)


def a_notice_by_email(session: Session) -> Notice:
    employer = make_employer(session)
    make_account(session, employer)
    make_membership(session, make_person(session), employer, Role.RSE)
    return deposit_document(session, make_file(session, employer))


def test_every_alarm_has_its_next_step() -> None:
    assert set(NEXT_STEPS) == set(AlarmCode)


def test_the_page_says_what_is_wrong_since_when_and_what_to_do(session: Session, agent: PageClient) -> None:
    assert "Aucune alarme ouverte" in agent.get("/avis/alarmes").text
    report(AlarmCode.MAIL_SERVER_SILENT, About(AlarmSubject.SERVER, name="mail.example:25"), "TimeoutError")
    report(AlarmCode.MAIL_SERVER_SILENT, About(AlarmSubject.SERVER, name="mail.example:25"), "TimeoutError")
    page = agent.get("/avis/alarmes")
    for words in ("ne prend pas les messages", "mail.example:25", "TimeoutError", "2 fois", "2 mars 2026 à 10 h 00"):
        assert words in page.text.replace("\u00a0", " ")
    assert "Prévenez l'équipe qui tient le serveur de courriel" in page.text
    assert "Se règle d'elle-même" in page.text
    assert "ne prend pas les messages" in agent.get("/avis").text
    assert "ne prend pas" not in agent.get("/avis/alarmes?code=not_recorded").select("//table")


def test_an_alarm_of_another_version_is_shown_by_its_code(session: Session, agent: PageClient) -> None:
    report(AlarmCode.ROW_NOT_DONE, About(AlarmSubject.EMPLOYER, 1))
    damage(session, "alarms", 1, "code = 'invented', about = 'unknown'")
    assert "invented" in agent.get("/avis/alarmes").text


def test_a_mended_message_that_is_tried_again_settles_its_alarm(
    session: Session, agent: PageClient, smtp: Sink, clock_at: Clock
) -> None:
    ids = queue_emails(session, 3)
    damage(session, "outgoing_emails", ids[1], "kind = 'carrier_pigeon'")
    drain(session)
    assert open_alarms(session) == [("email_not_composed", ids[1])]
    damage(session, "outgoing_emails", ids[1], "kind = 'password_changed'")
    agent.get("/avis/alarmes").submit("Essayer de nouveau")
    drain(session)
    assert states(session, OutgoingEmail) == dict.fromkeys(ids, "sent")
    assert open_alarms(session) == []
    session.rollback()
    assert "alarm_retried" in session.scalars(select(AuditEntry.action)).all()


def test_a_notice_whose_message_is_set_aside_is_printed(
    session: Session, agent: PageClient, smtp: Sink, clock_at: Clock
) -> None:
    notice = a_notice_by_email(session)
    damage(session, "outgoing_emails", 1, "language = 'xx'")
    drain(session)
    page = agent.get("/avis/alarmes")
    assert page.select(f"//table//a[@href='/avis/{notice.public_id}']")
    form = page.follow("Mettre de côté")
    assert "Écrivez le motif" in form.submit("Mettre de côté").text
    form.submit("Mettre de côté", reason="Ligne abîmée, vue avec l'équipe technique")
    drain(session)
    drain(session)
    sendings = select(Dispatch.rule, Dispatch.state).where(Dispatch.notice_id == notice.id)
    assert sorted(tuple(row) for row in session.execute(sendings)) == [("R5", "failed"), ("R8", "written")]
    assert open_alarms(session) == []
    alarm = session.scalars(select(Alarm)).one()
    assert (alarm.settled_how, alarm.reason) == ("set_aside", "Ligne abîmée, vue avec l'équipe technique")


def test_a_letter_that_is_set_aside_holds_its_notice_with_an_alert(session: Session, agent: PageClient) -> None:
    (letter,) = queue_letters(session, 1)
    damage(session, "letters", letter, "address = '{}'")
    drain(session)
    assert open_alarms(session) == [("letter_not_written", letter)]
    agent.get("/avis/alarmes").follow("Mettre de côté").submit("Mettre de côté", reason="Adresse abîmée")
    session.rollback()
    assert states(session, Letter) == {letter: "failed"}
    assert session.scalars(select(Dispatch.state)).all() == ["held"]
    assert session.scalars(select(Alert.code).where(Alert.resolved_at.is_(None))).all() == ["letter_not_written"]
    assert "la lettre n'existe pas" in agent.get("/avis/exceptions").text


def test_what_settles_by_itself_is_never_set_aside(session: Session, agent: PageClient) -> None:
    report(AlarmCode.MAIL_SERVER_SILENT, About(AlarmSubject.SERVER, name="mail.example:25"))
    alarm = session.scalars(select(Alarm.public_id)).one()
    agent.get(f"/avis/alarmes/{alarm}/mettre-de-cote").submit("Mettre de côté", reason="Fatigue")
    assert open_alarms(session) == [("mail_server_silent", 0)]


def test_an_auditor_reads_and_does_nothing(session: Session, client: PageClient) -> None:
    report(AlarmCode.EMAIL_NOT_COMPOSED, About(AlarmSubject.EMAIL, 7))
    page = come_in(session, client, StaffRole.AUDITOR).get("/avis/alarmes")
    assert "ne peut pas être composé" in page.text
    assert "Essayer de nouveau" not in page.text


class TestTheOperationsAddress:
    @pytest.fixture
    def settings(self) -> dict[str, str]:
        return {"ALARM_EMAIL": "astreinte@relais.example", "PUBLIC_URL": "https://relais.example"}

    def test_it_is_written_to_once_an_hour_for_a_kind_of_alarm(
        self, session: Session, smtp: Sink, clock_at: Clock
    ) -> None:
        for row in range(1, 40):
            report(AlarmCode.ROW_NOT_DONE, About(AlarmSubject.EMPLOYER, row))
        drain(session)
        (message,) = smtp.to("astreinte@relais.example")
        assert "https://relais.example/avis/alarmes" in message.as_string()
        clock_at(clock.now().replace(hour=17))
        report(AlarmCode.ROW_NOT_DONE, About(AlarmSubject.EMPLOYER, 50))
        drain(session)
        assert len(smtp.to("astreinte@relais.example")) == 2
