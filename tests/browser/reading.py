"""What every page must be in a real browser: accessible, inside the screen, and looked at."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import Page

SCREENSHOTS = Path(__file__).parent / "screenshots"
#: What axe finds, of a page that has it; its many words on what is well would take as long to carry as to find.
RUN_AXE = """options => 'axe' in window
    && axe.run({resultTypes: ['violations'], ...options}).then(found => found.violations)"""
#: The narrowest screen, and a common one.
NARROW, WIDE = 320, 1280


def assert_accessible(page: Page, *, colours: bool = True) -> None:
    """axe finds nothing to say of this page, best practices included; of its colours too, which cost two thirds."""
    options = {} if colours else {"rules": {"color-contrast": {"enabled": False}}}
    found = page.evaluate(RUN_AXE, options)
    if found is False:
        page.evaluate(AXE_SCRIPT)
        found = page.evaluate(RUN_AXE, options)
    assert found == [], f"{page.url}: {AxeResults({'violations': found}).generate_report()}"


def bring_axe(page: Page) -> None:
    """Every page to come has axe already: for whoever looks at many, bringing it to each takes half as long again."""
    page.add_init_script(AXE_SCRIPT)


#: What stands out on the right, the innermost last: elements, and texts that leave theirs.
TOO_WIDE = """width => {
    const out = [], said = text => (text || '').trim().slice(0, 40);
    for (const each of document.querySelectorAll('body *')) {
        const right = each.getBoundingClientRect().right;
        if (right > width) out.push(`${each.tagName}.${each.className} to ${right}: ${said(each.textContent)}`);
        for (const child of each.childNodes) {
            if (child.nodeType !== Node.TEXT_NODE) continue;
            const range = document.createRange();
            range.selectNodeContents(child);
            const last = Math.max(...[...range.getClientRects()].map(box => box.right));
            if (last > width) out.push(`text of ${each.tagName}.${each.className} to ${last}: ${said(child.data)}`);
        }
    }
    return [...out.slice(-8), `fonts ${document.fonts.status}`, `now ${document.documentElement.scrollWidth}`];
}"""


#: What the page needs, drawing after drawing until it stays within the width; of a page that never does, the last.
DRAWN = """async width => {
    const drawn = () => new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve)));
    await document.fonts.ready;
    for (let left = 60; left && document.documentElement.scrollWidth > width; left--) await drawn();
    return document.documentElement.scrollWidth;
}"""


@contextmanager
def as_wide_as(page: Page, width: int) -> Iterator[None]:
    """The page at this width meanwhile."""
    before = page.viewport_size or {"width": WIDE, "height": 900}
    page.set_viewport_size({"width": width, "height": before["height"]})
    yield
    page.set_viewport_size(before)


def assert_fits(page: Page, width: int = NARROW) -> None:
    """At this width, nobody has to scroll sideways."""
    with as_wide_as(page, width):
        assert_nothing_stands_out(page, width)


def assert_nothing_stands_out(page: Page, width: int) -> None:
    """As wide as it is now, the page needs no more, once it is drawn: its letters arrive after its words."""
    needed = page.evaluate(DRAWN, width)
    wide = page.evaluate(TOO_WIDE, width) if needed > width else []
    assert needed <= width, f"{page.url} needs {needed} px where there are {width}: {wide}"


def assert_good(page: Page, *, colours: bool = True) -> None:
    """Accessible at both widths, and inside the narrow one."""
    assert_accessible(page, colours=colours)
    with as_wide_as(page, NARROW):
        assert_nothing_stands_out(page, NARROW)
        assert_accessible(page, colours=colours)


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
