"""axe on every page that every kind of person can reach by its links, in both languages, on a phone and on a desk."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page

from app import create_app
from config import Config
from tests.browser.conftest import NewContext
from tests.browser.doors import BY_CODE, BY_PROVIDER, STAFF, come_in
from tests.browser.reading import NARROW, WIDE, assert_accessible, assert_fits
from tests.servers.live_site import LiveSite
from tests.web.crawling import Map, crawl

VISITOR = "visitor"
READERS = (VISITOR, *BY_PROVIDER, *BY_CODE, *STAFF)
OUTSIDE = ("/", "/entree")
INSIDE = ("/", "/mot-de-passe", "/choisir-employeur", "/dossiers", "/droits-d-acces")
#: Subjects whose pages do not depend on who reads.
SAME_FOR_ALL = ("rules.", "development.", "profile.", "signin.", "help.")
#: What is not a page of ours: files, the way to the identity provider and back, a choice that leads elsewhere.
NOT_PAGES = {
    "static",
    "language.choose",
    "health.healthz",
    "signin.clicsequr",
    "signin.staff_door",
    "signin.callback",
    "signin.signed_out",
    "development.letter_file",
    "development.message",
    "development.message_html",
    "documents.content",
    "documents.download",
    "medical.content",
    "medical.download",
    "notices.letter",
    "notices.manifest",
}
#: Pages that a form leads to: the journeys look at each with axe, as they come to it.
IN_JOURNEYS = {
    "access.step_end",
    "access.step_services",
    "access.step_summary",
    "deposits.confirm",
    "deposits.done",
    "imputations.choose_day",
    "imputations.choose_employer",
    "imputations.confirm",
    "imputations.done",
    "signin.password_sent",
}


@pytest.fixture(scope="module")
def routes(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The portal of development, for its addresses."""
    folder: Path = tmp_path_factory.mktemp("routes")
    return create_app(
        Config(RELAIS_ENV="development", RELAIS_DATA=folder, SECRET_KEY="test", SQLALCHEMY_DATABASE_URI="sqlite://")
    )


@dataclass
class Walk:
    """One walk through the site in one language: what was looked at, by whom, and where."""

    site: LiveSite
    pages: Map
    #: In French each reader's own view of a page is looked at; in English, and on a phone, each page once.
    every_reader: bool
    reached: set[str] = field(default_factory=set)

    def read(self, page: Page, start: Iterable[str]) -> None:
        """Follow the links that this reader sees."""
        shared = {name for name in self.reached if name.startswith(SAME_FOR_ALL)}
        leave_out = NOT_PAGES | shared
        crawl(start, lambda address: self._look_at(page, address), self.pages, leave_out)

    def _look_at(self, page: Page, address: str) -> Iterable[str]:
        page.set_viewport_size({"width": WIDE, "height": 900})
        page.goto(f"{self.site.address}{address}")
        endpoint = str(self.pages.endpoint(address))
        is_new = endpoint not in self.reached
        self.reached.add(endpoint)
        if is_new or self.every_reader:
            assert_accessible(page)
        if is_new:
            page.set_viewport_size({"width": NARROW, "height": 900})
            assert_accessible(page)
            assert_fits(page)
        return page.eval_on_selector_all("a[href]", "links => links.map(link => link.getAttribute('href'))")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_axe_finds_nothing_on_any_page(
    demonstration: LiveSite, new_context: NewContext, routes: Flask, language: str
) -> None:
    walk = Walk(demonstration, Map(routes), every_reader=language == "fr")
    for reader in READERS:
        page = new_context().new_page()
        if reader != VISITOR:
            come_in(page, demonstration, reader)
        page.goto(f"{demonstration.address}/langue/{language}?next=/regles")
        walk.read(page, OUTSIDE if reader == VISITOR else INSIDE)
        page.context.close()
    every = {rule.endpoint for rule in routes.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert every - NOT_PAGES - IN_JOURNEYS - walk.reached == set()
