"""A letter that designates somebody, on the pages: named without an e-mail, its code typed, accepted in person."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.entry.steps.letter_codes import code_of
from app.ledger.models.audit import AuditEntry
from app.ledger.models.letters import Letter
from app.registry.models.designations import Designation
from app.registry.models.employers import Employer
from app.registry.models.invitations import Invitation
from app.registry.models.people import Person
from app.sending.actions.letters import write_letters
from app.sending.actions.manifests import write_manifests
from app.vocabulary.accounts import Role, Space, StaffRole
from app.vocabulary.documents import Category
from tests.factories.accounts import make_account
from tests.factories.deposits import deposit_document
from tests.factories.designations import make_designation, vouch_for_all
from tests.factories.employers import make_employer
from tests.factories.files import make_file
from tests.factories.invitations import path_of
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.sessions import sign_in_person, sign_in_staff
from tests.factories.staff import make_staff
from tests.scenes.rights_house import RIGHTS
from tests.servers.fake_provider import FakeProvider
from tests.web.arriving import NEQ, arrive
from tests.web.page_client import Page, PageClient

LIST = f"{RIGHTS}/professionnels"
WRONG = "Ce code ne sert pas, ou ne sert plus."
ANSWERS = {
    "given_name": "Paule",
    "family_name": "Roy",
    "order": "Collège des médecins du Québec",
    "member_no": "12345",
    "roll": "https://www.cmq.example/bottin/12345",
    "address_line1": "1, rue Une",
    "city": "Québec",
    "postal_code": "g1r2b5",
}


@pytest.fixture
def settings(fake_provider: FakeProvider) -> dict[str, Any]:
    """The site signs people in at a provider that vouches for the professional."""
    fake_provider.claims |= {"sub": "S-PAULE", "name": "Paule ROY", "email": "paule@ailleurs.example", "neq": [NEQ]}
    return fake_provider.settings


def make_place(session: Session, client: PageClient, space: Space) -> Employer:
    """An employer in that space, whose granter is signed in."""
    employer = make_employer(session, neq=NEQ)
    make_account(session, employer, space)
    granter = make_person(session, given_name="Marie", family_name="Tremblay")
    make_membership(session, granter, employer, Role.RSE if space is Space.CLICSEQUR else Role.RESPONDENT, space)
    session.commit()
    sign_in_person(client, granter, space=space)
    return employer


@pytest.fixture
def employer(session: Session, client: PageClient) -> Employer:
    """An employer on clicSÉQUR-Entreprises whose RSE is signed in."""
    return make_place(session, client, Space.CLICSEQUR)


def name_by_post(client: PageClient, **answers: str) -> Page:
    """Fill in the form without an e-mail."""
    return client.get(f"{LIST}/nouvelle").submit("Désigner cette personne", **(ANSWERS | answers))


def latest_code(session: Session) -> str:
    """The code of the latest letter."""
    session.rollback()
    return code_of(session.scalars(select(Letter.public_id).order_by(Letter.id.desc())).first() or "")


def type_code(app: Flask, code: str) -> tuple[PageClient, Page]:
    """Type a code in a browser of one's own."""
    browser = PageClient(app)
    return browser, browser.get("/entree").follow("J'ai reçu une lettre avec un code").submit("Continuer", code=code)


def leave_from(page: Page) -> str:
    """Where accepting sends the browser."""
    left = page.submit("Accepter avec clicSÉQUR-Entreprises", follow=False, status=302)
    return str(left.response.headers["Location"])


def test_named_without_an_e_mail_they_accept_with_their_account_and_read_what_was_held(
    app: Flask, session: Session, client: PageClient, employer: Employer, fake_provider: FakeProvider
) -> None:
    file = make_file(session, employer)
    deposit_document(session, file, title="Rapport attendu", category=Category.MEDICAL, issued_on=clock.today())
    page = name_by_post(client)
    assert "Une lettre part à Paule Roy, avec un code." in page.text
    assert "1, rue Une, Québec, G1R 2B5" in page.text
    browser, offer = type_code(app, latest_code(session).lower())
    assert offer.path == "/invitation"
    assert "qui doit porter votre nom" in offer.text
    assert "Marie Tremblay" in offer.text
    arrive(browser, fake_provider.issue(leave_from(offer)))
    assert "Rapport attendu" not in browser.get("/papiers-medicaux").text
    vouch_for_all(session)
    assert "Rapport attendu" in browser.get("/papiers-medicaux").text
    session.rollback()
    person = session.scalars(select(Person).where(Person.family_name == "Roy")).one()
    assert (person.email, person.address_line1) == ("paule@ailleurs.example", "1, rue Une")
    assert client.get(LIST).words_of("//tbody//strong") == ["Confirmée par la Commission"]
    page = type_code(app, latest_code(session))[1]
    assert page.path == "/lettre/pas-moi", "the code accepts once, and goes on saying that it is somebody else"
    assert "Hôtel" not in page.title
    assert "Marie Tremblay" in page.text
    assert "La désignation est terminée" in page.submit("Ce n'est pas moi : mettre fin à la désignation").text
    assert client.get(LIST).words_of("//tbody//strong") == ["Refusée par la personne"]
    assert WRONG in type_code(app, latest_code(session))[1].text


def test_an_account_of_another_name_cannot_accept(
    app: Flask, session: Session, client: PageClient, employer: Employer, fake_provider: FakeProvider
) -> None:
    name_by_post(client)
    fake_provider.claims |= {"sub": "S-MARC", "name": "Marc Roy"}
    browser, offer = type_code(app, latest_code(session))
    page = arrive(browser, fake_provider.issue(leave_from(offer)), status=403)
    assert "porte un autre nom que celui de la personne invitée" in page.text
    assert page.follow("Retour à l'invitation").path == "/invitation"
    session.rollback()
    assert session.scalars(select(Designation.state)).all() == ["proposed"]


@pytest.mark.parametrize(("given_name", "family_name"), [(".", "-"), (".", "Roy"), ("Marc", "'")])
def test_a_name_without_a_letter_is_the_name_of_no_account(
    app: Flask,
    session: Session,
    client: PageClient,
    employer: Employer,
    fake_provider: FakeProvider,
    given_name: str,
    family_name: str,
) -> None:
    name_by_post(client, given_name=given_name, family_name=family_name)
    fake_provider.claims |= {"sub": "S-MARC", "name": "Marc Roy"}
    browser, offer = type_code(app, latest_code(session))
    arrive(browser, fake_provider.issue(leave_from(offer)), status=403)
    session.rollback()
    assert session.scalars(select(Designation.state)).all() == ["proposed"]


def test_whoever_names_somebody_of_their_own_name_cannot_accept_in_their_place(
    app: Flask, session: Session, client: PageClient, employer: Employer, fake_provider: FakeProvider
) -> None:
    rse = session.scalars(select(Person)).one()
    rse.identifier = "S-RSE"
    session.commit()
    page = name_by_post(client, given_name="Marie", family_name="Tremblay")
    page.submit("Désigner cette personne", another="y")
    fake_provider.claims |= {"sub": "S-RSE", "name": "Marie Tremblay"}
    browser, offer = type_code(app, latest_code(session))
    page = arrive(browser, fake_provider.issue(leave_from(offer)), status=403)
    assert "est d'une personne de cet employeur" in page.text


def test_on_guichet_sst_they_give_an_address_confirm_it_and_receive_a_code(
    app: Flask, session: Session, client: PageClient
) -> None:
    make_place(session, client, Space.GUICHET_SST)
    name_by_post(client)
    _, offer = type_code(app, latest_code(session))
    wrong = offer.submit("Recevoir le lien pour accepter", email="paule@")
    assert wrong.title.startswith("Erreur :")
    assert wrong.select("//input[@name='email']/@value") == ["paule@"]
    page = wrong.submit("Recevoir le lien pour accepter", email="paule@clinique.example")
    assert "Un courriel part à paule@clinique.example." in page.text
    session.rollback()
    link = path_of(session.scalars(select(Invitation)).one())
    mailbox = PageClient(app).get(link)
    assert "partent par courriel" in mailbox.submit("Accepter et recevoir mon code").text
    assert client.get(LIST).words_of("//tbody//strong") == ["Acceptée, à confirmer par la Commission"]


def test_a_code_of_guichet_sst_does_not_accept_by_itself(app: Flask, session: Session, client: PageClient) -> None:
    make_place(session, client, Space.GUICHET_SST)
    name_by_post(client)
    browser, offer = type_code(app, latest_code(session))
    token = {"csrf_token": offer.select("//input[@name='csrf_token']/@value")[0]}
    browser.post("/invitation/accepter", token, status=403)
    session.rollback()
    assert session.scalars(select(Designation.state)).all() == ["proposed"]


def test_a_wrong_an_old_and_a_cancelled_code_read_the_same(
    app: Flask, session: Session, client: PageClient, employer: Employer
) -> None:
    name_by_post(client)
    first = latest_code(session)
    client.get(LIST).submit("Renvoyer")
    second = latest_code(session)
    client.get(LIST).follow("Annuler : Paule Roy").submit("Annuler la désignation")
    read = [type_code(app, code)[1] for code in (first, second, "AAAA-BBBB-CCCC")]
    assert len({page.text for page in read}) == 1
    assert WRONG in read[0].text
    assert {page.status for page in read} == {200}


def test_codes_are_not_guessed(app: Flask, employer: Employer) -> None:
    browser = PageClient(app)
    for number in range(11):
        browser.get("/lettre").submit("Continuer", code=f"AAAA-BBBB-{number:04}")
    assert browser.get("/lettre").submit("Continuer", code="AAAA-BBBB-CCCC", status=429)


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ({"postal_code": "D1D 1D1"}, "ne peut pas être imprimée"),
        ({"address_line1": "", "city": "", "postal_code": ""}, "une lettre y part toujours"),
        ({"address_line1": "500, chemin du Quai"}, "reçoit son courrier à cette adresse"),
    ],
)
def test_where_no_letter_may_go_is_said_and_nothing_typed_is_lost(
    session: Session, client: PageClient, employer: Employer, answers: dict[str, str], message: str
) -> None:
    employer.address_line1, employer.postal_code = "500, chemin du Quai", "G1R 2B5"
    session.commit()
    page = name_by_post(client, **answers)
    assert page.title.startswith("Erreur :")
    assert message in page.text
    assert page.select("//input[@name='given_name']/@value") == ["Paule"]


def test_who_refuses_is_told_and_the_list_says_so(
    app: Flask, session: Session, client: PageClient, employer: Employer
) -> None:
    name_by_post(client)
    _, offer = type_code(app, latest_code(session))
    assert "Cette invitation est refusée" in offer.submit("Refuser l'invitation").text
    assert client.get(LIST).words_of("//tbody//strong") == ["Refusée par la personne"]


@pytest.mark.parametrize("role", list(StaffRole))
def test_nobody_of_the_commission_reads_the_code(
    app: Flask, session: Session, client: PageClient, employer: Employer, role: StaffRole
) -> None:
    name_by_post(client)
    write_letters()
    write_manifests()
    code, staff = latest_code(session), PageClient(app)
    member = make_staff(session, role)
    session.commit()
    sign_in_staff(staff, member)
    letter = session.scalars(select(Letter)).one()
    staff.get(f"/avis/lettres/{letter.public_id}.pdf", status=404)
    batch = f"/avis/lots/{clock.today().isoformat()}"
    if role is not StaffRole.AUDITOR:
        page = staff.get(batch)
        assert "Réservée à l'imprimeur" in page.text
        assert "Paule Roy" in page.text
        assert page.select(f"//a[contains(@href, '{letter.public_id}')]") == []
        for path in (batch, f"{batch}/manifeste.csv", "/avis/lots"):
            assert code not in staff.raw.get(path).get_data(as_text=True)


def test_the_secret_of_a_link_stands_in_no_page_log_or_entry(
    app: Flask, session: Session, client: PageClient, employer: Employer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    granter = session.scalars(select(Person)).one()
    make_designation(session, employer, granter, email="autre@clinique.example")
    link = path_of(session.scalars(select(Invitation)).one())
    shown = PageClient(app).get(link, follow=False, status=302)
    assert shown.response.headers["Location"] == "/invitation"
    assert shown.response.headers["Referrer-Policy"] == "same-origin"
    offer = PageClient(app).get(link)
    assert offer.path == "/invitation"
    assert link.rpartition("/")[2] not in offer.response.get_data(as_text=True)
    offer.submit("Refuser l'invitation")
    session.rollback()
    entries = session.scalars(select(AuditEntry.details)).all()
    assert link.rpartition("/")[2] not in caplog.text + json.dumps(entries)
    unknown = PageClient(app).get("/invitation/" + "x" * 43, status=404)
    assert unknown.response.headers["Referrer-Policy"] == "no-referrer"


def test_a_browser_that_opened_no_link_is_told_what_to_do(app: Flask, session: Session) -> None:
    page = PageClient(app).get("/invitation")
    assert page.h1 == "Ouvrez le lien de votre invitation"
    assert page.follow("J'ai reçu une lettre avec un code").path == "/lettre"
