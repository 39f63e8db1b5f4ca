"""Real Chromium. A page that logs an error, breaks its policy or asks something of another site fails its test."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, Request, sync_playwright

from tests.servers.process import find_program

CHROMIUM_OPTIONS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-gpu",
    "--no-first-run",
]
NewContext = Callable[..., BrowserContext]


class Watched:
    """What went wrong on the pages of one test, in sentences."""

    def __init__(self) -> None:
        self.problems: list[str] = []

    def attach(self, context: BrowserContext) -> None:
        """Watch every page of a browser window."""
        context.on("console", self._console)
        context.on("weberror", lambda error: self.problems.append(f"a script failed: {error.error}"))
        context.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        # A page that answers 403 or 404 is said on the console too; tests look at answers themselves.
        if message.type == "error" and "the server responded with a status of" not in message.text:
            self.problems.append(f"the console says: {message.text}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith(("http://127.0.0.1:", "data:", "blob:", "about:", "chrome")):
            self.problems.append(f"something was asked of {request.url}")


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Playwright's driver, once a session."""
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """The system's Chromium, once a session."""
    browser = playwright.chromium.launch(executable_path=find_program("chromium"), args=CHROMIUM_OPTIONS)
    yield browser
    browser.close()


@pytest.fixture
def new_context(browser: Browser) -> Iterator[NewContext]:
    """Opens another browser for another person: `new_context(viewport=…, java_script_enabled=False)`."""
    watched, contexts = Watched(), []

    def open_context(**options: object) -> BrowserContext:
        usual = {"locale": "fr-CA", "viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce"}
        context = browser.new_context(**{**usual, **options})
        # Long enough for a machine that is busy with other work: it only ends a test that would wait for ever.
        context.set_default_timeout(60_000)
        watched.attach(context)
        contexts.append(context)
        return context

    yield open_context
    for context in contexts:
        context.close()
    assert watched.problems == []


@pytest.fixture
def page(new_context: NewContext) -> Page:
    """A new page in a browser that has never been anywhere."""
    return new_context().new_page()
