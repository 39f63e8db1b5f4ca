"""The gallery of components in Chromium: axe finds nothing, nothing runs off the side, the keyboard goes everywhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.servers.network import Network
from tests.servers.threads import served
from tests.web.gallery.app import gallery_app

PAGES = (
    "/galerie?reader=granter&flash=1",
    "/galerie?reader=granter&lang=en",
    "/galerie?reader=auditor&layout=commission",
    "/galerie?layout=development",
    "/galerie/matrice?reader=granter",
    "/introuvable",
)
WIDTHS = (320, 1280)
TARGETS = "header a, header button, nav a, footer a, main button, summary, .relais-demo a, .relais-acting a, main li a"
#: The words of what is shown but smaller than 24 px.
SMALL = """targets => [...document.querySelectorAll(targets)]
    .map(element => [element.textContent.trim(), element.getBoundingClientRect()])
    .filter(([, box]) => box.width > 0 && (box.height < 24 || box.width < 24))
    .map(([text]) => text)"""
#: The classes of what hides a part of its own words.
CUT = """() => [...document.querySelectorAll('main *')]
    .filter(element => element.clientWidth > 1 && element.scrollWidth > element.clientWidth + 1)
    .filter(element => getComputedStyle(element).overflowX === 'hidden')
    .map(element => element.className)"""


@pytest.fixture(scope="module")
def gallery_address(tmp_path_factory: pytest.TempPathFactory, planned_network: Network) -> Iterator[str]:
    """Where the gallery is served."""
    app = gallery_app(tmp_path_factory.mktemp("gallery"), "development")
    with served(app, planned_network) as address:
        yield address


@pytest.fixture(params=WIDTHS)
def screen(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """A page on a phone and on a desk; what the browser complains about fails the test."""
    context = browser.new_context(viewport={"width": request.param, "height": 800})
    page = context.new_page()
    complaints: list[str] = []
    page.on(
        "console", lambda message: complaints.append(message.text) if message.type in {"error", "warning"} else None
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert [text for text in complaints if "404" not in text] == []


def violations(page: Page) -> list[str]:
    """What axe finds, as rule and place."""
    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {node['html'][:120]}" for each in found for node in each["nodes"]]


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_and_nothing_runs_off_the_side(screen: Page, gallery_address: str, path: str) -> None:
    screen.goto(gallery_address + path)
    assert violations(screen) == []
    assert screen.evaluate("document.documentElement.scrollWidth") <= screen.viewport_size["width"]  # type: ignore[index]


def test_a_form_with_mistakes_leads_to_them(screen: Page, gallery_address: str) -> None:
    screen.goto(gallery_address + "/galerie?reader=granter")
    screen.get_by_role("button", name="Accorder l'accès").click()
    assert violations(screen) == []
    assert screen.evaluate("document.activeElement.id") == "erreurs"
    screen.get_by_role("link", name="Indiquez une date.").click()
    assert screen.evaluate("document.activeElement.id") == "until-day"


def test_what_is_folded_opens_and_is_still_right(screen: Page, gallery_address: str) -> None:
    screen.goto(gallery_address + "/galerie?reader=granter")
    for summary in screen.locator("summary").all():
        summary.click()
    assert screen.get_by_text("Le retrait du papier n'a pas encore eu lieu.").first.is_visible()
    assert violations(screen) == []


def test_what_can_be_pressed_is_large_enough(screen: Page, gallery_address: str) -> None:
    """24 px at least (WCAG 2.2, 2.5.8); links inside a sentence are excepted."""
    screen.goto(gallery_address + "/galerie?reader=granter&flash=1")
    assert screen.evaluate(SMALL, TARGETS) == []


def test_the_keyboard_skips_to_the_content_and_shows_where_it_is(screen: Page, gallery_address: str) -> None:
    screen.goto(gallery_address + "/galerie?reader=granter")
    screen.keyboard.press("Tab")
    assert screen.evaluate("document.activeElement.textContent") == "Aller au contenu"
    screen.keyboard.press("Enter")
    assert screen.evaluate("document.activeElement.id") == "contenu"
    screen.keyboard.press("Tab")
    look = "getComputedStyle(document.activeElement)"
    shown = screen.evaluate(f"[{look}.outlineStyle, {look}.boxShadow, {look}.backgroundColor]")
    assert shown[0] != "none" or shown[1] != "none"


def test_text_twice_as_large_stays_readable(browser: Browser, gallery_address: str) -> None:
    with browser.new_context(viewport={"width": 1280, "height": 800}) as context:
        page = context.new_page()
        page.goto(gallery_address + "/galerie?reader=granter")
        page.evaluate("document.documentElement.style.setProperty('font-size', '200%')")
        assert page.evaluate("document.documentElement.scrollWidth") <= 1280
        assert page.evaluate(CUT) == []


def test_without_script_the_menu_is_open_and_the_forms_work(browser: Browser, gallery_address: str) -> None:
    with browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 800}) as context:
        page = context.new_page()
        page.goto(gallery_address + "/galerie?reader=granter")
        assert page.get_by_role("link", name="Droits d'accès", exact=True).is_visible()
        page.get_by_role("button", name="Accorder l'accès").click()
        assert page.get_by_text("Indiquez le nom de la personne.").first.is_visible()


def test_on_paper_only_what_can_be_read_remains(browser: Browser, gallery_address: str, tmp_path: Path) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(gallery_address + "/galerie?reader=granter")
        page.emulate_media(media="print")
        assert page.get_by_text("Vous agissez pour").is_visible()
        assert not page.get_by_role("link", name="Services en ligne").is_visible()
        assert not page.get_by_role("button", name="Accorder l'accès").is_visible()
        page.pdf(path=tmp_path / "page.pdf")
        assert (tmp_path / "page.pdf").read_bytes().startswith(b"%PDF")
