"""The pages of mandates: naming a firm, answering, assigning, ending; and whom each lets in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.ledger.models.audit import AuditEntry
from app.ledger.steps.audit import Actor
from app.mandates.actions.ends import end_mandate
from app.registry.models.employers import Employer
from app.registry.models.invitations import Invitation
from app.registry.models.mandates import Firm, FirmMembership, Mandate
from app.registry.models.people import Person
from app.registry.words.mandates import FirmRole
from app.resolver.models.documents import Document
from app.resolver.steps.granting import Giver
from app.vocabulary.accounts import Role, Space
from app.vocabulary.documents import Category
from tests.factories.accounts import make_account
from tests.factories.deposits import deposit_document
from tests.factories.employers import make_employer
from tests.factories.files import make_file
from tests.factories.mandates import make_firm, make_firm_member, make_mandate
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.sessions import let_in, open_person_session
from tests.web.page_client import Page, PageClient

MANDATES, FIRM = "/droits-d-acces/mandataires", "/cabinet"


@dataclass
class House:
    """Who is who, and what their browsers are let in with."""

    client: PageClient
    session: Session
    employer: Employer
    rse: Person
    firm: Firm
    boss: Person
    clerk: Person
    mandate: Mandate

    def come_in(self, person: Person, neq: str) -> PageClient:
        with self.client.app.app_context():
            return let_in(self.client, open_person_session(person, neq=[neq]))

    def as_rse(self) -> PageClient:
        return self.come_in(self.rse, self.employer.neq)

    def as_boss(self) -> PageClient:
        return self.come_in(self.boss, self.firm.neq)

    def as_clerk(self) -> PageClient:
        return self.come_in(self.clerk, self.firm.neq)


@pytest.fixture
def house(client: PageClient, session: Session) -> House:
    employer, firm = make_employer(session, name="Scierie du Nord inc."), make_firm(session)
    make_account(session, employer)
    rse, boss = make_person(session, given_name="Amélie"), make_person(session, given_name="Sylvie")
    clerk = make_person(session, given_name="Étienne", family_name="Larue")
    make_membership(session, rse, employer, Role.RSE)
    make_firm_member(session, firm, boss, FirmRole.ADMINISTRATOR)
    make_firm_member(session, firm, clerk)
    until = clock.today() + timedelta(days=100)
    mandate = make_mandate(session, employer, firm, rse, until_on=until, state="proposed")
    deposit_document(session, make_file(session, employer), title="Relevé", category=Category.ADMINISTRATIVE)
    session.commit()
    return House(client, session, employer, rse, firm, boss, clerk, mandate)


def plain(page: Page) -> str:
    return page.text.replace("\u00a0", " ")


def accept(house: House) -> None:
    page = house.as_boss().get(FIRM).follow("Répondre").follow("Accepter le mandat")
    assert "Le mandat est accepté" in page.submit("Accepter le mandat").text


def assign(house: House) -> Page:
    page = house.as_boss().get(f"{FIRM}/mandats/{house.mandate.public_id}")
    return page.submit("Affecter", person=house.clerk.public_id, services=["file_followup"], duty="y")


def test_the_whole_story_of_a_mandate(house: House) -> None:
    assert "Aucun employeur" in house.as_clerk().get("/choisir-employeur").text
    accept(house)
    assert "Aucun employeur" in house.as_clerk().get("/choisir-employeur").text, "accepted, and nobody is assigned"
    assert "agit maintenant pour cet employeur" in assign(house).text
    assert house.clerk.name in plain(house.as_rse().get(MANDATES))
    reader = house.as_clerk()
    assert "Scierie du Nord inc." in reader.get("/").text
    assert "Dossiers" in reader.get("/dossiers").text
    document = house.session.scalars(select(Document.public_id)).one()
    assert reader.raw.get(f"/documents/{document}/telechargement", buffered=True).status_code == 200
    opened = house.session.scalars(select(AuditEntry.details).where(AuditEntry.action == "document_opened")).one()
    assert opened["firm"] == house.firm.name
    for closed in ("/droits-d-acces", MANDATES, FIRM, "/papiers-medicaux", "/personnes-qui-recoivent-du-papier"):
        reader.get(closed, status=404)
    giver = Giver(Actor("person", house.rse.id, house.rse.name), house.employer.id, Space.CLICSEQUR)
    with house.client.app.app_context():
        end_mandate(giver, house.mandate.public_id)
    sent = reader.get("/dossiers", follow=False, status=302).response.headers["Location"]
    assert sent.startswith("/choisir-employeur"), "at the next request"


def test_who_administers_a_firm_sees_no_file(house: House) -> None:
    accept(house)
    assign(house)
    boss = house.as_boss()
    assert "Aucun employeur" in boss.get("/choisir-employeur").text
    assert boss.get("/dossiers", follow=False, status=302).response.headers["Location"].startswith("/choisir-employeur")
    assert "Mon cabinet" in boss.get("/choisir-employeur").follow("Aller à mon cabinet").text


def test_a_firm_s_administrator_lands_in_the_firm(house: House) -> None:
    assert house.as_boss().get("/entree").response.request.path == FIRM


def test_the_firm_refuses(house: House) -> None:
    page = house.as_boss().get(FIRM).follow("Répondre").follow("Refuser le mandat").submit("Refuser le mandat")
    assert "Le mandat est refusé" in page.text
    assert "Affecter une personne" not in page.text
    assert "Refusé par le cabinet" in house.as_rse().get(f"{MANDATES}?termines=oui").text


def test_the_firm_takes_somebody_off_and_gives_the_mandate_up(house: House) -> None:
    accept(house)
    page = assign(house).submit("Retirer")
    assert "n'a plus accès" in page.text
    assign(house)
    page = house.as_boss().get(f"{FIRM}/mandats/{house.mandate.public_id}").follow("Renoncer à ce mandat")
    assert "ne représente plus" in page.submit("Renoncer au mandat").text
    assert "Terminé par le cabinet" in house.as_rse().get(f"{MANDATES}?termines=oui").text


def test_an_rse_names_a_new_firm_and_its_administrator(house: House) -> None:
    page = house.as_rse().get(MANDATES).follow("Nommer un cabinet")
    page = page.submit("Continuer", neq="11 00 70 00 05")
    typed = {
        "name": "Conseil Paré inc.",
        "kind": "consultant",
        "services": ["file_followup"],
        "purpose": "Contester des imputations",
        "length": "half",
        "given_name": "Noémie",
        "family_name": "Paré",
        "email": "noemie@pare.example",
    }
    again = page.submit("Proposer le mandat", **typed)
    assert "Confirmez que le cabinet est autorisé" in again.text
    assert again.select("//input[@name='name']")[0].get("value") == typed["name"], "nothing typed is lost"
    done = again.submit("Proposer le mandat", duty="y")
    assert "Noémie Paré reçoit une invitation" in plain(done)
    assert "En attente du cabinet" in done.text
    invitation = house.session.scalars(select(Invitation)).one()
    assert invitation.purpose == "firm_administrator"


def test_a_firm_that_is_known_shows_its_name_and_asks_for_no_administrator(house: House) -> None:
    house.mandate.state = "refused"
    house.session.commit()
    page = house.as_rse().get(f"{MANDATES}/nommer/{house.firm.neq}")
    assert house.firm.name in page.text
    assert not page.select("//input[@name='email']")
    answers = {"services": ["review"], "purpose": "Réviser", "length": "year", "duty": "y"}
    assert "Un courriel avise le cabinet" in page.submit("Proposer le mandat", **answers).text
    assert house.session.scalars(select(Mandate.services).order_by(Mandate.id.desc())).first() == ["review"]


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "Indiquez le NEQ"),
        ("12345", "dix chiffres"),
        ("abcdefghij", "dix chiffres"),
        ("1100700006", "inhabituel"),
    ],
)
def test_a_number_that_is_not_one_is_pointed_out(house: House, typed: str, says: str) -> None:
    page = house.as_rse().get(f"{MANDATES}/nommer").submit("Continuer", neq=typed)
    assert says in page.text


def test_an_unusual_number_can_be_confirmed(house: House) -> None:
    page = house.as_rse().get(f"{MANDATES}/nommer").submit("Continuer", neq="1100700006")
    assert "Proposer un mandat" in page.submit("Continuer", sure="y").text


def test_an_employer_does_not_represent_itself(house: House) -> None:
    page = house.as_rse().get(f"{MANDATES}/nommer").submit("Continuer", neq=house.employer.neq)
    assert "celui du cabinet" in page.text
    house.client.get(f"{MANDATES}/nommer/{house.employer.neq}", status=404)
    house.client.get(f"{MANDATES}/nommer/123", status=404)


def test_the_employer_changes_the_end_and_ends(house: House) -> None:
    accept(house)
    assign(house)
    page = house.as_rse().get(MANDATES).follow("Changer la fin")
    assert "La fin du mandat est changée" in page.submit("Enregistrer la fin", length="year", duty="y").text
    page = house.as_rse().get(MANDATES).follow("Terminer le mandat")
    assert house.clerk.name in plain(page)
    assert "est terminé" in page.submit("Terminer le mandat").text
    assert "n'a plus accès à vos dossiers" in house.as_rse().get(f"{MANDATES}?termines=oui").text


def test_a_representative_bears_the_name_of_the_firm_where_people_are_listed(house: House) -> None:
    accept(house)
    assign(house)
    rse = house.as_rse()
    assert f"mandataire : {house.firm.name}" in plain(rse.get("/droits-d-acces"))
    page = rse.get(f"/droits-d-acces/personnes/{house.clerk.public_id}")
    assert house.firm.name in page.text
    assert "Accorder un accès" not in page.text
    assert "a affecté " in page.text


def test_the_firm_invites_its_people_and_removes_them(house: House) -> None:
    page = house.as_boss().get(FIRM).follow("Personnes du cabinet")
    typed = {"given_name": "Maude", "family_name": "Roy", "email": "maude@roy.example", "role": "staff"}
    page = page.submit("Envoyer l'invitation", **typed)
    assert "Une invitation est envoyée à Maude Roy" in page.text
    assert "maude@roy.example" in page.text
    again = page.submit("Envoyer l'invitation", **typed)
    assert again.select("//input[@name='given_name']")[0].get("value") == "Maude"
    page = house.client.get(f"{FIRM}/personnes/{house.clerk.public_id}/retirer").submit("Retirer du cabinet")
    assert "ne fait plus partie du cabinet" in page.text
    left = house.session.scalars(select(FirmMembership).where(FirmMembership.superseded_at.is_(None))).all()
    assert {row.person_id for row in left if row.until_on is None} == {house.boss.id}


def test_the_firm_sends_an_invitation_again_and_takes_one_back(house: House, clock_at: Callable[[str], None]) -> None:
    page = house.as_boss().get(FIRM).follow("Personnes du cabinet")
    typed = {"given_name": "Maude", "family_name": "Roy", "email": "maude@roy.example", "role": "staff"}
    page.submit("Envoyer l'invitation", **typed)
    clock_at((clock.today() + timedelta(days=9)).isoformat())
    page = house.as_boss().get(f"{FIRM}/personnes")
    assert "Expirée le" in page.text
    page = page.submit("Renvoyer")
    assert "L'invitation repart pour Maude Roy. L'ancien lien ne sert plus." in page.text
    assert "Valable jusqu'au" in page.text
    page = page.submit("Annuler")
    assert "L'invitation est annulée : son lien ne sert plus." in page.text
    assert "maude@roy.example" not in page.text


def test_one_chooses_among_the_employers_of_the_firm(house: House) -> None:
    accept(house)
    assign(house)
    other = make_employer(house.session, name="Marbrerie du Sud inc.")
    make_account(house.session, other)
    make_mandate(house.session, other, house.firm, house.rse)
    house.session.commit()
    second = house.session.scalars(select(Mandate.public_id).where(Mandate.employer_id == other.id)).one()
    page = house.as_boss().get(f"{FIRM}/mandats/{second}")
    page.submit("Affecter", person=house.clerk.public_id, services=["file_followup"], duty="y")
    page = house.as_clerk().get("/choisir-employeur")
    assert f"pour {house.firm.name}" in page.text
    assert "Marbrerie du Sud inc." in page.submit("Continuer", employer=other.public_id).text


def test_a_firm_s_pages_in_english(house: House) -> None:
    accept(house)
    boss = house.as_boss()
    boss.speak("en")
    assert "My firm" in boss.get(FIRM).text
    assert "Assign a person" in boss.get(f"{FIRM}/mandats/{house.mandate.public_id}").text


def test_an_employer_s_mandates_in_english(house: House) -> None:
    accept(house)
    assign(house)
    rse = house.as_rse()
    rse.speak("en")
    assert "Who can read, of" in rse.get(MANDATES).text


@pytest.mark.databases("sqlite", because="the guards decide, not the database")
@pytest.mark.parametrize("who", ["as_rse", "as_clerk"])
def test_a_firm_s_pages_exist_for_those_who_administer_it_only(house: House, who: str) -> None:
    come_in: Callable[[], PageClient] = getattr(house, who)
    for address in ("", "/personnes", f"/mandats/{house.mandate.public_id}"):
        come_in().get(f"{FIRM}{address}", status=404)


def test_a_firm_sees_its_own_mandates_only(house: House, app: Flask) -> None:
    other = make_firm(house.session, "Autre cabinet")
    theirs = make_mandate(house.session, house.employer, other, house.rse)
    house.session.commit()
    boss = house.as_boss()
    for end in ("", "/accepter", "/refuser", "/renoncer"):
        boss.get(f"{FIRM}/mandats/{theirs.public_id}{end}", status=404)
    assert "Autre cabinet" not in boss.get(FIRM).text
    boss.get(f"{FIRM}?cabinet={other.neq}", status=404)
    assert app
