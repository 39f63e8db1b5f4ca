"""The page from which the letters of a prior notice are sent, and which says where each stands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.vocabulary.accounts import Space, StaffRole
from tests.factories.accounts import make_account
from tests.factories.employers import make_employer
from tests.factories.recipients import make_recipient
from tests.factories.sessions import sign_in_staff
from tests.factories.staff import make_staff
from tests.factories.withdrawals import make_withdrawal
from tests.scenes.posted import handler, post
from tests.web.page_client import PageClient

pytestmark = pytest.mark.databases("sqlite", because="the queries are tested on both")


def test_an_administrator_sends_the_letters_and_follows_them(
    app: Flask, session: Session, client: PageClient, clock_at: Callable[[str], None]
) -> None:
    assert app, "the portal starts before its clock is moved"
    clock_at("2026-03-02T10:00")
    employer = make_employer(session, name="Transport Bêta ltée")
    make_account(session, employer, Space.GUICHET_SST)
    make_recipient(session, employer, name="Ana Roy")
    make_withdrawal(session, employer, date(2026, 4, 15))
    administrator = make_staff(session, StaffRole.ADMINISTRATOR)
    session.commit()
    sign_in_staff(client, administrator)
    page = client.get(f"/retrait-du-papier/{employer.public_id}").follow("Préavis par lettres")
    assert page.words_of("//tbody//th") == ["Ana Roy", "Transport Bêta ltée"]
    sent = page.submit("Envoyer le préavis")
    assert sent.text.count("attend le prochain lot") == 2
    assert "Préavis au dossier Aucun" in sent.text
    assert "Envoyer le préavis" not in sent.text
    assert "déjà envoyé" in page.submit("Envoyer le préavis").text
    post(session, handler(session))
    followed = client.get(page.path).text
    assert followed.count("remise au transporteur le 2 mars 2026") == 2
    assert "Préavis au dossier 2 mars 2026" in followed
    assert "Préavis au dossier 2 mars 2026" in client.get(f"/retrait-du-papier/{employer.public_id}").text
    batch = client.get("/avis/lots/2026-03-02")
    said = ("Préavis du retrait du papier" in batch.text, "code personnel" in batch.text)
    assert said == (True, False)
    assert batch.follow("Ouvrir (PDF) : Ana Roy").response.data.startswith(b"%PDF")


def test_without_a_date_to_come_the_page_says_what_to_do_first(
    session: Session, client: PageClient, clock_at: Callable[[str], None]
) -> None:
    clock_at("2026-03-02T10:00")
    employer, administrator = make_employer(session), make_staff(session, StaffRole.ADMINISTRATOR)
    session.commit()
    sign_in_staff(client, administrator)
    page = client.get(f"/retrait-du-papier/{employer.public_id}/preavis/lettres")
    assert "fixez-la d'abord" in page.text
    assert "Envoyer le préavis" not in page.text
