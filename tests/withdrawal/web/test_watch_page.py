"""The watch of the first days without paper: whom to phone, and the way back to paper."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.vocabulary.accounts import Role, Space, StaffRole
from tests.factories.accounts import make_account
from tests.factories.deposits import deposit_document
from tests.factories.employers import make_employer
from tests.factories.files import make_file
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.sessions import sign_in_staff
from tests.factories.staff import make_staff
from tests.factories.withdrawals import make_prior_notice, make_withdrawal
from tests.web.page_client import PageClient

pytestmark = pytest.mark.databases("sqlite", because="queries are tested on both")


@pytest.fixture(autouse=True)
def dark(session: Session, clock_at: Callable[[str], None], app: Flask) -> None:
    """Three days without paper: a document that nobody opened, and a respondent who never came."""
    assert app, "the portal starts before its clock is moved"
    clock_at("2026-03-05T10:00")
    employer = make_employer(session, name="Boulangerie Gamma inc.")
    make_account(session, employer, Space.GUICHET_SST)
    person = make_person(session, given_name="Josée", family_name="Lavoie")
    make_membership(session, person, employer, Role.RESPONDENT, Space.GUICHET_SST)
    make_withdrawal(session, employer, date(2026, 3, 2))
    make_prior_notice(session, employer, date(2026, 1, 5))
    deposit_document(session, make_file(session, employer), issued_on=date(2026, 3, 3))


def come_in(client: PageClient, session: Session, role: StaffRole) -> PageClient:
    member = make_staff(session, role, name="Denis Thériault")
    session.commit()
    return sign_in_staff(client, member)


def test_the_first_page_leads_to_whom_to_phone_and_on_to_the_return(client: PageClient, session: Session) -> None:
    home = come_in(client, session, StaffRole.ADMINISTRATOR).get("/")
    assert "employeur dont le papier vient d'être retiré pourrait ne plus rien lire" in home.text
    page = home.follow("Voir à qui téléphoner")
    for says in (
        "Boulangerie Gamma inc.",
        "1 document que personne n'a ouvert",
        "La personne qui peut y lire n'est pas venue depuis",
        "Josée Lavoie",
        "moins de 14 jours",
    ):
        assert says in page.text
    (way,) = page.select("//tbody//a[contains(@href, '/retour')]")
    assert "Proposer un retour au papier" in client.get(way.get("href")).text


def test_the_page_of_withdrawals_leads_there_for_administrators_alone(client: PageClient, session: Session) -> None:
    words = "Surveillance"
    page = come_in(client, session, StaffRole.ADMINISTRATOR).get("/retrait-du-papier").follow(words)
    assert "Boulangerie Gamma inc." in page.text
    shown = come_in(client, session, StaffRole.AUDITOR).get("/retrait-du-papier")
    assert shown.status == 200
    assert words not in shown.text


def test_nothing_is_said_once_the_first_days_are_over(
    client: PageClient, session: Session, clock_at: Callable[[str], None]
) -> None:
    clock_at("2026-03-16T10:00")
    administrator = come_in(client, session, StaffRole.ADMINISTRATOR)
    assert "Aucun employeur n'inquiète" in administrator.get("/retrait-du-papier/surveillance").text
    assert "Voir à qui téléphoner" not in administrator.get("/").text
