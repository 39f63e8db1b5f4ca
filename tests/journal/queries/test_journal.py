"""The journal, page by page: nothing twice, nothing left out, whatever the filters."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app import clock
from app.journal.queries.journal import JournalPage, JournalSearch, all_entries, journal_page, people_of
from app.ledger.models.audit import AuditEntry
from app.vocabulary.audit import AuditAction
from app.vocabulary.documents import Category
from tests.factories.deposits import deposit_document
from tests.factories.employers import make_employer
from tests.factories.files import make_file
from tests.factories.people import make_person


def enter(session: Session, day: date, **values: Any) -> AuditEntry:
    entry = AuditEntry(
        **{
            "at": clock.start_of(day),
            "day": day,
            "action": AuditAction.SIGNED_OUT.value,
            "actor_kind": "system",
            "actor_id": None,
            "actor_name": "Relais",
            "details": {},
            **values,
        }
    )
    session.add(entry)
    session.flush()
    return entry


@pytest.fixture
def many(session: Session) -> list[int]:
    """120 entries over forty days, three a day."""
    entries = [enter(session, date(2026, 1, 1) + timedelta(days=number // 3)) for number in range(120)]
    session.commit()
    return [entry.id for entry in reversed(entries)]


def ids(page: JournalPage) -> list[int]:
    return [entry.id for entry in page.entries]


def test_pages_follow_each_other_there_and_back(session: Session, many: list[int]) -> None:
    search = JournalSearch()
    first = journal_page(session, search)
    second = journal_page(session, search, after=first.older or "")
    third = journal_page(session, search, after=second.older or "")
    assert ids(first) + ids(second) + ids(third) == many
    assert (first.newer, third.older) == (None, None)
    assert journal_page(session, search, before=third.newer or "") == second
    back = journal_page(session, search, before=second.newer or "")
    assert (back.entries, back.newer) == (first.entries, None)
    assert [entry.id for entry in all_entries(session, search)] == many


@pytest.mark.parametrize("cursor", ["x", "2026-01-05", "2026-01-05.x", f"2026-01-05.{'9' * 40}", "9999-99-99.1"])
def test_what_is_not_a_cursor_does_no_harm(session: Session, many: list[int], cursor: str) -> None:
    assert set(ids(journal_page(session, JournalSearch(), after=cursor))) <= set(many)
    assert set(ids(journal_page(session, JournalSearch(), before=cursor))) <= set(many)


def test_days_are_both_included(session: Session, many: list[int]) -> None:
    found = journal_page(session, JournalSearch(since=date(2026, 1, 2), until=date(2026, 1, 3)))
    assert [entry.day.day for entry in found.entries] == [3, 3, 3, 2, 2, 2]
    assert len(many) == 120


def test_a_person_is_found_as_who_acted_and_as_whom_it_is_about(session: Session) -> None:
    person, other = make_person(session), make_person(session)
    by = enter(session, date(2026, 1, 1), actor_kind="person", actor_id=person.id, actor_name=person.name)
    about = enter(session, date(2026, 1, 2), person_id=person.id)
    both = enter(session, date(2026, 1, 3), person_id=person.id, actor_kind="person", actor_id=person.id)
    enter(session, date(2026, 1, 4), actor_kind="staff", actor_id=person.id)
    enter(session, date(2026, 1, 5), person_id=other.id)
    session.commit()
    found = journal_page(session, JournalSearch(person_id=person.id))
    assert ids(found) == [both.id, about.id, by.id]
    assert found.entries[1].person == person.name


def test_filters_add_up(session: Session) -> None:
    employer = make_employer(session)
    file = make_file(session, employer)
    wanted = enter(session, date(2026, 1, 2), employer_id=employer.id, file_id=file.id, action="document_opened")
    enter(session, date(2026, 1, 2), employer_id=employer.id, action="document_opened")
    enter(session, date(2026, 1, 2), employer_id=employer.id, file_id=file.id)
    enter(session, date(2026, 1, 9), employer_id=employer.id, file_id=file.id, action="document_opened")
    session.commit()
    search = JournalSearch(
        employer_id=employer.id, file_id=file.id, action=AuditAction.DOCUMENT_OPENED, until=date(2026, 1, 5)
    )
    assert ids(journal_page(session, search)) == [wanted.id]


def test_the_title_of_a_medical_paper_does_not_come_out(session: Session) -> None:
    file = make_file(session, make_employer(session))
    deposit_document(session, file, category=Category.MEDICAL, title="Diagnostic")
    deposit_document(session, file, title="Relevé")
    titles = {entry.title for entry in journal_page(session, JournalSearch()).entries}
    assert titles == {"", "Relevé"}


def test_somebody_is_named_by_identifier_and_those_who_share_an_address_are_told(session: Session) -> None:
    person = make_person(session, identifier="P-7", email="seule@courriel.example")
    make_person(session, email="partagee@courriel.example")
    make_person(session, email="partagee@courriel.example")
    session.commit()
    for text in ("P-7", " P-7 ", "seule@courriel.example"):
        assert people_of(session, text) == [person]
    for text in ("", "P-8"):
        assert people_of(session, text) == []
    assert len(people_of(session, "partagee@courriel.example")) == 2
