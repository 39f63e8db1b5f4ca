"""The same rights given to several people: one page to check, one transaction, one e-mail each."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.ledger.models.audit import AuditEntry
from app.ledger.models.emails import OutgoingEmail
from app.registry.models.people import Person
from app.resolver.models.access import AccessGrant
from app.vocabulary.accounts import Role
from app.vocabulary.services import OnlineService
from tests.factories.accounts import make_account
from tests.factories.employers import make_employer
from tests.factories.grants import make_grant
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.scenes.rights_house import RIGHTS, House
from tests.web.page_client import Page

BUTTON = "Accorder l'accès à"


@pytest.fixture
def others(house: House) -> list[Person]:
    """Ève has the right for a while, Zoé leaves soon, Noé has no address; another RSE is told."""
    today, made = clock.today(), []
    for given, email in (("Ève", "eve@courriel.example"), ("Zoé", "zoe@courriel.example"), ("Noé", "")):
        person = make_person(house.session, given_name=given, family_name="Roy", email=email)
        leaves = today + timedelta(days=30) if given == "Zoé" else None
        make_membership(house.session, person, house.employer, until_on=leaves)
        made.append(person)
    make_grant(house.session, made[0], house.employer, OnlineService.FILE_FOLLOWUP, until_on=today + timedelta(days=9))
    second = make_person(house.session, given_name="Anne", family_name="Cyr", email="anne@courriel.example")
    make_membership(house.session, second, house.employer, Role.RSE)
    house.session.commit()
    return made


def chosen(house: House, people: list[Person]) -> Page:
    """The page that asks to check, for these people and two services."""
    page = house.client.get(RIGHTS).follow("Accorder un accès").follow("Accorder le même accès à plusieurs personnes")
    page = page.submit("Continuer", people=[person.public_id for person in people]).submit("Continuer")
    return page.submit("Continuer", services=["file_followup", "messaging"])


def emails(house: House) -> dict[str, list[str]]:
    house.session.rollback()
    sent: dict[str, list[str]] = {}
    for one in house.session.scalars(select(OutgoingEmail)):
        sent.setdefault(one.to_address, []).append(one.kind)
    return sent


def test_each_receives_what_the_page_said_and_one_email(house: House, others: list[Person]) -> None:
    eve, zoe, noe = others
    page = chosen(house, [house.user, *others])
    assert "4 personnes : Luc Gagnon, Ève Roy, Noé Roy, Zoé Roy" in page.text
    refused = page.words_of("//table[contains(., 'Pourquoi')]//tbody/tr")
    assert len(refused) == 1
    assert refused[0].startswith("Zoé Roy")
    assert "part avant ce jour" in refused[0]
    rows = page.words_of("//table[contains(., 'Ce qui change')]//tbody/tr")
    assert "Prolongé : Suivi des dossiers" in next(row for row in rows if row.startswith("Ève"))
    assert house.count(AccessGrant) == 1, "nothing is given before it is confirmed"
    page = page.submit(f"{BUTTON} 3 personnes", duty="y")
    assert page.path == RIGHTS
    assert "L'accès est accordé à 3 personnes : Luc Gagnon, Ève Roy, Noé Roy." in page.text
    assert "c'est à vous d'en aviser : Noé Roy." in page.text
    assert "Rien n'est accordé à : Zoé Roy." in page.text
    assert emails(house) == {
        "luc@courriel.example": ["access_granted"],
        "eve@courriel.example": ["access_granted"],
        "anne@courriel.example": ["sensitive_moment"],
    }
    held = house.session.scalars(select(AccessGrant.person_id)).all()
    assert zoe.id not in held
    assert set(held) == {house.user.id, eve.id, noe.id}


def test_sent_twice_it_is_done_once(house: House, others: list[Person]) -> None:
    page = chosen(house, [house.user, others[2]])
    page.submit(f"{BUTTON} 2 personnes", duty="y")
    before = (house.count(AccessGrant), house.count(OutgoingEmail), house.count(AuditEntry))
    again = page.submit(f"{BUTTON} 2 personnes", duty="y")
    assert "C'était déjà fait : rien n'a changé." in again.text
    assert (house.count(AccessGrant), house.count(OutgoingEmail), house.count(AuditEntry)) == before


def test_without_the_duty_nobody_receives_anything(house: House, others: list[Person]) -> None:
    page = chosen(house, [house.user, others[2]]).submit(f"{BUTTON} 2 personnes")
    assert page.title.startswith("Erreur :")
    assert house.count(AccessGrant) == 1


def test_what_changed_since_the_page_is_shown_before_anything_is_written(house: House, others: list[Person]) -> None:
    page = chosen(house, [house.user, others[2]])
    make_grant(house.session, house.user, house.employer, OnlineService.MESSAGING)
    house.session.commit()
    page = page.submit(f"{BUTTON} 2 personnes", duty="y")
    assert "Ces droits ont changé pendant que votre page était ouverte" in page.text
    assert "Inchangé : Messagerie" in page.text
    assert house.count(AccessGrant) == 2
    page = page.submit(f"{BUTTON} 2 personnes", duty="y")
    assert "L'accès est accordé à 2 personnes" in page.text


def test_who_is_chosen_stays_chosen_while_others_are_looked_for(house: House, others: list[Person]) -> None:
    page = house.client.get(RIGHTS).follow("Accorder un accès").follow("Accorder le même accès à plusieurs personnes")
    page = page.submit("Garder ces choix et chercher quelqu'un d'autre", people=[others[0].public_id])
    page = house.client.get(f"{page.path}?q=gagnon")
    assert page.select("//input[@name='people'][@checked]/@value") == [others[0].public_id]
    assert page.words_of("//main//label[contains(@class, 'checkboxes')]") == ["Ève Roy", "Luc Gagnon"]
    assert "Choisissez au moins une personne." in page.submit("Continuer", people=[]).text


def test_nobody_of_another_employer_can_be_chosen(house: House, others: list[Person]) -> None:
    stranger, elsewhere = make_person(house.session), make_employer(house.session)
    make_account(house.session, elsewhere)
    make_membership(house.session, stranger, elsewhere)
    house.session.commit()
    page = house.client.get(RIGHTS).follow("Accorder un accès").follow("Accorder le même accès à plusieurs personnes")
    page = page.submit("Continuer", people=[stranger.public_id])
    assert page.title.startswith("Erreur :")


def test_where_nothing_would_change_there_is_no_button(house: House, others: list[Person]) -> None:
    page = chosen(house, [others[1]])
    assert "Il n'y a rien à accorder" in page.text
    assert BUTTON not in page.text
