"""Several people, or one impatient hand, at the same time: through pages, on both databases."""

from __future__ import annotations

import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.extensions import new_public_id
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
from tests.factories.sessions import sign_in_person
from tests.scenes.reading_room import ReadingRoom, room
from tests.scenes.rights_house import RIGHTS, House
from tests.web.page_client import PageClient

__all__ = ["room"]
pytestmark = pytest.mark.databases("sqlite", "postgresql", because="races and locks")
FOLLOWUP = "suivi-des-dossiers"


@pytest.fixture
def second(house: House, app: Flask) -> PageClient:
    """The browser of another RSE."""
    other = make_person(house.session, given_name="Yves", family_name="Roy", email="yves@courriel.example")
    make_membership(house.session, other, house.employer, Role.RSE)
    house.session.commit()
    return sign_in_person(PageClient(app), other)


def held(session: Session, person: Person) -> dict[str, object]:
    """The rights in force: each service with its first day without it."""
    session.rollback()
    rows = session.execute(
        select(AccessGrant.service, AccessGrant.until_on).where(
            AccessGrant.person_id == person.id,
            AccessGrant.superseded_at.is_(None),
            AccessGrant.until_on > clock.today(),
        )
    )
    return {each.service: each.until_on for each in rows}


def test_a_granter_who_is_one_no_more_gets_nothing_from_the_page_left_open(house: House, second: PageClient) -> None:
    open_page = house.wizard_at("resume")
    removed = second.get(f"{RIGHTS}/personnes/{house.rse.public_id}/retirer")
    removed.submit("Retirer la personne")
    answer = house.client.raw.post(open_page.path, data={"duty": "y", "csrf_token": _token(open_page)})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/entree"), "the session is closed"
    assert house.client.get(open_page.path).h1 == "Entrer dans Relais"
    assert house.count(AccessGrant) == 0


def _token(page: object) -> str:
    return str(page.select("//input[@name='csrf_token']/@value")[0])  # type: ignore[attr-defined]


def test_a_reader_whose_right_is_taken_back_gets_nothing_more_of_the_open_page(room: ReadingRoom, app: Flask) -> None:
    document = room.deposit()
    page = room.client.get(f"/documents/{document.public_id}")
    content = page.select("//iframe/@src | //object/@data | //embed/@src")[0]
    assert room.client.raw.get(content).status_code == 200
    rse = sign_in_person(PageClient(app), room.rse)
    rse.get(f"{RIGHTS}/personnes/{room.reader.public_id}/{FOLLOWUP}/retirer").submit("Retirer le droit")
    assert room.client.raw.get(content).status_code == 403
    room.client.get(f"/documents/{document.public_id}", status=403)


def test_fifty_identical_confirmations_make_one_right_one_email_and_one_entry(house: House, app: Flask) -> None:
    summary = house.wizard_at("resume")
    cookie = house.client.raw.get_cookie("relais")
    assert cookie is not None
    sent = {
        "csrf_token": _token(summary),
        "duty": "y",
        "basis": summary.select("//input[@name='basis']/@value")[0],
    }

    def send(_number: int) -> int:
        browser = app.test_client()
        browser.set_cookie("relais", cookie.value)
        return browser.post(summary.path, data=sent).status_code

    with ThreadPoolExecutor(10) as pool:
        answers = set(pool.map(send, range(50)))
    assert answers == {302}
    assert house.count(AccessGrant) == 2, "one for each service"
    house.session.rollback()
    kinds = house.session.scalars(select(OutgoingEmail.kind)).all()
    assert kinds == ["access_granted"]
    entries = house.session.scalars(select(AuditEntry.action).where(AuditEntry.action != "signed_in")).all()
    assert entries == ["access_granted"]


class TestTwoWhoEditTheSamePerson:
    @pytest.fixture
    def granted(self, house: House) -> House:
        """The user holds one right, until in a hundred days."""
        until_on = clock.today() + timedelta(days=100)
        make_grant(house.session, house.user, house.employer, until_on=until_on)
        house.session.commit()
        return house

    def test_the_second_sees_both_versions_and_keeps_their_choice(self, granted: House, second: PageClient) -> None:
        mine = granted.client.get(granted.path(FOLLOWUP, "echeance"))
        second.get(granted.path(FOLLOWUP, "echeance")).submit("Enregistrer", duty="y", length="half")
        first_choice = held(granted.session, granted.user)
        page = mine.submit("Enregistrer", duty="y", status=409, length="year")
        assert page.h1 == "Ces droits viennent de changer"
        assert held(granted.session, granted.user) == first_choice, "nothing is done yet"
        before, now, choice = page.words_of("//tbody/tr[1]/td")
        assert len({before, now, choice}) == 3
        done = page.submit("Appliquer mon choix")
        assert "L'échéance est changée" in done.text
        assert held(granted.session, granted.user) != first_choice

    def test_a_right_taken_back_meanwhile_is_not_changed_unseen(self, granted: House, second: PageClient) -> None:
        mine = granted.client.get(granted.path(FOLLOWUP, "echeance"))
        second.get(granted.path(FOLLOWUP, "retirer")).submit("Retirer le droit")
        page = mine.submit("Enregistrer", duty="y", status=409, length="year")
        assert "Aucun droit" in page.text
        assert held(granted.session, granted.user) == {}

    def test_what_was_granted_meanwhile_is_not_taken_back_unseen(self, granted: House, second: PageClient) -> None:
        mine = granted.client.get(granted.path(FOLLOWUP, "retirer"))
        second.get(granted.path(FOLLOWUP, "echeance")).submit("Enregistrer", duty="y", length="year")
        page = mine.submit("Retirer le droit", status=409)
        assert "Aucun droit" in page.words_of("//tbody/tr[1]/td[3]")[0]
        page.submit("Appliquer mon choix")
        assert held(granted.session, granted.user) == {}

    def test_the_same_choice_by_both_is_done_once(self, granted: House, second: PageClient) -> None:
        mine = granted.client.get(granted.path(FOLLOWUP, "echeance"))
        second.get(granted.path(FOLLOWUP, "echeance")).submit("Enregistrer", duty="y", length="half")
        assert "C'était déjà fait" in mine.submit("Enregistrer", duty="y", length="half").text

    def test_the_summary_of_a_grant_shows_what_changed(self, granted: House, second: PageClient) -> None:
        summary = granted.wizard_at("resume")
        second.get(granted.path(FOLLOWUP, "echeance")).submit("Enregistrer", duty="y", length="half")
        page = summary.submit("Accorder l'accès", status=409, duty="y")
        assert page.words_of("//tbody/tr/th | //tbody/tr/td[1]")
        assert set(held(granted.session, granted.user)) == {OnlineService.FILE_FOLLOWUP.value}
        assert "L'accès est accordé" in page.submit("Appliquer mon choix").text
        assert len(held(granted.session, granted.user)) == 2

    def test_a_basis_that_no_page_wrote_is_as_none(self, granted: House, second: PageClient) -> None:
        mine = granted.client.get(granted.path(FOLLOWUP, "echeance"))
        assert "L'échéance est changée" in mine.submit("Enregistrer", duty="y", length="year", basis="x;y=z").text
        assert second


@pytest.mark.databases("sqlite", because="the time that a page takes is that of the page")
def test_what_is_somebody_elses_takes_as_long_as_what_does_not_exist(room: ReadingRoom, app: Flask) -> None:
    """The median of many, within a generous bound: no difference that one could read from afar."""
    document = room.deposit()
    from_elsewhere = _reader_elsewhere(room)
    browser = sign_in_person(PageClient(app), from_elsewhere)
    addresses = {True: f"/documents/{document.public_id}", False: f"/documents/{new_public_id()}"}
    # A machine that is busy disturbs one round, never three in a row.
    rounds = [_ratio(browser, addresses) for _ in range(3)]
    assert min(rounds) < 1.5, rounds


def _ratio(browser: PageClient, addresses: dict[bool, str]) -> float:
    """How many times longer the slower of the two takes, in the median, in seconds of processor."""
    times: dict[bool, list[float]] = {True: [], False: []}
    for number in range(80):
        exists = bool(number % 2)
        began = time.process_time()
        status = browser.raw.get(addresses[exists]).status_code
        times[exists].append(time.process_time() - began)
        assert status == 404
    theirs, nothing = (statistics.median(times[exists]) for exists in (True, False))
    return max(theirs, nothing) / min(theirs, nothing)


def _reader_elsewhere(room: ReadingRoom) -> Person:
    employer, person = make_employer(room.session), make_person(room.session)
    make_account(room.session, employer)
    make_membership(room.session, person, employer)
    make_grant(room.session, person, employer)
    room.session.commit()
    return person
