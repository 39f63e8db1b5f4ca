"""Text twice as large on a laptop: on the main pages of each kind of reader nothing is cut, and none is too wide."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser.doors import come_in
from tests.browser.reading import assert_nothing_stands_out
from tests.browser.test_look import CUT
from tests.servers.live_site import LiveSite

WIDE = 1280
RIGHTS = "/droits-d-acces"
PAGES = {
    "": ("/entree", "/aide", "/regles"),
    "rse": (
        "/",
        RIGHTS,
        f"{RIGHTS}/accorder",
        f"{RIGHTS}/echeances",
        f"{RIGHTS}/invitations",
        f"{RIGHTS}/revision",
        f"{RIGHTS}/historique",
        "/personnes-qui-recoivent-du-papier",
        "/dossiers",
        "/services-en-ligne",
        "/demandes",
        "/messagerie",
        "/mon-compte",
    ),
    "user": ("/", "/dossiers"),
    "respondent": ("/", RIGHTS),
    "representative": ("/choisir-employeur",),
    "health professional": ("/papiers-medicaux",),
    "user with CNESST codes": ("/messagerie", "/services-en-ligne"),
    "agent": ("/", "/depots/nouveau", "/avis", "/avis/exceptions", "/employeurs"),
    "administrator": ("/", "/retrait-du-papier"),
    "auditor": ("/", "/journal"),
}


@pytest.mark.parametrize("reader", PAGES)
def test_nothing_is_lost_with_text_twice_as_large(browser: Browser, demonstration: LiveSite, reader: str) -> None:
    with browser.new_context(viewport={"width": WIDE, "height": 800}, locale="fr-CA") as context:
        page = context.new_page()
        if reader:
            come_in(page, demonstration, reader)
        for path in PAGES[reader]:
            answer = page.goto(demonstration.address + path)
            assert answer is not None
            assert answer.status == 200, path
            page.evaluate("document.documentElement.style.setProperty('font-size', '200%')")
            assert_nothing_stands_out(page, WIDE)
            assert page.evaluate(CUT) == [], path
