"""Batches handed over, and letters that came back, on their pages."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.ledger.models.letters import BatchHandover, LetterReturn
from app.notices.models import Notice
from tests.factories.deposits import deposit_document
from tests.factories.employers import make_employer
from tests.factories.files import make_file
from tests.factories.sessions import sign_in_staff
from tests.factories.staff import make_staff
from tests.scenes.posted import handler, post, write_batch
from tests.web.page_client import PageClient

pytestmark = pytest.mark.databases("sqlite", because="the queries are tested on both")


@pytest.fixture
def notice(app: Flask, session: Session, client: PageClient, clock_at: Callable[[str], None]) -> Notice:
    """A notice by post, on a day of March, and an agent who looks at it."""
    assert app, "the portal starts before its clock is moved"
    clock_at("2026-03-02T10:00")
    found = deposit_document(session, make_file(session, make_employer(session, name="Transport Bêta ltée")))
    agent = make_staff(session)
    session.commit()
    sign_in_staff(client, agent)
    return found


def test_a_hand_over_is_recorded_from_the_page_of_the_batch(
    session: Session, client: PageClient, notice: Notice
) -> None:
    write_batch(session)
    page = client.get("/avis/lots/2026-03-02")
    assert "Remis au transporteur Pas encore" in page.text
    form = page.follow("Consigner la remise au transporteur")
    page = form.submit("Consigner la remise", carrier="")
    assert "Écrivez le nom du transporteur." in page.text
    page = page.submit("Consigner la remise", carrier="Postes Canada")
    assert "Le 2 mars 2026, à Postes Canada" in page.text
    session.rollback()
    assert session.scalars(select(BatchHandover.carrier)).all() == ["Postes Canada"]
    assert "déjà remis" in form.submit("Consigner la remise", carrier="Postes Canada").text


def test_a_returned_letter_is_keyed_by_its_reference(session: Session, client: PageClient, notice: Notice) -> None:
    post(session, handler(session))
    form = client.get("/avis/lettres/retournees")
    assert "Aucune lettre ne porte cette référence." in form.submit("Inscrire le retour", reference="ABC").text
    page = form.submit("Inscrire le retour", reference=notice.public_id.lower(), reason="moved")
    assert "1 lettre est inscrite comme retournée" in page.text
    assert "Retournée le 2 mars 2026" in client.get("/avis/lots/2026-03-02").text
    assert "Revenue par la poste" in client.get(f"/avis/{notice.public_id}").text
    assert "Une lettre est revenue par la poste" in client.get("/avis/exceptions").text
    again = form.submit("Inscrire le retour", reference=notice.public_id)
    assert "rien n'a changé" in again.text


def test_a_file_of_returns_says_what_to_correct(session: Session, client: PageClient, notice: Notice) -> None:
    post(session, handler(session))
    form = client.get("/avis/lettres/retournees")
    wrong = (io.BytesIO("Référence;Motif\nABC;Brûlée\n".encode()), "retours.csv")
    page = form.submit("Donner le fichier", table=wrong)
    assert "Rien n'a été enregistré" in page.text
    assert "Ce motif n'est pas de ceux de la page." in page.text
    right = (io.BytesIO(f"Référence\n{notice.public_id}\n".encode()), "retours.csv")
    assert "1 lettre est inscrite" in form.submit("Donner le fichier", table=right).text
    session.rollback()
    assert len(session.scalars(select(LetterReturn)).all()) == 1
