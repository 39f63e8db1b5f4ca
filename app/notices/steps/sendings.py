"""Carrying notices: an e-mail or a letter in the outbox for each dispatch that can leave, and what becomes of one.

Everything is written in the transaction of the caller.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.extensions import new_public_id
from app.ledger.models.emails import OutgoingEmail
from app.ledger.models.letters import Letter
from app.ledger.steps.bulk import insert_all
from app.ledger.steps.outbox import from_now_on, letter_name, message_id, redirect_email
from app.ledger.steps.transaction import WAKE
from app.notices.models import Notice
from app.notices.queries.destinations import Destination
from app.resolver.models.documents import Document, MedicalPaper
from app.vocabulary.letters import LetterKind
from app.vocabulary.notices import Channel, DispatchState, NoticeEvent

NO_ADDRESS = "a letter without an address is held, never waiting"


@dataclass(frozen=True, slots=True)
class Cause:
    """The notice that a sending carries, and the rule that set its channel."""

    notice_id: int
    notice_public_id: str
    employer_id: int
    event: NoticeEvent
    rule: str


@dataclass(frozen=True, slots=True)
class Carried:
    """A dispatch that was just written, with its destination."""

    cause: Cause
    destination: Destination
    dispatch_id: int
    dispatch_public_id: str


def queue_sendings(session: Session, carried: Sequence[Carried], at: datetime) -> None:
    """Write an e-mail for each electronic dispatch that has an address, a letter for each by post."""
    waiting = [one for one in carried if one.destination.state == DispatchState.WAITING]
    session.info[WAKE] |= bool(waiting)
    emails = [_email(one, at) for one in waiting if one.destination.channel == Channel.ELECTRONIC]
    posted = [one for one in waiting if one.destination.channel == Channel.POST]
    insert_all(session, OutgoingEmail, emails)
    if posted:
        enclosed = _enclosed(session, {one.cause.notice_id for one in posted})
        insert_all(session, Letter, [_letter(one, enclosed.get(one.cause.notice_id), at) for one in posted])


def _email(one: Carried, at: datetime) -> dict[str, Any]:
    imputed = one.cause.event == NoticeEvent.IMPUTATION
    return {
        "public_id": new_public_id(),
        "kind": "file_imputed" if imputed else "new_document",
        "message_id": message_id(one.cause.notice_public_id, one.dispatch_public_id),
        "dispatch_id": one.dispatch_id,
        "person_id": one.destination.person_id,
        "employer_id": one.cause.employer_id,
        "to_address": one.destination.email,
        "language": one.destination.language,
        "context": {},
        "state": "waiting",
        "attempts": 0,
        **from_now_on(),
        "created_at": at,
        "server_answer": "",
    }


@dataclass(frozen=True, slots=True)
class _Enclosed:
    """The PDF that travels with a notice, and whether it is for the health professional alone."""

    sha256: str
    pages: int
    medical: bool


def _enclosed(session: Session, notice_ids: set[int]) -> dict[int, _Enclosed]:
    """What travels with each notice. With an imputation, nothing does."""
    found: dict[int, _Enclosed] = {}
    for table, link in ((Document, Notice.document_id), (MedicalPaper, Notice.medical_paper_id)):
        rows = session.execute(
            select(Notice.id, table.sha256, table.pages).join(table, link == table.id).where(Notice.id.in_(notice_ids))
        )
        found |= {notice_id: _Enclosed(sha256, pages, table is MedicalPaper) for notice_id, sha256, pages in rows}
    return found


_KINDS = {
    NoticeEvent.IMPUTATION: LetterKind.IMPUTATION,
    NoticeEvent.DECISION: LetterKind.DECISION,
    NoticeEvent.DOCUMENT: LetterKind.DOCUMENT,
}


def _letter(one: Carried, enclosed: _Enclosed | None, at: datetime) -> dict[str, Any]:
    cause, address = one.cause, one.destination.address
    kind = LetterKind.CONFIDENTIAL if enclosed is not None and enclosed.medical else _KINDS[cause.event]
    if address is None:
        raise ValueError(NO_ADDRESS)
    return {
        "public_id": new_public_id(),
        "kind": kind.value,
        "cause_kind": Notice.__tablename__,
        "cause_id": cause.notice_id,
        "dispatch_id": one.dispatch_id,
        "reference": cause.notice_public_id,
        "name": letter_name(cause.notice_public_id, one.dispatch_public_id),
        "employer_id": cause.employer_id,
        "address": address.as_record(),
        "context": {},
        "enclosure_sha256": enclosed and enclosed.sha256,
        "enclosure_pages": enclosed and enclosed.pages,
        "state": "waiting",
        "attempts": 0,
        "created_at": at,
        "failure": "",
    }


def readdress(session: Session, letter: Letter, destination: Destination) -> None:
    """Write again, to a corrected address, a letter that could not be printed."""
    if destination.address is None:
        raise ValueError(NO_ADDRESS)
    letter.address, letter.state, letter.failure = destination.address.as_record(), "waiting", ""
    letter.batch_id = letter.leased_until = None
    session.info[WAKE] = True


def queue_again(session: Session, email: OutgoingEmail, destination: Destination) -> None:
    """Write again an e-mail that never left, since whom it was for was no longer to be told."""
    email.state, email.attempts, email.settled_at, email.server_answer = "waiting", 0, None, ""
    email.language, email.leased_until = destination.language, None
    redirect_email(session, email, destination.email, timedelta())
