"""The end of a mandate on the employer's pages: renewed, given to somebody here, let come, or cut short."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app import clock
from app.registry.models.mandates import Mandate
from app.registry.models.people import Person
from app.resolver.queries.facts import facts_of_employer
from app.vocabulary.accounts import Space
from app.vocabulary.services import OnlineService
from tests.factories.grants import make_grant
from tests.factories.mandates import make_firm, make_firm_member, make_mandate
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.scenes.rights_house import House, house

__all__ = ["house"]

FOLLOWUP = OnlineService.FILE_FOLLOWUP
MANDATES = "/droits-d-acces/mandataires"


def in_days(days: int) -> date:
    """So many days from today."""
    return clock.today() + timedelta(days=days)


@pytest.fixture
def accountant(house: House) -> Person:
    """Somebody of a firm whose mandate ends in twenty days, and who alone is told of documents."""
    firm, person = make_firm(house.session, name="Comptables Roy"), make_person(house.session, family_name="Comptable")
    make_firm_member(house.session, firm, person)
    mandate = make_mandate(house.session, house.employer, firm, house.rse, until_on=in_days(20))
    through = {"mandate_id": mandate.id, "until_on": in_days(20), "from_on": in_days(-9)}
    make_membership(house.session, person, house.employer, **through)
    make_grant(house.session, person, house.employer, FOLLOWUP, **through)
    house.rse.email = ""
    house.session.commit()
    return person


def reads(house: House, person: Person, *days: int) -> list[bool]:
    """Whether somebody may follow the files, so many days from today."""
    house.session.rollback()
    facts = facts_of_employer(house.session, house.employer.id)
    return [FOLLOWUP in facts.grants_on(person.id, Space.CLICSEQUR, in_days(day)) for day in days]


def test_a_mandate_is_renewed_in_one_gesture(house: House, accountant: Person) -> None:
    page = (
        house.client.get("/")
        .follow("Changer la fin ou laisser finir")
        .submit("Renouveler jusqu'au")
        .submit("Renouveler jusqu'au", duty="y")
    )
    assert "Le mandat de « Comptables Roy » est renouvelé." in page.text
    assert reads(house, accountant, 20) == [True]


def test_somebody_here_takes_over_on_the_day_a_mandate_ends(house: House, accountant: Person) -> None:
    page = house.client.get(MANDATES).follow("Confier à quelqu'un d'ici, ou laisser finir")
    assert "Plus personne ne serait avisé par courriel" in page.text
    assert "Cochez la case pour confirmer" in page.submit("Laisser finir le mandat").text
    page = page.submit("Laisser finir le mandat", successor=house.user.public_id, duty="y")
    assert "finira de lui-même" in page.text
    assert "On le laisse finir." in page.text
    assert reads(house, house.user, 19, 20) == [False, True]
    assert "Changer la fin ou laisser finir" not in house.client.get("/").text


def test_ending_a_mandate_shows_what_it_leaves_and_offers_somebody(house: House, accountant: Person) -> None:
    page = house.client.get(MANDATES).follow("Terminer le mandat")
    assert "Plus personne ne serait avisé par courriel" in page.text
    page = page.submit("Terminer le mandat", successor=house.user.public_id, duty="y")
    assert "plus personne du cabinet" in page.text
    assert (reads(house, accountant, 0), reads(house, house.user, 0, 19, 20)) == ([False], [True, True, False])


def test_a_sooner_end_of_a_mandate_is_shown_first(house: House, accountant: Person) -> None:
    page = house.client.get(MANDATES).follow("Changer la fin")
    last = in_days(5)
    parts = {"other_day-day": last.day, "other_day-month": last.month, "other_day-year": last.year}
    page = page.submit("Enregistrer la fin", length="other", **{name: str(part) for name, part in parts.items()})
    assert page.h1.endswith("Raccourcir ce mandat?")
    assert "Plus personne ne serait avisé par courriel" in page.text
    assert reads(house, accountant, 10) == [True], "nothing is done yet"
    page.submit("Raccourcir le mandat", accepted="y")
    assert reads(house, accountant, 5, 6) == [True, False]
    house.session.rollback()
    assert house.session.query(Mandate).one().until_on == in_days(6)
