"""Every refusal: the chain with rules and sources, what would change it, who can, and where to turn to them.

Each is then asked again by the person themselves on a past day and hour, and by the Commission's staff.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from http import HTTPStatus
from typing import Any

import pytest
from sqlalchemy import update

from app import clock
from app.registry.models.accounts import Account
from app.registry.models.mandates import FirmMembership
from app.vocabulary.accounts import Role, StaffRole
from tests.factories.accounts import make_account
from tests.factories.employers import make_employer
from tests.factories.grants import make_grant
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.sessions import sign_in_staff
from tests.factories.staff import make_staff
from tests.scenes.reading_room import ReadingRoom, room
from tests.web.asking import as_a_stranger_reads
from tests.web.page_client import Page
from tests.web.refusal_cases import (
    AFTER_MIDNIGHT,
    ASK,
    CASES,
    COMMISSION,
    LATE,
    NOT_ASKED,
    OTHERWISE,
    Case,
    enter,
    health_professional,
    of_a_firm,
    somebody,
    with_codes,
    without_a_right,
)

__all__ = ["room"]
FOLLOWUP = "/services-en-ligne/suivi-des-dossiers/pourquoi"
MARCH_FIRST_NOON = "on-day=1&on-month=3&on-year=2026&hour=12:00"
EVERY = pytest.mark.parametrize("case", CASES, ids=lambda case: case.arrange.__name__)
HELD_IN_PERSON = pytest.mark.parametrize(
    "case", [case for case in CASES if case.status == 403], ids=lambda case: case.arrange.__name__
)


def states(page: Page) -> str:
    """Whether each link of the chain holds, in order."""
    links = page.words_of("//ol[contains(@class, 'chain')]/li/p/strong[not(@class)]")
    assert links == ["L'employeur a un compte ce jour-là", "Rôle", "Droit", "Service ouvert"]
    return " ".join(page.words_of("//ol[contains(@class, 'chain')]/li/p/strong[@class]"))


def ways(page: Page) -> set[tuple[str, str]]:
    """The links and the buttons under the chain."""
    links = {(link.text_content().strip(), link.get("href")) for link in page.select("//*[@class='relais-why']//a")}
    forms = page.select("//*[@class='relais-why']//form")
    return links | {(form.find(".//button").text_content().strip(), form.get("action")) for form in forms}


def neighbours(room: ReadingRoom) -> tuple[str, ...]:
    """The names of those whom nobody here may learn: of another employer, and, but for who grants, of this one."""
    other = make_employer(room.session, name="Forges du Nord ltée")
    make_account(room.session, other)
    stranger = make_person(room.session, given_name="Zoé", family_name="Vaillancourt")
    make_membership(room.session, stranger, other, Role.RSE)
    room.session.commit()
    return ("Vaillancourt", "Forges", room.reader.family_name)


@EVERY
def test_a_refusal_says_why_what_would_change_it_and_who_can(room: ReadingRoom, clock_at: Any, case: Case) -> None:
    hidden, person = neighbours(room), case.arrange(room, clock_at)
    page = room.client.get("/dossiers", status=case.status)
    assert states(page) == case.links
    assert case.answer in page.text
    told = {
        "Ce que vous pouvez faire": case.own,
        "Ce que d'autres doivent faire": case.others,
        "Ce qui changerait la réponse": "" if case.own or case.others else case.change,
        "Qui peut le faire": "" if case.own or case.others else case.who,
    }
    for head, said in told.items():
        found = page.words_of(f'//dt[.="{head}"]/following-sibling::dd')
        assert said in " ".join(found) if said else not found, head
    asked = {way for way in ways(page) if way in {ASK, COMMISSION, OTHERWISE} or way == case.way}
    assert asked == ({case.way} if case.way else set())
    said = " ".join(page.words_of("//*[@class='relais-why']"))
    assert not [name for name in hidden if name in said and name != person.family_name]


@EVERY
def test_each_link_that_was_asked_names_its_rule_or_source(room: ReadingRoom, clock_at: Any, case: Case) -> None:
    case.arrange(room, clock_at)
    page = room.client.get("/dossiers", status=case.status)
    for link in page.select("//ol[contains(@class, 'chain')]/li"):
        examined = NOT_ASKED not in link.text_content()
        assert bool(link.xpath(".//p[contains(@class, 'source')]")) == examined, link.text_content()
    text = page.text
    assert not [rule for rule in case.rules if not re.search(rf"Règle {rule}\b", text)]


@EVERY
def test_the_same_in_english_leaves_no_french(room: ReadingRoom, clock_at: Any, case: Case) -> None:
    case.arrange(room, clock_at).language = "en"
    room.session.commit()
    words = room.client.get("/dossiers", status=case.status).words_of("//dl[contains(@class, 'fix')]")[0]
    assert words.startswith("What ")
    assert case.change not in words
    assert (case.own or case.others or case.change) not in words
    assert case.who not in words


@HELD_IN_PERSON
def test_the_person_asks_why_of_another_day_and_hour(room: ReadingRoom, clock_at: Any, case: Case) -> None:
    case.arrange(room, clock_at)
    today = room.client.get(FOLLOWUP)
    assert states(today) == case.links
    assert "Non : vous ne pouvez pas utiliser ce service aujourd'hui." in today.text
    assert room.client.get("/dossiers", status=403).link("Pourquoi, un autre jour?") == FOLLOWUP
    then = room.client.get(f"{FOLLOWUP}?{MARCH_FIRST_NOON}")
    assert "le 1er mars 2026" in then.text
    assert "d'autres" not in then.text


def test_what_was_held_on_a_past_day_is_told_from_what_was_recorded_then(room: ReadingRoom) -> None:
    person = somebody(room, recorded_at=datetime(2026, 2, 1, 12, tzinfo=clock.QUEBEC))
    recorded = datetime(2026, 2, 10, 14, tzinfo=clock.QUEBEC)
    make_grant(
        room.session, person, room.employer, from_on=date(2026, 2, 10), until_on=date(2026, 3, 1), recorded_at=recorded
    )
    room.session.execute(update(Account).values(recorded_at=datetime(2026, 1, 1, tzinfo=clock.QUEBEC)))
    enter(room, person)
    day = f"{FOLLOWUP}?on-day=10&on-month=2&on-year=2026"
    assert "Oui : vous pouviez utiliser ce service le 10 février 2026." in room.client.get(day).text
    assert "Non : vous ne pouviez pas" in room.client.get(f"{day}&hour=13:00").text
    page = room.client.get(f"{day}&hour=15:00")
    assert "Oui : vous pouviez" in page.text
    assert "D'après ce qui était inscrit le 10 février 2026" in page.text


@pytest.mark.parametrize("role", [StaffRole.AGENT, StaffRole.AUDITOR])
@EVERY
def test_the_staff_gets_it_for_any_person_on_any_day(
    room: ReadingRoom, clock_at: Any, case: Case, role: StaffRole
) -> None:
    person = case.arrange(room, clock_at)
    member = make_staff(room.session, roles=[role.value])
    room.session.commit()
    client, space = sign_in_staff(room.client, member), "cnesst_codes" if case.arrange is with_codes else "clicsequr"
    path = f"/employeurs/{room.employer.public_id}/personnes/{person.public_id}/pourquoi?space={space}"
    page = client.get(path)
    assert page.words_of("//*[contains(@class, 'relais-why__answer')]")[0].startswith(case.staff)
    if case.status == 403 and case.staff != "Oui : ":
        assert states(page) == case.links
        assert case.change in page.text
    assert client.get(f"{path}&{MARCH_FIRST_NOON}").words_of("//ol[contains(@class, 'chain')]/li")
    elsewhere = make_employer(room.session)
    room.session.commit()
    client.get(path.replace(room.employer.public_id, elsewhere.public_id), status=404)


def test_a_refused_document_reads_as_one_that_does_not_exist(room: ReadingRoom) -> None:
    document = room.deposit(title="Avis de décision")
    without_a_right(room, None)
    for page in ("", "/contenu", "/telechargement", "/preuve", "/qui"):
        real = room.client.get(f"/documents/{document.public_id}{page}", status=403).text
        assert real == room.client.get(f"/documents/NobodysIdentifier{page}", status=403).text


@EVERY
def test_no_refusal_tells_that_a_medical_paper_exists(room: ReadingRoom, clock_at: Any, case: Case) -> None:
    paper = room.deposit_medical(title="Rapport d'évolution")
    case.arrange(room, clock_at)
    medical = 404 if case.status == HTTPStatus.FORBIDDEN else case.status
    for path, status in (
        ("/papiers-medicaux/{}", medical),
        ("/papiers-medicaux/{}/contenu", medical),
        ("/documents/{}", case.status),
        ("/documents/{}/qui", case.status),
    ):
        if case.arrange is health_professional and "papiers" in path:
            continue
        there, nowhere = path.format(paper.public_id), path.format("NobodysIdentifier")
        real, missing = (room.client.get(address, status=status).response for address in (there, nowhere))
        assert as_a_stranger_reads(real, there) == as_a_stranger_reads(missing, nowhere)
        assert "Rapport" not in real.text


def test_who_left_the_firm_is_not_told_what_became_of_its_mandate(room: ReadingRoom, clock_at: Any) -> None:
    clock_at(LATE)
    person, _mandate = of_a_firm(room, until_on=date(2026, 3, 3))
    room.session.execute(
        update(FirmMembership).where(FirmMembership.person_id == person.id).values(until_on=date(2026, 3, 3))
    )
    room.session.commit()
    clock_at(AFTER_MIDNIGHT)
    text = room.client.get("/dossiers").text
    assert "n'est plus en vigueur" not in text
    assert "vous n'en êtes plus" in text
