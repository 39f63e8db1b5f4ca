"""What waits in the outbox, what a batch holds, and what the e-mail of a notice has to say."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.ledger.models.emails import OutgoingEmail
from app.ledger.models.letters import Letter, LetterBatch
from app.ledger.queries.intervals import holds
from app.notices.models import Dispatch, Notice
from app.registry.models.employers import Employer
from app.registry.models.people import Membership
from app.vocabulary.accounts import Role
from app.vocabulary.emails import Because
from app.vocabulary.notices import NoticeEvent


def _unleased(column: Any, at: datetime) -> Any:
    return or_(column.is_(None), column <= at)


def _email_waits(at: datetime) -> tuple[Any, ...]:
    unleased = _unleased(OutgoingEmail.leased_until, at)
    return (OutgoingEmail.state == "waiting", OutgoingEmail.next_attempt_at <= at, unleased)


def waiting_emails(
    session: Session, at: datetime, limit: int, *, but: Collection[int] = (), only: int | None = None
) -> list[OutgoingEmail]:
    """Messages whose time has come and that no other worker is sending, the oldest first; locked on PostgreSQL.

    `but`: never these; `only`: this one or nothing.
    """
    statement = (
        select(OutgoingEmail)
        .where(*_email_waits(at))
        .order_by(OutgoingEmail.next_attempt_at, OutgoingEmail.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    if but:
        statement = statement.where(OutgoingEmail.id.not_in(but))
    if only is not None:
        statement = statement.where(OutgoingEmail.id == only)
    return list(session.scalars(statement))


def waiting_email_ids(session: Session, at: datetime, limit: int, *, but: Collection[int] = ()) -> list[int]:
    """Return the numbers of the same messages, whatever else their rows hold."""
    statement = (
        select(OutgoingEmail.id)
        .where(*_email_waits(at), OutgoingEmail.id.not_in(but))
        .order_by(OutgoingEmail.next_attempt_at, OutgoingEmail.id)
        .limit(limit)
    )
    return list(session.scalars(statement))


def old_email_ids(session: Session, before: datetime, at: datetime, limit: int) -> list[int]:
    """Return the numbers of messages that have waited since `before`, and that no worker is sending at `at`."""
    statement = (
        select(OutgoingEmail.id)
        .where(
            OutgoingEmail.state == "waiting",
            OutgoingEmail.waiting_since <= before,
            _unleased(OutgoingEmail.leased_until, at),
        )
        .order_by(OutgoingEmail.id)
        .limit(limit)
    )
    return list(session.scalars(statement))


def _letter_waits(at: datetime) -> tuple[Any, ...]:
    return (Letter.state == "waiting", _unleased(Letter.leased_until, at))


def waiting_letters(session: Session, at: datetime, limit: int, *, only: int | None = None) -> list[Letter]:
    """Letters to be written that no other worker is writing, the oldest first; locked on PostgreSQL.

    `only`: this one or nothing.
    """
    statement = (
        select(Letter).where(*_letter_waits(at)).order_by(Letter.id).limit(limit).with_for_update(skip_locked=True)
    )
    if only is not None:
        statement = statement.where(Letter.id == only)
    return list(session.scalars(statement))


def waiting_letter_ids(session: Session, at: datetime, limit: int) -> list[int]:
    """Return the numbers of the same letters, whatever else their rows hold."""
    return list(session.scalars(select(Letter.id).where(*_letter_waits(at)).order_by(Letter.id).limit(limit)))


@dataclass(frozen=True, slots=True)
class BatchRow:
    """One written letter of a batch, as its manifest names it."""

    name: str
    pages: int
    sha256: str
    recipient: str
    enclosure_sha256: str | None
    enclosure_pages: int | None


def batch_rows(session: Session, batch_id: int, letter_id: int | None = None) -> list[BatchRow]:
    """The written letters of a batch, or one of them."""
    statement = select(
        Letter.name,
        Letter.pages,
        Letter.sha256,
        Letter.address,
        Letter.enclosure_sha256,
        Letter.enclosure_pages,
    ).where(Letter.batch_id == batch_id, Letter.state == "written")
    if letter_id is not None:
        statement = statement.where(Letter.id == letter_id)
    found = session.execute(statement).all()
    return [
        BatchRow(name, pages or 0, digest or "", address["name"], enclosure, enclosure_pages)
        for name, pages, digest, address, enclosure, enclosure_pages in found
    ]


def written_letter_ids(session: Session, batch_id: int) -> list[int]:
    """Return the numbers of the written letters of a batch."""
    written = select(Letter.id).where(Letter.batch_id == batch_id, Letter.state == "written")
    return list(session.scalars(written.order_by(Letter.id)))


def stale_batch_ids(session: Session) -> list[int]:
    """Return the batches to which letters were added since their manifest was written."""
    return list(session.scalars(select(LetterBatch.id).where(LetterBatch.manifest_sha256 == "")))


@dataclass(frozen=True, slots=True)
class NoticeWords:
    """What the e-mail of a notice says of it: nothing about a worker."""

    is_decision: bool
    because: Because


def notice_words(session: Session, dispatch_id: int, person_id: int, on: date) -> NoticeWords:
    """Whether a notice is about a decision, and why its reader receives it."""
    event, medical, employer_id = session.execute(
        select(Notice.event, Notice.medical_paper_id, Notice.employer_id)
        .join(Dispatch, Dispatch.notice_id == Notice.id)
        .where(Dispatch.id == dispatch_id)
    ).one()
    if medical is not None:
        return NoticeWords(is_decision=False, because=Because.DESIGNATED)
    granter = select(Membership.id).where(
        Membership.employer_id == employer_id,
        Membership.person_id == person_id,
        Membership.role.in_([Role.RSE.value, Role.RESPONDENT.value]),
        holds(Membership, on),
    )
    because = Because.RIGHT if session.scalar(granter.limit(1)) is None else Because.ROLE
    return NoticeWords(event == NoticeEvent.DECISION, because)


def employer_name(session: Session, employer_id: int) -> str:
    """The name of an employer."""
    return session.get_one(Employer, employer_id).name
