"""The pages of absences: naming a stand-in, seeing who replaces whom, ending it."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Flask

from app import clock
from app.resolver.models.absences import Absence
from app.vocabulary.accounts import Role
from tests.factories.grants import make_grant
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.sessions import sign_in_person
from tests.scenes.rights_house import RIGHTS, House, house
from tests.web.page_client import Page, PageClient

__all__ = ["house"]

ABSENCES = f"{RIGHTS}/absences"


def days(first_on: date, last_on: date) -> dict[str, object]:
    """The two days as they are typed."""
    return {
        f"{name}-{part}": getattr(day, part)
        for name, day in (("first_on", first_on), ("last_on", last_on))
        for part in ("day", "month", "year")
    }


def record(house: House, last_in: int = 6, first_in: int = 0) -> Page:
    """The RSE is away; the user stands in."""
    today = clock.today()
    page = house.client.get(f"{RIGHTS}/personnes/{house.rse.public_id}").follow("Inscrire une absence")
    return page.submit(
        "Inscrire l'absence",
        stand_in=house.user.public_id,
        duty="y",
        **days(today + timedelta(days=first_in), today + timedelta(days=last_in)),
    )


def test_a_stand_in_is_named_from_a_persons_page(house: House, app: Flask) -> None:
    page = record(house)
    assert "L'absence est inscrite." in page.text
    assert "En cours" in page.text
    assert "en remplacement." in house.client.get(f"{RIGHTS}/personnes/{house.rse.public_id}").text
    assert "Remplace Marie Tremblay" in house.client.get(house.path()).text
    theirs = sign_in_person(PageClient(app), house.user)
    assert theirs.get(RIGHTS).h1 == "Droits d'accès"
    theirs.get(f"{RIGHTS}/personnes/{house.user.public_id}")
    assert "remplace Marie Tremblay jusqu'au" in house.client.get(RIGHTS).text


def test_who_only_stands_in_is_named_or_removed_like_anybody_else(house: House) -> None:
    record(house)
    page = house.client.get(house.path())
    assert "Lui confier la gestion des droits d'accès" in page.text
    page = page.follow("Cette personne est partie")
    assert page.h1.endswith("Cette personne est partie?")
    assert "n'a plus aucun rôle ni droit" in page.submit("Retirer la personne").text
    assert "Annulée" in house.client.get(ABSENCES).text


def test_the_last_day_of_the_calendar_is_too_far_and_breaks_nothing(house: House) -> None:
    page = house.client.get(f"{RIGHTS}/personnes/{house.rse.public_id}").follow("Inscrire une absence")
    page = page.submit("Inscrire l'absence", duty="y", stand_in=house.user.public_id, **days(clock.today(), date.max))
    assert "Une absence dure au plus un an" in page.text


def test_it_ends_at_the_next_request(house: House, app: Flask) -> None:
    record(house)
    theirs = sign_in_person(PageClient(app), house.user)
    theirs.get(RIGHTS)
    page = house.client.get(ABSENCES).follow("Mettre fin")
    assert "Luc Gagnon remplace Marie Tremblay" in page.text
    assert "Le remplacement est fini." in page.submit("Mettre fin au remplacement").text
    assert theirs.raw.get(RIGHTS).status_code == 404
    assert "Annulée" in house.client.get(ABSENCES).text
    assert "déjà finie ou annulée" in page.submit("Mettre fin au remplacement").text


def test_a_replacement_is_prolonged_or_given_to_somebody_else_from_the_list(house: House) -> None:
    page = record(house)
    prolonged = page.follow("Prolonger")
    last = clock.today() + timedelta(days=20)
    typed = {key: part for key, part in days(last, last).items() if key.startswith("last_on")}
    sent = prolonged.submit("Inscrire l'absence", duty="y", **typed)
    assert "L'absence est inscrite." in sent.text
    assert sent.text.count("Luc Gagnon") >= 2
    assert "À venir" in sent.text, "it begins the day after the first one ends"
    other = page.follow("Confier la suite à quelqu'un d'autre")
    assert [one.partition(" (")[0] for one in other.words_of("//select[@name='person']/option[@selected]")] == [
        "Marie Tremblay"
    ]


def test_an_absence_to_come_is_said_to_come(house: House) -> None:
    assert "À venir" in record(house, 9, 3).text


def test_what_stands_in_the_way_is_said_where_it_was_typed(house: House) -> None:
    today = clock.today()
    page = house.client.get(f"{ABSENCES}/inscrire")
    empty = page.submit("Inscrire l'absence", duty="y", person="", stand_in="")
    assert {"Choisissez la personne absente.", "Choisissez qui la remplace."} <= set(empty.words_of("//ul//a"))
    asked = {"person": house.rse.public_id, "stand_in": house.user.public_id}
    backwards = page.submit("Inscrire l'absence", duty="y", **asked, **days(today + timedelta(days=3), today))
    assert "Le dernier jour vient avant le premier." in backwards.text
    assert backwards.select(f"//select[@name='stand_in']/option[@value='{house.user.public_id}'][@selected]")
    itself = page.submit(
        "Inscrire l'absence", duty="y", **(asked | {"stand_in": house.rse.public_id}), **days(today, today)
    )
    assert "Une personne ne se remplace pas elle-même" in itself.text
    nothing = {"person": house.user.public_id, "stand_in": house.rse.public_id}
    assert (
        "il n'y a rien à reprendre" in page.submit("Inscrire l'absence", duty="y", **nothing, **days(today, today)).text
    )
    assert house.count(Absence) == 0


def test_the_designated_professional_is_in_no_list(house: House) -> None:
    professional = make_person(house.session, given_name="Anne", family_name="Médecin")
    make_membership(house.session, professional, house.employer, Role.HEALTH_PROFESSIONAL)
    make_grant(house.session, house.user, house.employer)
    house.session.commit()
    page = house.client.get(f"{ABSENCES}/inscrire")
    assert "Anne Médecin" not in page.text
    offered = page.words_of("//select[@name='stand_in']/option")[1:]
    assert [one.partition(" (")[0] for one in offered] == ["Luc Gagnon", "Marie Tremblay"]


def test_an_empty_room_says_what_will_come(house: House) -> None:
    page = house.client.get(ABSENCES)
    assert "Personne n'est remplacé pour l'instant" in page.text
    assert page.select("//nav//a[@aria-current]")


def test_a_stand_in_is_offered_nothing_that_is_not_theirs_to_do(house: House, app: Flask) -> None:
    """Neither the end of their own rights, nor the gestures or the address of those who grant."""
    make_grant(house.session, house.user, house.employer, until_on=clock.today() + timedelta(days=40))
    house.session.commit()
    record(house)
    theirs, rse = sign_in_person(PageClient(app), house.user), f"{RIGHTS}/personnes/{house.rse.public_id}"
    ends = [path for path in theirs.get(house.path()).select("//a/@href") if path.endswith("/echeance")]
    assert ends == []
    page = theirs.get(house.path("suivi-des-dossiers", "echeance"))
    assert (page.path, "Personne ne change l'échéance de ses propres droits." in page.text) == (house.path(), True)
    shown = theirs.get(rse).text
    assert "Retirer ce que cette personne a accordé, et rendre ce qu'elle a retiré" not in shown
    assert "Changer l'adresse" not in shown
    for way, why in (("reprendre", "ni reprendre ses gestes"), ("courriel", "vous ne pouvez pas changer l'adresse")):
        page = theirs.get(f"{rse}/{way}")
        assert (page.path, why in page.text) == (rse, True)
