"""The pages of proposals: who asks what, its effects then and now, and the answer of a second person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.registry.models.employers import Employer
from app.vocabulary.accounts import StaffRole
from tests.factories.recipients import make_recipient
from tests.factories.sessions import sign_in_staff
from tests.factories.staff import make_staff
from tests.factories.withdrawals import make_prior_notice, make_withdrawal
from tests.scenes.on_paper import make_on_paper
from tests.web.page_client import Page, PageClient

pytestmark = pytest.mark.databases("sqlite", because="actions and queries are tested on both")

APRIL = {"day-day": "1", "day-month": "avril", "day-year": "2026", "words": "Première vague"}


@pytest.fixture(autouse=True)
def _in_march(app: Flask, clock_at: Callable[[str], None]) -> None:
    assert app, "the portal starts before its clock is moved"
    clock_at("2026-03-02T10:00")


@pytest.fixture
def employer(session: Session) -> Employer:
    """On Guichet SST, told; a respondent who reads, a paper recipient who does not."""
    employer = make_on_paper(session)
    make_prior_notice(session, employer, date(2026, 2, 2))
    session.commit()
    return employer


def reader(app: Flask, session: Session, role: StaffRole, name: str) -> PageClient:
    member = make_staff(session, role, name=name)
    session.commit()
    return sign_in_staff(PageClient(app), member)


@pytest.fixture
def denis(app: Flask, session: Session) -> PageClient:
    return reader(app, session, StaffRole.ADMINISTRATOR, "Denis Thériault")


@pytest.fixture
def solange(app: Flask, session: Session) -> PageClient:
    return reader(app, session, StaffRole.ADMINISTRATOR, "Solange Picard")


def propose(client: PageClient, employer: Employer) -> Page:
    page = client.get(f"/retrait-du-papier/{employer.public_id}/date").submit("Voir l'effet", **APRIL)
    return page.submit("Proposer cette date")


def test_the_second_person_finds_it_at_home_and_reads_both_effects(
    denis: PageClient, solange: PageClient, employer: Employer
) -> None:
    own = propose(denis, employer)
    assert "Approuver la proposition" not in own.text
    assert "Reprendre ma proposition" in own.text
    assert "propositions de retrait du papier" not in denis.get("/").text
    page = solange.get("/")
    assert "proposition de retrait du papier attend votre réponse" in page.text
    page = page.follow("Répondre")
    assert "Denis Thériault" in page.text
    page = page.follow("Retrait du papier le 1er avril 2026 : Boulangerie Gamma inc.")
    for words in (
        "Première vague",
        "Ce qui était à l'écran au moment de proposer",
        "Liraient à l'écran : Josée Lavoie.",
        "Reçoivent du papier : Paule Oubliée.",
        "Des personnes ne recevraient plus rien",
    ):
        assert words in page.text, words
    assert "Reprendre ma proposition" not in page.text
    page = page.submit("Approuver la proposition")
    assert "Solange Picard, le 2 mars 2026" in page.text
    assert "Approuver" not in page.text
    assert "Aucune proposition n'attend" in solange.get("/propositions-de-retrait").text


def test_a_refusal_says_why_to_who_proposed(denis: PageClient, solange: PageClient, employer: Employer) -> None:
    address = propose(denis, employer).path
    page = solange.get(address).follow("Refuser la proposition")
    assert "Écrivez le motif" in page.submit("Refuser la proposition", words=" ").text
    assert "La proposition est refusée." in page.submit("Refuser la proposition", words="Deux oubliées").text
    page = denis.get(address)
    assert "Deux oubliées" in page.text
    assert "Reprendre ma proposition" not in page.text


def test_taking_back_leaves_the_way_to_another(denis: PageClient, employer: Employer) -> None:
    page = propose(denis, employer)
    assert "Fixer une date" not in denis.get(f"/retrait-du-papier/{employer.public_id}").text
    assert "rien n'a changé" in page.submit("Reprendre ma proposition").text
    assert "Fixer une date" in denis.get(f"/retrait-du-papier/{employer.public_id}").text


def test_what_changed_since_is_said_and_must_be_read_again(
    session: Session, denis: PageClient, solange: PageClient, employer: Employer
) -> None:
    address = propose(denis, employer).path
    page = solange.get(address)
    make_recipient(session, employer, name="Luc Arrivé")
    session.commit()
    page = page.submit("Approuver la proposition")
    assert "Ce dossier a changé depuis le calcul de l'effet." in page.text
    assert "Les effets ont changé depuis la proposition" in page.text
    assert "La proposition est approuvée." in page.submit("Approuver la proposition").text


def test_what_can_no_longer_be_approved_says_why_and_can_still_be_refused(
    session: Session, denis: PageClient, solange: PageClient, employer: Employer
) -> None:
    address = propose(denis, employer).path
    make_withdrawal(session, employer, date(2026, 3, 2), origin="feed")
    session.commit()
    page = solange.get(address)
    assert "Cette proposition ne peut plus être approuvée" in page.text
    assert "Approuver la proposition" not in page.text
    assert "Refuser la proposition" in page.text


def test_the_auditor_reads_and_answers_nothing(
    app: Flask, session: Session, denis: PageClient, employer: Employer
) -> None:
    address = propose(denis, employer).path
    page = reader(app, session, StaffRole.AUDITOR, "Élise Marchand").get(address)
    assert "Première vague" in page.text
    assert page.select("//main//form") == []


def test_the_same_pages_in_english(denis: PageClient, solange: PageClient, employer: Employer) -> None:
    address = propose(denis, employer).path
    solange.speak("en")
    assert "Pending proposals" in solange.get("/propositions-de-retrait").text
    assert "The proposal is approved." in solange.get(address).submit("Approve the proposal").text
