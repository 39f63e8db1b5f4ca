"""The journal, in sentences, for the auditor."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.journal.queries.journal import Entry
from app.journal.web.sentences import SENTENCES, sentence
from app.journal.web.words import DASH
from app.journal.words import AuditGroup, group_of
from app.ledger.models.audit import AuditEntry
from app.registry.models.employers import Employer
from app.resolver.models.files import CompensationFile
from app.vocabulary.accounts import Space, StaffRole
from app.vocabulary.audit import AuditAction
from app.vocabulary.documents import Category
from tests.factories.accounts import make_account
from tests.factories.deposits import deposit_document
from tests.factories.employers import make_employer
from tests.factories.files import make_file
from tests.factories.grants import make_grant
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.sessions import sign_in_staff
from tests.factories.staff import make_staff
from tests.journal.web.details import DETAILS
from tests.web.page_client import Page, PageClient

pytestmark = pytest.mark.databases("sqlite", because="the queries are tested on both")


def entry_of(action: str, **values: Any) -> Entry:
    return Entry(
        **{
            "id": 1,
            "day": date(2026, 3, 2),
            "at": clock.start_of(date(2026, 3, 2)),
            "action": action,
            "actor_kind": "person",
            "actor_name": "Amélie Tremblay",
            "employer": "Fonderie Alpha inc.",
            "neq": "1100000000",
            "person": "Bruno Gagnon",
            "file_no": "500001128",
            "title": "Relevé",
            "details": {},
            **values,
        }
    )


@pytest.fixture
def auditor(client: PageClient, session: Session) -> PageClient:
    member = make_staff(session, StaffRole.AUDITOR, name="Élise Marchand")
    session.commit()
    return sign_in_staff(client, member)


@pytest.fixture
def file(session: Session) -> CompensationFile:
    """A file with a document and a medical paper deposited."""
    file = make_file(session, make_employer(session, name="Fonderie Alpha inc."))
    deposit_document(session, file, title="Relevé", issued_on=date(2020, 3, 2))
    deposit_document(session, file, title="Diagnostic secret", category=Category.MEDICAL, issued_on=date(2020, 3, 2))
    return file


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("action", AuditAction)
def test_every_action_makes_a_whole_sentence(app: Flask, action: AuditAction, language: str) -> None:
    with app.test_request_context(headers={"Cookie": f"langue={language}"}):
        said = sentence(entry_of(action.value, details=DETAILS.get(action, {})))
        assert DASH not in said, said
        assert "%(" not in said
        old = sentence(entry_of(action.value, employer="", person="", file_no="", title="", actor_name=""))
    assert old
    assert action in SENTENCES


def test_an_unknown_action_can_still_be_read(app: Flask) -> None:
    with app.test_request_context():
        assert sentence(entry_of("forgotten_action")).replace("\u00a0", " ") == "Amélie Tremblay : forgotten_action."


def test_what_was_done_is_told_without_the_title_of_a_medical_paper(
    auditor: PageClient, file: CompensationFile
) -> None:
    page = auditor.get("/journal")
    assert "Relais a déposé « Relevé » au dossier" in page.text
    assert "Relais a déposé un papier médical au dossier" in page.text
    assert "Diagnostic secret" not in page.response.get_data(as_text=True)
    assert file


def test_an_entry_about_a_right_leads_to_why_on_that_date(session: Session, auditor: PageClient) -> None:
    employer, person = make_employer(session), make_person(session)
    make_account(session, employer, Space.CLICSEQUR)
    make_membership(session, person, employer)
    make_grant(session, person, employer)
    kept = {"space": "clicsequr", "services": ["file_followup", "review"], "until_on": None}
    about = {"employer_id": employer.id, "person_id": person.id, "details": kept}
    at = clock.now()
    session.add(
        AuditEntry(at=at, day=clock.day_of(at), action="access_granted", actor_kind="system", actor_name="R", **about)
    )
    session.commit()
    page = auditor.get("/journal?action=access_granted")
    links = page.select("//a[contains(., 'Pourquoi à cette date')]")
    assert [link.text.split("? ")[1] for link in links] == ["Suivi des dossiers", "Révision"]
    why = auditor.get(links[0].get("href"))
    assert f"Oui : {person.name} peut utiliser ce service" in why.text


def test_filters_are_set_by_numbers_and_kept_by_names_that_say_nothing(
    session: Session, auditor: PageClient, file: CompensationFile
) -> None:
    employer = session.get_one(Employer, file.employer_id)
    page = auditor.get("/journal").submit("Chercher", file_no=f"{file.file_no[:3]} {file.file_no[3:]}")
    assert len(page.select("//tbody/tr")) == 2
    assert file.file_no not in page.path
    assert page.select("//input[@name='file_no']")[0].get("value") == file.file_no
    page = page.submit("Chercher", action="document_deposited", neq=employer.neq)
    assert len(page.select("//tbody/tr")) == 1
    assert "Effacer les filtres" in page.text
    page = page.submit("Chercher", **{"since-day": "1", "since-month": "1", "since-year": "2100"})
    assert "Aucune entrée ne répond" in page.text


def test_a_person_is_found_by_name_identifier_or_e_mail(session: Session, auditor: PageClient) -> None:
    person = make_person(
        session, identifier="P-77", given_name="Zoé", family_name="Dubé", email="seule@courriel.example"
    )
    entry = {"at": clock.now(), "day": clock.today(), "actor_kind": "system", "actor_name": "Relais", "details": {}}
    session.add(AuditEntry(action="code_issued", person_id=person.id, **entry))
    session.commit()
    for typed in ("P-77", "seule@courriel.example", "dube zoe"):
        page = auditor.get("/journal").submit("Chercher", person=typed)
        assert len(page.select("//tbody/tr")) == 1
        assert typed not in page.path
        assert len(page.submit("Chercher").select("//tbody/tr")) == 1, "the form names them alone"
    make_person(session, identifier="P-78", given_name="Zoé", family_name="Dubé")
    session.commit()
    page = auditor.get("/journal").submit("Chercher", person="Zoé Dubé")
    assert "Zoé Dubé (P-77), Zoé Dubé (P-78)" in page.text


def test_sign_ins_and_sent_e_mails_are_shown_when_they_are_asked_for(
    session: Session, auditor: PageClient, file: CompensationFile
) -> None:
    entry = {"at": clock.now(), "day": clock.today(), "actor_kind": "system", "actor_name": "Relais", "details": {}}
    session.add_all([AuditEntry(action=action, **entry) for action in ("signed_out", "email_sent", "email_failed")])
    session.commit()

    def kinds(page: Page) -> set[str]:
        return {cell.text_content().strip() for cell in page.select("//tbody/tr/td[1]/div")}

    page = auditor.get("/journal")
    assert page.select("//details[@open]")
    assert kinds(page) >= {"Document déposé", "Courriel refusé"}
    assert not kinds(page) & {"Déconnexion", "Courriel envoyé"}
    page = page.submit("Chercher", groups=["emails", "doors"])
    assert kinds(page) >= {"Déconnexion", "Courriel envoyé"}
    assert "Document déposé" not in kinds(page)
    assert "Document déposé" in kinds(page.submit("Chercher", action="document_deposited"))
    assert file


def test_every_action_belongs_to_a_matter() -> None:
    assert {group_of(action) for action in AuditAction} == set(AuditGroup)


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({"neq": "1199999999"}, "Aucun employeur n'a ce NEQ."),
        ({"person": "personne"}, "Personne n'a ce nom"),
        ({"file_no": "000000000"}, "Aucun dossier n'a ce numéro."),
        ({"since-day": "40", "since-month": "1", "since-year": "2026"}, "Le jour s'écrit"),
        (
            {"since-day": "2", "since-month": "1", "since-year": "2026"}
            | {"until-day": "1", "until-month": "1", "until-year": "2026"},
            "Le dernier jour vient avant le premier.",
        ),
        ({"neq": "x" * 300}, "200"),
    ],
)
def test_what_is_not_found_is_said_and_kept(auditor: PageClient, answers: dict[str, str], says: str) -> None:
    page = auditor.get("/journal").submit("Chercher", **answers)
    assert says in page.text
    for name, value in answers.items():
        assert page.select(f"//input[@name='{name}']")[0].get("value") == value


def test_addresses_that_name_nothing_are_not_there(auditor: PageClient) -> None:
    for name in ("employer", "person", "file"):
        auditor.get(f"/journal?{name}=nobody", status=404)
    auditor.get("/journal?since=hier&until=2026-13-01&action=nothing&after=x&before=y")


def test_fifty_entries_a_page(session: Session, auditor: PageClient) -> None:
    at = clock.now() - timedelta(days=30)
    entries = [
        AuditEntry(
            at=at,
            day=clock.day_of(at),
            action="signed_out",
            actor_kind="person",
            actor_name=f"Personne {n}",
            details={},
        )
        for n in range(120)
    ]
    session.add_all(entries)
    session.commit()
    page = auditor.get("/journal?action=signed_out")
    assert "Personne 119." in page.text
    page = page.follow("Page suivante").follow("Page suivante")
    assert len(page.select("//tbody/tr")) == 20
    assert (
        page.follow("Page précédente").follow("Page précédente").text == auditor.get("/journal?action=signed_out").text
    )


def test_the_export_holds_every_sentence_and_is_itself_in_the_journal(
    session: Session, auditor: PageClient, file: CompensationFile
) -> None:
    session.add(
        AuditEntry(
            at=clock.now(),
            day=clock.today(),
            action="password_changed",
            actor_kind="person",
            actor_name="=HYPERLINK(1)",
            details={},
        )
    )
    session.commit()
    token = auditor.get("/journal").select("//input[@name='csrf_token']")[0].get("value")
    answer = auditor.raw.post("/journal/export.csv", data={"csrf_token": token}, buffered=True)
    rows = list(csv.DictReader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"))))
    assert answer.mimetype == "text/csv"
    assert any("Relevé" in row["Phrase"] for row in rows)
    assert not any("Diagnostic secret" in row["Phrase"] for row in rows)
    assert "'=HYPERLINK(1)" in {row["Auteur"] for row in rows}
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "journal_exported")).one()
    assert entry.actor_name == "Élise Marchand"
    assert entry.details["filters"] == {"groups": "rights papers letters messages running"}
    assert file


def test_the_journal_in_english(auditor: PageClient, file: CompensationFile) -> None:
    auditor.speak("en")
    page = auditor.get("/journal")
    assert "Relais deposited “Relevé” in file" in page.text
    assert file
