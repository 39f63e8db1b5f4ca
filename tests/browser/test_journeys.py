"""The ten journeys, in Chromium, on the demonstration: what each takes is written in docs/journeys.md."""

from __future__ import annotations

import os

from playwright.sync_api import Browser

from tests.browser.counting import Counted, Hand
from tests.browser.doors import come_in
from tests.browser.journeys import JOURNEYS, Journey
from tests.house.source import ROOT
from tests.servers.live_site import LiveSite

WRITTEN = ROOT / "docs" / "journeys.md"
LAPTOP = {"width": 1280, "height": 800}
#: The file in which the agent deposits.
FILE = "500001003"


def played(browser: Browser, site: LiveSite, journey: Journey) -> Counted:
    """What a journey took, by somebody who has just come in."""
    context = browser.new_context(viewport=LAPTOP, locale="fr-CA", reduced_motion="reduce")
    try:
        page = context.new_page()
        come_in(page, site, journey.who)
        page.goto(f"{site.address}/")
        hand = Hand(page, file=FILE)
        journey.play(hand)
        return hand.count
    finally:
        context.close()


def row(journey: Journey, count: Counted) -> str:
    """A line of the table."""
    took = (count.pages, count.clicks, count.fields, journey.clicks, journey.fields)
    return f"| {' | '.join((journey.who, journey.what, *map(str, took)))} |"


def test_each_journey_takes_no_more_than_it_took_and_begins_above_the_fold(
    browser: Browser, demo_site: LiveSite
) -> None:
    took = {journey: played(browser, demo_site, journey) for journey in JOURNEYS}
    longer = [
        (journey.what, count)
        for journey, count in took.items()
        if count.clicks > journey.clicks or count.fields > journey.fields or count.first_below
    ]
    assert longer == []
    table = "\n".join(row(journey, count) for journey, count in took.items())
    text = WRITTEN.read_text()
    head, line, _rows = text.partition("|---|---|---|---|---|---|---|\n")
    whole = f"{head}{line}{table}\n"
    if os.environ.get("UPDATE_GOLDEN"):
        WRITTEN.write_text(whole)
    assert whole == WRITTEN.read_text(), "docs/journeys.md says something else: UPDATE_GOLDEN=1 writes it anew"
