"""The daily batches of letters, and the letters of each, as the staff reads them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.ledger.models.letters import BatchHandover, Letter, LetterBatch, LetterReturn
from app.registry.models.employers import Employer
from app.registry.models.staff import StaffMember
from app.vocabulary.letters import SECRET, LetterKind

PAGE = 50


@dataclass(frozen=True, slots=True)
class BatchRow:
    """One day's batch: its letters and pages, the digest of its manifest, the carrier that has it, what came back."""

    batch_on: date
    letters: int
    pages: int
    manifest_sha256: str
    updated_at: datetime
    handed_on: date | None
    carrier: str | None
    handed_by: str | None
    returned: int


@dataclass(frozen=True, slots=True)
class LetterRow:
    """One letter of a batch. `file` is its name in the batch's folder; `pages` counts those of its enclosure.

    `notice` is empty for one that carries no notice; one that `opens` holds no code.
    """

    public_id: str
    file: str
    kind: LetterKind
    opens: bool
    notice: str
    employer: str
    recipient: str
    city: str
    pages: int
    enclosure_pages: int | None
    sha256: str
    returned_on: date | None


def count_waiting(session: Session) -> int:
    """How many letters wait to be written into a batch."""
    return session.scalar(select(func.count()).where(Letter.state == "waiting")) or 0


def count_batches(session: Session, on: date) -> int:
    """How many batches there are, none of a day to come."""
    return session.scalar(select(func.count()).select_from(LetterBatch).where(LetterBatch.batch_on <= on)) or 0


def batches(session: Session, on: date, number: int = 1) -> list[BatchRow]:
    """Fifty batches, latest first, from that day on backwards."""
    known = select(LetterBatch.id).where(LetterBatch.batch_on <= on)
    page = known.order_by(LetterBatch.batch_on.desc()).limit(PAGE).offset((number - 1) * PAGE)
    statement = _counted().where(LetterBatch.id.in_(select(page.subquery().c.id)))
    rows = session.execute(statement.order_by(LetterBatch.batch_on.desc()))
    return [BatchRow(*row) for row in rows]


def batch_of(session: Session, day: date) -> BatchRow | None:
    """The batch of a Quebec day."""
    row = session.execute(_counted().where(LetterBatch.batch_on == day)).first()
    return BatchRow(*row) if row else None


def _counted() -> Any:
    return (
        select(
            LetterBatch.batch_on,
            func.count(Letter.id),
            func.coalesce(func.sum(Letter.all_pages), 0),
            LetterBatch.manifest_sha256,
            LetterBatch.updated_at,
            BatchHandover.handed_on,
            BatchHandover.carrier,
            StaffMember.name,
            func.count(LetterReturn.id),
        )
        .outerjoin(Letter, Letter.batch_id == LetterBatch.id)
        .outerjoin(LetterReturn, LetterReturn.letter_id == Letter.id)
        .outerjoin(BatchHandover, BatchHandover.batch_id == LetterBatch.id)
        .outerjoin(StaffMember, StaffMember.id == BatchHandover.recorded_by_id)
        .group_by(LetterBatch.id, BatchHandover.id, StaffMember.id)
    )


def letters_of_batch(session: Session, day: date, number: int = 1) -> list[LetterRow]:
    """Fifty letters of a day's batch, in the order in which they were asked for."""
    statement = (
        select(Letter, Employer.name, LetterReturn.returned_on)
        .join(LetterBatch, LetterBatch.id == Letter.batch_id)
        .join(Employer, Employer.id == Letter.employer_id)
        .outerjoin(LetterReturn, LetterReturn.letter_id == Letter.id)
        .where(LetterBatch.batch_on == day)
        .order_by(Letter.id)
        .limit(PAGE)
        .offset((number - 1) * PAGE)
    )
    return [_letter(*row) for row in session.execute(statement)]


def _letter(letter: Letter, employer: str, returned_on: date | None) -> LetterRow:
    kind = LetterKind(letter.kind)
    return LetterRow(
        public_id=letter.public_id,
        file=f"{letter.name}.pdf",
        kind=kind,
        opens=kind not in SECRET and bool(letter.sha256),
        notice="" if letter.dispatch_id is None else letter.reference,
        employer=employer,
        recipient=letter.address.get("name", ""),
        city=letter.address.get("city", ""),
        pages=letter.all_pages,
        enclosure_pages=letter.enclosure_pages,
        sha256=letter.sha256 or "",
        returned_on=returned_on,
    )
