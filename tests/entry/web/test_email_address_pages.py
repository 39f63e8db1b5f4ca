"""One's own address, the link of a new address, and the address of somebody of the employer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from app import clock
from app.ledger.models.emails import OutgoingEmail
from app.registry.models.people import Person
from app.registry.models.signin import Credential, UserSession
from app.sending.actions.emails import send_emails
from app.vocabulary.accounts import Role, Space
from tests.factories.credentials import make_credential
from tests.factories.employers import make_employer
from tests.factories.memberships import make_membership
from tests.scenes.rights_house import House
from tests.web.page_client import PageClient

pytestmark = pytest.mark.databases("sqlite", because="the actions are tested on both")


def address(house: House, person: Person) -> str:
    house.session.rollback()
    return house.session.scalars(select(Person.email).where(Person.id == person.id)).one()


def test_ones_own_address_from_the_page_to_the_link(house: House) -> None:
    page = house.client.get("/mon-compte").follow("Changer (Courriel)")
    page = page.submit("Envoyer le lien", email="marie@nouvelle.example")
    assert "Un lien vient de partir" in page.text
    house.session.rollback()
    sent = house.session.scalars(select(OutgoingEmail).where(OutgoingEmail.kind == "email_to_confirm")).one()
    link = sent.context["link"].partition("127.0.0.1:8000")[2]
    page = house.client.get(link)
    assert "marie@nouvelle.example" in page.text
    assert address(house, house.rse) != "marie@nouvelle.example"
    done = page.submit("Confirmer cette adresse")
    assert "Votre adresse est maintenant marie@nouvelle.example." in done.text
    assert "Ce lien a déjà servi" in page.submit("Confirmer cette adresse").text
    house.client.get(f"{link}x", status=404)


def test_an_empty_address_is_refused_next_to_its_field(house: House) -> None:
    for path in ("/mon-compte/courriel", house.path("courriel")):
        page = house.client.get(path)
        button = "Envoyer le lien" if path.startswith("/mon") else "Changer l'adresse"
        assert "Indiquez une adresse" in page.submit(button, email="  ").text
        wrong = page.submit(button, email="pas une adresse")
        assert wrong.title.startswith("Erreur :")
        assert wrong.select("//input[@name='email']/@value") == ["pas une adresse"]


def test_who_grants_changes_the_address_of_their_people(house: House) -> None:
    page = house.client.get(house.path()).follow("Changer l'adresse")
    done = page.submit("Changer l'adresse", email="luc@nouvelle.example")
    assert "L'adresse de Luc Gagnon est changée." in done.text
    assert address(house, house.user) == "luc@nouvelle.example"


def test_a_refusal_says_why_and_who_can(house: House) -> None:
    form = house.client.get(house.path("courriel"))
    make_membership(house.session, house.user, make_employer(house.session))
    house.session.commit()
    assert "Seule cette personne peut la changer" in form.submit("Changer l'adresse", email="luc@nouvelle.example").text
    page = house.client.get(house.path("courriel"))
    assert "Seule cette personne peut la changer" in page.text
    assert not page.select("//input[@name='email']"), "the form is not shown"
    assert "Changer l'adresse" not in page.text, "nor the way to it"
    assert address(house, house.user) == "luc@courriel.example"


def test_it_asks_who_one_is(house: House) -> None:
    pages = [house.client.get(path) for path in ("/mon-compte/courriel", house.path("courriel"))]
    house.session.execute(update(UserSession).values(authenticated_at=clock.ticking() - timedelta(minutes=6)))
    house.session.commit()
    for page, button in zip(pages, ("Envoyer le lien", "Changer l'adresse"), strict=True):
        assert page.submit(button, email="x@nouvelle.example").h1 == "Confirmez que c'est bien vous"
    assert address(house, house.user) == "luc@courriel.example"


def test_the_address_of_a_health_professional_is_not_offered(house: House) -> None:
    make_membership(house.session, house.user, house.employer, Role.HEALTH_PROFESSIONAL, Space.GUICHET_SST)
    house.session.commit()
    assert "Changer l'adresse" not in house.client.get(house.path()).text
    page = house.client.get(house.path("courriel"))
    assert "Elle seule peut changer son adresse" in page.text
    assert not page.select("//input[@name='email']")


def refusal(house: House) -> str:
    house.session.rollback()
    sent = house.session.scalars(select(OutgoingEmail).where(OutgoingEmail.kind == "email_changed")).all()
    return str(next(row.context["link"] for row in sent if row.context["link"])).partition("127.0.0.1:8000")[2]


def test_who_was_replaced_puts_their_address_back_without_signing_in(house: House, app: Flask) -> None:
    house.client.get(house.path("courriel")).submit("Changer l'adresse", email="pris@ailleurs.example")
    nobody = PageClient(app)
    page = nobody.get(refusal(house))
    assert "luc@courriel.example" in page.text
    assert "pris@ailleurs.example" not in page.text
    assert address(house, house.user) == "pris@ailleurs.example", "looking does nothing"
    done = page.submit("Remettre mon adresse")
    assert done.h1 == "Votre adresse est remise"
    assert address(house, house.user) == "luc@courriel.example"
    assert page.submit("Remettre mon adresse").h1 == "Rien n'a changé"
    nobody.get(f"{refusal(house)}x", status=404)


def test_a_colleague_does_not_come_in_by_the_address_that_they_put(house: House, app: Flask) -> None:
    """Whoever grants changes an address to one of theirs, then asks for a password there: nothing arrives."""
    code = make_credential(house.session, house.user)
    house.session.commit()
    house.client.get(house.path("courriel")).submit("Changer l'adresse", email="pris@ailleurs.example")
    thief = PageClient(app)
    for _ in range(3):
        thief.get("/mot-de-passe/oublie").submit("Demander un mot de passe temporaire", code=code.user_code)
    with app.app_context():
        send_emails()
    house.session.rollback()
    kinds = ("temporary_password", "welcome_code")
    asked = house.session.scalars(select(OutgoingEmail).where(OutgoingEmail.kind.in_(kinds))).all()
    assert [row.state for row in asked] == ["waiting"]
    assert house.session.scalars(select(Credential.temporary_hash)).one() == "", "no password exists yet"
    thief.get(refusal(house)).submit("Remettre mon adresse")
    house.session.rollback()
    assert {
        row.to_address for row in house.session.scalars(select(OutgoingEmail).where(OutgoingEmail.kind.in_(kinds)))
    } == {"luc@courriel.example"}
