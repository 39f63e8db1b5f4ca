"""An employer's list of files: search, filters, order, pages, and what is unread."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from app.papers.queries import file_list
from app.papers.queries.file_list import Anchor, FilePage, FileQuestion, list_files, offices_of
from app.papers.words.files import FileOrder
from app.registry.models.employers import Employer
from app.registry.models.people import Person
from app.resolver.models.documents import Document, DocumentOpening
from app.resolver.models.files import CompensationFile
from app.vocabulary.documents import Category
from tests.factories.accounts import make_account
from tests.factories.deposits import deposit_document
from tests.factories.employers import make_employer
from tests.factories.files import make_file, make_file_employer
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.readings import make_document, make_opening

ON = date(2026, 3, 2)


@pytest.fixture
def employer(session: Session) -> Employer:
    return make_employer(session)


@pytest.fixture
def person(session: Session) -> Person:
    return make_person(session)


@pytest.fixture
def short_pages(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Three files a page, so that a few files make many pages."""
    monkeypatch.setattr(file_list, "PAGE", 3)
    file_list._prepared.cache_clear()
    yield
    file_list._prepared.cache_clear()


def asked(session: Session, employer: Employer, person: Person, **question: Any) -> FilePage:
    session.flush()
    return list_files(session, employer.id, person.id, FileQuestion(**question), ON)


def names(page: FilePage) -> list[str]:
    return [row.family_name for row in page.rows]


def forwards(session: Session, employer: Employer, person: Person, question: FileQuestion) -> list[FilePage]:
    """Every page, from the first to the last."""
    pages = [list_files(session, employer.id, person.id, question, ON)]
    while pages[-1].has_next:
        last = pages[-1].rows[-1]
        following = replace(question, anchor=Anchor(last.rank, last.public_id))
        pages.append(list_files(session, employer.id, person.id, following, ON))
    return pages


def test_an_employer_sees_its_own_files_and_those_imputed_to_it(
    session: Session, employer: Employer, person: Person
) -> None:
    make_file(session, employer, worker_family_name="Roy")
    other = make_file(session, make_employer(session), worker_family_name="Haddad")
    make_file(session, make_employer(session), worker_family_name="Côté")
    make_file_employer(session, other, employer)
    page = asked(session, employer, person)
    assert {(row.family_name, row.basis) for row in page.rows} == {("Roy", "injury"), ("Haddad", "imputation")}
    assert (page.has_previous, page.has_next) == (False, False)


def test_what_is_unread_comes_first_then_the_last_document(
    session: Session, employer: Employer, person: Person
) -> None:
    for name, deposited_on, opened in (
        ("ReadLately", date(2026, 3, 1), True),
        ("UnreadLongAgo", date(2020, 3, 1), False),
        ("UnreadLately", date(2026, 2, 1), False),
        ("ReadLongAgo", date(2020, 5, 1), True),
    ):
        document = make_document(session, make_file(session, employer, worker_family_name=name), deposited_on)
        if opened:
            make_opening(session, document, person)
    make_file(session, employer, worker_family_name="Nothing")
    first = ["UnreadLately", "UnreadLongAgo"]
    assert names(asked(session, employer, person)) == [*first, "ReadLately", "ReadLongAgo", "Nothing"]
    assert names(asked(session, employer, person, unread_only=True)) == first
    recent = asked(session, employer, person, order=FileOrder.RECENT)
    assert names(recent) == ["ReadLately", "UnreadLately", "ReadLongAgo", "UnreadLongAgo", "Nothing"]


def test_unread_is_counted_for_each_person(session: Session, employer: Employer, person: Person) -> None:
    file = make_file(session, employer)
    first = make_document(session, file, date(2026, 1, 5))
    make_document(session, file, date(2026, 1, 6))
    make_document(session, file, date(2026, 1, 7), channel="post")
    make_opening(session, first, person)
    make_opening(session, first, person)
    assert [row.unread for row in asked(session, employer, person).rows] == [1]
    assert [row.unread for row in asked(session, employer, make_person(session)).rows] == [2]


def test_documents_of_another_employer_in_the_same_file_do_not_count(
    session: Session, employer: Employer, person: Person
) -> None:
    other = make_employer(session)
    file = make_file(session, other)
    make_file_employer(session, file, employer)
    make_document(session, file, date(2026, 2, 1), employer_id=other.id, review_days=90)
    (row,) = asked(session, employer, person).rows
    assert (row.unread, row.last_document_on, row.review_until_on) == (0, date.min, None)
    assert not asked(session, employer, person, review_running=True).rows


@pytest.mark.parametrize(
    ("deposited_on", "days", "until"),
    [
        (date(2026, 1, 31), 30, ON),
        (date(2026, 1, 30), 30, ON),  # the 1st of March is a Sunday
        (date(2026, 1, 29), 30, None),
        (date(2026, 2, 20), 10, ON),
        (date(2024, 3, 2), 730, ON),
        (ON, 0, ON),
        (ON, None, None),
    ],
)
def test_a_review_time_limit_runs_until_its_last_day_included(
    session: Session, employer: Employer, person: Person, deposited_on: date, days: int | None, until: date | None
) -> None:
    make_document(session, make_file(session, employer), deposited_on, review_days=days)
    (row,) = asked(session, employer, person).rows
    assert row.review_until_on == until
    assert len(asked(session, employer, person, review_running=True).rows) == (until is not None)


def test_the_time_limit_shown_is_the_one_that_ends_first(session: Session, employer: Employer, person: Person) -> None:
    file = make_file(session, employer)
    for deposited_on, days in ((ON, 60), (ON, 10), (date(2026, 1, 1), 10)):
        make_document(session, file, deposited_on, review_days=days)
    assert [row.review_until_on for row in asked(session, employer, person).rows] == [date(2026, 3, 12)]


def test_year_and_office_narrow_the_list(session: Session, employer: Employer, person: Person) -> None:
    for name, injury_on, office in (
        ("A", date(2019, 1, 1), "Québec"),
        ("B", date(2019, 12, 31), "Estrie"),
        ("C", date(2020, 1, 1), "Québec"),
    ):
        make_file(session, employer, worker_family_name=name, injury_on=injury_on, regional_office=office)
    make_file(session, make_employer(session), regional_office="Montréal")
    assert set(names(asked(session, employer, person, year=2019))) == {"A", "B"}
    assert set(names(asked(session, employer, person, office="Québec"))) == {"A", "C"}
    assert names(asked(session, employer, person, year=2019, office="Québec", unread_only=False)) == ["A"]
    assert not asked(session, employer, person, year=1950).rows
    assert offices_of(session, employer.id) == ["Estrie", "Québec"]
    assert offices_of(session, make_employer(session).id) == []


@pytest.fixture
def named(session: Session, employer: Employer) -> None:
    for family, given in (
        ("L'Heureux", "Éric"),
        ("Lheureux", "Noémie"),
        ("Côté", "Roy"),
        ("Roy", "Sacha"),
        ("Roy-Tremblay", "Zoé"),
        ("Tremblay", "Sacha"),
    ):
        make_file(session, employer, worker_family_name=family, worker_given_name=given)


@pytest.mark.usefixtures("named")
@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("roy", ["Roy", "Roy-Tremblay", "Côté"]),
        ("ROY", ["Roy", "Roy-Tremblay", "Côté"]),
        ("l'heureux", ["L'Heureux", "Lheureux"]),
        ("lheureux", ["Lheureux", "L'Heureux"]),
        ("  L’HEUREUX  eric ", ["L'Heureux"]),
        ("cote", ["Côté"]),
        ("CÔTÉ", ["Côté"]),
        ("sacha", ["Roy", "Tremblay"]),
        ("sacha tremblay", ["Tremblay"]),
        ("tremblay, sacha", ["Tremblay"]),
        ("tremb", ["Tremblay", "Roy-Tremblay"]),
        ("remblay", ["Roy-Tremblay", "Tremblay"]),
        ("roy_", ["Roy", "Roy-Tremblay", "Côté"]),
        ("%", []),
        ("_", []),
        ("!!!", []),
        ("a" * 500, []),
        ("\x00", []),
        ("文字", []),
        ("' OR 1=1 --", []),
        ("roy sacha x y z w v u t", []),
    ],
)
def test_a_worker_is_found_by_any_word_of_the_name(
    session: Session, employer: Employer, person: Person, typed: str, found: list[str]
) -> None:
    assert names(asked(session, employer, person, search=typed)) == found


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("100", ["100000017", "100200005"]),
        ("100 000", ["100000017"]),
        ("100-000-017", ["100000017"]),
        ("0", ["001000008"]),
        ("1000000170", []),
        ("9", []),
    ],
)
def test_a_file_is_found_by_the_start_of_its_number(
    session: Session, employer: Employer, person: Person, typed: str, found: list[str]
) -> None:
    for number in ("100200005", "001000008", "100000017"):
        make_file(session, employer, file_no=number)
    assert [row.file_no for row in asked(session, employer, person, search=typed).rows] == found


@pytest.mark.usefixtures("short_pages")
@pytest.mark.parametrize("number", [0, 1, 3, 4, 6, 7, 11])
@pytest.mark.parametrize(
    "question",
    [
        FileQuestion(),
        FileQuestion(order=FileOrder.RECENT),
        FileQuestion(search="roy"),
        FileQuestion(search="9"),
        FileQuestion(unread_only=True),
        FileQuestion(office="Québec", year=2019),
        FileQuestion(order=FileOrder.NAME, reversed=True),
        FileQuestion(order=FileOrder.INJURY, search="roy"),
        FileQuestion(order=FileOrder.NUMBER, unread_only=True),
        FileQuestion(order=FileOrder.RECENT, reversed=True, search="9"),
    ],
    ids=[
        *("unread first", "recent first", "by name", "by number", "unread only", "narrowed"),
        *("names backwards", "found by injury", "unread by number", "found, oldest first"),
    ],
)
def test_pages_follow_each_other_without_gap_or_repetition(
    session: Session, employer: Employer, person: Person, number: int, question: FileQuestion
) -> None:
    for place in range(number):
        names = {"worker_family_name": "Roy" if place % 3 else "Gagné", "worker_given_name": "Royal"}
        file = make_file(session, employer, **names)
        document = make_document(session, file, date(2026, 1, 1 + place // 2))
        if place % 2 and not question.unread_only:
            make_opening(session, document, person)
    session.flush()
    pages = forwards(session, employer, person, question)
    found = [row.public_id for page in pages for row in page.rows]
    assert len(found) == len(set(found)) == number
    assert [len(page.rows) for page in pages[:-1]] == [3] * (len(pages) - 1)
    assert [page.has_previous for page in pages] == [False, *([True] * (len(pages) - 1))]
    for earlier, later in pairwise(pages):
        first = later.rows[0]
        back = replace(question, anchor=Anchor(first.rank, first.public_id, backwards=True))
        again = list_files(session, employer.id, person.id, back, ON)
        assert again.rows == earlier.rows
        assert again.has_previous == earlier.has_previous
        assert again.has_next


@pytest.mark.usefixtures("short_pages")
def test_opening_a_document_between_two_pages_skips_no_file(
    session: Session, employer: Employer, person: Person
) -> None:
    documents = [
        make_document(session, make_file(session, employer, worker_family_name=name), date(2026, 1, day))
        for name, day in (("A", 9), ("B", 8), ("C", 7), ("D", 6), ("E", 5))
    ]
    page = asked(session, employer, person)
    make_opening(session, documents[2], person)
    session.flush()
    last = page.rows[-1]
    anchor = Anchor(last.rank, last.public_id)
    assert names(page) == ["A", "B", "C"]
    assert names(asked(session, employer, person, anchor=anchor))[:2] == ["D", "E"]


@pytest.mark.parametrize("anchor", [Anchor(0, "nowhere"), Anchor(1, "nowhere", backwards=True)])
def test_an_anchor_that_is_not_the_employers_shows_nothing_of_anybody(
    session: Session, employer: Employer, person: Person, anchor: Anchor
) -> None:
    make_document(session, make_file(session, employer), ON)
    foreign = make_file(session, make_employer(session))
    assert not asked(session, employer, person, anchor=anchor, order=FileOrder.RECENT).rows
    theirs = replace(anchor, public_id=foreign.public_id)
    assert not asked(session, employer, person, anchor=theirs, order=FileOrder.RECENT).rows


def test_a_medical_paper_leaves_no_trace_in_the_list(session: Session, employer: Employer, person: Person) -> None:
    make_account(session, employer)
    make_membership(session, person, employer)
    file = make_file(session, employer)
    before = asked(session, employer, person)
    for category in (Category.MEDICAL, Category.PHYSICAL_REHABILITATION):
        deposit_document(session, file, category=category, issued_on=date(2026, 2, 1), review_days=60)
    assert asked(session, employer, person) == before
    assert not asked(session, employer, person, unread_only=True).rows
    assert not asked(session, employer, person, review_running=True).rows


def test_a_page_takes_one_statement_whatever_is_asked(session: Session, employer: Employer, person: Person) -> None:
    file = make_file(session, employer)
    session.flush()
    statements: list[str] = []
    event.listen(Engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
    for question in (
        FileQuestion(),
        FileQuestion(search="roy", review_running=True, year=2019, office="Québec"),
        FileQuestion(anchor=Anchor(1, file.public_id)),
    ):
        statements.clear()
        list_files(session, employer.id, person.id, question, ON)
        assert len(statements) == 1


@pytest.mark.databases("sqlite", because="its plan says by which index it goes, however few rows there are")
@pytest.mark.parametrize("reversed_order", [False, True])
@pytest.mark.parametrize(
    ("order", "index"),
    [
        (FileOrder.RECENT, "ix_file_employers_list"),
        (FileOrder.NAME, "ix_file_employers_name"),
        (FileOrder.NUMBER, "ix_file_employers_number"),
        (FileOrder.INJURY, "ix_file_employers_injury"),
    ],
)
def test_each_order_is_that_of_an_index(
    session: Session, employer: Employer, person: Person, order: FileOrder, index: str, reversed_order: bool
) -> None:
    asked_of: list[tuple[str, dict[str, object]]] = []
    event.listen(Engine, "before_cursor_execute", lambda *given: asked_of.append((given[2], given[3])))
    asked(session, employer, person, order=order, reversed=reversed_order)
    statement, values = asked_of[-1]
    plan = session.connection().connection.cursor().execute(f"EXPLAIN QUERY PLAN {statement}", values).fetchall()
    steps = [step[3] for step in plan]
    assert any(f"file_employers USING INDEX {index} " in step for step in steps)
    assert "USE TEMP B-TREE FOR ORDER BY" not in steps


def test_the_models_and_the_list_agree_on_what_is_unread(session: Session, employer: Employer, person: Person) -> None:
    files: list[CompensationFile] = [make_file(session, employer) for _ in range(4)]
    for place, file in enumerate(files):
        for day in range(1, place + 1):
            document = make_document(session, file, date(2026, 1, day), channel="electronic" if day % 3 else "held")
            if day == 1:
                make_opening(session, document, person)
    session.flush()
    opened = {row.document_id for row in session.query(DocumentOpening).filter_by(person_id=person.id)}
    expected = {
        file.public_id: sum(
            document.channel == "electronic" and document.id not in opened
            for document in session.query(Document).filter_by(file_id=file.id)
        )
        for file in files
    }
    assert {row.public_id: row.unread for row in asked(session, employer, person).rows} == expected


@pytest.mark.parametrize(
    ("typed", "found"), [("小龙", ["王"]), ("ᐃᓄᒃ", ["ᓴᐃᒪᓐ"]), ("петров", ["Петрова"]), ("?", ["???"])]
)
def test_a_worker_is_found_by_the_letters_of_any_script(
    session: Session, employer: Employer, person: Person, typed: str, found: list[str]
) -> None:
    for family, given in (("王", "小龙"), ("ᓴᐃᒪᓐ", "ᐃᓄᒃ"), ("Петрова", "Дарья"), ("???", "??"), ("Roy", "Sacha")):
        make_file(session, employer, worker_family_name=family, worker_given_name=given)
    assert names(asked(session, employer, person, search=typed)) == found
