"""axe on every page of the table of permissions, as those who may open it see it: in both languages, at both widths."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask.sessions import SecureCookieSessionInterface
from playwright.sync_api import Page

from tests.browser.conftest import NewContext
from tests.browser.doors import come_in, speak
from tests.browser.reading import WIDE, assert_accessible, assert_fits, assert_good
from tests.servers.live_site import LiveSite
from tests.servers.network import Network
from tests.servers.threads import served as serving
from tests.web.asking import addresses
from tests.web.crawling import Map, crawl
from tests.web.test_every_page import LEAD_ON, LEFT_OUT
from tests.web.test_permissions import ROWS
from tests.web.world import KINDS, STRANGERS, World, world

#: People of another employer see the same pages as ours do.
READERS = [kind for kind in KINDS if kind not in STRANGERS]
OPEN_TO = {
    row.endpoint: [kind for kind in READERS if words[KINDS.index(kind)] == "ok"]
    for row, words in ROWS.items()
    if row.method == "GET" and row.endpoint not in LEFT_OUT | LEAD_ON | {"health.healthz"}
}
PAGES = sorted(OPEN_TO)
SHARES = 2
#: Who walks through the demonstration by its links, and from where.
FULL = (("rse", "/droits-d-acces?q=gagnon"), ("administrator", "/employeurs"))
FEWEST = 15
#: Subjects whose pages hold no more there than here.
SAME_FOR_ALL = ("development.", "help.", "profile.", "rules.", "signin.")
#: Two pages with the same skeleton differ by their words alone: axe would say the same of both.
SKELETON = """() => [...document.querySelectorAll('main, main *')]
    .map(each => ['role', 'type'].reduce((said, name) => said + each.getAttribute(name), each.tagName + each.className))
    .join('|')"""


@dataclass
class Served:
    """The world of the permissions, on a port of the loopback."""

    world: World
    address: str

    def come_in(self, new_context: NewContext, kind: str, language: str) -> Page:
        """A page of somebody who reads in that language."""
        page = new_context().new_page()
        page.context.add_cookies([self._cookie(kind)])
        speak(page, self.address, language)
        return page

    def _cookie(self, kind: str) -> Any:
        serializer = SecureCookieSessionInterface().get_signing_serializer(self.world.app)
        assert serializer is not None
        value = serializer.dumps({"token": self.world.tokens[kind]} if kind in self.world.tokens else {})
        return {"name": self.world.app.config["SESSION_COOKIE_NAME"], "value": str(value), "url": self.address}


@pytest.fixture(scope="module")
def served(
    tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path, planned_network: Network
) -> Iterator[Served]:
    """One world for all pages; nobody presses a button."""
    made_up = world(tmp_path_factory.mktemp("world"), sqlite_template)
    with made_up as made, serving(made.app, planned_network) as address:
        yield Served(made, address)


@dataclass
class Reading:
    """One reading of some pages: the shapes of each that were looked at."""

    address: str
    shapes: dict[str, set[str]] = field(default_factory=dict)

    def look_at(self, page: Page, endpoint: str, address: str) -> None:
        """Once for each shape, at a desk; the first one on a phone too."""
        page.set_viewport_size({"width": WIDE, "height": 900})
        page.goto(f"{self.address}{address}")
        shapes, shape = self.shapes.setdefault(endpoint, set()), page.evaluate(SKELETON)
        if shape in shapes:
            return
        (assert_accessible if shapes else assert_good)(page)
        shapes.add(shape)


def is_page(served: World, endpoint: str) -> bool:
    """Whether it shows a page, and not a file, to the first who may open it."""
    answers = [served.ask(OPEN_TO[endpoint][0], "GET", each) for each in addresses(served, endpoint)]
    return all(answer.mimetype == "text/html" for answer in answers)


@pytest.mark.parametrize("share", range(SHARES))
def test_axe_finds_nothing_on_any_page(served: Served, new_context: NewContext, share: int) -> None:
    reading = Reading(served.address)
    shown = [endpoint for endpoint in PAGES[share::SHARES] if is_page(served.world, endpoint)]
    for kind in READERS:
        mine = [endpoint for endpoint in shown if kind in OPEN_TO[endpoint]]
        page = served.come_in(new_context, kind, "fr")
        for endpoint in mine:
            for address in addresses(served.world, endpoint):
                reading.look_at(page, endpoint, address)
        page.context.close()
    assert set(reading.shapes) == set(shown)


@pytest.mark.parametrize("share", range(SHARES))
def test_axe_finds_nothing_on_any_page_in_english(served: Served, new_context: NewContext, share: int) -> None:
    """At a desk and on a phone, as the first who may open it."""
    shown = [endpoint for endpoint in PAGES[share::SHARES] if is_page(served.world, endpoint)]
    for kind in READERS:
        mine = [endpoint for endpoint in shown if OPEN_TO[endpoint][0] == kind]
        page = served.come_in(new_context, kind, "en")
        for endpoint in mine:
            page.goto(f"{served.address}{addresses(served.world, endpoint)[0]}")
            assert_good(page)
        page.context.close()


def test_no_page_is_left_out() -> None:
    """What nobody opens here only leads on: to the provider, or to the page of a plan in another state."""
    assert {endpoint for endpoint, kinds in OPEN_TO.items() if not kinds} == set()


@pytest.mark.parametrize(("reader", "start"), FULL)
def test_axe_finds_nothing_on_pages_that_are_full(
    demonstration: LiveSite, new_context: NewContext, served: Served, reader: str, start: str
) -> None:
    """The demonstration has lists of several lines, and every state that the small world has not."""
    page, looked_at = new_context().new_page(), list[str]()
    come_in(page, demonstration, reader)

    def visit(address: str) -> list[str]:
        page.goto(f"{demonstration.address}{address}")
        assert_accessible(page)
        assert_fits(page)
        looked_at.append(address)
        return list(page.eval_on_selector_all("a[href]", "links => links.map(link => link.getAttribute('href'))"))

    walked = {
        endpoint for endpoint in PAGES if not endpoint.startswith(SAME_FOR_ALL) and is_page(served.world, endpoint)
    }
    crawl([start], visit, Map(served.world.app), set(served.world.app.view_functions) - walked)
    assert len(looked_at) >= FEWEST
