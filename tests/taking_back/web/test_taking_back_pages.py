"""Taking back what a granter did: found on their page, previewed, confirmed once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from app import clock
from app.invitations.actions.designations import end_designation
from app.ledger.steps.audit import Actor
from app.registry.models.designations import Designation
from app.registry.models.signin import UserSession
from app.resolver.models.access import AccessGrant
from app.resolver.steps.granting import Giver
from app.vocabulary.accounts import Role, Space
from tests.factories.designations import make_designation
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.sessions import sign_in_person
from tests.scenes.rights_house import RIGHTS, House
from tests.web.page_client import PageClient

pytestmark = pytest.mark.databases("sqlite", because="the action is tested on both")


@pytest.fixture
def colleague(house: House, app: Flask) -> PageClient:
    """Another RSE, who is surprised; the first one has just granted two rights."""
    other = make_person(house.session, given_name="Yves", family_name="Roy")
    make_membership(house.session, other, house.employer, Role.RSE)
    house.session.commit()
    house.wizard_at("resume").submit("Accorder l'accès", duty="y")
    return sign_in_person(PageClient(app), other)


def held(house: House) -> int:
    house.session.rollback()
    rows = house.session.query(AccessGrant).filter(
        AccessGrant.superseded_at.is_(None), AccessGrant.until_on > clock.today()
    )
    return rows.count()


def test_everything_is_shown_then_taken_back_in_one_gesture(house: House, colleague: PageClient) -> None:
    page = colleague.get(f"{RIGHTS}/personnes/{house.rse.public_id}").follow(
        "Retirer ce que cette personne a accordé, et rendre ce qu'elle a retiré"
    )
    assert page.words_of("//tbody/tr/th") == ["Luc Gagnon", "Luc Gagnon"]
    assert held(house) == 2, "nothing is done yet"
    done = page.submit("Tout reprendre")
    assert "2 gestes de Marie Tremblay sont repris." in done.text
    assert held(house) == 0
    assert "C'était déjà fait" in page.submit("Tout reprendre").text


def test_it_asks_who_one_is_and_loses_nothing(house: House, colleague: PageClient) -> None:
    page = colleague.get(f"{RIGHTS}/personnes/{house.rse.public_id}/reprendre")
    house.session.execute(update(UserSession).values(authenticated_at=clock.ticking() - timedelta(minutes=6)))
    house.session.commit()
    assert page.submit("Tout reprendre").h1 == "Confirmez que c'est bien vous"
    assert held(house) == 2


def test_another_moment_shows_something_else(house: House, colleague: PageClient) -> None:
    page = colleague.get(f"{RIGHTS}/personnes/{house.rse.public_id}/reprendre")
    tomorrow = clock.today() + timedelta(days=1)
    day = {"day-day": tomorrow.day, "day-month": tomorrow.month, "day-year": tomorrow.year, "hour": "8 h 30"}
    later = page.submit("Voir ce qui serait repris", **day)
    assert "Rien à reprendre" in later.text
    wrong = page.submit("Voir ce qui serait repris", hour="midi")
    assert "L'heure s'écrit comme 14:05" in wrong.text


def test_what_changed_after_the_preview_is_shown_first(house: House, colleague: PageClient) -> None:
    page = colleague.get(f"{RIGHTS}/personnes/{house.rse.public_id}/reprendre")
    house.client.get(house.path("messagerie", "retirer")).submit("Retirer le droit")
    again = page.submit("Tout reprendre")
    assert "Quelque chose a changé depuis l'aperçu" in again.text
    assert held(house) == 1


def test_only_those_who_grant_have_gestures_to_take_back(house: House, colleague: PageClient) -> None:
    colleague.get(house.path("reprendre"), status=404)
    house.client.get(f"{RIGHTS}/personnes/{house.rse.public_id}/reprendre", status=404)
    assert "Retirer ce que cette personne" not in colleague.get(house.path()).text


def test_the_page_is_in_english_too(house: House, colleague: PageClient) -> None:
    colleague.speak("en")
    page = colleague.get(f"{RIGHTS}/personnes/{house.rse.public_id}/reprendre")
    assert page.h1.endswith("Withdraw what this person granted, and restore what they withdrew")
    assert "The right that was granted ends" in page.text


def test_what_is_proposed_anew_says_that_it_needs_a_yes_and_what_is_left_leads_to_its_page(
    house: House, colleague: PageClient
) -> None:
    rse, session = house.rse, house.session
    one = make_designation(session, house.employer, rse)
    end_designation(Giver(Actor("person", rse.id, rse.name), house.employer.id, Space.CLICSEQUR), one.public_id)
    session.execute(update(Designation).values(created_at=clock.now() - timedelta(days=30)))
    session.commit()
    page = colleague.get(f"{RIGHTS}/personnes/{rse.public_id}/reprendre")
    assert "La personne est désignée de nouveau; elle doit accepter" in page.text
    assert "ne vaut qu'une fois accepté" in page.text
    done = page.submit("Tout reprendre")
    assert "3 gestes de Marie Tremblay sont repris." in done.text
    page = colleague.get(f"{RIGHTS}/personnes/{rse.public_id}/reprendre")
    assert "Une autre personne, ou le registre, l'a changé depuis." in page.text
    assert colleague.get(page.select("//tbody//a/@href")[0]).path == f"{RIGHTS}/professionnels"


def test_what_the_rules_refuse_now_is_said_and_the_rest_is_done(house: House, colleague: PageClient) -> None:
    rse, session = house.rse, house.session
    one = make_designation(session, house.employer, rse, email="paule@clinique.example")
    end_designation(Giver(Actor("person", rse.id, rse.name), house.employer.id, Space.CLICSEQUR), one.public_id)
    session.execute(update(Designation).values(created_at=clock.now() - timedelta(days=30)))
    make_membership(session, make_person(session, email="paule@clinique.example"), house.employer)
    session.commit()
    done = colleague.get(f"{RIGHTS}/personnes/{rse.public_id}/reprendre").submit("Tout reprendre")
    assert "2 gestes de Marie Tremblay sont repris." in done.text
    assert "Ce que les règles d'aujourd'hui ne permettent plus reste comme c'est" in done.text
