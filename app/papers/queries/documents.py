"""Documents that an employer reads on screen, who opened them, and who else may.

Nothing here knows of a medical paper: they stand in other tables, and in `medical/queries/papers.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, exists, func, select
from sqlalchemy.orm import Session

from app.ledger.queries.intervals import end_of_day
from app.notices.models import Notice
from app.papers.queries.news import is_read
from app.registry.models.people import Person
from app.registry.queries.sessions import Principal
from app.resolver.models.documents import (
    NOT_REMOVED,
    ON_SCREEN,
    Document,
    DocumentMark,
    DocumentOpening,
    DocumentRemoval,
)
from app.resolver.models.files import CompensationFile, FileEmployer
from app.resolver.queries.explanations import AskedPaper
from app.resolver.queries.facts import EmployerFacts
from app.vocabulary.accounts import Role
from app.vocabulary.documents import Category, DocumentKind
from app.vocabulary.notices import Channel

PAGE = 50


class DocumentRow(NamedTuple):
    """One line among the documents of a file. When this person first opened it, and when they marked it as read."""

    id: int
    public_id: str
    title: str
    kind: str
    category: str
    issued_on: date
    deposited_on: date
    review_until_on: date | None
    pages: int
    size: int
    opened_at: datetime | None
    marked_at: datetime | None
    is_read: bool


class Opening(NamedTuple):
    """One person's openings of one document: the first, the last, how many."""

    document_id: int
    person_id: int
    given_name: str
    family_name: str
    first_at: datetime
    last_at: datetime
    times: int

    @property
    def name(self) -> str:
        """Given and family name, as read aloud."""
        return f"{self.given_name} {self.family_name}"


@dataclass(frozen=True, slots=True)
class DocumentDetail:
    """One document, the file that it belongs to, and the ruling that brought it on screen."""

    id: int
    public_id: str
    title: str
    kind: DocumentKind
    category: Category
    issued_on: date
    deposited_on: date
    recorded_at: datetime
    review_days: int | None
    review_until_on: date | None
    sha256: str
    size: int
    pages: int
    employer_id: int
    file_id: int
    file_public_id: str
    file_no: str
    given_name: str
    family_name: str
    notice_id: int | None
    ruling: dict[str, Any] | None

    @property
    def worker(self) -> str:
        """Given and family name of the worker, as read aloud."""
        return f"{self.given_name} {self.family_name}"


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who may read the employer's documents today, and in which roles."""

    name: str
    roles: tuple[Role, ...]


_MINE = (
    select(func.min(DocumentOpening.opened_at))
    .where(DocumentOpening.person_id == bindparam("person"), DocumentOpening.document_id == Document.id)
    .correlate(Document)
    .scalar_subquery()
)
_MARKED = (
    select(DocumentMark.marked_at)
    .where(DocumentMark.person_id == bindparam("person"), DocumentMark.document_id == Document.id)
    .correlate(Document)
    .scalar_subquery()
)
#: Nothing of a later day: the clock of a demonstration can be put back.
_OF_FILE = and_(
    Document.employer_id == bindparam("employer"),
    Document.file_id == bindparam("file"),
    Document.deposited_on <= bindparam("on"),
)
_LIST = (
    select(
        Document.id,
        Document.public_id,
        Document.title,
        Document.kind,
        Document.category,
        Document.issued_on,
        Document.deposited_on,
        Document.review_until_on,
        Document.pages,
        Document.size,
        _MINE.label("opened_at"),
        _MARKED.label("marked_at"),
        is_read(Document, bindparam("employer")).label("is_read"),
    )
    .where(_OF_FILE, ON_SCREEN)
    .order_by(Document.deposited_on.desc(), Document.id.desc())
    .limit(bindparam("limit"))
    .offset(bindparam("offset"))
)
_COUNTS = select(Document.channel, func.count()).where(_OF_FILE, NOT_REMOVED).group_by(Document.channel)
_OPENINGS = (
    select(
        DocumentOpening.document_id,
        DocumentOpening.person_id,
        Person.given_name,
        Person.family_name,
        func.min(DocumentOpening.opened_at).label("first_at"),
        func.max(DocumentOpening.opened_at).label("last_at"),
        func.count().label("times"),
    )
    .join(Person, Person.id == DocumentOpening.person_id)
    .where(DocumentOpening.document_id.in_(bindparam("documents", expanding=True)))
    .where(DocumentOpening.opened_at < bindparam("until"))
    .group_by(DocumentOpening.document_id, DocumentOpening.person_id, Person.given_name, Person.family_name)
    .order_by(func.min(DocumentOpening.opened_at), DocumentOpening.person_id)
)
_DETAIL = (
    select(
        Document.id,
        Document.public_id,
        Document.title,
        Document.kind,
        Document.category,
        Document.issued_on,
        Document.deposited_on,
        Document.recorded_at,
        Document.review_days,
        Document.review_until_on,
        Document.sha256,
        Document.size,
        Document.pages,
        Document.employer_id,
        Document.file_id,
        CompensationFile.public_id.label("file_public_id"),
        CompensationFile.file_no,
        CompensationFile.worker_given_name.label("given_name"),
        CompensationFile.worker_family_name.label("family_name"),
        Notice.id.label("notice_id"),
        Notice.ruling,
    )
    .join(CompensationFile, CompensationFile.id == Document.file_id)
    .join(
        FileEmployer,
        and_(FileEmployer.file_id == Document.file_id, FileEmployer.employer_id == Document.employer_id),
    )
    .outerjoin(Notice, Notice.document_id == Document.id)
    .where(Document.public_id == bindparam("public_id"), Document.employer_id == bindparam("employer"), ON_SCREEN)
)
_PEOPLE = (
    select(Person.id, Person.given_name, Person.family_name)
    .where(Person.id.in_(bindparam("people", expanding=True)))
    .order_by(Person.search_name, Person.id)
)


def documents_of_file(
    session: Session, principal: Principal, file_id: int, on: date, *, offset: int = 0, limit: int = PAGE
) -> list[DocumentRow]:
    """The documents of a file that the employer reads on screen, the last deposited first. One statement."""
    values = {
        "employer": principal.employer_id,
        "person": principal.person_id,
        "file": file_id,
        "on": on,
        "limit": limit,
        "offset": offset,
    }
    return [DocumentRow._make(row) for row in session.execute(_LIST, values)]


def count_by_channel(session: Session, principal: Principal, file_id: int, on: date) -> dict[Channel, int]:
    """How many documents of a file went to the employer by each channel."""
    rows = session.execute(_COUNTS, {"employer": principal.employer_id, "file": file_id, "on": on})
    return {Channel(channel): number for channel, number in rows}


def openings_of(session: Session, document_ids: Sequence[int], until: date = date.max) -> dict[int, list[Opening]]:
    """Who opened each document by that day, the first reader first. One statement."""
    found: dict[int, list[Opening]] = {document_id: [] for document_id in document_ids}
    if found:
        for row in session.execute(_OPENINGS, {"documents": list(document_ids), "until": end_of_day(until)}):
            found[row.document_id].append(Opening._make(row))
    return found


def get_for(session: Session, principal: Principal, public_id: str) -> DocumentDetail | None:
    """The document, if the employer acted for reads it on screen; None for any other, whether or not it exists."""
    row = session.execute(_DETAIL, {"public_id": public_id, "employer": principal.employer_id}).first()
    if row is None:
        return None
    values = row._asdict()
    return DocumentDetail(**values | {"kind": DocumentKind(row.kind), "category": Category(row.category)})


_UNREAD = (
    select(Document.id)
    .join(
        FileEmployer,
        and_(FileEmployer.file_id == Document.file_id, FileEmployer.employer_id == Document.employer_id),
    )
    .where(Document.public_id.in_(bindparam("public_ids", expanding=True)))
    .where(Document.employer_id == bindparam("employer"), ON_SCREEN, ~is_read(Document, bindparam("employer")))
)


def unread_among(session: Session, principal: Principal, public_ids: Sequence[str]) -> Sequence[int]:
    """Those of these documents that this person may read, and which are new to them, by row number."""
    asked = {"public_ids": list(public_ids), "employer": principal.employer_id, "person": principal.person_id}
    return session.scalars(_UNREAD, asked).all()


_CONCERNED = (
    exists()
    .where(FileEmployer.file_id == Document.file_id, FileEmployer.employer_id == Document.employer_id)
    .correlate(Document)
)
_PAPER = (
    select(
        Document.channel,
        Document.deposited_on,
        Document.recorded_at,
        _CONCERNED.label("concerned"),
        DocumentRemoval.removed_on,
        DocumentRemoval.removed_at,
        func.coalesce(DocumentRemoval.removed_by, ""),
    )
    .outerjoin(DocumentRemoval, DocumentRemoval.document_id == Document.id)
    .where(Document.id == bindparam("document"))
)


def asked_paper(session: Session, document_id: int) -> AskedPaper:
    """A document as an explanation looks at it; NoResultFound when there is none of that number."""
    row = session.execute(_PAPER, {"document": document_id}).one()
    return AskedPaper(Channel(row.channel), *row[1:])


def readers_of(session: Session, facts: EmployerFacts, on: date) -> list[Reader]:
    """Everybody who may read the employer's documents on screen that day, by name."""
    return people_with_roles(session, facts, facts.readers_on(on), on)


def people_with_roles(session: Session, facts: EmployerFacts, ids: Iterable[int], on: date) -> list[Reader]:
    """People of an employer by name, each with the roles held that day in any space."""
    wanted = list(ids)
    if not wanted:
        return []
    roles: dict[int | None, set[str]] = {}
    for held in facts.memberships:
        if held.holds(on):
            roles.setdefault(held.person_id, set()).add(held.what)
    return [
        Reader(f"{given} {family}", tuple(role for role in Role if role in roles.get(person_id, ())))
        for person_id, given, family in session.execute(_PEOPLE, {"people": wanted})
    ]
