"""The links of the journal's chain that seal a notice's proof: its paper, the notice, its sendings, the openings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from app.ledger.models.audit import JournalLink
from app.ledger.models.emails import OutgoingEmail
from app.ledger.models.letters import Letter
from app.notices.models import Dispatch, Notice
from app.resolver.models.documents import DocumentOpening
from app.vocabulary.audit import SealedRow


@dataclass(frozen=True, slots=True)
class Seal:
    """The latest link of a row: what the row is, the link's number and its hash."""

    what: SealedRow
    number: int
    hash: str


def seals_of(session: Session, notice_id: int) -> tuple[Seal, ...]:
    """The seals of what the proof of a notice rests on, in the order of their numbers, in one statement."""
    latest = select(func.max(JournalLink.sequence)).where(or_(*_rows(notice_id)))
    latest = latest.group_by(JournalLink.subject, JournalLink.row_id)
    found = select(JournalLink).where(JournalLink.sequence.in_(latest)).order_by(JournalLink.sequence)
    return tuple(Seal(SealedRow(link.subject), link.sequence, link.hash) for link in session.scalars(found))


def _rows(notice_id: int) -> Iterator[ColumnElement[bool]]:
    of_notice: Select[int] = select(Dispatch.id).where(Dispatch.notice_id == notice_id)
    document: Select[int | None] = select(Notice.document_id).where(Notice.id == notice_id)
    numbers: dict[SealedRow, Select[int] | Select[int | None]] = {
        SealedRow.DOCUMENT: document,
        SealedRow.DISPATCH: of_notice,
        SealedRow.EMAIL: select(OutgoingEmail.id).where(OutgoingEmail.dispatch_id.in_(of_notice)),
        SealedRow.LETTER: select(Letter.id).where(Letter.dispatch_id.in_(of_notice)),
        SealedRow.OPENING: select(DocumentOpening.id).where(DocumentOpening.document_id.in_(document)),
    }
    yield and_(JournalLink.subject == SealedRow.NOTICE.value, JournalLink.row_id == notice_id)
    for what, rows in numbers.items():
        yield and_(JournalLink.subject == what.value, JournalLink.row_id.in_(rows))
