"""Designating a health professional on a page: one form, their own acceptance, and papers that only they see."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.ledger.models.emails import OutgoingEmail
from app.registry.models.designations import Designation
from app.registry.models.employers import Employer
from app.registry.models.invitations import Invitation
from app.registry.models.people import Person
from app.resolver.models.files import CompensationFile
from app.vocabulary.accounts import Role
from app.vocabulary.documents import Category
from tests.factories.accounts import make_account
from tests.factories.deposits import deposit_document
from tests.factories.designations import vouch_for_all
from tests.factories.employers import make_employer
from tests.factories.files import make_file
from tests.factories.invitations import path_of
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.sessions import sign_in_person
from tests.scenes.rights_house import RIGHTS
from tests.servers.fake_provider import FakeProvider
from tests.web.arriving import NEQ, arrive
from tests.web.page_client import Page, PageClient

LIST = f"{RIGHTS}/professionnels"
TITLE = "Rapport médical d'évolution"
DOCTOR = {
    "given_name": "Paule",
    "family_name": "Roy",
    "order": "Collège des médecins du Québec",
    "member_no": "12345",
    "email": "paule@clinique.example",
    "roll": "https://www.cmq.example/bottin/12345",
    "address_line1": "1, rue Une",
    "city": "Québec",
    "postal_code": "G1R 2B5",
}


@pytest.fixture
def settings(fake_provider: FakeProvider) -> dict[str, Any]:
    """The site signs people in at a provider that vouches for the professional."""
    fake_provider.claims |= {"sub": "S-PAULE", "name": "Paule Roy", "email": DOCTOR["email"], "neq": [NEQ]}
    return fake_provider.settings


@pytest.fixture
def employer(session: Session, client: PageClient) -> Employer:
    """An employer on clicSÉQUR-Entreprises whose RSE is signed in."""
    made = make_employer(session, neq=NEQ)
    make_account(session, made)
    rse = make_person(session, identifier="S-RSE", given_name="Marie", family_name="Tremblay")
    make_membership(session, rse, made, Role.RSE)
    session.commit()
    sign_in_person(client, rse)
    return made


def hold_a_paper(session: Session, employer: Employer, file: CompensationFile | None = None) -> None:
    """A medical paper deposited while nobody is designated."""
    file = file or make_file(session, employer, worker_family_name="Zéphirin")
    deposit_document(session, file, title=TITLE, category=Category.MEDICAL, issued_on=clock.today())


def designate(client: PageClient, **answers: Any) -> Page:
    """Fill in the form."""
    return client.get(LIST).follow("Désigner quelqu'un").submit("Désigner cette personne", **(DOCTOR | answers))


def accept(app: Flask, session: Session, fake_provider: FakeProvider, status: int = 200) -> tuple[PageClient, Page]:
    """Accept in a browser of one's own, with the account that the provider vouches for."""
    session.rollback()
    invitation = session.scalars(select(Invitation).order_by(Invitation.id.desc())).first()
    assert invitation is not None
    browser = PageClient(app)
    offer = browser.get(path_of(invitation))
    left = offer.submit("Accepter avec clicSÉQUR-Entreprises", follow=False, status=302).response.headers["Location"]
    return browser, arrive(browser, fake_provider.issue(str(left)), status=status)


def test_one_form_then_their_own_acceptance_then_the_commission_then_the_paper_that_was_held(
    app: Flask, session: Session, client: PageClient, employer: Employer, fake_provider: FakeProvider
) -> None:
    hold_a_paper(session, employer)
    page = designate(client)
    assert "Paule Roy reçoit une invitation par courriel, et une lettre à son lieu de travail." in page.text
    assert page.words_of("//tbody//strong") == ["En attente de son acceptation"]
    browser, _page = accept(app, session, fake_provider)
    awaits = browser.get("/papiers-medicaux")
    assert "La Commission doit encore la confirmer" in awaits.text
    assert "Règle O8" in awaits.text
    assert "Une agente ou un agent de la Commission." in awaits.text
    assert TITLE not in awaits.text
    assert client.get(LIST).words_of("//tbody//strong") == ["Acceptée, à confirmer par la Commission"]
    vouch_for_all(session)
    papers = browser.get("/papiers-medicaux")
    assert TITLE in papers.text
    assert "Zéphirin" in papers.follow(TITLE).text
    assert client.get(LIST).words_of("//tbody//strong") == ["Confirmée par la Commission"]


def test_the_professional_sees_papers_and_nothing_else(
    app: Flask, session: Session, client: PageClient, employer: Employer, fake_provider: FakeProvider
) -> None:
    file = make_file(session, employer)
    deposit_document(session, file, title="Décision d'admissibilité", issued_on=clock.today())
    designate(client)
    browser, page = accept(app, session, fake_provider)
    assert page.path == "/papiers-medicaux"
    assert "Décision" not in page.text
    browser.get("/dossiers", status=403)
    for address in (RIGHTS, LIST, "/personnes-qui-recoivent-du-papier", f"/dossiers/{file.public_id}"):
        status = 403 if address.startswith("/dossiers") else 404
        browser.get(address, status=status)


def test_those_who_grant_never_learn_that_papers_wait(
    app: Flask, session: Session, client: PageClient, employer: Employer, fake_provider: FakeProvider
) -> None:
    def seen() -> str:
        pages = [LIST, f"{LIST}/nouvelle", RIGHTS, "/", "/dossiers", f"{RIGHTS}/historique"]
        return "\n".join(client.get(address).text for address in pages)

    file = make_file(session, employer, worker_family_name="Zéphirin")
    session.commit()
    before = seen()
    hold_a_paper(session, employer, file)
    assert seen() == before
    designate(client)
    accept(app, session, fake_provider)
    after = seen()
    for secret in (TITLE, "Rapport médical", "libéré"):
        assert secret not in after
    session.rollback()
    for email in session.scalars(select(OutgoingEmail)):
        assert not any(secret in str(email.context) for secret in (TITLE, "Zéphirin"))


def test_the_rse_cannot_accept_in_the_place_of_the_professional(
    app: Flask, session: Session, client: PageClient, employer: Employer, fake_provider: FakeProvider
) -> None:
    hold_a_paper(session, employer)
    designate(client)
    fake_provider.claims["sub"] = "S-RSE"
    _browser, page = accept(app, session, fake_provider, status=403)
    assert "est d'une personne de cet employeur" in page.text
    client.get("/papiers-medicaux", status=404)
    session.rollback()
    assert session.scalars(select(Designation.state)).all() == ["proposed"]


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ({"given_name": ""}, "Indiquez le prénom."),
        ({"order": ""}, "Choisissez l'ordre professionnel."),
        ({"order": "other"}, "Écrivez le nom de l'ordre"),
        ({"member_no": ""}, "Indiquez le numéro de membre."),
        ({"member_no": "1234567890123"}, "de 1 à 12 caractères"),
        ({"roll": ""}, "Indiquez où vérifier"),
        ({"address_line1": ""}, "une lettre y part toujours"),
        ({"city": ""}, "Indiquez la ville."),
        ({"postal_code": ""}, "Indiquez le code postal."),
        ({"postal_code": "12345"}, "A9A 9A9"),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(
    client: PageClient, employer: Employer, answers: dict[str, Any], message: str
) -> None:
    page = designate(client, **answers)
    assert page.title.startswith("Erreur :")
    assert message in page.text
    assert page.select("//input[@name='family_name']/@value") == ["Roy"]


def test_another_order_can_be_written(session: Session, client: PageClient, employer: Employer) -> None:
    designate(client, order="other", other_order="Ordre des acupuncteurs du Québec")
    assert session.scalars(select(Designation.professional_order)).all() == ["Ordre des acupuncteurs du Québec"]


def test_a_name_of_the_employer_is_pointed_out_and_may_be_somebody_else(
    session: Session, client: PageClient, employer: Employer
) -> None:
    make_membership(session, make_person(session, given_name="PAULE", family_name="Roy"), employer)
    session.commit()
    page = designate(client)
    assert "Quelqu'un porte déjà ce nom chez votre employeur" in page.text
    page = page.submit("Désigner cette personne", another="y")
    assert "reçoit une invitation" in page.text


def test_an_address_of_the_employer_is_refused_with_the_reason(
    session: Session, client: PageClient, employer: Employer
) -> None:
    own = session.scalars(select(Person.email).where(Person.identifier == "S-RSE")).one()
    page = designate(client, email=own.upper())
    assert "elle ne peut pas être désignée" in page.text


def test_ending_says_first_that_the_next_papers_will_be_held(
    app: Flask, session: Session, client: PageClient, employer: Employer, fake_provider: FakeProvider
) -> None:
    designate(client)
    browser, _page = accept(app, session, fake_provider)
    assert "ne vérifiera plus cette désignation" in client.get(LIST).follow("Mettre fin").text
    vouch_for_all(session)
    page = client.get(LIST).follow("Mettre fin")
    assert "sera retenu, avec une alerte" in page.text
    page = page.submit("Mettre fin à la désignation")
    assert page.words_of("//tbody//strong") == ["Terminée"]
    assert browser.get("/papiers-medicaux").h1 == "Choisir l'employeur", "the next request finds no role any more"


def test_an_invitation_is_sent_again_or_cancelled_from_the_list(
    session: Session, client: PageClient, employer: Employer
) -> None:
    designate(client)
    assert "L'invitation repart pour Paule Roy." in client.get(LIST).submit("Renvoyer").text
    page = client.get(LIST).follow("Annuler").submit("Annuler la désignation")
    assert page.words_of("//tbody//strong") == ["Terminée"]
    assert "Aucune invitation" in client.get(f"{RIGHTS}/invitations").text


def test_the_day_of_a_designation_is_that_of_quebec(client: PageClient, session: Session, employer: Employer) -> None:
    designate(client)
    session.rollback()
    session.scalars(select(Designation)).one().created_at = datetime(2020, 6, 2, 2, 0, tzinfo=UTC)
    session.commit()
    assert "depuis le 1er juin 2020" in client.get(LIST).text
