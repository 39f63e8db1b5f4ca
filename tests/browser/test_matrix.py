"""The page of rights shows rights: its first rows in the first screen, everybody on the page, at any size of text."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.doors import come_in
from tests.servers.live_site import LiveSite

#: What scrolls inside the page, or runs off its side.
INNER = """() => [...document.querySelectorAll('main *')].filter(each => {
    const look = getComputedStyle(each);
    return (each.scrollHeight > each.clientHeight + 1 && ['auto', 'scroll'].includes(look.overflowY))
        || (each.scrollWidth > each.clientWidth + 1 && ['auto', 'scroll'].includes(look.overflowX));
}).map(each => each.className)"""

SCROLLED = """() => {
    window.scrollTo({top: 900, behavior: 'instant'});
    const head = document.querySelector('thead th').getBoundingClientRect();
    return [window.scrollY, head.top, head.bottom];
}"""


def test_the_first_rows_are_in_the_first_screen(demonstration: LiveSite, page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    come_in(page, demonstration, "rse")
    page.goto(f"{demonstration.address}/droits-d-acces")
    assert page.locator("tbody tr").nth(1).bounding_box()["y"] < 800  # type: ignore[index]
    title, button = page.locator("h1"), page.get_by_role("link", name="Accorder un accès").first
    assert abs(title.bounding_box()["y"] - button.bounding_box()["y"]) < 24  # type: ignore[index]
    # Not waited for by a function of the page: the policy lets no text become a script.
    scrolled, top, bottom = page.evaluate(SCROLLED)
    assert scrolled > 300
    assert top <= 1 < bottom, "the head stays in sight"


@pytest.mark.parametrize(("width", "text"), [(1280, "100%"), (1280, "200%"), (320, "100%"), (320, "200%")])
def test_nobody_is_hidden_in_a_box_that_scrolls(demonstration: LiveSite, page: Page, width: int, text: str) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    come_in(page, demonstration, "rse")
    page.goto(f"{demonstration.address}/droits-d-acces")
    page.evaluate(f"document.documentElement.style.setProperty('font-size', '{text}')")
    assert page.evaluate(INNER) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert all(row.is_visible() for row in page.locator("tbody tr").all())
