"""« Mon compte », and the language that is kept with the account."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.registry.models.people import Person
from tests.factories.employers import make_employer
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.sessions import sign_in_person, sign_in_staff
from tests.factories.staff import make_staff
from tests.web.page_client import PageClient


@pytest.fixture
def person(session: Session) -> Person:
    person = make_person(session)
    make_membership(session, person, make_employer(session))
    session.commit()
    return person


def test_one_closes_a_session_that_one_does_not_recognize(app: Flask, client: PageClient, person: Person) -> None:
    other = sign_in_person(PageClient(app), person)
    sign_in_person(client, person)
    page = client.get("/mon-compte")
    assert len(page.select("//tbody/tr")) == 2
    page = page.submit("Fermer Firefox")
    assert "La session est fermée." in page.text
    assert other.get("/mon-compte").path.startswith("/entree")
    assert client.get("/mon-compte").path == "/mon-compte"


def test_one_closes_all_the_others(app: Flask, client: PageClient, person: Person) -> None:
    others = [sign_in_person(PageClient(app), person) for _ in range(2)]
    page = sign_in_person(client, person).get("/mon-compte").submit("Fermer toutes les autres")
    assert "2 sessions fermées." in page.text
    assert all(other.get("/mon-compte").path.startswith("/entree") for other in others)


def test_nobody_closes_somebody_elses_session(session: Session, app: Flask, client: PageClient, person: Person) -> None:
    stranger = make_person(session)
    session.commit()
    theirs = sign_in_person(PageClient(app), person)
    second = sign_in_person(PageClient(app), person)
    address = second.get("/mon-compte").form("Fermer Firefox").get("action")
    page = sign_in_person(client, stranger).get("/mon-compte")
    token = page.select("//input[@name='csrf_token']")[0].get("value")
    client.post(address, {"csrf_token": token}, status=404)
    assert theirs.get("/mon-compte").path == "/mon-compte"


def test_the_staff_have_sessions_too(session: Session, client: PageClient) -> None:
    member = make_staff(session)
    session.commit()
    assert "Commission" in sign_in_staff(client, member).get("/mon-compte").text


def test_the_language_follows_the_person(session: Session, app: Flask, client: PageClient, person: Person) -> None:
    page = sign_in_person(client, person).get("/mon-compte").submit("English")
    assert page.h1 == "My account"
    session.refresh(person)
    assert person.language == "en"
    assert sign_in_person(PageClient(app), person).get("/mon-compte").h1 == "My account"


def test_one_page_shows_what_is_ones_own(session: Session, client: PageClient, person: Person) -> None:
    page = sign_in_person(client, person).get("/").follow("Mon compte")
    assert page.h1 == "Mon compte"
    assert all(said in page.text for said in (person.name, person.email, "Français", "il se change là-bas"))
    assert page.follow("Changer (Courriel)").path == "/mon-compte/courriel"
    assert page.submit("Passer à l'anglais").h1 == "My account"


@pytest.mark.parametrize(
    ("former", "now"), [("mes-sessions", "mon-compte"), ("mes-coordonnees", "mon-compte/courriel")]
)
def test_the_addresses_of_before_lead_there(client: PageClient, person: Person, former: str, now: str) -> None:
    answer = sign_in_person(client, person).get(f"/{former}", follow=False, status=308)
    assert answer.response.headers["Location"].endswith(f"/{now}")
