"""The door of clinics: a code and a password of its own, a session that is nobody else's, and who is of the clinic."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.clinics.models.suppliers import Supplier
from app.entry.steps.credentials import issue_code, prepare_welcome
from app.ledger.models.emails import OutgoingEmail
from app.ledger.steps.audit import SYSTEM
from app.ledger.steps.intervals import close
from app.registry.models.clinics import ClinicMember
from app.registry.models.people import Person
from app.vocabulary.accounts import ClinicRole, CodeSpace, Role
from tests.factories.clinics import make_clinic_member, make_supplier
from tests.factories.credentials import PASSWORD, make_credential
from tests.factories.employers import make_employer
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.sessions import sign_in_person
from tests.web.page_client import Page, PageClient

DOOR, PEOPLE = "/connexion/clinique", "/clinique/personnes"


@pytest.fixture
def clinic(session: Session) -> Supplier:
    return make_supplier(session, "Physio du Fleuve", supplier_no="F-100")


@pytest.fixture
def secretary(session: Session, clinic: Supplier) -> Person:
    person = make_person(session, given_name="Odile", family_name="Caron")
    make_clinic_member(session, clinic, ClinicRole.RESPONSIBLE, person)
    session.commit()
    return person


def come_in(session: Session, client: PageClient, person: Person) -> Page:
    code = make_credential(session, person, CodeSpace.CLINIC).user_code
    session.commit()
    return client.get(DOOR).submit("Entrer", code=code, password=PASSWORD)


def test_a_first_visit_goes_from_the_message_to_the_clinic(
    session: Session, client: PageClient, secretary: Person
) -> None:
    credential = issue_code(session, secretary.id, CodeSpace.CLINIC, SYSTEM, None)
    values = prepare_welcome(session, session.scalars(select(OutgoingEmail)).one())
    session.commit()
    assert values is not None
    assert credential.user_code.startswith("S-")
    assert (values["space"], values["link"].endswith(DOOR)) == (CodeSpace.CLINIC, True)
    page = client.get(DOOR).submit("Entrer", code=credential.user_code, password=values["temporary_password"])
    assert page.h1 == "Choisir votre mot de passe"
    page = page.submit("Choisir ce mot de passe", new="trois merles dans le cèdre")
    assert (page.path, page.h1) == ("/clinique", "Personnes traitées")
    assert "Physio du Fleuve" in page.text
    assert "F-100" in page.text


def test_who_is_of_the_clinic_stands_there_and_nobody_of_another(
    session: Session, client: PageClient, clinic: Supplier, secretary: Person
) -> None:
    make_clinic_member(session, clinic, person=make_person(session, given_name="Léo", family_name="Aubin"))
    make_clinic_member(
        session, make_supplier(session), person=make_person(session, given_name="Zoé", family_name="Hamel")
    )
    come_in(session, client, secretary)
    assert client.get(PEOPLE).words_of("//tbody/tr/th") == ["Odile Caron", "Léo Aubin"]


def test_one_of_both_sides_has_two_sessions_that_know_nothing_of_each_other(
    session: Session, client: PageClient, secretary: Person
) -> None:
    make_membership(session, secretary, make_employer(session, name="Scierie du Nord"), Role.RSE)
    session.commit()
    sign_in_person(client, secretary)
    assert "Scierie du Nord" in client.get("/").text
    client.get(PEOPLE, status=404)
    client.get("/mon-compte").submit("Se déconnecter")
    page = come_in(session, client, secretary)
    assert page.path == "/clinique"
    account = client.get("/mon-compte")
    assert len(account.select("//tbody/tr")) == 1
    assert "Scierie du Nord" not in account.text
    client.get("/dossiers", status=404)


def test_who_is_no_longer_of_the_clinic_has_nothing_of_it(
    session: Session, client: PageClient, secretary: Person
) -> None:
    page = come_in(session, client, secretary)
    held = session.scalars(select(ClinicMember)).one()
    close(session, held, clock.today(), clock.now())
    session.commit()
    client.get(page.path, status=404)
    assert client.get("/").path == "/mon-compte"
    assert "Physio du Fleuve" not in client.get("/mon-compte").text
