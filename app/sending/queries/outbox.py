"""What waits in the outbox, and what a message or a letter has to say."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.ledger.models.emails import OutgoingEmail
from app.ledger.models.letters import Letter, LetterBatch
from app.ledger.queries.intervals import holds
from app.notices.models import Dispatch, Notice
from app.registry.models.designations import Designation
from app.registry.models.employers import Employer
from app.registry.models.people import Membership
from app.resolver.models.documents import Document, MedicalPaper
from app.resolver.models.files import CompensationFile, Imputation
from app.rules.routing import next_time
from app.vocabulary.accounts import Role
from app.vocabulary.emails import Because
from app.vocabulary.letters import LetterKind, NextTime
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


def letter_name(cause: str, sending: str) -> str:
    """The name under which a letter is kept in its batch, by the public identifiers of its notice and dispatch.

    A letter that holds the code of a designation is named by that designation, and by itself.
    """
    return f"{cause}.{sending}"


@dataclass(frozen=True, slots=True)
class LetterContent:
    """All that a letter says beside its address, and the names under which it is kept.

    `code`, `by`, `answer_before` and `invited_at` are those of a designation.
    """

    name: str
    kind: LetterKind
    reference: str
    employer: str
    next_time: NextTime
    title: str
    worker: str
    file_no: str
    imputed_on: date | None
    review_days: int | None
    code: str = field(default="", repr=False)
    by: str = ""
    answer_before: date | None = None
    invited_at: str = ""


def letter_contents(session: Session, letters: Sequence[Letter]) -> dict[int, LetterContent]:
    """What each letter that carries a notice says, in one statement."""
    ids = [letter.id for letter in letters]
    return {row.letter_id: _content(dict(row._mapping)) for row in session.execute(_CONTENTS.where(Letter.id.in_(ids)))}


def _contents() -> Any:
    chosen: Any = (
        select(
            Letter.id.label("letter_id"),
            Dispatch.public_id.label("dispatch"),
            Dispatch.rule,
            Notice.public_id.label("notice"),
            Notice.event,
            Notice.medical_paper_id,
            Employer.name.label("employer"),
            Document.title.label("title"),
            Document.review_days,
            MedicalPaper.title.label("medical_title"),
            Imputation.imputed_on,
            CompensationFile.file_no,
            CompensationFile.worker_given_name,
            CompensationFile.worker_family_name,
        )
        .join(Dispatch, Dispatch.id == Letter.dispatch_id)
        .join(Notice, Notice.id == Dispatch.notice_id)
        .join(Employer, Employer.id == Notice.employer_id)
        .outerjoin(Document, Document.id == Notice.document_id)
        .outerjoin(MedicalPaper, MedicalPaper.id == Notice.medical_paper_id)
        .outerjoin(Imputation, Imputation.id == Notice.imputation_id)
        .join(
            CompensationFile,
            CompensationFile.id == func.coalesce(Document.file_id, MedicalPaper.file_id, Imputation.file_id),
        )
    )
    return chosen


_CONTENTS = _contents()


def _content(row: Mapping[str, Any]) -> LetterContent:
    return LetterContent(
        name=letter_name(row["notice"], row["dispatch"]),
        kind=_kind(row),
        reference=row["notice"],
        employer=row["employer"],
        next_time=next_time(row["rule"]),
        title=row["title"] or row["medical_title"] or "",
        worker=f"{row['worker_given_name']} {row['worker_family_name']}",
        file_no=row["file_no"],
        imputed_on=row["imputed_on"],
        review_days=row["review_days"],
    )


def _kind(row: Mapping[str, Any]) -> LetterKind:
    if row["medical_paper_id"] is not None:
        return LetterKind.CONFIDENTIAL
    return {
        NoticeEvent.IMPUTATION: LetterKind.IMPUTATION,
        NoticeEvent.DECISION: LetterKind.DECISION,
        NoticeEvent.DOCUMENT: LetterKind.DOCUMENT,
    }[NoticeEvent(row["event"])]


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
    statement = (
        select(
            *letter_names(),
            Letter.pages,
            Letter.sha256,
            Letter.address,
            Letter.enclosure_sha256,
            Letter.enclosure_pages,
        )
        .outerjoin(Dispatch, Dispatch.id == Letter.dispatch_id)
        .outerjoin(Notice, Notice.id == Dispatch.notice_id)
        .outerjoin(Designation, Designation.id == Letter.designation_id)
        .where(Letter.batch_id == batch_id, Letter.state == "written")
    )
    if letter_id is not None:
        statement = statement.where(Letter.id == letter_id)
    found = session.execute(statement).all()
    return [
        BatchRow(letter_name(cause, sending), pages or 0, digest or "", address["name"], enclosure, enclosure_pages)
        for cause, sending, pages, digest, address, enclosure, enclosure_pages in found
    ]


def letter_names() -> tuple[Any, Any]:
    """The two columns that name a letter of either kind, where its notice and its designation are joined."""
    cause = func.coalesce(Notice.public_id, Designation.public_id)
    return cause.label("cause"), func.coalesce(Dispatch.public_id, Letter.public_id).label("sending")


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
