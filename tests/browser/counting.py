"""A hand that counts: each click, each field that is filled, each page, and whether one had to scroll to find it."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect


@dataclass
class Counted:
    """What a journey took. `scrolls`: gestures whose place was below the fold; `first_below`: the first of all was."""

    pages: int = 1
    clicks: int = 0
    fields: int = 0
    scrolls: int = 0
    first_below: bool = False


class Hand:
    """Does on a page what a person does, and keeps count. A journey begins once one is signed in."""

    def __init__(self, page: Page, **known: str) -> None:
        self.page = page
        self.known = known
        self.count = Counted()
        self._url = page.url

    def press(self, role: str, name: str) -> None:
        """Press a link or a button by its name, the first of that name."""
        self.click(self.page.get_by_role(role, name=name).first)  # type: ignore[arg-type]

    def link(self, name: str) -> None:
        """Follow a link."""
        self.press("link", name)

    def button(self, name: str) -> None:
        """Press a button."""
        self.press("button", name)

    def tick(self, name: str) -> None:
        """Choose a radio or tick a box, by its label."""
        self.click(self.page.get_by_label(name).first)

    def click(self, target: Locator) -> None:
        """Click, on the page as it lies: scrolled to only where one must."""
        self._look(target)
        self.count.clicks += 1
        target.click()
        self.page.wait_for_load_state()
        self._arrived()

    def fill(self, name: str, text: str) -> None:
        """Fill a field, by its label."""
        target = self.page.get_by_label(name).first
        self._look(target)
        self.count.fields += 1
        target.fill(text)

    def fill_in(self, where: str, text: str) -> None:
        """Fill a field that bears no name of its own on the screen."""
        target = self.page.locator(where)
        self._look(target)
        self.count.fields += 1
        target.fill(text)

    def takes(self, name: str) -> None:
        """Download by a link."""
        target = self.page.get_by_role("link", name=name).first
        self._look(target)
        self.count.clicks += 1
        with self.page.expect_download():
            target.click()

    def choose(self, name: str, option: str) -> None:
        """Choose in a list, by its label: a field."""
        target = self.page.get_by_label(name).first
        self._look(target)
        self.count.fields += 1
        found = target.locator("option").filter(has_text=option).first.get_attribute("value")
        target.select_option(found)

    def enter(self) -> None:
        """Send a form by the keyboard: no click."""
        self.page.keyboard.press("Enter")
        self.page.wait_for_load_state()
        self._arrived()

    def sees(self, text: str) -> None:
        """The page says this."""
        expect(self.page.locator("body")).to_contain_text(text)

    def _look(self, target: Locator) -> None:
        target.wait_for(state="attached")
        box, size = target.bounding_box(), self.page.viewport_size
        assert box is not None, "it is there to be pressed"
        assert size is not None
        if box["y"] < 0 or box["y"] + box["height"] > size["height"]:
            self.count.scrolls += 1
            self.count.first_below |= self.count.clicks + self.count.fields == 0
            target.scroll_into_view_if_needed()

    def _arrived(self) -> None:
        if self.page.url != self._url:
            self.count.pages += 1
            self._url = self.page.url
