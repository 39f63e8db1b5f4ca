"""Rights that end and what use suggests, through HTTP."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine, event, select, update
from sqlalchemy.orm import Session

from app import clock
from app.registry.models.people import Person
from app.resolver.models.access import AccessGrant
from app.rights.actions.end_reminders import tell_holes
from tests.factories.grants import make_grant
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.sessions import sign_in_person
from tests.scenes.rights_house import RIGHTS, House
from tests.web.page_client import Page, PageClient

ENDS = f"{RIGHTS}/echeances"


def ends(house: House, person: Person, days: int = 10, **values: object) -> None:
    make_grant(house.session, person, house.employer, until_on=clock.today() + timedelta(days=days), **values)
    house.session.commit()


def current(session: Session, person: Person) -> list[AccessGrant]:
    session.rollback()
    rows = select(AccessGrant).where(AccessGrant.person_id == person.id, AccessGrant.superseded_at.is_(None))
    return list(session.scalars(rows))


def colleague(house: House) -> Person:
    person = make_person(house.session, given_name="Ève", family_name="Roy")
    make_membership(house.session, person, house.employer)
    return person


def test_what_ends_waits_on_the_first_page_and_is_renewed_in_one_gesture(house: House) -> None:
    ends(house, house.user)
    page = house.client.get("/").follow("Renouveler ou laisser finir")
    assert page.h1 == "Droits qui finissent"
    assert "Seules les personnes qui accordent les droits" in page.text
    page = page.submit("Renouveler jusqu'au").submit("Renouveler", duty="y")
    assert "1 droit est renouvelé." in page.text
    assert "Aucun droit ne finit" in page.text
    assert current(house.session, house.user)[0].until_on > clock.today() + timedelta(days=300)


def test_several_are_decided_together(house: House) -> None:
    other = colleague(house)
    ends(house, house.user)
    ends(house, other)
    page = house.client.get(ENDS)
    assert "Cochez au moins un droit" in page.submit("Renouveler les droits cochés").text
    keys = [box.get("value") for box in page.select("//input[@name='keys']")]
    page = page.submit("Laisser finir les droits cochés", keys=keys)
    assert "2 droits finiront d'eux-mêmes" in page.text
    assert page.text.count("On le laisse finir") == 2
    assert "Renouveler ou laisser finir" not in house.client.get("/").text


def test_somebody_takes_over(house: House) -> None:
    other = colleague(house)
    ends(house, house.user)
    page = house.client.get(house.path()).follow("Un droit finit d'ici 30 jours").follow("Remplacer par")
    assert "Choisissez une personne" in page.submit("Confier le droit").text
    page = page.submit("Confier le droit", person=other.public_id, duty="y")
    assert "Ève Roy prend la suite." in page.text
    assert "On le laisse finir" in page.text
    assert [row.service for row in current(house.session, other)] == ["file_followup"]


def test_who_holds_the_right_can_ask_to_keep_it(house: House) -> None:
    ends(house, house.user, days=31)
    holder = sign_in_person(PageClient(house.client.app), house.user)
    page = holder.get("/services-en-ligne").follow("Demander de garder ce droit plus longtemps")
    assert "Vous avez ce droit" in page.text
    assert "Votre demande est envoyée." in page.submit("Envoyer la demande", reason="J'en ai encore besoin").text


def test_a_hole_is_accepted_aloud_and_stays_in_sight_until_it_is_covered(house: House) -> None:
    house.session.execute(update(Person).where(Person.id == house.rse.id).values(email=""))
    ends(house, house.user, days=1)
    page = house.client.get(ENDS)
    assert "Plus personne ne serait avisé par courriel" in page.text
    page = page.submit("Laisser finir Luc Gagnon")
    assert page.h1 == "Laisser finir, et laisser un vide?"
    page = page.submit("Laisser finir quand même")
    assert "Cochez la case" in page.text
    page = page.submit("Laisser finir quand même", accepted="y")
    assert "1 droit finira de lui-même" in page.text


def test_a_hole_that_an_end_left_is_shown_until_somebody_covers_it(house: House) -> None:
    house.session.execute(update(Person).where(Person.id == house.rse.id).values(email=""))
    ends(house, house.user, days=0)
    with house.client.app.app_context():
        tell_holes(clock.today())
    page = house.client.get("/").follow("Voir ce qui manque")
    assert "le droit de Luc Gagnon a pris fin" in page.text
    make_grant(house.session, colleague(house), house.employer)
    house.session.commit()
    assert "Voir ce qui manque" not in house.client.get("/").text


def test_a_right_that_nobody_used_is_found_and_kept(house: House) -> None:
    colleague(house)
    make_grant(house.session, house.user, house.employer)
    house.session.commit()

    def unused() -> Page:
        return house.client.get(RIGHTS, query_string={"unused": "y"})

    assert unused().words_of("//tbody/tr/th/a") == ["Luc Gagnon"]
    page = house.client.get(house.path())
    assert "n'a ouvert aucun document depuis un an" in page.text
    page = page.submit("Garder tel quel")
    assert "rien ne change" in page.text
    assert "n'a ouvert aucun document depuis un an" not in house.client.get(house.path()).text
    assert "Personne ne répond" in unused().text


def test_narrowing_from_a_hint_shows_the_hole_first_and_offers_somebody(house: House) -> None:
    heir = colleague(house)
    house.rse.email = ""
    make_grant(house.session, house.user, house.employer)
    house.session.commit()
    page = house.client.get(house.path()).follow("Retirer le suivi des dossiers")
    assert "Plus personne ne serait avisé par courriel" in page.text
    assert "Cochez la case pour confirmer" in page.submit("Retirer le droit").text
    assert current(house.session, house.user)[0].until_on is None, "nothing is done yet"
    page.submit("Retirer le droit", successor=heir.public_id, duty="y")
    assert current(house.session, heir)[0].service == "file_followup"
    assert current(house.session, house.user)[0].until_on == clock.today()


@pytest.mark.parametrize("number", [20, 300])
def test_a_page_takes_as_many_statements_for_300_rights_as_for_20(house: House, number: int) -> None:
    for _ in range(number):
        ends(house, colleague(house))
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        statements.append(statement)

    for path, most in ((ENDS, 14), (f"{RIGHTS}?unused=y", 14)):
        house.client.get(path)
        statements.clear()
        event.listen(Engine, "before_cursor_execute", note)
        page = house.client.get(path)
        event.remove(Engine, "before_cursor_execute", note)
        assert len(statements) <= most, statements
        assert len(page.select("//tbody/tr")) == min(number, 50)
