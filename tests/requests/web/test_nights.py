"""Nights of a change of hour, and filings at midnight: a last day is whole, and an instant is told without doubt."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from datetime import date

import pytest

from app.requests.models.requests import Filing
from app.vocabulary.services import OnlineService
from tests.factories.grants import make_grant
from tests.scenes.services_house import NEXT, NOTICE, SERVICES, ServicesHouse, house, on_day
from tests.web.page_client import Page

__all__ = ["house"]

Clock = Callable[[str], None]
WHO = ("worker_family_name", "worker_given_name")


def receipt(page: Page) -> str:
    """The words of the receipt of what was just filed, as they follow one another."""
    pdf = page.follow("Récépissé").response.data
    said = subprocess.run(
        ["pdftotext", "-enc", "UTF-8", "-", "-"], input=pdf, check=True, capture_output=True
    ).stdout.decode()
    return re.sub(r"\s+", " ", said.replace("\u200b", ""))


def review(house: ServicesHouse, received_on: date) -> Page:
    """The check page of a review of a decision that came by post that day, with 30 days."""
    make_grant(house.session, house.bruno, house.employer, OnlineService.REVIEW)
    house.session.commit()
    house.sign_in(house.bruno)
    page = house.client.get(f"{SERVICES}/revision/commencer").submit("Commencer")
    asked = {
        "decision_about": "Admissibilité",
        **on_day("decision_on", received_on),
        **on_day("received_on", received_on),
        "received_how": "post",
        "review_days": "30",
    }
    steps = (asked, {name: NOTICE[2][name] for name in WHO}, {}, {"contact_phone": "418 555-0199"}, {})
    for fields in steps:
        page = page.submit(NEXT, **fields)
    return page


#: The 30th day is the Sunday on which the hour changes: the limit moves to Monday, which ends by its own hour.
NIGHTS = {
    "the hour comes twice": (date(2026, 10, 2), "2 novembre 2026", "2026-11-03T04:59:59Z", "2026-11-03T05:00:00Z"),
    "an hour is missing": (date(2026, 2, 6), "9 mars 2026", "2026-03-10T03:59:59Z", "2026-03-10T04:00:00Z"),
}


@pytest.mark.parametrize("night", NIGHTS)
def test_a_limit_after_a_change_of_hour_ends_at_the_midnight_of_its_own_hour(
    house: ServicesHouse, clock_at: Clock, night: str
) -> None:
    received_on, last_on, at_the_end, after = NIGHTS[night]
    clock_at(at_the_end)
    page = review(house, received_on)
    assert "Dernier jour : aujourd'hui" in page.text
    assert last_on in page.text
    clock_at(after)
    assert f"Délai passé le {last_on}" in page.client.get(page.path).text
    clock_at(at_the_end)
    assert f"Transmise dans le délai, qui finissait le {last_on}" in page.submit("Transmettre", declared="y").text


def test_what_is_filed_just_after_midnight_is_said_to_be_late_with_its_reason_and_the_receipt_says_it_too(
    house: ServicesHouse, clock_at: Clock
) -> None:
    clock_at("2026-11-02T23:59:59")
    page = review(house, date(2026, 10, 2))
    clock_at("2026-11-03T00:00:01")
    page = page.client.get(page.path).submit("Transmettre", declared="y", late_reason="Une panne d'électricité")
    late = "Transmise après le dernier jour, le 2 novembre 2026 : elle est reçue quand même"
    for sentence in (late, "Une panne d'électricité"):
        assert sentence in page.text
        assert sentence in receipt(page)


def test_two_filings_of_the_hour_that_comes_twice_are_told_apart_and_stand_in_order(
    house: ServicesHouse, clock_at: Clock
) -> None:
    receipts = []
    for instant, day in (("2026-11-01T05:30:00Z", 7), ("2026-11-01T06:30:00Z", 8)):
        clock_at(instant)
        house.sign_in(house.bruno)
        answers = {**NOTICE, 4: {**NOTICE[4], **on_day("event_on", date(2026, 1, day))}}
        receipts.append(receipt(house.fill(house.begin(), answers).submit("Transmettre", declared="y")))
    assert ["1er novembre 2026 à 1 h 30 (UTC-4)" in said for said in receipts] == [True, False]
    assert ["1er novembre 2026 à 1 h 30 (UTC-5)" in said for said in receipts] == [False, True]
    house.session.rollback()
    kept = [json.loads(row.content)["filed_at"][:16] for row in house.session.query(Filing).order_by(Filing.filed_at)]
    assert kept == ["2026-11-01T05:30", "2026-11-01T06:30"]
