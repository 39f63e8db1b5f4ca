"""A disk without room: whatever is asked, the answer is 503, says so, and nothing was kept or lost."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.notices.models import Notice
from app.vocabulary.accounts import Role, StaffRole
from tests.factories.accounts import make_account
from tests.factories.deposits import pdf_of
from tests.factories.employers import make_employer
from tests.factories.files import make_file
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.sessions import sign_in_staff
from tests.factories.staff import make_staff
from tests.servers.full_disk import full_disk
from tests.web.page_client import Page, PageClient

pytestmark = pytest.mark.databases("sqlite", "postgresql", because="each says in its own way that the disk is full")

ANSWERS = {
    "category": "decision",
    "title": "Décision d'admissibilité",
    "issued_on-day": "1",
    "issued_on-month": "mai",
    "issued_on-year": "2026",
    "review_days": "30",
}


@pytest.fixture
def form(app: Flask, session: Session, client: PageClient) -> Page:
    """The page on which a document is described and its PDF sent."""
    app.config["PROPAGATE_EXCEPTIONS"] = False
    employer = make_employer(session, name="Fonderie Alpha inc.")
    make_account(session, employer)
    make_membership(session, make_person(session), employer, Role.RSE)
    file, member = make_file(session, employer), make_staff(session, StaffRole.AGENT)
    session.commit()
    agent = sign_in_staff(client, member)
    return agent.get(f"/depots/nouveau/{employer.public_id}/{file.public_id}")


def described(form: Page, status: int = 200) -> Page:
    answers = {**ANSWERS, "pdf": (io.BytesIO(pdf_of()), "decision.pdf")}
    return form.submit("Voir ce qui va se passer", **answers, status=status)


def kept(app: Flask) -> list[Path]:
    """Every file put aside or stored."""
    data: Path = app.config["RELAIS_DATA"]
    return [path for name in ("uploads", "documents") for path in (data / name).rglob("*") if path.is_file()]


def test_describing_a_deposit_answers_503_and_keeps_nothing(app: Flask, form: Page) -> None:
    for _ in range(8):
        with full_disk():
            page = described(form, status=503)
        assert page.h1 == "Le service est momentanément indisponible"
        assert "Rien n'a été changé" in page.text
    assert kept(app) == []


def test_the_page_says_who_can_help(app: Flask, form: Page) -> None:
    with full_disk():
        page = described(form, status=503)
    assert app.config["LETTER_PHONE"] in page.text


def test_what_was_described_before_is_deposited_once_there_is_room(app: Flask, form: Page, session: Session) -> None:
    preview = described(form)
    before = kept(app)
    with full_disk():
        preview.submit("Déposer", status=503)
    assert kept(app) == before
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Notice)) == 0
    preview.submit("Déposer")
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Notice)) == 1
