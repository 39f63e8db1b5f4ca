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
#: Subjects whose pages do not depend on who reads.
SAME_FOR_ALL = ("development.", "help.", "profile.", "rules.", "signin.")


#: What stands around the rights of an employer.
RIGHTS = (
    "absences.",
    "access_ends.",
    "access_history.",
    "access_requests.",
    "access_reviews.",
    "confirming.",
    "designations.",
    "email_addresses.",
    "firms.",
    "invitations.",
    "mandates.",
    "personnel.",
    "taking_back.",
)


@dataclass(frozen=True)
class Side:
    """Who walks, from where, and which subjects they must have seen whole."""

    readers: tuple[str, ...]
    start: tuple[str, ...]
    subjects: tuple[str, ...]


SIDES = {
    "employers": Side(
        tuple(BY_PROVIDER),
        # Somebody with rights comes first: theirs is the page of a person that is looked at.
        ("/droits-d-acces?q=gagnon", "/droits-d-acces", "/", "/dossiers"),
        ("access.", "documents.", "files.", "home.", "medical.", "recipients.", "services.", *RIGHTS),
    ),
    "doors": Side(
        (VISITOR, *BY_CODE),
        ("/entree", "/", "/mot-de-passe", "/choisir-employeur", "/mes-sessions", "/dossiers"),
        SAME_FOR_ALL,
    ),
    "commission": Side(
        ("administrator", *(reader for reader in STAFF if reader != "administrator")),
        ("/employeurs",),
        ("audit.", "deposits.", "employers.", "explanations.", "imputations.", "notices.", "withdrawals."),
    ),
}
#: What is not a page of ours: files, the way to the identity provider and back, a choice that leads elsewhere.
NOT_PAGES = {
    "static",
    "access_reviews.attestation",
    "access_reviews.attestation_of",
    "confirming.leave",
    "personnel.export",
    "personnel.model",
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
#: Pages that a form leads to: test_steps.py and test_walls.py look at each with axe, as they come to it.
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


#: Pages of a person or a state that the walk does not meet: the journeys of their feature come to most of them.
OUT_OF_THE_WAY = {
    "absences.cancel",
    "access.leave_role",
    "access.replace",
    "access_ends.replace",
    "access_requests.answer",
    "access_requests.ask",
    "access_reviews.attestations",
    "access_reviews.show",
    "access_reviews.summary",
    "confirming.prove",
    "confirming.resume",
    "designations.end",
    "email_addresses.confirm",
    "email_addresses.of_person",
    "email_addresses.own",
    "firms.accept",
    "firms.index",
    "firms.mandate",
    "firms.people",
    "firms.refuse",
    "firms.remove",
    "firms.resign",
    "invitations.show",
    "mandates.administrator",
    "mandates.change_end",
    "mandates.end",
    "mandates.propose",
    "personnel.apply",
    "personnel.plan",
    "personnel.progress",
    "personnel.undo",
    "taking_back.index",
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
    #: In French each reader's own view of an employer's page is looked at; otherwise, and on a phone, each page once.
    every_reader: bool
    #: What is no page, and what the readers of another side look at.
    leave_out: set[str]
    reached: set[str] = field(default_factory=set)

    def read(self, page: Page, start: Iterable[str]) -> None:
        """Follow the links that this reader sees."""
        shared = {name for name in self.reached if name.startswith(SAME_FOR_ALL)}
        crawl(start, lambda address: self._look_at(page, address), self.pages, self.leave_out | shared)

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


@pytest.fixture(scope="module")
def every(routes: Flask) -> set[str]:
    """Every page of ours that links lead to."""
    gets = {rule.endpoint for rule in routes.url_map.iter_rules() if "GET" in (rule.methods or ())}
    return gets - NOT_PAGES - IN_JOURNEYS - OUT_OF_THE_WAY


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("side", SIDES)
def test_axe_finds_nothing_on_any_page(
    demonstration: LiveSite, new_context: NewContext, routes: Flask, every: set[str], side: str, language: str
) -> None:
    walkers = SIDES[side]
    mine = {endpoint for endpoint in every if endpoint.startswith(walkers.subjects)}
    elsewhere = {endpoint for endpoint in every - mine if language == "en" or endpoint.startswith(SAME_FOR_ALL)}
    each_view = language == "fr" and side != "commission"
    walk = Walk(demonstration, Map(routes), every_reader=each_view, leave_out=NOT_PAGES | elsewhere)
    for reader in walkers.readers:
        page = new_context().new_page()
        if reader != VISITOR:
            come_in(page, demonstration, reader)
        page.goto(f"{demonstration.address}/langue/{language}?next=/regles")
        walk.read(page, walkers.start)
        page.context.close()
    assert mine - walk.reached == set()


def test_every_page_is_on_one_side(every: set[str]) -> None:
    subjects = [subject for side in SIDES.values() for subject in side.subjects]
    assert {endpoint for endpoint in every if not endpoint.startswith(tuple(subjects))} == set()
    assert len(subjects) == len(set(subjects))
