"""Employers, found and seen whole by the staff."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.desk.queries.employer_picture import channel_history
from app.desk.web.employers.band import draw
from app.resolver.queries.facts import facts_of_employer
from app.vocabulary.accounts import Role, Space, StaffRole
from tests.factories.accounts import make_account
from tests.factories.deposits import deposit_document
from tests.factories.employers import make_employer
from tests.factories.files import make_file
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.recipients import make_recipient
from tests.factories.sessions import sign_in_staff
from tests.factories.staff import make_staff
from tests.factories.withdrawals import make_prior_notice, make_withdrawal
from tests.web.page_client import PageClient

pytestmark = pytest.mark.databases("sqlite", because="the queries are tested on both")


@pytest.fixture(autouse=True)
def _in_march(app: Flask, clock_at: Callable[[str], None]) -> None:
    assert app, "the portal starts before its clock is moved"
    clock_at("2026-03-02T10:00")


@pytest.fixture
def administrator(client: PageClient, session: Session) -> PageClient:
    member = make_staff(session, StaffRole.ADMINISTRATOR)
    session.commit()
    return sign_in_staff(client, member)


def test_an_employer_is_found_and_filters_stay_with_the_pages(session: Session, administrator: PageClient) -> None:
    for number in range(60):
        make_account(session, make_employer(session, name=f"Usine {number:02d}"), Space.GUICHET_SST)
    make_employer(session, name="Usine sans compte")
    session.commit()
    page = administrator.get("/employeurs").submit("Chercher", q="usine", situation="guichet_sst", channel="post")
    assert len(page.select("//tbody/tr")) == 50
    page = page.follow("Page suivante")
    assert len(page.select("//tbody/tr")) == 10
    assert page.select("//select[@name='situation']/option[@selected]/@value") == ["guichet_sst"]
    page = page.follow("Page précédente")
    assert "Usine 00" in page.text
    assert page.follow("Usine 07").h1.endswith("Usine 07")


def test_the_list_goes_by_name_or_number_either_way_and_keeps_its_search(
    session: Session, administrator: PageClient
) -> None:
    make_employer(session, name="Usine A", neq="1177000002")
    make_employer(session, name="Usine B", neq="1177000001")
    make_employer(session, name="Autre", neq="1177000003")
    session.commit()
    page = administrator.get("/employeurs").submit("Chercher", q="usine")
    assert page.select("//th[@aria-sort]/@aria-sort") == ["ascending"]
    for head, names in (("NEQ", "BA"), ("NEQ", "AB"), ("Nom", "AB"), ("Nom", "BA")):
        page = page.follow(head)
        assert [name[-1] for name in page.words_of("//tbody/tr/th")] == list(names)
        page = page.submit("Chercher")
        assert [name[-1] for name in page.words_of("//tbody/tr/th")] == list(names)


def test_nothing_found_says_what_to_do(administrator: PageClient) -> None:
    assert "dès sa première importation" in administrator.get("/employeurs").text.lower()
    page = administrator.get("/employeurs?q=zzz")
    assert "n'écrivez qu'une partie du nom" in page.text
    page = administrator.get(f"/employeurs?q={'x' * 300}")
    assert page.title.startswith("Erreur")


def test_the_whole_picture(session: Session, administrator: PageClient) -> None:
    employer = make_employer(session, name="Boulangerie Gamma inc.")
    make_account(session, employer, Space.GUICHET_SST, from_on=date(2024, 1, 1))
    person = make_person(session, given_name="Josée", family_name="Lavoie", email="")
    make_membership(session, person, employer, Role.RESPONDENT, Space.GUICHET_SST)
    make_recipient(session, employer, name="Paule Oubliée", city="")
    make_prior_notice(session, employer, date(2026, 2, 2))
    make_withdrawal(session, employer, date(2026, 4, 1))
    deposit_document(session, make_file(session, employer), issued_on=date(2026, 3, 2))
    page = administrator.get(f"/employeurs/{employer.public_id}")
    for words in (
        "Son courrier va par la poste.",
        "À partir du 1er avril 2026 : à l'écran",
        "Le papier cesse le 1er avril 2026 pour tout l'employeur.",
        "Guichet SST seulement",
        "2 février 2026",
        "Josée Lavoie",
        "Paule Oubliée",
        "incomplète",
        "pas d'inscription",
        "Document déposé",
        "du 1er janvier 2024 au 31 mars 2026",
        "depuis le 1er avril 2026",
    ):
        assert words in page.text, words
    assert len(page.select("//*[local-name()='svg'][@role='img']//*[local-name()='rect']")) >= 4
    assert page.follow("Tous les avis de cet employeur").text.count("Boulangerie Gamma inc.") >= 1


def test_people_stand_fifty_a_page(session: Session, administrator: PageClient) -> None:
    employer = make_employer(session)
    make_account(session, employer)
    for number in range(53):
        make_membership(session, make_person(session, family_name=f"Roy-{number:02d}"), employer)
    session.commit()
    page = administrator.get(f"/employeurs/{employer.public_id}")
    assert "53 personnes" in page.text
    assert "Roy-52" not in page.text
    assert "Roy-52" in page.follow("Page suivante").text
    administrator.get(f"/employeurs/{employer.public_id}?page=x")
    administrator.get(f"/employeurs/{employer.public_id}?page=999")


def test_who_lost_paper_without_reading_on_screen_is_told_first(session: Session, administrator: PageClient) -> None:
    employer = make_employer(session)
    make_account(session, employer)
    make_membership(session, make_person(session), employer, Role.RSE)
    make_recipient(session, employer)
    session.commit()
    assert "1 personne ne recevra plus rien" in administrator.get(f"/employeurs/{employer.public_id}").text


def test_an_employer_of_whom_nothing_is_known_has_a_page(session: Session, administrator: PageClient) -> None:
    bare = make_employer(session, address_line1="", city="", postal_code="", attention="", province="")
    session.commit()
    page = administrator.get(f"/employeurs/{bare.public_id}")
    assert "Aucun compte" in page.text
    assert "une lettre n'y partirait pas" in page.text
    administrator.get("/employeurs/nobody", status=404)


def test_the_band_keeps_everything_inside(session: Session, app: Flask) -> None:
    employer = make_employer(session)
    make_account(session, employer, Space.GUICHET_SST, from_on=date(1990, 1, 1), until_on=date(2080, 1, 1))
    make_account(session, employer, from_on=date(2025, 1, 1), until_on=date(2025, 2, 1))
    make_withdrawal(session, employer, date(2027, 2, 1))
    session.commit()
    facts = facts_of_employer(session, employer.id)
    with app.test_request_context():
        band = draw(facts, channel_history(facts, date(2023, 1, 1), date(2028, 1, 1)), date(2026, 3, 2))
    assert [lane.name for lane in band.lanes] == ["clicSÉQUR-Entreprises", "Guichet SST", "Courrier de l'employeur"]
    for lane in band.lanes:
        assert all(0 <= bar.x < bar.x + bar.width <= 100.01 for bar in lane.bars)
    assert {mark.tone for mark in band.marks} == {"withdrawal", "today"}
