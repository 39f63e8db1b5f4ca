"""Who may do what: every method of every endpoint, asked by every kind of person; the table is permissions.toml.

Strangers get 404, and the same page as for what does not exist. SQLite only: what decides here is Python (guards, the
gates' conditions); the queries themselves are tested on both databases, and the file is put back after each change.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from app.api.web.bearer import WITHOUT_COOKIES
from tests.web.asking import FORMS, Question, addresses, as_a_stranger_reads, in_a_word, questions
from tests.web.world import KINDS, World, world

TABLE = tomllib.loads(Path(__file__).with_name("permissions.toml").read_text("utf-8"))
PARTS = [rows for part, rows in TABLE.items() if part != "kinds"]
ROWS = {Question(*row.split()): words.split() for rows in PARTS for row, words in rows.items()}
LET_IN = {"ok", "go", "away"}
TURNED_AWAY = {"in", "pick", "pass", "why", "-"}
everything = pytest.mark.parametrize("question", ROWS, ids=str, scope="module")
forms = pytest.mark.parametrize("question", [each for each in ROWS if each.method == "POST"], ids=str, scope="module")


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[World]:
    """One world for all rows."""
    with world(tmp_path_factory.mktemp("world"), sqlite_template) as made:
        yield made


@dataclass(frozen=True)
class Heard:
    """What one address answered to a kind of person, in a word too; `sent` to the database, and whether it recorded."""

    response: TestResponse
    word: str
    sent: list[str]
    recorded: bool


@dataclass
class Answers:
    """What every address of an endpoint answers to every kind of person: asked once, read by the tests of a row."""

    asked: World
    question: Question
    heard: dict[tuple[str, str], Heard] = field(default_factory=dict)

    def of(self, kind: str, address: str) -> Heard:
        """The answer, asked for at the first call; the world is as it was afterwards."""
        if (kind, address) not in self.heard:
            self.heard[kind, address] = self.again(kind, address)
        return self.heard[kind, address]

    def again(self, kind: str, address: str) -> Heard:
        """The answer, asked for now."""
        before = self.asked.recorded()
        is_form = self.question.method == "POST"
        form = FORMS.get(self.question.endpoint, lambda _: {})(self.asked) if is_form else None
        with self.asked.statements() as sent:
            response = self.asked.ask(kind, self.question.method, address, form)
        word, recorded = in_a_word(response), self.asked.recorded() != before
        if recorded or (is_form and word in LET_IN):
            self.asked.put_back()
        return Heard(response, word, sent, recorded)


@pytest.fixture(scope="module")
def answers(asked: World, question: Question) -> Answers:
    """The answers of one row: the tests of a row follow one another, so that each address is asked once."""
    return Answers(asked, question)


def expected(question: Question) -> dict[str, str]:
    """The row, by kind of person."""
    return dict(zip(KINDS, ROWS[question], strict=True))


def one_of_each(question: Question) -> list[str]:
    """One kind of person for each different answer of the row."""
    return list({word: kind for kind, word in expected(question).items()}.values())


def pairs(answers: Answers) -> list[tuple[str, str]]:
    """Each address of the endpoint, beside the same for what does not exist."""
    there, missing = (addresses(answers.asked, answers.question.endpoint, missing=each) for each in (False, True))
    return list(zip(there, missing, strict=False))


def test_every_route_has_its_row_and_every_row_its_route(asked: World) -> None:
    assert set(ROWS) == questions(asked.app)


def test_the_columns_are_the_kinds_of_people() -> None:
    assert tuple(TABLE["kinds"]) == KINDS
    assert {str(row): len(words) for row, words in ROWS.items() if len(words) != len(KINDS)} == {}


@everything
def test_each_person_gets_what_the_table_says(answers: Answers, question: Question) -> None:
    assert {kind: said(answers, kind) for kind in KINDS} == expected(question)


def said(answers: Answers, kind: str) -> str:
    """What each address of an endpoint answers to a kind of person; what is refused leaves nothing in the journal."""
    heard = [answers.of(kind, address) for address in addresses(answers.asked, answers.question.endpoint)]
    turned_away = [each for each in heard if each.word in TURNED_AWAY]
    assert [each.word for each in turned_away if each.recorded] == [], f"{kind} was turned away, and yet recorded"
    return "/".join(dict.fromkeys(each.word for each in heard))


@everything
def test_what_is_not_yours_looks_like_what_does_not_exist(answers: Answers, question: Question) -> None:
    for there, missing in pairs(answers):
        for kind, word in expected(question).items():
            nothing = answers.of(kind, missing)
            if word in LET_IN:
                assert nothing.word in {"-", "go"}, f"{kind} asked for what is not there"
            else:
                something = as_a_stranger_reads(answers.of(kind, there).response, there)
                assert something == as_a_stranger_reads(nothing.response, missing), kind


@everything
def test_what_is_not_yours_lasts_as_long_as_what_does_not_exist(answers: Answers, question: Question) -> None:
    """The same statements are sent to the database, so that the time an answer takes tells nothing."""
    wrong = {}
    for there, missing in pairs(answers):
        for kind, word in expected(question).items():
            if word in LET_IN or answers.of(kind, there).sent == answers.of(kind, missing).sent:
                continue
            # Twice more: once in a while, a request also notes that the session was seen.
            pairs_sent = [(answers.again(kind, there).sent, answers.again(kind, missing).sent) for _ in "ab"]
            if all(of_there != of_missing for of_there, of_missing in pairs_sent):
                of_there, of_missing = pairs_sent[-1]
                wrong[kind] = sorted({*of_there} ^ {*of_missing}) or ["as often"]
    assert wrong == {}


@everything
def test_the_head_of_a_page_says_no_more_than_the_page(answers: Answers, question: Question) -> None:
    if question.method == "POST":
        return
    before = answers.asked.recorded()
    for address in addresses(answers.asked, question.endpoint):
        for kind in one_of_each(question):
            head, page = answers.asked.ask(kind, "HEAD", address), answers.of(kind, address).response
            assert (kind, head.status_code, head.get_data()) == (kind, page.status_code, b"")
    if answers.asked.recorded() != before:
        answers.asked.put_back()


def reads_no_cookie(asked: World, question: Question) -> bool:
    """Whether a request bears its own proof, so that a token of a page would prove nothing more."""
    guard = getattr(asked.app.view_functions[question.endpoint], "relais_guard", "")
    return guard in WITHOUT_COOKIES


@forms
def test_no_form_is_taken_without_its_token(asked: World, question: Question) -> None:
    for address in addresses(asked, question.endpoint):
        for kind in one_of_each(question):
            before = asked.recorded()
            answer = asked.ask(kind, "POST", address, {"csrf_token": ""})
            assert answer.status_code == (401 if reads_no_cookie(asked, question) else 400)
            assert asked.recorded() == before
