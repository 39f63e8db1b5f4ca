"""Imputing a file in the browser, step by step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.notices.models import Notice
from app.registry.models.employers import Employer
from app.resolver.models.files import CompensationFile, FileEmployer, Imputation
from app.vocabulary.accounts import StaffRole
from tests.factories.employers import make_employer
from tests.factories.files import make_file
from tests.factories.sessions import sign_in_staff
from tests.factories.staff import make_staff
from tests.web.page_client import Page, PageClient

pytestmark = pytest.mark.databases("sqlite", because="the action is tested on both")

DAY = {"imputed_on-day": "1", "imputed_on-month": "4", "imputed_on-year": "2026"}


@pytest.fixture(autouse=True)
def _in_may(app: Flask, clock_at: Callable[[str], None]) -> None:
    assert app, "the portal starts before its clock is moved"
    clock_at("2026-05-04T10:00")


@pytest.fixture
def charged(session: Session) -> Employer:
    employer = make_employer(session, name="Transport Bêta ltée")
    session.commit()
    return employer


@pytest.fixture
def file(session: Session) -> CompensationFile:
    file = make_file(session, make_employer(session, name="Fonderie Alpha inc."), worker_family_name="Théberge")
    session.commit()
    return file


@pytest.fixture
def agent(client: PageClient, session: Session) -> PageClient:
    member = make_staff(session, StaffRole.AGENT)
    session.commit()
    return sign_in_staff(client, member)


@pytest.fixture
def form(agent: PageClient, file: CompensationFile, charged: Employer) -> Page:
    """Step 3."""
    return agent.get(f"/imputations/nouvelle/{file.public_id}/{charged.public_id}")


def recorded(session: Session) -> list[int]:
    session.rollback()
    return [session.scalar(select(func.count()).select_from(table)) or 0 for table in (Notice, Imputation)]


def test_an_imputation_from_the_number_to_the_notice(
    session: Session, agent: PageClient, file: CompensationFile, charged: Employer
) -> None:
    page = agent.get("/imputations/nouvelle").submit("Chercher", q=f"{file.file_no[:3]} {file.file_no[3:]}")
    assert "Théberge" in page.text
    assert "Fonderie Alpha inc." in page.text
    page = page.follow("Choisir")
    page = page.submit("Chercher", q="transport").follow("Choisir")
    page = page.submit("Voir ce qui va se passer", **DAY)
    for words in ("1er avril 2026", "Règle R6", "Transport Bêta ltée", "Par la poste"):
        assert words in page.text, words
    assert recorded(session) == [0, 0]
    preview = page
    page = page.submit("Imputer le dossier")
    assert "Dossier imputé" in page.text
    assert preview.submit("Imputer le dossier").path == page.path
    assert recorded(session) == [1, 1]
    assert session.scalar(select(FileEmployer.basis).where(FileEmployer.employer_id == charged.id)) == "imputation"


@pytest.mark.parametrize(
    ("typed", "says"), [("", "Écrivez le numéro"), ("Théberge", "que des chiffres"), ("0", "Aucun")]
)
def test_only_a_number_finds_a_file(agent: PageClient, file: CompensationFile, typed: str, says: str) -> None:
    page = agent.get("/imputations/nouvelle").submit("Chercher", q=typed)
    assert says in page.text
    assert page.select("//input[@name='q']")[0].get("value") == typed
    assert file.file_no not in page.text


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        (dict.fromkeys(DAY, ""), "Écrivez le jour de l'imputation."),
        ({"imputed_on-month": "13"}, "Le mois s'écrit"),
        ({"imputed_on-day": "5", "imputed_on-month": "5"}, "pas encore venu"),
        ({"imputed_on-year": "1820"}, "Vérifiez l'année."),
    ],
)
def test_a_wrong_day_is_said(session: Session, form: Page, changes: dict[str, Any], says: str) -> None:
    page = form.submit("Voir ce qui va se passer", **{**DAY, **changes})
    assert says in page.text
    assert recorded(session) == [0, 0]


def test_a_plan_that_changed_is_shown_again(session: Session, form: Page, charged: Employer) -> None:
    preview = form.submit("Voir ce qui va se passer", **DAY)
    session.get_one(Employer, charged.id).address_line1 = "9, rue Neuve"
    session.commit()
    again = preview.submit("Imputer le dossier")
    assert "a changé entre-temps" in again.text
    assert "9, rue Neuve" in again.text
    assert recorded(session) == [0, 0]


def test_going_back_keeps_the_day_and_a_known_file_is_said(
    session: Session, form: Page, file: CompensationFile
) -> None:
    page = form.submit("Voir ce qui va se passer", **DAY).follow("Corriger")
    assert page.select("//input[@name='imputed_on-day']")[0].get("value") == "1"
    session.rollback()
    own = session.get_one(Employer, file.employer_id)
    page = form.client.get(f"/imputations/nouvelle/{file.public_id}/{own.public_id}")
    assert "Ce dossier concerne déjà cet employeur" in page.text


def test_a_lost_draft_starts_again(agent: PageClient) -> None:
    page = agent.get(f"/imputations/apercu/{'x' * 24}")
    assert page.path == "/imputations/nouvelle"
    assert "Rien n'a été enregistré" in page.text
