"""Reading the journal: by employer, person, file, day and action, latest first, however many entries there are.

Entries are sorted by day, then by number: each filter has an index in that order, so that a page costs the same at
the end of a million entries as at their beginning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, select, tuple_
from sqlalchemy.orm import Session

from app.ledger.models.audit import AuditEntry
from app.ledger.queries.names import named
from app.registry.models.employers import Employer
from app.registry.models.people import Person
from app.resolver.models.documents import Document, DocumentRemoval
from app.resolver.models.files import CompensationFile
from app.vocabulary.accounts import Space
from app.vocabulary.audit import AuditAction
from app.vocabulary.services import OnlineService
from app.vocabulary.text import folded

PAGE = 50
EXPORTED = 1000
#: People whom a search by name tells apart; beyond, the name says too little.
NAMED = 6


@dataclass(frozen=True, slots=True)
class JournalSearch:
    """Which entries; None, or nothing, for any. Numbers are those of rows; days are Quebec days, both included.

    `without`: all but these. `person_id`: about them or by them. `about_ids`: about one of these. `actor_id`: by that
    person; `by_system`: by nobody. `space`: of that secure space, for the entries that have one.
    """

    employer_id: int | None = None
    person_id: int | None = None
    file_id: int | None = None
    action: AuditAction | None = None
    since: date | None = None
    until: date | None = None
    actions: tuple[AuditAction, ...] = ()
    without: tuple[AuditAction, ...] = ()
    space: Space | None = None
    service: OnlineService | None = None
    about_ids: tuple[int, ...] | None = None
    actor_id: int | None = None
    by_system: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry with the names that its sentence needs. The title is never that of a medical paper."""

    id: int
    day: date
    at: datetime
    action: str
    actor_kind: str
    actor_name: str
    employer: str
    neq: str
    person: str
    file_no: str
    title: str
    details: dict[str, Any]
    employer_public_id: str = ""
    person_public_id: str = ""


@dataclass(frozen=True, slots=True)
class JournalPage:
    """A page of entries; the cursors of its neighbours, if there are any."""

    entries: tuple[Entry, ...]
    newer: str | None
    older: str | None


def people_of(session: Session, text: str) -> list[Person]:
    """The person of an identifier, or those of an e-mail address, or of words of a name; a few at most.

    What a form shows of somebody, « Luc Roy (P-1) », names them alone.
    """
    wanted = re.sub(r".*\(([^()]+)\)$", r"\1", text.strip())
    found = session.scalars(select(Person).where(Person.identifier == wanted)).all()
    if not found and folded(wanted):
        name = Person.email == wanted if "@" in wanted else named(wanted, Person.search_name)
        found = session.scalars(select(Person).where(name).order_by(Person.search_name, Person.id).limit(NAMED)).all()
    return list(found)


def person_named(session: Session, public_id: str) -> Person | None:
    """The person that an address names."""
    return session.scalar(select(Person).where(Person.public_id == public_id))


def journal_page(session: Session, search: JournalSearch, *, after: str = "", before: str = "") -> JournalPage:
    """Fifty entries, older than the cursor `after` or newer than `before`; what is not a cursor is ignored."""
    newer, older = _place(before), _place(after)
    back = newer is not None
    rows = _entries(session, search, newer if newer is not None else older, back=back, limit=PAGE + 1)
    more, shown = len(rows) > PAGE, rows[:PAGE]
    if back and not shown:
        return journal_page(session, search)
    entries = tuple(reversed(shown)) if back else tuple(shown)
    first, last = (_cursor(entries[0]), _cursor(entries[-1])) if entries else (None, None)
    beginning = (not more) if back else older is None
    end = (not more) if not back else False
    return JournalPage(entries, None if beginning else first, None if end else last)


def latest_entries(session: Session, search: JournalSearch, limit: int) -> list[Entry]:
    """The latest entries that answer, latest first."""
    return _entries(session, search, None, back=False, limit=limit)


def all_entries(session: Session, search: JournalSearch) -> Iterator[Entry]:
    """Every entry that answers, latest first, a thousand at a time."""
    place: tuple[date, int] | None = None
    while rows := _entries(session, search, place, back=False, limit=EXPORTED):
        yield from rows
        place = (rows[-1].day, rows[-1].id)


def _cursor(entry: Entry) -> str:
    return f"{entry.day.isoformat()}.{entry.id}"


def _place(cursor: str) -> tuple[date, int] | None:
    day, _, number = cursor.partition(".")
    try:
        return date.fromisoformat(day), int(number) if len(number) < 19 else 0
    except ValueError:
        return None


def _entries(
    session: Session, search: JournalSearch, place: tuple[date, int] | None, *, back: bool, limit: int
) -> list[Entry]:
    chosen = _chosen(search, place, back=back, limit=limit)
    statement = (
        select(
            AuditEntry,
            Employer.name,
            Employer.neq,
            Employer.public_id,
            Person,
            CompensationFile.file_no,
            # What became a medical paper has no title here.
            case((DocumentRemoval.reclassified, None), else_=Document.title),
        )
        .outerjoin(Employer, Employer.id == AuditEntry.employer_id)
        .outerjoin(Person, Person.id == AuditEntry.person_id)
        .outerjoin(CompensationFile, CompensationFile.id == AuditEntry.file_id)
        .outerjoin(Document, Document.id == AuditEntry.document_id)
        .outerjoin(DocumentRemoval, DocumentRemoval.document_id == Document.id)
        .where(AuditEntry.id.in_(chosen))
        .order_by(*_order(back=back))
        .limit(limit)
    )
    return [_entry(*row) for row in session.execute(statement)]


def _order(*, back: bool) -> tuple[Any, Any]:
    return (AuditEntry.day, AuditEntry.id) if back else (AuditEntry.day.desc(), AuditEntry.id.desc())


def _chosen(
    search: JournalSearch, place: tuple[date, int] | None, *, back: bool, limit: int
) -> Select[*tuple[Any, ...]]:
    """The numbers of a page's entries. A person is looked for twice, as who acted and as whom it is about: each
    time by its own index, which one condition with "or" would not use."""
    base = select(AuditEntry.id, AuditEntry.day).where(*_conditions(search))
    if place is not None:
        key, there = tuple_(AuditEntry.day, AuditEntry.id), tuple_(*place)
        base = base.where(key > there if back else key < there)
    base = base.order_by(*_order(back=back)).limit(limit)
    if search.person_id is None:
        return select(base.subquery().c.id)
    about = base.where(AuditEntry.person_id == search.person_id).subquery()
    by = base.where(AuditEntry.actor_kind == "person", AuditEntry.actor_id == search.person_id).subquery()
    both = select(about.c.id).union(select(by.c.id)).subquery()
    return select(both.c.id)


def _conditions(search: JournalSearch) -> Iterator[ColumnElement[bool]]:
    if search.employer_id is not None:
        yield AuditEntry.employer_id == search.employer_id
    if search.file_id is not None:
        yield AuditEntry.file_id == search.file_id
    if search.action is not None:
        yield AuditEntry.action == search.action.value
    if search.actions:
        yield AuditEntry.action.in_([action.value for action in search.actions])
    if search.without:
        yield AuditEntry.action.not_in([action.value for action in search.without])
    yield from _of_rights(search)
    days = [AuditEntry.day >= search.since] if search.since else []
    days += [AuditEntry.day <= search.until] if search.until else []
    if days:
        yield and_(*days)


def _of_rights(search: JournalSearch) -> Iterator[ColumnElement[bool]]:
    """What narrows the history of the rights of one space: its entries name it, and the services concerned."""
    if search.space is not None:
        yield AuditEntry.details["space"].as_string() == search.space.value
    if search.service is not None:
        yield AuditEntry.details["services"].as_string().contains(f'"{search.service.value}"')
    if search.about_ids is not None:
        yield AuditEntry.person_id.in_(search.about_ids)
    if search.actor_id is not None:
        yield and_(AuditEntry.actor_kind == "person", AuditEntry.actor_id == search.actor_id)
    if search.by_system:
        yield AuditEntry.actor_kind == "system"


def _entry(
    entry: AuditEntry,
    employer: str | None,
    neq: str | None,
    employer_public_id: str | None,
    person: Person | None,
    file_no: str | None,
    title: str | None,
) -> Entry:
    return Entry(
        id=entry.id,
        day=entry.day,
        at=entry.at,
        action=entry.action,
        actor_kind=entry.actor_kind,
        actor_name=entry.actor_name,
        employer=employer or "",
        neq=neq or "",
        person=person.name if person else "",
        employer_public_id=employer_public_id or "",
        person_public_id=person.public_id if person else "",
        file_no=file_no or "",
        title=title or "",
        details=entry.details,
    )
