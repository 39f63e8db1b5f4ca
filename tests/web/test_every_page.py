"""Every page, as each kind of person sees it, in both languages: well made, links alive, no French in English.

The table of permissions says where each of them may go; links lead to the rest. SQLite only, for the same reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import lxml.html
import pytest

from tests.factories.sessions import let_in
from tests.web.asking import Question, addresses
from tests.web.crawling import Map, crawl
from tests.web.french import french_on, unmarked_french
from tests.web.page_client import PageClient
from tests.web.page_rules import problems
from tests.web.test_permissions import LET_IN, ROWS
from tests.web.world import KINDS, World, world

#: No page of ours: the way to the identity provider, which is not there; files; an e-mail as it was sent; what software
#: asks with a token, which nobody here has.
LEFT_OUT = {
    "api_reading.payments",
    "api_reading.submission",
    "api_reading.submissions",
    "api_tables.reference",
    "api_tables.workers_in_care",
    "development.message_html",
    "signin.callback",
    "signin.clicsequr",
    "signin.staff_door",
    "static",
}
#: What leads on by itself: to a first step, to the provider, to the way in, to where a letter's code is typed; or to
#: the page of a plan in another state.
LEAD_ON = {
    "access.grant",
    "access.stay",
    "invitations.not_me",
    "invitations.show",
    "signin.confirm_identity",
    "signin.signed_out",
    "confirming.leave",
    "confirming.prove",
    "personnel.apply",
    "personnel.progress",
    "personnel.undo",
    "taking_back.undo_removal",
}
#: Pages that show e-mails as they were sent, in the language of whom they were for.
AS_SENT = {"development.mailbox", "development.message"}


@pytest.fixture(scope="module")
def visited(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[World]:
    """One world for everybody; nobody presses a button."""
    with world(tmp_path_factory.mktemp("world"), sqlite_template) as made:
        yield made


def browser(visited: World, kind: str, language: str) -> PageClient:
    """Somebody who reads in that language."""
    client = PageClient(visited.app)
    if kind in visited.tokens:
        let_in(client, visited.tokens[kind])
    client.speak(language)
    return client


def open_to(visited: World, kind: str) -> list[str]:
    """Where the table says that somebody may go."""
    column = KINDS.index(kind)
    rows = [question for question, words in ROWS.items() if question.method == "GET" and words[column] == "ok"]
    return [address for question in rows for address in addresses(visited, question.endpoint)]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_page_is_well_made_and_leads_somewhere(visited: World, kind: str, language: str) -> None:
    client, pages, wrong = browser(visited, kind, language), Map(visited.app), []

    def visit(address: str) -> list[str]:
        endpoint = pages.endpoint(address)
        explained = ROWS[Question("GET", str(endpoint))][KINDS.index(kind)] == "why"
        page = client.get(address, status=403 if explained else 200, buffered=True)
        if page.document is None:
            return []
        if page.document.get("lang") != language:
            wrong.append(f"{address} is written in {page.document.get('lang')}")
        if language == "en" and endpoint not in AS_SENT:
            wrong.extend(f"{address}: {text}" for text in french_on(page.document))
            wrong.extend(f"{address}, without lang: {text}" for text in unmarked_french(page.document))
        return [urljoin(page.path, str(link)) for link in page.select("//a/@href")]

    crawl(open_to(visited, kind), visit, pages, LEFT_OUT)
    assert wrong == []


#: What software asks has no page: it is refused with a problem, in no language of a browser.
OF_PAGES = [each for each in ROWS if each.method == "POST" and "401" not in ROWS[each]]


@pytest.mark.parametrize("question", OF_PAGES, ids=str)
def test_a_form_that_says_nothing_is_answered_in_english(visited: World, question: Question) -> None:
    let_in = [kind for kind, word in zip(KINDS, ROWS[question], strict=True) if word in LET_IN]
    somebody = next((kind for kind in let_in if kind in visited.tokens), "visitor")
    visited.ask(somebody, "POST", "/langue/en")
    for address in addresses(visited, question.endpoint):
        answer = visited.ask(somebody, "POST", address)
        assert answer.status_code in {200, 302, 303, 404}
        if answer.status_code == 200 and answer.mimetype == "text/html":
            document = lxml.html.document_fromstring(answer.get_data(as_text=True))
            assert (problems(document), french_on(document)) == ([], [])
    visited.put_back()


def test_no_page_is_left_out(visited: World) -> None:
    every = {question for question in ROWS if question.method == "GET" and question.endpoint not in LEFT_OUT}
    opened = {question for question in every if "ok" in ROWS[question]}
    only_lead_on = {Question("GET", name) for name in LEAD_ON}
    assert every - opened == only_lead_on


def test_french_is_found_where_it_stands(visited: World) -> None:
    page: Any = browser(visited, "rse", "fr").get("/droits-d-acces")
    assert {"Accueil", "Droits d'accès", "Menu"} & set(french_on(page.document)) == {"Accueil", "Droits d'accès"}


def test_french_is_found_by_its_words_unless_it_is_marked() -> None:
    marked = '<p lang="fr">Avis d\'imputation</p>, on <span lang="fr">Rapport d\'évaluation</span>'
    said = "<p>The document is “Décision d'admissibilité”</p><p>Scierie du Nord inc., Québec</p>"
    document = lxml.html.document_fromstring(f"<title>Page</title><body>{said}{marked}</body>")
    assert unmarked_french(document) == ["The document is “Décision d'admissibilité”"]
