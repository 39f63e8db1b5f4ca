"""A document that was taken back comes out of no address, for anybody of the employer's side."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import lxml.html
import pytest

from app.ledger.steps.audit import Actor
from app.medical.actions.removals import remove_document
from app.vocabulary.documents import RemovalReason
from tests.web.asking import addresses
from tests.web.crawling import Map, crawl
from tests.web.test_every_page import LEFT_OUT, open_to
from tests.web.world import KINDS, World, world

pytestmark = pytest.mark.databases("sqlite", because="the queries are tested on both")
#: Of the document that the world shows, and of no other.
TITLE = "Décision d'admissibilité"
STAFF = {"agent", "admin", "auditor"}
OF_A_DOCUMENT = ("show", "proof", "openers", "content", "download")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[World]:
    with world(tmp_path_factory.mktemp("world"), sqlite_template) as made:
        yield made


def naming(made: World, kind: str) -> set[str]:
    """The pages that name the document, or lead to it, among all those that somebody reaches."""
    pages, found = Map(made.app), set()
    names = {TITLE, TITLE.replace("'", "&#39;"), made.names["document"], made.names["notice"]}

    def visit(address: str) -> list[str]:
        body = made.ask(kind, "GET", address).get_data().decode(errors="replace")
        if any(each in body.replace(address, "") for each in names):
            found.add(str(pages.endpoint(address)))
        return [str(link) for link in lxml.html.fromstring(body).xpath("//a/@href")] if "<html" in body else []

    crawl(open_to(made, kind), visit, pages, LEFT_OUT | {"language.choose"})
    return found


def test_nothing_of_it_comes_out_of_any_address(made: World) -> None:
    readers = [kind for kind in KINDS if kind not in STAFF]
    assert {"home.index", "files.show", "documents.show"} <= naming(made, "reader"), "before, it is read"
    with made.app.app_context():
        remove_document(made.names["notice"], RemovalReason.WRONG_FILE, "Mauvais numéro", Actor("staff", 1, "Agathe"))
    assert {kind: pages for kind in readers if (pages := naming(made, kind))} == {}
    answers = {
        (kind, what): made.ask(kind, "GET", address).status_code
        for kind in readers
        for what in OF_A_DOCUMENT
        for address in addresses(made, f"documents.{what}")
    }
    assert {who: status for who, status in answers.items() if status == 200} == {}
    assert {answers["reader", what] for what in OF_A_DOCUMENT} == {404}
