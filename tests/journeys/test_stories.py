"""Whole stories, through HTTP, on both databases: people, their browsers, the worker and the mail server."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.registry.models.employers import Employer
from app.registry.models.people import Person
from app.registry.models.staff import StaffMember
from app.vocabulary.accounts import Role, Space, StaffRole
from app.vocabulary.documents import Category
from tests.factories.accounts import make_account
from tests.factories.deposits import deposit_document
from tests.factories.employers import make_employer
from tests.factories.files import make_file
from tests.factories.grants import make_grant
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.recipients import make_recipient
from tests.factories.staff import make_staff
from tests.factories.withdrawals import make_prior_notice, make_withdrawal
from tests.journeys.envelopes import address_in_window
from tests.journeys.people import Portal, content, grant, prepare_deposit
from tests.servers.oidc_provider import OidcProvider
from tests.servers.smtp import Sink
from tests.web.arriving import CLICSEQUR, NEQ, STAFF, arrive, leave, returned
from tests.web.page_client import PageClient

WORKER, NUMBER = "Quesnel-Introuvable", "900000001"


@pytest.fixture
def portal(app: Flask, session: Session) -> Portal:
    return Portal(app, session)


@pytest.fixture
def agent(session: Session) -> StaffMember:
    member = make_staff(session, StaffRole.AGENT, subject="agent", name="Carole Agente")
    session.commit()
    return member


@pytest.fixture
def factory(session: Session) -> Employer:
    """An employer on clicSÉQUR, with an RSE and a user whom the identity provider knows."""
    employer = make_employer(session, name="Usine du Fjord inc.", neq=NEQ)
    make_account(session, employer)
    rse = make_person(session, identifier="amelie-rse", given_name="Amélie", family_name="Tremblay")
    user = make_person(
        session, identifier="bruno-user", given_name="Bruno", family_name="Gagnon", email="bruno@usine.example"
    )
    make_membership(session, rse, employer, Role.RSE)
    make_membership(session, user, employer)
    make_file(session, employer, worker_family_name=WORKER, file_no=NUMBER)
    session.commit()
    return employer


def named(session: Session, identifier: str) -> Person:
    return session.scalars(select(Person).where(Person.identifier == identifier)).one()


def come_in(app: Flask, provider: OidcProvider, door: str, subject: str) -> PageClient:
    """Through the certified identity provider, as that subject."""
    browser = PageClient(app)
    arrive(browser, returned(provider.sign_in(leave(browser, door), subject)))
    return browser


def test_a_right_a_deposit_an_email_an_opening_and_its_trace(
    portal: Portal, factory: Employer, agent: StaffMember, smtp: Sink, oidc_provider: OidcProvider
) -> None:
    session = portal.session
    reader = come_in(portal.app, oidc_provider, CLICSEQUR, "bruno-user")
    refused = reader.get("/dossiers", status=403)
    assert "droit" in refused.text

    grant(come_in(portal.app, oidc_provider, CLICSEQUR, "amelie-rse"), named(session, "bruno-user"))
    preview, pdf = prepare_deposit(
        come_in(portal.app, oidc_provider, STAFF, "agent"), factory, "Décision d'admissibilité", decision="y"
    )
    assert "Bruno Gagnon" in preview.text
    assert "Amélie Tremblay" in preview.text
    preview.submit("Déposer")
    portal.work()
    granted, deposited = (message.get_body(("plain",)).get_content() for message in smtp.to("bruno@usine.example"))
    assert "Amélie Tremblay" in granted
    assert not re.search(rf"{WORKER}|{NUMBER}|admissibilité", deposited)

    page = reader.get("/").follow("Décision d'admissibilité")
    assert content(reader, page.link("Télécharger le PDF")) == pdf
    auditor = portal.enter(make_staff(session, StaffRole.AUDITOR))
    assert "Bruno Gagnon a ouvert « Décision d'admissibilité »" in auditor.get("/journal").text


@pytest.fixture
def bakery(session: Session) -> Employer:
    """An employer on Guichet SST whose paper is withdrawn on 1 July 2020, and who was told of it."""
    employer = make_employer(session, name="Boulangerie du Quai inc.")
    make_account(session, employer, Space.GUICHET_SST)
    make_withdrawal(session, employer, date(2020, 7, 1))
    make_prior_notice(session, employer, date(2020, 5, 1))
    make_recipient(session, employer, name="Ginette Pelletier", attention="Service de la paie")
    respondent = make_person(session, identifier="respondent", email="repondante@quai.example")
    make_membership(session, respondent, employer, Role.RESPONDENT, Space.GUICHET_SST)
    make_file(session, employer)
    session.commit()
    return employer


def test_by_post_the_day_before_the_withdrawal_and_on_screen_that_day(
    portal: Portal, bakery: Employer, agent: StaffMember, smtp: Sink, clock_at: Callable[[str], None]
) -> None:
    respondent = named(portal.session, "respondent")
    clock_at("2020-06-30T23:30")
    preview, _pdf = prepare_deposit(portal.enter(agent), bakery, "Lettre de juin")
    assert "Ginette Pelletier" in preview.text
    preview.submit("Déposer")
    portal.work()
    [letter] = (portal.app.config["RELAIS_DATA"] / "letters" / "2020-06-30").glob("*.pdf")
    assert address_in_window(letter) == [
        "Ginette Pelletier",
        "Service de la paie",
        "Boulangerie du Quai inc.",
        "200, avenue du Parc",
        "Montréal (Québec) H2X 1Y4",
    ]
    assert smtp.messages == []
    refused = portal.enter(respondent, Space.GUICHET_SST).get("/dossiers", status=403)
    assert "papier" in refused.text

    clock_at("2020-07-01T00:30")
    preview, pdf = prepare_deposit(portal.enter(agent), bakery, "Lettre de juillet")
    assert "Ginette Pelletier" not in preview.text
    preview.submit("Déposer")
    portal.work()
    assert len(smtp.to("repondante@quai.example")) == 1
    reader = portal.enter(respondent, Space.GUICHET_SST)
    home = reader.get("/")
    assert "Lettre de juin" not in home.text
    assert content(reader, home.follow("Lettre de juillet").link("Télécharger le PDF")) == pdf
    assert not list((portal.app.config["RELAIS_DATA"] / "letters").glob("2020-07-01/*.pdf"))


def test_a_right_waits_nine_weeks_for_its_service(
    portal: Portal, factory: Employer, clock_at: Callable[[str], None]
) -> None:
    rse, user = named(portal.session, "amelie-rse"), named(portal.session, "bruno-user")
    clock_at("2019-12-01T12:00")
    assert "2 décembre 2019" in portal.enter(rse).get("/droits-d-acces/accorder", status=403).text
    clock_at("2019-12-02T12:00")
    assert "Accorder l'accès" not in grant(portal.enter(rse), user).text
    clock_at("2020-02-02T12:00")
    refused = portal.enter(user).get("/dossiers", status=403)
    assert "3 février 2020" in refused.text
    clock_at("2020-02-03T00:01")
    assert portal.enter(user).get("/dossiers").h1 == "Dossiers"


def test_cnesst_codes_open_the_messaging_only_whatever_else_the_employer_holds(
    portal: Portal, factory: Employer
) -> None:
    session = portal.session
    make_account(session, factory, Space.CNESST_CODES)
    user = make_person(session)
    make_membership(session, user, factory, space=Space.CNESST_CODES)
    make_membership(session, user, factory, Role.RSE)
    browser = portal.enter(user, Space.CNESST_CODES)
    assert "1 des 7 services" in browser.get("/services-en-ligne").text
    assert "messagerie" in browser.get("/dossiers", status=403).text.lower()
    browser.get("/droits-d-acces", status=404)
    assert portal.enter(user).get("/droits-d-acces").h1 == "Droits d'accès", "another door, other rights"


def test_an_invited_person_begins_with_a_password_of_their_own(portal: Portal, bakery: Employer, smtp: Sink) -> None:
    respondent = portal.enter(named(portal.session, "respondent"), Space.GUICHET_SST)
    page = respondent.get("/droits-d-acces").follow("Accorder un accès").follow("Inviter une personne")
    said = {"given_name": "Rosalie", "family_name": "Cyr", "email": "rosalie@quai.example", "language": "fr"}
    page = page.submit("Continuer", **said).submit("Continuer").submit("Continuer", services=["messaging"])
    page.submit("Envoyer l'invitation", duty="y")
    portal.work()
    link = re.search(r"/invitation/\S+", smtp.to("rosalie@quai.example")[-1].get_body(("plain",)).get_content())
    assert link is not None
    PageClient(portal.app).get(link[0]).submit("Accepter et recevoir mon code")
    portal.work()
    words = "\n".join(message.get_body(("plain",)).get_content() for message in smtp.to("rosalie@quai.example"))
    code, temporary = re.search(r"G-\w{4}-\w{4}", words), re.search(r"\b(?:[2-9A-Z]{4}-){3}[2-9A-Z]{4}\b", words)
    assert code is not None
    assert temporary is not None

    def knock(password: str, status: int = 200) -> tuple[PageClient, Any]:
        browser = PageClient(portal.app)
        page = browser.get("/connexion/guichet-sst")
        return browser, page.submit("Entrer", code=code[0], password=password, status=status)

    browser, page = knock(temporary[0])
    assert page.path.startswith("/mot-de-passe")
    assert browser.get("/services-en-ligne").path.startswith("/mot-de-passe"), "nothing before the password"
    page.submit("Choisir ce mot de passe", new="soleil sur le quai de bois")
    assert browser.get("/services-en-ligne").path == "/services-en-ligne"
    assert "n'est pas le bon" in knock(temporary[0])[1].text
    assert knock("soleil sur le quai de bois")[1].path == "/"


def test_what_belongs_to_another_employer_does_not_exist(portal: Portal, factory: Employer) -> None:
    session = portal.session
    other = make_employer(session, name="Marbrerie du Sud inc.")
    make_account(session, other)
    stranger = make_person(session)
    make_membership(session, stranger, other, Role.RSE)
    file = make_file(session, factory)
    session.commit()
    deposit_document(session, file, title="Lettre d'ici")
    rse = portal.enter(named(session, "amelie-rse"))
    page = rse.get("/").follow("Lettre d'ici")
    elsewhere = portal.enter(stranger)
    places = [page.path, page.link("Télécharger le PDF"), page.link("Preuve"), f"/dossiers/{file.public_id}"]
    for place in places:
        assert content(rse, place)
        elsewhere.get(place, status=404)
    assert "Lettre d'ici" not in elsewhere.get("/").text


def test_a_medical_paper_leaves_no_trace_on_the_employer_s_side(portal: Portal, factory: Employer, smtp: Sink) -> None:
    session = portal.session
    professional = make_person(session, email="docteure@clinique.example")
    make_membership(session, professional, factory, Role.HEALTH_PROFESSIONAL)
    make_grant(session, named(session, "bruno-user"), factory)
    file = make_file(session, factory)
    deposit_document(session, file, title="Lettre ordinaire")
    portal.work()
    smtp.clear()
    before = [portal.enter(named(session, who)).get(place).text for who, place in _views(file.public_id)]
    deposit_document(session, file, title="Rapport d'opération", category=Category.MEDICAL)
    after = [portal.enter(named(session, who)).get(place).text for who, place in _views(file.public_id)]
    assert after == before
    portal.work()
    assert {recipient for [recipient] in smtp.recipients} == {"docteure@clinique.example"}
    browser = portal.enter(professional)
    page = browser.get("/papiers-medicaux").follow("Rapport d'opération")
    for who in ("amelie-rse", "bruno-user"):
        nosy = portal.enter(named(session, who))
        for place in (page.path, page.path.replace("papiers-medicaux", "documents"), "/papiers-medicaux"):
            nosy.get(place, status=404)
    browser.get("/dossiers", status=403)


def _views(file: str) -> list[tuple[str, str]]:
    places = ("/", "/dossiers", f"/dossiers/{file}")
    return [(who, place) for who in ("amelie-rse", "bruno-user") for place in places]
