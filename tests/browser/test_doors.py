"""Everybody comes in by their own door and goes out again."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.doors import BY_CODE, BY_PROVIDER, STAFF, come_in
from tests.browser.reading import assert_good
from tests.servers.live_site import LiveSite

#: At each kind of door, the first one's pages are looked at: test_axe.py looks at the account page as everybody.
LOOKED_AT = {next(iter(readers)) for readers in (BY_PROVIDER, BY_CODE, STAFF)}


@pytest.mark.parametrize("reader", [*BY_PROVIDER, *BY_CODE, *STAFF])
def test_everybody_comes_in_by_their_own_door_and_goes_out(demonstration: LiveSite, page: Page, reader: str) -> None:
    come_in(page, demonstration, reader)
    page.goto(f"{demonstration.address}/mon-compte")
    if reader in LOOKED_AT:
        assert_good(page)
    page.get_by_role("button", name="Se déconnecter").first.click()
    page.wait_for_url("**/entree")
    assert "Votre session est fermée." in page.locator("main").inner_text()
    if reader in LOOKED_AT:
        assert_good(page)
