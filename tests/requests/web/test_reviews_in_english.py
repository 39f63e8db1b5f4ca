"""A review and its discontinuance, read and answered in English from the decision to the end."""

from __future__ import annotations

from collections.abc import Callable

from tests.requests.web.test_review import decision
from tests.scenes.services_house import REQUESTS, ServicesHouse, house

__all__ = ["house"]

Clock = Callable[[str], None]
NEXT = "Save and continue"


def test_a_review_is_asked_for_late_and_given_up_in_english(house: ServicesHouse, clock_at: Clock) -> None:
    clock_at("2026-04-05T00:01")
    shown = decision(house)
    house.client.speak("en")
    page = house.client.get(shown.path).follow("Request a review").submit("Begin")
    for fields in ({}, {}, {"more_time": "yes"}, {"contact_phone": "418 555-0199"}, {}):
        page = page.submit(NEXT, **fields)
    for words in ("Time limit passed on 4 April 2026: file all the same", "If you ask for time", "You give no grounds"):
        assert words in page.text
    done = page.submit("File", declared="y", late_reason="The decision came while we were closed")
    assert "REV-2026-" in done.text
    made = house.request()
    page = house.client.get(f"{REQUESTS}/{made.public_id}").follow("Give up the request").submit("Begin")
    page = page.submit(NEXT, extent="total", confirmed="JE ME DÉSISTE")
    assert "A discontinuance cannot be taken back" in page.text
    assert "DES-2026-" in page.submit("File", declared="y", accepted="y").text
