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
from app.ledger.steps.outbox import from_now_on, message_id, redirect_email
from app.ledger.steps.transaction import WAKE
from app.notices.models import Notice
from app.notices.queries.destinations import Destination
from app.resolver.models.documents import Document, MedicalPaper
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
        enclosures = _enclosures(session, {one.cause.notice_id for one in posted})
        insert_all(session, Letter, [_letter(one, enclosures, at) for one in posted])


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


def _enclosures(session: Session, notice_ids: set[int]) -> dict[int, tuple[str, int]]:
    """The PDF that travels with each notice: its digest and its pages. An imputation has none."""
    found: dict[int, tuple[str, int]] = {}
    for table, link in ((Document, Notice.document_id), (MedicalPaper, Notice.medical_paper_id)):
        rows = session.execute(
            select(Notice.id, table.sha256, table.pages).join(table, link == table.id).where(Notice.id.in_(notice_ids))
        )
        found |= {notice_id: (sha256, pages) for notice_id, sha256, pages in rows}
    return found


def _letter(one: Carried, enclosures: dict[int, tuple[str, int]], at: datetime) -> dict[str, Any]:
    sha256, pages = enclosures.get(one.cause.notice_id, (None, None))
    address = one.destination.address
    if address is None:
        raise ValueError(NO_ADDRESS)
    return {
        "public_id": new_public_id(),
        "dispatch_id": one.dispatch_id,
        "employer_id": one.cause.employer_id,
        "address": address.as_record(),
        "enclosure_sha256": sha256,
        "enclosure_pages": pages,
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
