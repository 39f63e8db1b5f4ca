"""A browser without a screen. Every page that it gets must keep the rules of `page_rules`.

A test follows links by their words and presses buttons by theirs, as a person does:

    page = client.get("/droits-d-acces")
    page = page.follow("Accorder un accès")
    page = page.submit("Continuer", person="…", until="2027-01-01")
    assert "Accès accordé" in page.text
"""

from __future__ import annotations

import re
from contextvars import Context
from typing import Any
from urllib.parse import urljoin

import lxml.html
from flask import Flask
from lxml.html import FormElement, HtmlElement
from werkzeug.test import TestResponse

from tests.web.page_rules import problems

REDIRECTIONS = {301, 302, 303, 307, 308}


def squeeze(text: str) -> str:
    """Words as a person reads them: runs of white space, no-break ones too, become one space."""
    return re.sub(r"\s+", " ", text).strip()


class Page:
    """One answer, and what a person can do from it."""

    def __init__(self, client: PageClient, response: TestResponse) -> None:
        self.client = client
        self.response = response
        self.status = response.status_code
        self.path = response.request.full_path.rstrip("?")
        self.document: HtmlElement | None = None
        if response.mimetype == "text/html" and response.get_data():
            self.document = lxml.html.document_fromstring(response.get_data(as_text=True))

    @property
    def html(self) -> HtmlElement:
        """The document; an answer that is not a page fails the test."""
        assert self.document is not None, f"{self.path} answered {self.status} {self.response.mimetype}, not a page"
        return self.document

    @property
    def title(self) -> str:
        """The page's title."""
        return squeeze(self.html.findtext("head/title") or "")

    @property
    def h1(self) -> str:
        """The page's heading."""
        return squeeze(self.html.find(".//h1").text_content())

    @property
    def text(self) -> str:
        """The words of the page's body."""
        return squeeze(self.html.find("body").text_content())

    def select(self, xpath: str) -> list[HtmlElement]:
        """The elements at an XPath, for what words do not show."""
        found: list[HtmlElement] = self.html.xpath(xpath)
        return found

    def words_of(self, xpath: str) -> list[str]:
        """The words of each element at an XPath."""
        return [squeeze(element.text_content()) for element in self.select(xpath)]

    def link(self, words: str) -> str:
        """Where the one link that contains these words leads."""
        addresses = {a.get("href") for a in self.select("//a[@href]") if words in squeeze(a.text_content())}
        assert len(addresses) == 1, f"{len(addresses)} links contain {words!r} on {self.path}: {sorted(addresses)}"
        return str(addresses.pop())

    def follow(self, words: str, status: int = 200) -> Page:
        """Click the link that contains these words."""
        return self.client.get(urljoin(self.path, self.link(words)), status=status)

    def form(self, button: str) -> FormElement:
        """The one form whose button bears these words."""
        forms = [form for form in self.html.forms if any(button in words for words in _buttons(form))]
        assert len(forms) == 1, f"{len(forms)} forms have a button {button!r} on {self.path}"
        return forms[0]

    def submit(self, button: str, *, status: int = 200, follow: bool = True, **fields: Any) -> Page:
        """Fill in the form of a button and press it. A list ticks several boxes; None leaves a field out."""
        form = self.form(button)
        values: dict[str, Any] = {}
        for name, value in form.form_values():
            values.setdefault(name, []).append(value)
        values.update(_pressed(form, button))
        unknown = set(fields) - set(form.fields.keys())
        assert not unknown, f"the form of {button!r} on {self.path} has no {sorted(unknown)}"
        values.update(fields)
        data = {name: value for name, value in values.items() if value is not None}
        address = urljoin(self.path, form.get("action") or self.path)
        if form.method.upper() == "GET":
            return self.client.get(address.partition("?")[0], status=status, query_string=data)
        return self.client.post(address, data, status=status, follow=follow)


def _buttons(form: FormElement) -> list[str]:
    elements = form.xpath(".//button[not(@type) or @type='submit'] | .//input[@type='submit']")
    return [squeeze(element.get("value") if element.tag == "input" else element.text_content()) for element in elements]


def _pressed(form: FormElement, button: str) -> dict[str, str]:
    """The name and value that the pressed button sends, if it has a name."""
    for element in form.xpath(".//button[@name]"):
        if button in squeeze(element.text_content()):
            return {element.get("name"): element.get("value", "")}
    return {}


class PageClient:
    """Gets and sends pages, with cookies, in one browser. `raw` is Flask's own client underneath.

    Each request runs outside the application context of the test, if it has one: otherwise Flask would share `g`,
    and with it who is signed in, from one request to the next.
    """

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.raw = app.test_client()

    def get(self, path: str, *, status: int = 200, follow: bool = True, **options: Any) -> Page:
        """Get a page, following redirections, and check it. `status` is the last answer's."""
        return self._checked(Context().run(self.raw.get, path, follow_redirects=follow, **options), status)

    def post(self, path: str, data: dict[str, Any], *, status: int = 200, follow: bool = True) -> Page:
        """Send a form as it is given (`Page.submit` fills one in from the page), and check what comes back."""
        return self._checked(Context().run(self.raw.post, path, data=data, follow_redirects=follow), status)

    def speak(self, language: str, at: str = "/regles") -> None:
        """Choose the language of the pages to come ("fr" or "en"), on a page that everybody may see."""
        page = self.get(at)
        if page.html.get("lang") != language:
            page.submit({"en": "English", "fr": "Français"}[language])

    def _checked(self, response: TestResponse, status: int) -> Page:
        page = Page(self, response)
        assert page.status == status, f"{page.path} answered {page.status}: {_head(page)}"
        if page.document is not None and page.status not in REDIRECTIONS:
            broken = problems(page.document)
            assert not broken, f"{page.path}: " + "; ".join(broken)
            policy = response.headers.get("Content-Security-Policy", "")
            assert "default-src 'none'" in policy, f"{page.path} has the policy {policy!r}"
        return page


def _head(page: Page) -> str:
    if page.document is None:
        return page.response.get_data(as_text=True)[:300]
    return page.text[:300]
