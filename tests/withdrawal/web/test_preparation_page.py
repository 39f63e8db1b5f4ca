"""The list of who is ready: searched and narrowed; nobody "reads" before the day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.resolver.models.withdrawals import PaperWithdrawal
from app.vocabulary.accounts import Role, Space, StaffRole
from tests.factories.accounts import make_account
from tests.factories.employers import make_employer
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.recipients import make_recipient
from tests.factories.sessions import sign_in_staff
from tests.factories.staff import make_staff
from tests.factories.withdrawals import make_prior_notice, make_withdrawal
from tests.web.page_client import PageClient

pytestmark = pytest.mark.databases("sqlite", because="queries are tested on both")


@pytest.fixture
def administrator(client: PageClient, session: Session, clock_at: Callable[[str], None], app: Flask) -> PageClient:
    """On Guichet SST: a respondent who never came and whom no e-mail reached, and somebody who gets paper."""
    assert app, "the portal starts before its clock is moved"
    clock_at("2026-03-02T10:00")
    member = make_staff(session, StaffRole.ADMINISTRATOR, name="Denis Thériault")
    employer = make_employer(session, name="Boulangerie Gamma inc.")
    make_account(session, employer, Space.GUICHET_SST)
    person = make_person(session, given_name="Josée", family_name="Lavoie")
    make_membership(session, person, employer, Role.RESPONDENT, Space.GUICHET_SST)
    make_recipient(session, employer, name="Paule Oubliée")
    make_withdrawal(session, employer, date(2026, 6, 1))
    make_prior_notice(session, employer, date(2026, 2, 2))
    session.commit()
    return sign_in_staff(client, member)


def test_what_is_lacking_is_said_in_a_line_each_on_the_list_and_at_the_employer(administrator: PageClient) -> None:
    page = administrator.get("/retrait-du-papier").follow("Préparation")
    lines = (
        "1 personne y accorde les droits, mais aucune n'est encore venue.",
        "1 personne y lirait à l'écran, mais sans adresse de courriel confirmée.",
        "1 personne y reçoit du papier : 1 n'est pas inscrite.",
    )
    for line in lines:
        assert line in page.text
    assert "Pas encore prêt" in page.text
    assert "1 juin 2026" in page.text.replace("1er", "1")
    assert "Incomplète" not in page.text
    shown = page.follow("Boulangerie Gamma inc.")
    for line in (*lines, "Complète : une lettre pourrait y partir si personne ne lit à l'écran."):
        assert line in shown.text


def test_the_list_is_searched_and_narrowed(administrator: PageClient) -> None:
    page = administrator.get("/retrait-du-papier/preparation")
    assert "Boulangerie Gamma inc." in page.submit("Chercher", q="boulangerie", state="unready").text
    assert "Boulangerie Gamma inc." in page.submit("Chercher", state="recipients").text
    none = page.submit("Chercher", state="ready")
    assert "Aucun employeur ne répond à cette recherche" in none.text
    assert "Boulangerie Gamma inc." in none.follow("Voir tous les employeurs").text


def test_there_is_nothing_to_list_once_paper_is_withdrawn(administrator: PageClient, session: Session) -> None:
    session.execute(update(PaperWithdrawal).values(withdrawal_on=date(2026, 3, 2)))
    session.commit()
    assert "Aucun employeur n'attend le retrait du papier" in administrator.get("/retrait-du-papier/preparation").text
