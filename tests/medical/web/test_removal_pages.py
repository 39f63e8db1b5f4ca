"""The pages of a document that is taken back, of one that is moved to the medical side, and the register."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.ledger.models.audit import AuditEntry
from app.notices.models import Notice
from app.registry.models.employers import Employer
from app.registry.models.signin import UserSession
from app.resolver.models.documents import Document, DocumentOpening, DocumentRemoval, MedicalPaper
from app.sending.actions.letters import write_letters
from app.vocabulary.accounts import Role, StaffRole
from tests.factories.accounts import make_account
from tests.factories.deposits import deposit_document
from tests.factories.employers import make_employer
from tests.factories.files import make_file
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.recipients import make_recipient
from tests.factories.sessions import sign_in_staff
from tests.factories.staff import make_staff
from tests.web.page_client import PageClient

pytestmark = pytest.mark.databases("sqlite", because="the actions are tested on both")

DAY = date(2026, 3, 2)
TITLE = "Rapport d'expertise"


@pytest.fixture(autouse=True)
def _in_march(app: Flask, clock_at: Callable[[str], None]) -> None:
    assert app, "the portal starts before its clock is moved"
    clock_at("2026-03-02T10:00")


@pytest.fixture
def notice(session: Session) -> Notice:
    """A document on screen, which Marie Roy opened."""
    employer = make_employer(session, name="Fonderie Alpha inc.")
    make_account(session, employer)
    reader = make_person(session, given_name="Marie", family_name="Roy")
    make_membership(session, reader, employer, Role.RSE)
    notice = deposit_document(session, make_file(session, employer), title=TITLE, issued_on=DAY)
    opening = {"document_id": notice.document_id, "person_id": reader.id, "opened_at": notice.decided_at}
    session.add(DocumentOpening(**opening, way="screen"))
    session.commit()
    return notice


@pytest.fixture
def agent(client: PageClient, session: Session) -> PageClient:
    member = make_staff(session, StaffRole.AGENT)
    session.commit()
    return sign_in_staff(client, member)


def test_the_page_says_who_opened_it_and_the_register_keeps_it(
    session: Session, agent: PageClient, notice: Notice
) -> None:
    page = agent.get(f"/avis/{notice.public_id}").follow("Retirer un document déposé par erreur")
    for words in (TITLE, "1 personne l'a ouvert", "Marie Roy", "Courriel en attente : il sera arrêté"):
        assert words in page.text, words
    page = page.submit("Retirer le document")
    assert "Choisissez la raison." in page.text
    assert "Dites ce qui s'est passé" in page.text
    page = page.submit("Retirer le document", reason="wrong_file", words="Mauvais numéro")
    assert page.path == f"/avis/{notice.public_id}"
    assert "1 envoi est arrêté." in page.text
    assert "versé au mauvais dossier. L'employeur ne le voit plus." in page.text
    assert not page.select("//a[contains(@href, '/retirer')]")
    register = page.follow("Qui l'avait ouvert : registre des documents retirés")
    for words in (TITLE, "Versé au mauvais dossier", "Mauvais numéro", "Marie Roy : 2 mars 2026"):
        assert words in register.text, words
    again = agent.get(f"/avis/{notice.public_id}/retirer")
    assert "Ce document a déjà été retiré." in again.text
    token = register.select("//main//input[@name='csrf_token']")[0].get("value")
    answer = agent.raw.post("/documents-retires/export.csv", data={"csrf_token": token}, buffered=True)
    rows = list(csv.reader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"))))
    assert (len(rows), rows[1][0], rows[1][6]) == (2, TITLE, "Versé au mauvais dossier")
    session.rollback()
    actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id.desc()).limit(2)).all()
    assert actions == ["removals_exported", "document_removed"]


def test_who_could_open_it_says_that_it_was_taken_back_and_by_whom(
    session: Session, agent: PageClient, notice: Notice
) -> None:
    employer = session.get_one(Employer, notice.employer_id).public_id
    asked = f"/employeurs/{employer}/avis/{notice.public_id}/qui?q=Roy"
    before = agent.get(asked)
    assert "peut l'ouvrir" in before.text
    assert "retiré le" not in before.text
    agent.get(f"/avis/{notice.public_id}/retirer").submit("Retirer le document", reason="wrong_file", words="Erreur")
    session.rollback()
    name = session.scalars(select(DocumentRemoval.removed_by)).one()
    after = agent.get(asked)
    (answer,) = after.words_of("//main//p[contains(@class, 'govuk-body-l')]")
    assert answer.startswith("Ce document a été retiré le 2 mars 2026 à ")
    assert answer.endswith(f", par {name} : depuis, personne ne peut l'ouvrir.")
    assert after.text.count(f"par {name} : depuis, personne ne peut l'ouvrir.") == 2, "of whoever is asked about too"
    assert "pas déposé" not in after.text
    day_before = agent.get(f"{asked}&on-day=1&on-month=3&on-year=2026")
    assert "retiré le" not in day_before.text


def test_an_old_sign_in_is_proved_again_before_anything_happens(
    session: Session, agent: PageClient, notice: Notice
) -> None:
    page = agent.get(f"/avis/{notice.public_id}/retirer")
    proved_at = session.scalars(select(UserSession.authenticated_at)).one()
    session.execute(update(UserSession).values(authenticated_at=proved_at - timedelta(hours=1)))
    session.commit()
    answer = page.submit("Retirer le document", follow=False, status=303, reason="wrong_file", words="Mauvais numéro")
    assert answer.response.headers["Location"].startswith("/confirmer-mon-identite")
    session.rollback()
    assert session.scalars(select(DocumentRemoval.id)).all() == []


def test_a_printed_letter_is_named_before_and_after(session: Session, agent: PageClient) -> None:
    employer = make_employer(session)
    make_recipient(session, employer, name="Ginette Pelletier")
    notice = deposit_document(session, make_file(session, employer), issued_on=DAY)
    write_letters()
    page = agent.get(f"/avis/{notice.public_id}/retirer")
    assert "Lettre déjà imprimée, au lot du 2 mars 2026 : à retrouver" in page.text
    page.submit("Retirer le document", reason="duplicate", words="Deux fois")
    assert "Ginette Pelletier, lot du 2 mars 2026" in agent.get("/documents-retires").text


def test_what_becomes_medical_has_no_title_any_more(session: Session, agent: PageClient, notice: Notice) -> None:
    page = agent.get(f"/avis/{notice.public_id}").follow("Reclasser au côté médical")
    assert "Où ira le papier médical" in page.text
    assert "Règle R0" in page.text
    words = {"category": "physical_rehabilitation", "words": "Rapport de physiothérapie"}
    assert "relisez où ira le papier" in page.submit("Reclasser le document", seen="forged", **words).text
    page = page.submit("Reclasser le document", **words)
    assert page.path != f"/avis/{notice.public_id}"
    assert "Retenu" in page.text
    session.rollback()
    assert session.scalars(select(MedicalPaper.category)).all() == ["physical_rehabilitation"]
    assert session.scalars(select(Document.title)).all() == [TITLE]
    pages = [f"/avis/{notice.public_id}", page.path, "/documents-retires", "/avis/envois"]
    assert [path for path in pages if TITLE in agent.get(path).text] == []
    auditor = make_staff(session, StaffRole.AUDITOR)
    session.commit()
    journal = sign_in_staff(agent, auditor).get("/journal").text
    assert TITLE not in journal
    assert "l'a reclassé comme papier médical" in journal


def test_a_medical_paper_and_an_imputation_are_not_offered_to_be_taken_back(
    session: Session, agent: PageClient, notice: Notice
) -> None:
    session.commit()
    medical = agent.get(f"/avis/{notice.public_id}/reclasser").submit(
        "Reclasser le document", category="medical", words="Rapport médical"
    )
    assert not medical.select("//a[contains(@href, '/retirer')]")
    for gesture in ("retirer", "reclasser"):
        agent.get(f"{medical.path}/{gesture}", status=404)
