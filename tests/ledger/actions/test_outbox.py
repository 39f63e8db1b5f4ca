"""The outbox emptied: e-mails handed over once, letters written once, held notices released, the postal fallback."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app import clock
from app.delivery.email import Answer, SmtpMailer
from app.delivery.messages import Email
from app.desk.actions.worker import deliver
from app.entry.steps.credentials import issue_code
from app.ledger.models.audit import AuditEntry
from app.ledger.models.emails import OutgoingEmail
from app.ledger.models.letters import Letter, LetterBatch
from app.ledger.steps.audit import SYSTEM
from app.ledger.steps.transaction import transaction
from app.notices.models import Alert, Dispatch, Notice
from app.notices.steps import held
from app.registry.models.employers import Employer
from app.registry.models.people import Person
from app.resolver.models.files import CompensationFile
from app.sending.steps.email_answers import delay_after
from app.vocabulary.accounts import Role, Space
from app.vocabulary.documents import Category, DocumentKind
from tests.factories.accounts import make_account
from tests.factories.deposits import deposit_document, impute
from tests.factories.employers import make_employer
from tests.factories.files import make_file
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.recipients import make_recipient
from tests.servers.smtp import Sink

NO_ADDRESS = {"address_line1": "", "city": "", "province": "", "postal_code": ""}


class Place(NamedTuple):
    """An employer with a clicSÉQUR account, its RSE, and one of its files."""

    employer: Employer
    rse: Person
    file: CompensationFile


@pytest.fixture
def place(session: Session) -> Place:
    employer = make_employer(session)
    make_account(session, employer)
    rse = make_person(session, language="en")
    make_membership(session, rse, employer, Role.RSE)
    file = make_file(session, employer, worker_family_name="Quesnel-Introuvable")
    session.commit()
    return Place(employer, rse, file)


def drain(session: Session) -> None:
    """Deliver until nothing is left, then see what others committed."""
    for _ in range(20):
        if not deliver():
            break
    session.rollback()
    session.expire_all()


def states(session: Session, notice: Notice) -> list[tuple[str, str, str]]:
    """Rule, channel and state of each dispatch."""
    rows = session.scalars(select(Dispatch).where(Dispatch.notice_id == notice.id).order_by(Dispatch.id))
    return [(row.rule, row.channel, row.state) for row in rows]


def test_a_notice_on_screen_is_one_message_to_each_reader_and_says_nothing_of_the_worker(
    session: Session, place: Place, smtp: Sink
) -> None:
    notice = deposit_document(session, place.file, kind=DocumentKind.DECISION, category=Category.DECISION)
    drain(session)
    drain(session)
    (message,) = smtp.to(place.rse.email)
    assert message["Message-ID"].startswith(f"<{notice.public_id}.")
    assert states(session, notice) == [("R5", "electronic", "sent")]
    email = session.scalars(select(OutgoingEmail)).one()
    assert email.server_answer.startswith("250")
    everything = message.as_string() + "".join(part.get_content() for part in message.walk() if not part.is_multipart())
    for secret in (place.file.worker_family_name, place.file.worker_given_name, place.file.file_no):
        assert secret not in everything
    assert place.employer.name in everything
    assert session.scalars(select(AuditEntry.action)).all()[-1] == "email_sent"


def test_an_imputation_is_told_in_its_own_words(session: Session, place: Place, smtp: Sink) -> None:
    impute(session, place.file, place.employer.id, date(2020, 3, 2))
    drain(session)
    assert [email.kind for email in session.scalars(select(OutgoingEmail))] == ["file_imputed"]
    assert len(smtp.messages) == 1


def test_a_temporary_refusal_is_tried_again_later_as_the_same_message(
    session: Session, place: Place, smtp: Sink, clock_at: Callable[..., None]
) -> None:
    clock_at("2020-03-02T09:00")
    notice = deposit_document(session, place.file)
    smtp.refuse(place.rse.email, "451 4.3.0 Try later")
    drain(session)
    email = session.scalars(select(OutgoingEmail)).one()
    first_id = email.message_id
    assert (email.state, email.attempts, email.server_answer) == ("waiting", 1, "451 4.3.0 Try later")
    assert states(session, notice) == [("R5", "electronic", "waiting")]
    smtp.clear()
    drain(session)
    assert smtp.messages == []
    clock_at("2020-03-02T09:01")
    drain(session)
    assert [message["Message-ID"] for message in smtp.messages] == [first_id]
    assert states(session, notice) == [("R5", "electronic", "sent")]


def test_waits_double_up_to_two_hours() -> None:
    waits = [delay_after(attempts).total_seconds() for attempts in range(1, 40)]
    assert 22 <= waits[0] <= 38
    assert 45 <= waits[1] <= 75
    assert all(wait <= 2 * 3600 * 1.25 for wait in waits)
    assert waits[-1] >= 2 * 3600 * 0.75


def test_a_server_that_never_answers_is_given_up_after_three_days(
    session: Session, place: Place, smtp: Sink, clock_at: Callable[..., None]
) -> None:
    clock_at("2020-03-02T09:00")
    notice = deposit_document(session, place.file)
    smtp.refuse(place.rse.email, "451 4.3.0 Try later")
    drain(session)
    clock_at(clock.now() + timedelta(hours=73))
    drain(session)
    assert states(session, notice)[0] == ("R5", "electronic", "failed")


def test_when_every_address_failed_for_good_the_notice_is_printed_once_and_the_deposit_stays(
    session: Session, place: Place, smtp: Sink
) -> None:
    notice = deposit_document(session, place.file)
    smtp.refuse(place.rse.email)
    drain(session)
    drain(session)
    assert states(session, notice) == [("R5", "electronic", "failed"), ("R8", "post", "written")]
    assert session.get_one(Notice, notice.id).channel == "electronic"
    assert session.scalars(select(Alert.code).where(Alert.resolved_at.is_(None))).all() == []


def test_one_reader_who_was_reached_is_enough(session: Session, place: Place, smtp: Sink) -> None:
    second = make_person(session)
    make_membership(session, second, place.employer, Role.RSE)
    session.commit()
    notice = deposit_document(session, place.file)
    smtp.refuse(place.rse.email)
    drain(session)
    assert [state for _, _, state in states(session, notice)] == ["failed", "sent"]
    assert session.scalars(select(Alert.code)).all() == ["email_refused"]


def test_a_reader_without_an_address_is_alerted_and_the_notice_is_printed(
    session: Session, place: Place, smtp: Sink
) -> None:
    session.execute(update(Person).values(email=""))
    session.commit()
    notice = deposit_document(session, place.file)
    assert states(session, notice) == [("R5", "electronic", "held")]
    drain(session)
    assert states(session, notice) == [("R5", "electronic", "held"), ("R8", "post", "written")]


def test_a_letter_is_written_once_into_its_batch_and_the_manifest_names_it(
    session: Session, app: Flask, clock_at: Callable[..., None]
) -> None:
    clock_at("2020-03-02T09:00")
    employer = make_employer(session)
    make_account(session, employer, Space.GUICHET_SST)
    make_recipient(session, employer, name="Ève Côté")
    notice = deposit_document(session, make_file(session, employer))
    drain(session)
    (letter,) = session.scalars(select(Letter)).all()
    folder = app.config["RELAIS_DATA"] / "letters" / "2020-03-02"
    path = next(iter(folder.glob("*.pdf")))
    assert path.name.startswith(f"{notice.public_id}.")
    assert hashlib.sha256(path.read_bytes()).hexdigest() == letter.sha256
    with (folder / "manifest.csv").open(encoding="utf-8") as stream:
        (row,) = list(csv.DictReader(stream))
    assert (row["file"], row["sha256"], row["recipient"]) == (path.name, letter.sha256, "Ève Côté")
    assert (folder / row["enclosure"]).is_file()
    batch = session.scalars(select(LetterBatch)).one()
    assert batch.manifest_sha256 == hashlib.sha256((folder / "manifest.csv").read_bytes()).hexdigest()
    assert states(session, notice) == [("R2", "post", "written")]


def test_a_letter_written_again_after_a_crash_is_the_same_file_of_the_same_day(
    session: Session, app: Flask, clock_at: Callable[..., None]
) -> None:
    clock_at("2020-03-02T23:59")
    employer = make_employer(session)
    deposit_document(session, make_file(session, employer))
    drain(session)
    letters: Path = app.config["RELAIS_DATA"] / "letters"
    before = sorted(path.relative_to(letters) for path in letters.rglob("*.pdf"))
    session.execute(update(Letter).values(state="waiting", sha256=None, written_at=None))
    session.commit()
    clock_at("2020-03-03T00:01")
    drain(session)
    assert sorted(path.relative_to(letters) for path in letters.rglob("*.pdf")) == before
    assert session.scalars(select(Letter.state)).all() == ["written"]


def test_an_address_that_does_not_fit_the_window_raises_an_alert(session: Session) -> None:
    employer = make_employer(session, address_line1="1, " + "rue " * 25, address_line2="bureau " * 15)
    notice = deposit_document(session, make_file(session, employer))
    drain(session)
    assert states(session, notice) == [("R6", "post", "held")]
    assert session.scalars(select(Alert.code)).all() == ["address_not_printable"]


def test_a_notice_held_for_want_of_an_address_goes_out_once_it_is_known(session: Session) -> None:
    employer = make_employer(session, **NO_ADDRESS)
    notice = deposit_document(session, make_file(session, employer))
    assert states(session, notice) == [("R6", "held", "held")]
    assert session.scalars(select(Alert.code)).all() == ["no_usable_address"]
    with transaction() as current:
        assert held.release(current) == 0
    make_recipient(session, employer)
    session.commit()
    with transaction() as current:
        assert held.release(current) == 1
        assert held.release(current) == 0
    drain(session)
    assert states(session, notice) == [("R6", "held", "released"), ("R6", "post", "written")]
    assert session.scalars(select(Alert).where(Alert.resolved_at.is_(None))).all() == []


def test_a_medical_paper_held_for_want_of_a_professional_goes_to_the_one_who_is_named(
    session: Session, place: Place, smtp: Sink
) -> None:
    notice = deposit_document(session, place.file, category=Category.MEDICAL, title="Rapport médical final")
    assert states(session, notice) == [("R0", "held", "held")]
    professional = make_person(session)
    make_membership(session, professional, place.employer, Role.HEALTH_PROFESSIONAL)
    session.commit()
    with transaction() as current:
        held.release(current)
    drain(session)
    assert states(session, notice) == [("R0", "held", "released"), ("R5", "electronic", "sent")]
    (message,) = smtp.messages
    assert message["To"] == professional.email
    assert "dical" not in message.as_string()
    assert smtp.to(place.rse.email) == []


def test_a_paper_recipient_without_an_address_is_never_silently_dropped(session: Session) -> None:
    employer = make_employer(session)
    make_recipient(session, employer, name="Avec Adresse")
    make_recipient(session, employer, name="Sans Adresse", **NO_ADDRESS)
    notice = deposit_document(session, make_file(session, employer))
    assert [row.recipient for row in notice.dispatches] == ["Avec Adresse"]
    assert session.scalars(select(Alert.code)).all() == ["recipient_without_address"]


def test_a_message_that_breaks_the_mailer_keeps_no_other_waiting(
    session: Session, place: Place, smtp: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = deposit_document(session, place.file)
    second = deposit_document(session, place.file)
    send = SmtpMailer.send

    def break_at_first(mailer: SmtpMailer, email: Email) -> Answer:
        if first.public_id in email.message_id:
            raise RuntimeError("broken")
        return send(mailer, email)

    monkeypatch.setattr(SmtpMailer, "send", break_at_first)
    drain(session)
    assert states(session, first) == [("R5", "electronic", "waiting")]
    assert states(session, second) == [("R5", "electronic", "sent")]


def test_the_mailbox_refuses_an_address_as_a_server_would(session: Session, place: Place) -> None:
    place.rse.email = "é@courriel.example"
    session.commit()
    notice = deposit_document(session, place.file)
    drain(session)
    assert states(session, notice)[0] == ("R5", "electronic", "failed")


def test_a_message_that_lost_its_object_leaves_nothing_and_is_not_said_to_have_been_accepted(
    session: Session, place: Place, smtp: Sink, clock_at: Callable[..., None]
) -> None:
    clock_at("2020-03-02T09:00")
    with transaction() as current:
        credential = issue_code(current, place.rse.id, Space.GUICHET_SST, SYSTEM, None)
        credential.changed_at = clock.ticking() + timedelta(seconds=1)
    drain(session)
    assert smtp.messages == []
    assert session.scalars(select(OutgoingEmail.state)).all() == ["failed"]
    assert "email_sent" not in session.scalars(select(AuditEntry.action)).all()
