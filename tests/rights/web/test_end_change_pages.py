"""A sooner end is a loss to come: what it leaves is shown first, and somebody can take over on that day."""

from __future__ import annotations

from datetime import date, timedelta

from app import clock
from app.registry.models.people import Person
from app.resolver.queries.facts import facts_of_employer
from app.vocabulary.accounts import Space
from app.vocabulary.services import OnlineService
from tests.factories.grants import make_grant
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.scenes.rights_house import House, house
from tests.web.page_client import Page

__all__ = ["house"]

FOLLOWUP = OnlineService.FILE_FOLLOWUP
END = ("suivi-des-dossiers", "echeance")


def in_days(days: int) -> date:
    """So many days from today."""
    return clock.today() + timedelta(days=days)


def reader(house: House, person: Person | None = None, days: int = 200) -> None:
    """Somebody may follow the files for so many days."""
    make_grant(house.session, person or house.user, house.employer, FOLLOWUP, until_on=in_days(days))
    house.session.commit()


def colleague(house: House, family_name: str = "Fortin") -> Person:
    """Another user."""
    other = make_person(house.session, given_name="Rosalie", family_name=family_name)
    make_membership(house.session, other, house.employer)
    house.session.commit()
    return other


def rights(house: House, person: Person, on: date) -> frozenset[OnlineService]:
    """What somebody was granted, that day."""
    house.session.rollback()
    return facts_of_employer(house.session, house.employer.id).grants_on(person.id, Space.CLICSEQUR, on)


def ends_in(house: House, days: int) -> Page:
    """The page of the right, sent with another last day."""
    last = in_days(days)
    chosen = {"other_day-day": last.day, "other_day-month": last.month, "other_day-year": last.year}
    page = house.client.get(house.path(*END))
    return page.submit("Enregistrer l'échéance", length="other", duty="y", **{k: str(v) for k, v in chosen.items()})


def test_a_later_end_is_given_at_once(house: House) -> None:
    reader(house)
    assert "L'échéance est changée" in ends_in(house, 299).text
    assert rights(house, house.user, in_days(299)) == {FOLLOWUP}


def test_a_sooner_end_shows_what_it_leaves_before_it_is_given(house: House) -> None:
    reader(house)
    page = ends_in(house, 9)
    assert page.h1.endswith("Raccourcir ce droit?")
    assert "2 personnes liraient les documents à l'écran le" in page.text
    assert rights(house, house.user, in_days(100)) == {FOLLOWUP}, "nothing is done yet"
    assert "L'échéance est changée" in page.submit("Raccourcir le droit").text
    assert (rights(house, house.user, in_days(9)), rights(house, house.user, in_days(10))) == ({FOLLOWUP}, frozenset())


def test_a_sooner_end_that_leaves_a_hole_is_accepted_aloud(house: House) -> None:
    reader(house)
    house.rse.email = ""
    house.session.commit()
    page = ends_in(house, 9)
    assert "Plus personne ne serait avisé par courriel" in page.text
    refused = page.submit("Raccourcir le droit")
    assert "Cochez la case pour confirmer" in refused.text
    assert rights(house, house.user, in_days(100)) == {FOLLOWUP}
    refused.submit("Raccourcir le droit", accepted="y")
    assert rights(house, house.user, in_days(100)) == frozenset()


def test_who_takes_over_has_the_right_the_day_after_and_until_the_same_day(house: House) -> None:
    reader(house)
    other = colleague(house)
    page = ends_in(house, 9).submit("Raccourcir le droit", successor=other.public_id, duty="y")
    assert "Rosalie Fortin prend la suite." in page.text
    held = [rights(house, other, in_days(day)) for day in (9, 10, 199, 200)]
    assert held == [frozenset(), {FOLLOWUP}, {FOLLOWUP}, frozenset()]


def test_a_right_to_come_is_seen_and_can_be_taken_back(house: House) -> None:
    reader(house)
    other = colleague(house)
    ends_in(house, 9).submit("Raccourcir le droit", successor=other.public_id, duty="y")
    page = house.client.get(f"/droits-d-acces/personnes/{other.public_id}")
    assert "Droits à venir" in page.text
    page = page.follow("Retirer : Suivi des dossiers").submit("Retirer le droit")
    assert "Le droit est retiré" in page.text
    assert rights(house, other, in_days(50)) == frozenset()
    assert "Droits à venir" not in page.text


def test_a_right_to_come_that_alone_covers_a_day_is_not_taken_back_by_accident(house: House) -> None:
    reader(house)
    other = colleague(house)
    house.rse.email = ""
    house.session.commit()
    ends_in(house, 9).submit("Raccourcir le droit", successor=other.public_id, duty="y")
    page = house.client.get(f"/droits-d-acces/personnes/{other.public_id}/suivi-des-dossiers/retirer")
    assert "Plus personne ne serait avisé par courriel" in page.text
    assert "Cochez la case pour confirmer" in page.submit("Retirer le droit").text


def test_granting_anew_takes_nothing_away(house: House) -> None:
    reader(house)
    page = house.wizard_at("resume")
    assert "il reste" not in page.text
    make_grant(house.session, house.user, house.employer, OnlineService.MESSAGING)
    house.session.commit()
    page = house.wizard_at("resume")
    assert "il reste jusque-là" in page.text
    page.submit("Accorder l'accès", duty="y")
    assert rights(house, house.user, in_days(5000)) == {OnlineService.MESSAGING}, "without an end as before"


def test_a_successor_is_found_among_many_without_losing_what_was_chosen(house: House) -> None:
    reader(house)
    for number in range(30):
        colleague(house, f"Abel{number:02d}")
    wanted = colleague(house, "Zymotic")
    page = ends_in(house, 9)
    assert not page.select(f"//option[@value='{wanted.public_id}']")
    assert "12 autres personnes ne sont pas dans cette liste" in page.text
    page = page.submit("Chercher", find="zymot")
    assert page.h1.endswith("Raccourcir ce droit?")
    page = page.submit("Raccourcir le droit", successor=wanted.public_id, duty="y")
    assert rights(house, wanted, in_days(50)) == {FOLLOWUP}
    assert "Personne ne répond à cette recherche" in ends_in_again(house)


def ends_in_again(house: House) -> str:
    """The same once more, looking for nobody."""
    return house.client.get(house.path("suivi-des-dossiers", "retirer")).submit("Chercher", find="xyz").text
