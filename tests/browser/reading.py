"""What every page must be in a real browser: accessible, inside the screen, and looked at."""

from __future__ import annotations

from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

SCREENSHOTS = Path(__file__).parent / "screenshots"
AXE = Axe()
#: The narrowest screen, and a common one.
NARROW, WIDE = 320, 1280


def assert_accessible(page: Page) -> None:
    """axe finds nothing to say of this page, best practices included."""
    results = AXE.run(page)
    assert results.violations_count == 0, f"{page.url}: {results.generate_report()}"


#: The elements that stand out on the right, the innermost last.
TOO_WIDE = """width => [...document.querySelectorAll('body *')]
    .filter(each => each.getBoundingClientRect().right > width)
    .map(each => `${each.tagName}.${each.className}: ${(each.textContent || '').trim().slice(0, 40)}`).slice(-5)"""


def assert_fits(page: Page, width: int = NARROW) -> None:
    """At this width, nobody has to scroll sideways."""
    before = page.viewport_size or {"width": WIDE, "height": 900}
    page.set_viewport_size({"width": width, "height": before["height"]})
    needed = page.evaluate("document.documentElement.scrollWidth")
    wide = page.evaluate(TOO_WIDE, width) if needed > width else []
    page.set_viewport_size(before)
    assert needed <= width, f"{page.url} needs {needed} px where there are {width}: {wide}"


def assert_good(page: Page) -> None:
    """Accessible at both widths, and inside the narrow one."""
    assert_accessible(page)
    assert_fits(page)
    before = page.viewport_size or {"width": WIDE, "height": 900}
    page.set_viewport_size({"width": NARROW, "height": before["height"]})
    assert_accessible(page)
    page.set_viewport_size(before)


def picture(page: Page, name: str, *, whole: bool = True) -> Path:
    """Keep a screenshot under tests/browser/screenshots/, for people to look at."""
    SCREENSHOTS.mkdir(exist_ok=True)
    path = SCREENSHOTS / f"{name}.png"
    page.screenshot(path=path, full_page=whole)
    return path


def press_tab_until(page: Page, words: str, limit: int = 80) -> None:
    """Reach a control by the keyboard alone; its name or its words contain `words`."""
    for _ in range(limit):
        page.keyboard.press("Tab")
        focused = page.evaluate("document.activeElement.innerText || document.activeElement.getAttribute('aria-label')")
        if words in (focused or ""):
            return
    raise AssertionError(f"{words!r} cannot be reached by the keyboard on {page.url}")
