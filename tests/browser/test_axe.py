"""axe on every page of the table of permissions, as those who may open it see it: in both languages, at both widths."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from flask.sessions import SecureCookieSessionInterface
from playwright.sync_api import Page

from tests.browser.conftest import NewContext
from tests.browser.doors import come_in, speak
from tests.browser.reading import assert_accessible, assert_fits, assert_good, bring_axe
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


@dataclass
class Served:
    """The world of the permissions, on a port of the loopback."""

    world: World
    address: str

    @cached_property
    def shown(self) -> list[str]:
        """The endpoints that show a page, and not a file, to the first who may open them."""
        return [endpoint for endpoint in PAGES if self._is_page(endpoint)]

    def _is_page(self, endpoint: str) -> bool:
        answers = [self.world.ask(OPEN_TO[endpoint][0], "GET", each) for each in addresses(self.world, endpoint)]
        return all(answer.mimetype == "text/html" for answer in answers)

    def shape(self, kind: str, address: str) -> str:
        """The skeleton of a page: two that have the same differ by their words alone, and axe would say as much."""
        document = lxml.html.document_fromstring(self.world.ask(kind, "GET", address).get_data(as_text=True))
        every = document.xpath("//main/descendant-or-self::*")
        return "|".join(f"{each.tag}{each.get('class')}{each.get('role')}{each.get('type')}" for each in every)

    def come_in(self, page: Page, kind: str, language: str) -> None:
        """Somebody who reads in that language, instead of whoever was there: opening another browser costs a second."""
        page.context.clear_cookies()
        page.context.add_cookies([self._cookie(kind)])
        speak(page, self.address, language)

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

    served: Served
    shapes: dict[str, set[str]] = field(default_factory=dict)

    def look_at(self, page: Page, kind: str, endpoint: str, address: str) -> None:
        """Once for each shape, at a desk; the first one on a phone too."""
        shapes, shape = self.shapes.setdefault(endpoint, set()), self.served.shape(kind, address)
        if shape in shapes:
            return
        page.goto(f"{self.served.address}{address}")
        (assert_accessible if shapes else assert_good)(page)
        shapes.add(shape)


@pytest.mark.parametrize("share", range(SHARES))
def test_axe_finds_nothing_on_any_page(served: Served, page: Page, share: int) -> None:
    reading, shown = Reading(served), served.shown[share::SHARES]
    bring_axe(page)
    for kind in READERS:
        mine = [endpoint for endpoint in shown if kind in OPEN_TO[endpoint]]
        served.come_in(page, kind, "fr")
        for endpoint in mine:
            for address in addresses(served.world, endpoint):
                reading.look_at(page, kind, endpoint, address)
    assert set(reading.shapes) == set(shown)


@pytest.mark.parametrize("share", range(SHARES))
def test_axe_finds_nothing_on_any_page_in_english(served: Served, page: Page, share: int) -> None:
    """At a desk and on a phone, as the first who may open it. Its colours are those of the French."""
    bring_axe(page)
    for kind in READERS:
        mine = [endpoint for endpoint in served.shown[share::SHARES] if OPEN_TO[endpoint][0] == kind]
        served.come_in(page, kind, "en")
        for endpoint in mine:
            page.goto(f"{served.address}{addresses(served.world, endpoint)[0]}")
            assert_good(page, colours=False)


@pytest.mark.parametrize(("style", "seen"), [("", "image-alt"), ("img { display: none }", "color-contrast")])
def test_what_is_wrong_at_one_width_only_is_found(page: Page, style: str, seen: str) -> None:
    """axe stays in the page from one width to the other, and looks again."""
    style += "@media (max-width: 400px) { p { color: #eee; background: #fff } img { display: none } }"
    words = "<main><h1>Essai</h1><p>Mots <img src='data:,'></p></main>"
    page.set_content(f"<html lang=fr><title>Essai</title><style>{style}</style>{words}")
    with pytest.raises(AssertionError, match=seen):
        assert_good(page)


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
    bring_axe(page)

    def visit(address: str) -> list[str]:
        page.goto(f"{demonstration.address}{address}")
        assert_accessible(page)
        assert_fits(page)
        looked_at.append(address)
        return list(page.eval_on_selector_all("a[href]", "links => links.map(link => link.getAttribute('href'))"))

    walked = {endpoint for endpoint in served.shown if not endpoint.startswith(SAME_FOR_ALL)}
    crawl([start], visit, Map(served.world.app), set(served.world.app.view_functions) - walked)
    assert len(looked_at) >= FEWEST
