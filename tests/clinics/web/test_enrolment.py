"""From a registration on line to people of a clinic: nobody is let in before an agent has accepted."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.clinics.actions.enrolments import MOST_A_DAY
from app.clinics.models.enrolments import ClinicEnrolment
from app.clinics.models.suppliers import Supplier
from app.entry.steps.credentials import prepare_welcome
from app.ledger.models.emails import OutgoingEmail
from app.registry.models.clinics import ClinicMember
from app.registry.models.people import Person
from app.registry.models.signin import Credential
from app.vocabulary.accounts import ClinicRole, CodeSpace, StaffRole
from tests.factories.clinics import make_clinic_member, make_supplier
from tests.factories.credentials import make_credential
from tests.factories.people import make_person
from tests.factories.sessions import sign_in_person, sign_in_staff
from tests.factories.staff import make_staff
from tests.web.page_client import Page, PageClient

NEW, DESK, PEOPLE = "/cliniques/inscription", "/inscriptions-de-cliniques", "/clinique/personnes"
WHO = {"given_name": "Odile", "family_name": "Caron", "email": "odile@fleuve.example", "language": "fr"}


@pytest.fixture
def clinic(session: Session) -> Supplier:
    supplier = make_supplier(session, "Physio du Fleuve", supplier_no="F-100", email="accueil@fleuve.example")
    session.commit()
    return supplier


def ask(client: PageClient, number: str = "F-100", discipline: str = "physio", **who: str) -> Page:
    asked = {"supplier_no": number, "discipline": discipline, "establishment": "Physio du Fleuve"}
    return client.get(NEW).submit("Envoyer l'inscription", **asked, **WHO | who)


def at_the_desk(session: Session, client: PageClient) -> Page:
    member = make_staff(session, StaffRole.AGENT)
    session.commit()
    sign_in_staff(client, member)
    return client.get(DESK).follow("Physio du Fleuve")


def kinds(session: Session) -> list[str]:
    session.rollback()
    return list(session.scalars(select(OutgoingEmail.kind).order_by(OutgoingEmail.id)))


def test_who_asks_is_let_in_once_an_agent_accepts(session: Session, client: PageClient, clinic: Supplier) -> None:
    assert client.get("/connexion/clinique").follow("Inscrire une clinique").path == NEW
    assert ask(client).h1 == "Votre inscription est reçue"
    assert (kinds(session), session.scalar(select(func.count(ClinicMember.id)))) == ([], 0)
    page = at_the_desk(session, client)
    assert "n'est pas celui du fournisseur" in page.text
    page = page.submit("Accepter l'inscription")
    assert "acceptée" in page.text
    assert kinds(session) == ["welcome_code"]
    values = prepare_welcome(session, session.scalars(select(OutgoingEmail)).one())
    session.commit()
    assert values is not None
    client.get("/mon-compte").submit("Se déconnecter")
    first = client.get("/connexion/clinique").submit(
        "Entrer", code=values["user_code"], password=values["temporary_password"]
    )
    page = first.submit("Choisir ce mot de passe", new="trois merles dans le cèdre")
    assert "Personne responsable" in page.text
    assert client.get(PEOPLE).words_of("//tbody/tr/th") == ["Odile Caron"]


def test_a_number_that_nobody_has_is_answered_the_same_and_is_never_accepted(
    session: Session, client: PageClient, clinic: Supplier
) -> None:
    known, unknown = ask(client), ask(client, "F-999", email="autre@fleuve.example")
    assert known.text == unknown.text
    ask(client, discipline="ergo", email="ergo@fleuve.example")
    member = make_staff(session, StaffRole.AGENT)
    session.commit()
    sign_in_staff(client, member)
    for row in session.scalars(select(ClinicEnrolment).where(ClinicEnrolment.email != WHO["email"])).all():
        page = client.get(f"{DESK}/{row.public_id}")
        assert "l'inscription ne s'accepte pas" in page.text
        page.submit("Refuser l'inscription", why="unknown_supplier")
        answer = client.get(f"{DESK}/{row.public_id}")
        assert not answer.select("//main//form")
    assert kinds(session) == ["clinic_news", "clinic_news"]
    assert session.scalar(select(func.count(Person.id))) == 0


def test_somebody_of_the_clinic_who_asks_again_is_told_so_and_changes_nothing(
    session: Session, client: PageClient, clinic: Supplier
) -> None:
    member = make_person(session, given_name="Odile", family_name="Caron", email=WHO["email"])
    make_clinic_member(session, clinic, ClinicRole.MEMBER, member)
    make_credential(session, member, space=CodeSpace.CLINIC)
    session.commit()
    ask(client)
    page = at_the_desk(session, client)
    assert "entre déjà pour cette clinique" in page.text
    assert page.select("//input[@name='why']/@value") == ["already_of_it"]
    assert "Accepter" not in page.text
    page.submit("Refuser l'inscription", why="already_of_it")
    assert session.scalars(select(OutgoingEmail.context)).one()["news"] == "already_of_it"
    assert session.scalar(select(func.count(ClinicMember.id))) == 1


def test_the_same_registration_waits_once_and_an_address_sends_only_so_many(
    session: Session, client: PageClient, clinic: Supplier
) -> None:
    ask(client)
    ask(client)
    assert session.scalar(select(func.count(ClinicEnrolment.id))) == 1
    for number in range(MOST_A_DAY - 2):
        ask(client, email=f"o{number}@fleuve.example")
    assert "Recommencez demain" in ask(client, email="derniere@fleuve.example").text


def test_those_responsible_let_others_in_and_out_and_are_never_the_last_to_go(
    session: Session, client: PageClient, clinic: Supplier
) -> None:
    lead = make_person(session, given_name="Odile", family_name="Caron")
    make_clinic_member(session, clinic, ClinicRole.RESPONSIBLE, lead)
    session.commit()
    sign_in_person(client, lead, CodeSpace.CLINIC)
    page = client.get(PEOPLE).follow("Inscrire une personne")
    leo = {**WHO, "given_name": "Léo", "family_name": "Aubin", "email": "leo@fleuve.example"}
    page = page.submit("Inscrire cette personne", **leo)
    assert page.words_of("//tbody/tr/th") == ["Odile Caron", "Léo Aubin"]
    assert "déjà de la clinique" in client.get(f"{PEOPLE}/inscrire").submit("Inscrire cette personne", **leo).text
    page = client.get(f"{PEOPLE}/{lead.public_id}/retirer").submit("Retirer cette personne")
    assert "nommez d'abord" in page.text
    other = session.scalars(select(Person).where(Person.family_name == "Aubin")).one()
    client.get(f"{PEOPLE}/{other.public_id}/responsable").submit("Nommer cette personne")
    page = client.get(f"{PEOPLE}/{lead.public_id}/retirer").submit("Retirer cette personne")
    assert page.path.startswith("/entree")
    assert kinds(session) == ["welcome_code", "clinic_news", "clinic_news"]
    assert session.scalars(select(Credential.space)).all() == ["clinic"]


def test_a_member_is_let_in_to_nothing_of_those_responsible(
    session: Session, client: PageClient, clinic: Supplier
) -> None:
    member = make_clinic_member(session, clinic)
    session.commit()
    sign_in_person(client, member, CodeSpace.CLINIC)
    assert not client.get(PEOPLE).select("//main//a")
    client.get(f"{PEOPLE}/inscrire", status=404)
