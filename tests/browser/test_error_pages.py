"""A page that is not there is still a good page, in both languages."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.doors import speak
from tests.browser.reading import assert_good, picture
from tests.servers.live_site import LiveSite


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_page_that_is_not_there_says_so(site: LiveSite, page: Page, language: str) -> None:
    speak(page, site.address, language)
    answer = page.goto(f"{site.address}/cette-page-n-existe-pas")
    assert answer is not None
    assert answer.status == 404
    assert page.locator("html").get_attribute("lang") == language
    assert page.locator("h1").inner_text() == {"fr": "Page introuvable", "en": "Page not found"}[language]
    assert_good(page)
    picture(page, f"page-introuvable-{language}")
