"""Who may do what: every method of every endpoint, asked by every kind of person; the table is permissions.toml.

Strangers get 404, and the same page as for what does not exist. SQLite only: what decides here is Python (guards, the
gates' conditions); the queries themselves are tested on both databases, and the file is put back after each change.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.asking import FORMS, Question, addresses, as_a_stranger_reads, in_a_word, questions
from tests.web.world import KINDS, World, world

TABLE = tomllib.loads(Path(__file__).with_name("permissions.toml").read_text("utf-8"))
PARTS = [rows for part, rows in TABLE.items() if part != "kinds"]
ROWS = {Question(*row.split()): words.split() for rows in PARTS for row, words in rows.items()}
LET_IN = {"ok", "go", "away"}
TURNED_AWAY = {"in", "pick", "pass", "why", "-"}
everything = pytest.mark.parametrize("question", ROWS, ids=str)
forms = pytest.mark.parametrize("question", [each for each in ROWS if each.method == "POST"], ids=str)


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[World]:
    """One world for all rows."""
    with world(tmp_path_factory.mktemp("world"), sqlite_template) as made:
        yield made


@pytest.fixture(autouse=True)
def _as_it_was(asked: World) -> Iterator[None]:
    before = asked.recorded()
    yield
    if asked.recorded() != before:
        asked.put_back()


def expected(question: Question) -> dict[str, str]:
    """The row, by kind of person."""
    return dict(zip(KINDS, ROWS[question], strict=True))


def one_of_each(question: Question) -> list[str]:
    """One kind of person for each different answer of the row."""
    return list({word: kind for kind, word in expected(question).items()}.values())


def test_every_route_has_its_row_and_every_row_its_route(asked: World) -> None:
    assert set(ROWS) == questions(asked.app)


def test_the_columns_are_the_kinds_of_people() -> None:
    assert tuple(TABLE["kinds"]) == KINDS
    assert {str(row): len(words) for row, words in ROWS.items() if len(words) != len(KINDS)} == {}


@everything
def test_each_person_gets_what_the_table_says(asked: World, question: Question) -> None:
    assert {kind: said(asked, kind, question) for kind in KINDS} == expected(question)


def said(asked: World, kind: str, question: Question) -> str:
    """What each address of an endpoint answers to a kind of person; what is refused leaves nothing in the journal."""
    words = []
    for address in addresses(asked, question.endpoint):
        before = asked.recorded()
        form = FORMS.get(question.endpoint, lambda _: {})(asked) if question.method == "POST" else None
        words.append(in_a_word(asked.ask(kind, question.method, address, form)))
        if words[-1] in TURNED_AWAY:
            assert asked.recorded() == before, f"{question} by {kind} was turned away, and yet recorded something"
        elif question.method == "POST" or asked.recorded() != before:
            asked.put_back()
    return "/".join(dict.fromkeys(words))


@everything
def test_what_is_not_yours_looks_like_what_does_not_exist(asked: World, question: Question) -> None:
    pairs = zip(addresses(asked, question.endpoint), addresses(asked, question.endpoint, missing=True), strict=False)
    for there, missing in pairs:
        for kind, word in expected(question).items():
            nothing = asked.ask(kind, question.method, missing)
            if word in LET_IN:
                assert in_a_word(nothing) in {"-", "go"}, f"{kind} asked for what is not there"
            else:
                something = asked.ask(kind, question.method, there)
                assert as_a_stranger_reads(something, there) == as_a_stranger_reads(nothing, missing), kind


@everything
def test_what_is_not_yours_lasts_as_long_as_what_does_not_exist(asked: World, question: Question) -> None:
    """The same statements are sent to the database, so that the time an answer takes tells nothing."""
    pairs = zip(addresses(asked, question.endpoint), addresses(asked, question.endpoint, missing=True), strict=False)
    wrong = {}
    for there, missing in pairs:
        for kind, word in expected(question).items():
            # Twice: once in a while, a request also notes that the session was seen.
            if word not in LET_IN and all(differing := [_beyond(asked, kind, question, there, missing) for _ in "ab"]):
                wrong[kind] = differing
    assert wrong == {}


def _beyond(asked: World, kind: str, question: Question, there: str, missing: str) -> list[str]:
    """What is sent to the database for one of the two only."""
    with asked.statements() as of_missing:
        asked.ask(kind, question.method, missing)
    with asked.statements() as of_there:
        asked.ask(kind, question.method, there)
    if of_there == of_missing:
        return []
    return sorted({*of_there} ^ {*of_missing}) or ["as often"]


@everything
def test_the_head_of_a_page_says_no_more_than_the_page(asked: World, question: Question) -> None:
    if question.method == "POST":
        return
    for address in addresses(asked, question.endpoint):
        for kind in one_of_each(question):
            head, page = asked.ask(kind, "HEAD", address), asked.ask(kind, "GET", address)
            assert (kind, head.status_code, head.get_data()) == (kind, page.status_code, b"")


@forms
def test_no_form_is_taken_without_its_token(asked: World, question: Question) -> None:
    for address in addresses(asked, question.endpoint):
        for kind in one_of_each(question):
            before = asked.recorded()
            assert asked.ask(kind, "POST", address, {"csrf_token": ""}).status_code == 400
            assert asked.recorded() == before
