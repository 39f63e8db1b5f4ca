"""The copy of a file and the direct deposit in Chromium, by whoever grants: every step is good, in both languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from playwright.sync_api import Page

from tests.browser.conftest import NewContext
from tests.browser.doors import come_in, speak
from tests.browser.reading import assert_good
from tests.browser.rooms import follow, go_on, said
from tests.browser.test_employer_notice import fill_in, send
from tests.servers.live_site import LiveSite

COPY: Sequence[Mapping[str, str]] = (
    {"parts": "=medical"},
    {"professional": "=Hélène Fortin"},
    {"purpose": "=review", "urgent": "=no", "contact_phone": "418 555-0199"},
)
DEPOSIT: Sequence[Mapping[str, str]] = (
    {"effect": "=change", "from_on-day": "1", "from_on-month": "12", "from_on-year": "2099"},
    {
        "holder_name": "Ateliers Boréal inc.",
        "transit": "12345",
        "institution": "815",
        "secret_account": "123456789",
        "secret_account_again": "123456789",
    },
    {},
    {"contact_phone": "418 555-0199"},
)


def fill_all(page: Page, steps: Sequence[Mapping[str, str]]) -> None:
    """Every step by the keyboard, looked at before it is sent."""
    for fields in steps:
        fill_in(page, fields)
        assert_good(page)
        send(page)
    assert "Vérifier et transmettre" in said(page)
    assert_good(page)


def assert_good_in_english(page: Page, site: LiveSite, words: str) -> None:
    """The same page in English."""
    there = page.url
    speak(page, site.address, "en")
    page.goto(there)
    assert words in said(page)
    assert_good(page)
    speak(page, site.address, "fr")
    page.goto(there)


def test_a_copy_is_asked_for_from_a_file(demonstration: LiveSite, new_context: NewContext) -> None:
    page = new_context().new_page()
    come_in(page, demonstration, "rse")
    page.goto(f"{demonstration.address}/dossiers?tri=number")
    page.locator("main table a").nth(22).click()
    follow(page, "Demander une copie")
    go_on(page, "Commencer")
    fill_all(page, COPY)
    assert_good_in_english(page, demonstration, "They go to the person whom you have designated: Hélène Fortin.")


def test_an_account_is_changed(demonstration: LiveSite, new_context: NewContext) -> None:
    page = new_context().new_page()
    come_in(page, demonstration, "rse")
    page.goto(f"{demonstration.address}/services-en-ligne/depot-direct/commencer")
    go_on(page, "Commencer")
    fill_all(page, DEPOSIT)
    assert_good_in_english(page, demonstration, "Keep the former account open")
