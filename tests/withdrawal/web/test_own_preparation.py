"""Whoever grants sees how their employer stands before the withdrawal, and what to do; nobody reads before the day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.registry.models.employers import Employer
from app.registry.models.people import Person
from app.vocabulary.accounts import Role, Space
from tests.factories.accounts import make_account
from tests.factories.employers import make_employer
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.recipients import make_recipient
from tests.factories.sessions import let_in, open_person_session
from tests.factories.withdrawals import make_prior_notice, make_withdrawal
from tests.web.page_client import PageClient

pytestmark = pytest.mark.databases("sqlite", because="queries are tested on both")


@pytest.fixture
def scene(session: Session, app: Flask, clock_at: Callable[[str], None]) -> tuple[Employer, Person]:
    """On Guichet SST, a respondent; one person gets paper and is not enrolled."""
    assert app, "the portal starts before its clock is moved"
    clock_at("2026-03-02T10:00")
    employer = make_employer(session, name="Boulangerie Gamma inc.")
    make_account(session, employer, Space.GUICHET_SST)
    person = make_person(session, given_name="Josée", family_name="Lavoie")
    make_membership(session, person, employer, Role.RESPONDENT, Space.GUICHET_SST)
    make_recipient(session, employer, name="Paule Oubliée")
    session.commit()
    return employer, person


def signed_in(client: PageClient, person: Person) -> PageClient:
    return let_in(client, open_person_session(person, Space.GUICHET_SST))


def test_a_respondent_is_led_from_the_first_page_to_who_must_be_enrolled(
    client: PageClient, scene: tuple[Employer, Person]
) -> None:
    page = signed_in(client, scene[1]).get("/").follow("Se préparer au retrait du papier")
    for said in (
        "Pas encore prêt",
        "Aucun jour n'est encore sûr",
        "personne reçoit du papier et n'est pas inscrite",
        "tant que le retrait du papier n'a pas eu lieu",
        "« Particularités si vous avez un compte Guichet SST »",
    ):
        assert said in page.text
    assert "deux espaces" not in page.text
    assert (
        "Paule Oubliée"
        in page.follow("Inscrire, ou dire pourquoi non : personne reçoit du papier et n'est pas inscrite").text
    )


def test_an_employer_with_both_accounts_reads_why_it_still_gets_paper_and_how_long(
    client: PageClient, session: Session, scene: tuple[Employer, Person]
) -> None:
    employer, person = scene
    make_account(session, employer, Space.CLICSEQUR)
    make_withdrawal(session, employer, date(2026, 6, 1))
    make_prior_notice(session, employer, date(2026, 2, 2))
    session.commit()
    page = signed_in(client, person).get("/preparation-au-retrait-du-papier")
    assert "détient un compte dans les deux espaces" in page.text
    assert "dans 91 jours" in page.text


def test_there_is_nothing_to_prepare_once_paper_is_withdrawn(
    client: PageClient, session: Session, scene: tuple[Employer, Person]
) -> None:
    employer, person = scene
    make_withdrawal(session, employer, date(2026, 3, 2))
    make_prior_notice(session, employer, date(2026, 2, 2))
    session.commit()
    reader = signed_in(client, person)
    assert "Il n'y a rien à préparer" in reader.get("/preparation-au-retrait-du-papier").text
    assert "Se préparer au retrait du papier" not in reader.get("/").text
