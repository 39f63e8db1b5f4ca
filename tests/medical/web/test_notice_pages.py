"""Notices and letters: counts, lists, one notice from end to end, exceptions, batches."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.desk.actions.worker import deliver
from app.ledger.models.audit import AuditEntry
from app.ledger.models.letters import Letter
from app.notices.models import Alert, Notice
from app.notices.web.alert_words import NEXT_STEPS
from app.registry.models.employers import Employer
from app.vocabulary.accounts import Role, Space, StaffRole
from app.vocabulary.documents import Category
from app.vocabulary.notices import AlertCode
from app.vocabulary.passwords import by_four
from tests.factories.accounts import make_account
from tests.factories.deposits import deposit_document, impute
from tests.factories.employers import make_employer
from tests.factories.files import make_file
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.recipients import make_recipient
from tests.factories.sessions import sign_in_staff
from tests.factories.staff import make_staff
from tests.web.page_client import PageClient

pytestmark = pytest.mark.databases("sqlite", because="the queries are tested on both")

DAY = date(2026, 3, 2)


@dataclass
class Place:
    """One employer by post, one on screen that nobody reads, and their notices."""

    by_post: Employer
    unread: Employer
    letter: Notice
    medical: Notice
    nobody: Notice


@pytest.fixture(autouse=True)
def _in_march(app: Flask, clock_at: Callable[[str], None]) -> None:
    assert app, "the portal starts before its clock is moved"
    clock_at("2026-03-02T10:00")


@pytest.fixture
def place(session: Session) -> Place:
    by_post = make_employer(session, name="Transport Bêta ltée")
    make_account(session, by_post, Space.GUICHET_SST)
    make_recipient(session, by_post, name="Ève Côté")
    unread = make_employer(session, name="Imprimerie Delta inc.")
    make_account(session, unread)
    file = make_file(session, by_post, worker_family_name="Théberge")
    return Place(
        by_post,
        unread,
        deposit_document(session, file, title="Relevé", issued_on=DAY),
        deposit_document(session, file, title="Diagnostic secret", category=Category.MEDICAL, issued_on=DAY),
        deposit_document(session, make_file(session, unread), issued_on=DAY),
    )


@pytest.fixture
def agent(client: PageClient, session: Session) -> PageClient:
    member = make_staff(session, StaffRole.AGENT)
    session.commit()
    return sign_in_staff(client, member)


@pytest.fixture
def auditor(app: Flask, session: Session) -> PageClient:
    member = make_staff(session, StaffRole.AUDITOR)
    session.commit()
    return sign_in_staff(PageClient(app), member)


def test_counts_lead_to_their_lists(agent: PageClient, place: Place) -> None:
    page = agent.get("/avis")
    waiting = page.follow("En attente d'envoi")
    assert "Ève Côté" in waiting.text
    held = page.follow("Retenu")
    assert len(held.select("//tbody/tr")) == 1
    assert "Personne ne peut lire à l'écran" in page.follow("Personne ne peut lire").text
    assert place.unread.name in page.follow("Personne ne peut lire").text


def test_sendings_are_narrowed_by_filters_that_stay_in_the_form(agent: PageClient, place: Place) -> None:
    page = agent.get("/avis/envois").submit("Chercher", state="held", channel="held")
    assert len(page.select("//tbody/tr")) == 1
    assert page.select("//select[@name='state']/option[@selected]/@value") == ["held"]
    page = agent.get(f"/avis/envois?employer={place.unread.public_id}&state=sent")
    assert "Aucun envoi ne répond" in page.text
    assert page.submit("Chercher", state="waiting").path.count(place.unread.public_id) == 1
    assert "Choisissez une des réponses" in agent.get("/avis/envois?state=lost").text
    agent.get("/avis/envois?employer=nobody", status=404)
    agent.get("/avis/envois?older=x&newer=-1")


@pytest.mark.parametrize("said", [by_four, str.lower, lambda reference: f" {by_four(reference).lower()} "])
def test_a_notice_is_found_by_the_reference_that_is_said(
    agent: PageClient, place: Place, said: Callable[[str], str]
) -> None:
    shown = agent.get(f"/avis/{place.letter.public_id}")
    assert by_four(place.letter.public_id) in shown.text
    assert agent.get("/avis").submit("Trouver l'avis", reference=said(place.letter.public_id)).path == shown.path
    lost = agent.get("/avis").submit("Trouver l'avis", reference="ABCD-EFGH")
    assert "Aucun avis ne porte cette référence" in lost.text


def test_a_notice_by_post_tells_the_letter_as_printed(session: Session, agent: PageClient, place: Place) -> None:
    while deliver():
        pass
    page = agent.get(f"/avis/{place.letter.public_id}")
    session.expire_all()
    letter = session.scalars(select(Letter).join(Notice, Notice.id == place.letter.id)).first()
    assert letter is not None
    for words in ("Relevé", "Théberge", "Règle R2", "Lettre versée au lot", "Ève Côté", "2 mars 2026", "Guichet SST"):
        assert words in page.text, words
    shown = agent.get(page.link("Ouvrir la lettre"))
    assert shown.response.mimetype == "application/pdf"
    assert shown.response.headers["Cache-Control"] == "no-store"
    session.rollback()
    assert session.scalars(select(AuditEntry).where(AuditEntry.action == "letter_opened")).one().details["letter"]


def test_a_notice_on_screen_tells_the_servers_answer_or_that_it_waits(
    session: Session, agent: PageClient, place: Place
) -> None:
    make_membership(session, make_person(session, email="rse@courriel.example"), place.unread, Role.RSE)
    session.commit()
    notice = deposit_document(session, make_file(session, place.unread), issued_on=DAY)
    page = agent.get(f"/avis/{notice.public_id}")
    for words in ("rse@courriel.example", "Pas encore envoyé", "En attente d'envoi", "Règle R5"):
        assert words in page.text, words


def test_a_medical_notice_never_tells_its_title(agent: PageClient, auditor: PageClient, place: Place) -> None:
    for reader in (agent, auditor):
        page = reader.get(f"/avis/{place.medical.public_id}")
        assert "papier médical" in page.text
        assert "Diagnostic secret" not in page.response.get_data(as_text=True)
        assert "Demandez à l'employeur de désigner" in page.text


def test_an_imputation_has_no_paper(session: Session, agent: PageClient, place: Place) -> None:
    notice = impute(session, make_file(session, place.unread), place.by_post.id, DAY)
    page = agent.get(f"/avis/{notice.public_id}")
    assert "Imputé à partir du 2 mars 2026" in page.text


def test_what_is_informative_is_settled_by_hand_and_what_holds_a_notice_is_not(
    session: Session, agent: PageClient, auditor: PageClient, place: Place
) -> None:
    page = agent.get("/avis/exceptions")
    assert len(page.select("//tbody/tr")) == 2
    assert "Se règle d'elle-même" in page.text
    assert "Classer" not in auditor.get("/avis/exceptions").text
    page = page.follow("Classer").submit("Classer", reason="")
    assert "Écrivez le motif" in page.text
    page = page.submit("Classer", reason="Employeur joint par téléphone")
    assert "L'exception est classée, pour 1 avis." in page.text
    assert len(page.select("//tbody/tr")) == 1
    holding = session.scalars(select(Alert).where(Alert.code == AlertCode.NO_HEALTH_PROFESSIONAL.value)).one()
    for employer, cause in ((place.by_post, holding.code), (place.unread, "no_reader")):
        page = agent.get(f"/avis/exceptions/{employer.public_id}/{cause}/classer").submit("Classer", reason="Vu")
        assert "Cette exception n'attend plus rien" in page.text
    agent.get(f"/avis/exceptions/{place.unread.public_id}/forged/classer", status=404)
    session.rollback()
    assert holding.resolved_at is None
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "alert_settled")).one()
    assert (entry.details["reason"], entry.details["notices"]) == ("Employeur joint par téléphone", 1)
    assert (entry.details["code"], entry.employer_id) == ("no_reader", place.unread.id)


def test_exceptions_are_sorted_by_their_heads_within_their_kind(agent: PageClient, place: Place) -> None:
    page = agent.get("/avis/exceptions")
    assert not page.select("//th[@aria-sort]")
    for way in ("ascending", "descending"):
        page = agent.get(str(page.select("//thead//a[.='Employeur']/@href")[0]))
        assert page.select("//th[@aria-sort]/@aria-sort") == [way]
        names = page.words_of("//tbody/tr/th")
        assert names == sorted([place.by_post.name, place.unread.name], reverse=way == "descending")
    page = page.submit("Chercher", code="no_reader")
    assert page.words_of("//tbody/tr/th") == [place.unread.name]
    assert page.select("//th[@aria-sort]/@aria-sort") == ["descending"]
    agent.get("/avis/exceptions?page=2", status=404)


def test_every_alert_has_a_next_step_in_both_languages(agent: PageClient, place: Place) -> None:
    assert set(NEXT_STEPS) == set(AlertCode)
    agent.speak("en")
    page = agent.get("/avis/exceptions")
    assert "Ask the employer to designate a health professional" in page.text
    assert place.by_post.name in page.text


def test_a_batch_lists_its_letters_with_its_manifest(agent: PageClient, place: Place) -> None:
    assert "attendent d'être versées" in agent.get("/avis/lots").text
    while deliver():
        pass
    page = agent.get("/avis/lots").follow("2 mars 2026")
    assert page.h1 == "Lot du 2 mars 2026"
    assert len(page.select("//tbody/tr")) == 2
    pages = page.words_of("//tbody/tr/td[2]")
    assert any("dont 1 page jointe" in said for said in pages)
    total = str(sum(int(said.split()[0]) for said in pages))
    assert page.words_of("//dt[contains(., 'Pages')]/following-sibling::dd") == [total]
    assert agent.get("/avis/lots").words_of("//tbody/tr[1]/td[2]") == [total]
    manifest = agent.get(page.link("Télécharger le manifeste"))
    assert manifest.response.mimetype == "text/csv"
    assert "Ève Côté" in manifest.response.get_data(as_text=True)


def test_the_auditor_is_not_led_to_what_is_closed(auditor: PageClient, place: Place) -> None:
    while deliver():
        pass
    page = auditor.get(f"/avis/{place.letter.public_id}")
    assert not page.select("//a[contains(@href, '/avis/lettres')]")
    assert "Lots de lettres" not in auditor.get("/avis").text


def test_empty_pages_say_what_will_come(agent: PageClient) -> None:
    for address in ("/avis", "/avis/envois", "/avis/exceptions", "/avis/lots"):
        assert "ici" in agent.get(address).text or "crée un avis" in agent.get(address).text
