"""The desk of requests through HTTP: what waits, what was filed, each gesture, and what nobody there may see."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event, insert

from app.requests.models.requests import Filing, OnlineRequest, RequestEvent
from app.requests.queries.requests import filing_of
from app.requests.words import RequestEventKind
from tests.factories.employers import make_employer
from tests.factories.requests import make_draft, request_of
from tests.factories.sessions import sign_in_staff
from tests.scenes.desk_house import DeskHouse, desk
from tests.scenes.services_house import NAS, house
from tests.web.page_client import PageClient

__all__ = ["desk", "house"]

DESK = "/demandes-recues"
Kind = RequestEventKind
#: The session, the offices of the three turns, the offices that wait (twice), the list, the counts.
MOST_STATEMENTS = 10


@pytest.fixture
def anew(desk: DeskHouse) -> Callable[[], PageClient]:
    """A browser with Nadia in it."""
    return lambda: sign_in_staff(PageClient(desk.house.client.app), desk.nadia)


def statements(ask: Callable[[], object]) -> int:
    sent: list[str] = []

    def note(*given: Any) -> None:
        sent.append(given[2])

    ask()
    event.listen(Engine, "before_cursor_execute", note)
    try:
        ask()
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    return sum(not text.startswith(("BEGIN", "PRAGMA")) for text in sent)


def many(desk: DeskHouse, number: int, **values: Any) -> str:
    """A filed request, and so many like it of another employer, a minute apart; the identifier of the first."""
    filed = desk.filed()
    like = request_of(filed)
    employer = make_employer(desk.session, name="Pâtes du Nord")
    columns = {column.key: getattr(like, column.key) for column in OnlineRequest.__table__.columns}
    rows = [
        {
            **columns,
            "id": like.id + 1 + place,
            "public_id": f"demande{place:09d}",
            "reference": f"ADR-2026-{place:08d}",
            "employer_id": employer.id,
            "subject": "",
            "state_at": like.state_at + timedelta(minutes=place + 1),
            "search_name": "",
            **values,
        }
        for place in range(number)
    ]
    desk.session.execute(insert(OnlineRequest), rows)
    kept = filing_of(desk.session, like)
    assert kept is not None
    common = {
        "content": kept.content,
        "digest": kept.digest,
        "filed_at": kept.filed_at,
        "filed_by_id": kept.filed_by_id,
    }
    filings = [{**common, "request_id": row["id"], "reference": row["reference"]} for row in rows]
    desk.session.execute(insert(Filing), filings)
    happened = {"kind": "filed", "at": kept.filed_at, "actor_kind": "person", "actor_name": "Bruno Roy"}
    desk.session.execute(insert(RequestEvent), [{**happened, "request_id": row["id"]} for row in rows])
    desk.session.commit()
    return filed


def test_an_agent_works_a_request_from_the_list_to_its_end(desk: DeskHouse, anew: Callable[[], PageClient]) -> None:
    filed = desk.filed()
    reference = request_of(filed).reference or ""
    nadia = anew()
    home = nadia.get("/")
    assert "demande qui attend la CNESST" in home.text
    page = nadia.get(DESK).follow(reference)
    for said in ("Noémie Bélanger", "Ateliers Boréal inc.", "Une palette a glissé du chariot.", "******782"):
        assert said in page.text
    assert NAS.replace(" ", "") not in page.text.replace(" ", "")
    page = page.submit("Accuser réception").submit("Prendre en charge")
    page = page.follow("Poser une question").submit("Poser une question", note="À quelle heure?")
    assert "La question est posée" in page.text
    desk.house.sign_in(desk.house.bruno)
    asked = desk.house.client.get(f"/demandes/{filed}")
    assert "À quelle heure?" in asked.text
    answered = asked.follow("Répondre").submit("Envoyer la réponse", note="À 7 h.")
    assert "Votre réponse est envoyée" in answered.text
    page = nadia.get(f"{DESK}/{filed}")
    assert "À 7 h." in page.text
    page = page.follow("Terminer").submit("Terminer", note="Merci.")
    assert "La demande est terminée." in page.text
    assert not page.select("//a[contains(@href, '/fin')]")


def test_the_second_agent_is_told_what_the_first_did(desk: DeskHouse, anew: Callable[[], PageClient]) -> None:
    filed = desk.filed()
    page = anew().get(f"{DESK}/{filed}")
    omar = sign_in_staff(PageClient(desk.house.client.app), desk.omar)
    omar.get(f"{DESK}/{filed}").submit("Accuser réception")
    page = page.submit("Accuser réception")
    assert "Quelqu'un a agi sur cette demande" in page.text
    assert "Reçue par la CNESST, par Omar Agent" in page.text


def test_a_draft_is_neither_listed_found_nor_shown(desk: DeskHouse, anew: Callable[[], PageClient]) -> None:
    draft = make_draft(desk.who())
    nadia = anew()
    for turn in ("commission", "ours", "nobody"):
        assert "Bélanger" not in nadia.get(f"{DESK}?tour={turn}").text
    assert nadia.get(DESK).submit("Chercher", cherche="Bélanger").select("//h2[contains(., 'Aucune demande')]")
    nadia.get(f"{DESK}/{draft}", status=404)
    nadia.get(f"{DESK}/{draft}/reception", status=404)


def test_a_reference_leads_to_its_request_and_a_name_never_stands_in_an_address(
    desk: DeskHouse, anew: Callable[[], PageClient]
) -> None:
    filed = many(desk, 3)
    reference = request_of(filed).reference or ""
    nadia = anew()
    assert reference in nadia.get(DESK).submit("Chercher", cherche=reference.lower()).words_of("//dd")
    found = nadia.get(DESK).submit("Chercher", cherche="belanger noe", status=303, follow=False)
    assert "belanger" not in found.response.headers["Location"].lower()
    listed = nadia.get(found.response.headers["Location"])
    assert _references(listed) == [reference]


def test_the_list_pages_the_oldest_first_and_narrows_by_office_and_form(
    desk: DeskHouse, anew: Callable[[], PageClient]
) -> None:
    many(desk, 120, office="Longueuil")
    nadia = anew()
    first = nadia.get(DESK)
    assert "À nous (99+)" in first.text
    assert "50 demandes sur cette page" in first.text
    second = first.follow("Page suivante")
    assert not set(_references(first)) & set(_references(second))
    assert _references(second.follow("Page précédente")) == _references(first)
    narrowed = nadia.get(f"{DESK}?bureau=central&forme=employer_notice")
    assert "1 demande sur cette page" in narrowed.text


def _references(page: Any) -> list[str]:
    return [link.text for link in page.select("//tbody//th/a")]


def test_the_list_sends_few_statements_however_many_requests_there_are(
    desk: DeskHouse, anew: Callable[[], PageClient]
) -> None:
    many(desk, 60)
    nadia = anew()
    assert statements(lambda: nadia.get(DESK)) <= MOST_STATEMENTS


def test_an_agent_works_a_desk_of_two_hundred_requests_from_one_to_the_next(
    desk: DeskHouse, anew: Callable[[], PageClient], clock_at: Any
) -> None:
    many(desk, 200, office="Longueuil")
    clock_at("2026-01-23T10:00")
    nadia = anew()
    listed = nadia.get(f"{DESK}?bureau=Longueuil&forme=employer_notice")
    order = _references(listed)
    page = listed.follow(order[0])
    for reference in order[1:4]:
        # What is done moves the request to the end of the list, and whoever does it stays where they were.
        done = page.submit("Accuser réception")
        assert "La réception est inscrite." in done.text
        page = done.follow("Demande suivante")
        assert reference in page.words_of("//dd")
    skipped = page.follow("Demande suivante").follow("Demande suivante")
    assert order[5] in skipped.words_of("//dd")
    (came_from,) = skipped.select("//a[@class='govuk-back-link']/@href")
    back = nadia.get(str(came_from))
    assert _references(back)[:2] == order[3:5]
    assert back.select("//select[@name='bureau']/option[@selected and @value='Longueuil']")


def test_after_the_last_request_of_a_list_there_is_none(desk: DeskHouse, anew: Callable[[], PageClient]) -> None:
    filed = many(desk, 1)
    nadia = anew()
    page = nadia.get(DESK).follow(request_of(filed).reference or "").follow("Demande suivante")
    assert "Demande suivante" not in page.text
    for place in ("x", "1.x", "9" * 40, "9" * 20 + ".1"):
        nadia.get(f"{DESK}/{filed}?place={place}")
