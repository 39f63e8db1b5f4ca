"""Documents that were taken back, and who had opened them: for the Commission's staff.

A document that became a medical paper has no title here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.ledger.models.letters import Letter, LetterBatch
from app.ledger.queries.slices import Slice, slice_of
from app.notices.models import Dispatch, Notice
from app.papers.queries.documents import Opening, openings_of
from app.registry.models.employers import Employer
from app.resolver.models.documents import Document, DocumentRemoval
from app.resolver.models.files import CompensationFile
from app.vocabulary.documents import RemovalReason

#: How many rows are read at a time to be taken out.
EXPORTED = 200


@dataclass(frozen=True, slots=True)
class Printed:
    """A letter that had been printed: to whom, in the batch of which day."""

    recipient: str
    batch_on: date | None


@dataclass(frozen=True, slots=True)
class Incident:
    """A document that was taken back. `title` is empty when it became a medical paper."""

    removal: DocumentRemoval
    reason: RemovalReason
    notice: str
    title: str
    file_no: str
    employer: str
    neq: str
    openings: tuple[Opening, ...]
    printed: tuple[Printed, ...]


def document_of_notice(session: Session, notice_id: str) -> int | None:
    """The number of the document that a notice is about; None for another subject, and for no notice."""
    return session.scalar(select(Notice.document_id).where(Notice.public_id == notice_id))


def who_opened(session: Session, document_id: int) -> list[Opening]:
    """Who opened a document, the first reader first."""
    return openings_of(session, [document_id])[document_id]


def incidents(session: Session, *, older: int | None = None, newer: int | None = None) -> Slice[Incident]:
    """The register, latest first, in three statements."""
    found = slice_of(session, _ROWS, DocumentRemoval.id, lambda *row: row, older=older, newer=newer)
    return Slice(tuple(_incidents(session, found.rows)), found.newer, found.older)


def every_incident(session: Session) -> Iterator[Incident]:
    """The whole register, latest first."""
    last: int | None = None
    while True:
        rows = _ROWS if last is None else _ROWS.where(DocumentRemoval.id < last)
        found = session.execute(rows.order_by(DocumentRemoval.id.desc()).limit(EXPORTED)).all()
        if not found:
            return
        yield from _incidents(session, found)
        last = found[-1][0].id


_ROWS: Any = (
    select(DocumentRemoval, Document.title, Notice.public_id, CompensationFile.file_no, Employer.name, Employer.neq)
    .join(Document, Document.id == DocumentRemoval.document_id)
    .join(Notice, Notice.document_id == Document.id)
    .join(CompensationFile, CompensationFile.id == Document.file_id)
    .join(Employer, Employer.id == Document.employer_id)
)
_PRINTED = (
    select(Notice.document_id, Letter.address, LetterBatch.batch_on)
    .join(Dispatch, Dispatch.notice_id == Notice.id)
    .join(Letter, Letter.dispatch_id == Dispatch.id)
    .outerjoin(LetterBatch, LetterBatch.id == Letter.batch_id)
    .where(Letter.state == "written")
    .order_by(Letter.id)
)


def _incidents(session: Session, rows: Any) -> Iterator[Incident]:
    ids = [row[0].document_id for row in rows]
    openings = openings_of(session, ids)
    printed: dict[int, list[Printed]] = {}
    for document_id, address, batch_on in session.execute(_PRINTED.where(Notice.document_id.in_(ids))) if ids else ():
        printed.setdefault(document_id, []).append(Printed(address.get("name", ""), batch_on))
    for removal, title, notice, file_no, employer, neq in rows:
        yield Incident(
            removal,
            RemovalReason(removal.reason),
            notice,
            "" if removal.reclassified else title,
            file_no,
            employer,
            neq,
            tuple(openings[removal.document_id]),
            tuple(printed.get(removal.document_id, ())),
        )
