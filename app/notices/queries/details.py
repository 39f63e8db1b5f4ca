"""One notice from end to end: what happened, the ruling, each sending with what became of it, the alerts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.ledger.models.emails import OutgoingEmail
from app.ledger.models.letters import BatchHandover, Letter, LetterBatch, LetterReturn
from app.notices.models import Alert, Dispatch, Notice
from app.notices.queries.seals import Seal, seals_of
from app.registry.models.employers import Employer
from app.registry.models.people import Person
from app.resolver.models.documents import Document, DocumentRemoval, MedicalPaper
from app.resolver.models.files import CompensationFile, Imputation
from app.vocabulary.documents import Category, RemovalReason
from app.vocabulary.notices import AlertCode, Channel, DispatchState, NoticeEvent, RecipientKind


@dataclass(frozen=True, slots=True)
class RemovalOf:
    """The document was taken back: when, by whom and why; `reclassified`: as a medical paper."""

    removed_at: datetime
    removed_by: str
    reason: RemovalReason
    words: str
    reclassified: bool


@dataclass(frozen=True, slots=True)
class PaperOf:
    """The paper of a notice. The title of a medical paper, or of what became one, is not among what is read here."""

    category: Category
    title: str
    medical: bool
    deposited_on: date
    sha256: str
    size: int
    pages: int
    review_days: int | None
    removal: RemovalOf | None = None


@dataclass(frozen=True, slots=True)
class EmailOf:
    """The e-mail of a sending, and what the server answered."""

    to_address: str
    message_id: str
    state: str
    attempts: int
    settled_at: datetime | None
    server_answer: str


@dataclass(frozen=True, slots=True)
class LetterOf:
    """The letter of a sending: the address as printed, the batch, the pages, the digest."""

    public_id: str
    address: dict[str, Any]
    state: str
    batch_on: date | None
    handed_on: date | None
    returned_on: date | None
    pages: int | None
    sha256: str | None
    written_at: datetime | None
    failure: str


@dataclass(frozen=True, slots=True)
class SendingOf:
    """One sending of the notice."""

    kind: RecipientKind
    recipient: str
    identifier: str
    channel: Channel
    rule: str
    state: DispatchState
    settled_at: datetime | None
    email: EmailOf | None
    letter: LetterOf | None


@dataclass(frozen=True, slots=True)
class AlertOf:
    """An alert of the notice, open or resolved."""

    id: int
    code: AlertCode
    raised_at: datetime
    resolved_at: datetime | None


@dataclass(frozen=True, slots=True)
class NoticeDetails:
    """Everything about one notice. `ruling` is as it was stored with what it decided."""

    public_id: str
    external_id: str
    event: NoticeEvent
    employer: Employer
    file: CompensationFile
    paper: PaperOf | None
    issued_on: date
    decided_at: datetime
    channel: Channel
    ruling: dict[str, Any]
    sendings: tuple[SendingOf, ...]
    alerts: tuple[AlertOf, ...]
    seals: tuple[Seal, ...]


def notice_referenced(session: Session, said: str) -> str | None:
    """The public identifier of the notice of a reference as it is said: with or without hyphens, in any case."""
    signs = "".join(sign for sign in said if sign.isalnum())
    return session.scalar(select(Notice.public_id).where(Notice.public_id.in_({signs, signs.upper()})))


def details_of(session: Session, public_id: str) -> NoticeDetails | None:
    """The notice that an address names, whole, in eight statements at most."""
    notice = session.scalar(select(Notice).where(Notice.public_id == public_id))
    if notice is None:
        return None
    paper, file_id = _subject(session, notice)
    employer = session.get_one(Employer, notice.employer_id)
    return NoticeDetails(
        public_id=notice.public_id,
        external_id=notice.external_id,
        event=NoticeEvent(notice.event),
        employer=employer,
        file=session.get_one(CompensationFile, file_id),
        paper=paper,
        issued_on=notice.issued_on,
        decided_at=notice.decided_at,
        channel=Channel(notice.channel),
        ruling=notice.ruling,
        sendings=tuple(_sendings(session, notice.id)),
        alerts=tuple(_alerts(session, notice.id)),
        seals=seals_of(session, notice.id),
    )


def _subject(session: Session, notice: Notice) -> tuple[PaperOf | None, int]:
    if notice.imputation_id is not None:
        return None, session.get_one(Imputation, notice.imputation_id).file_id
    if notice.medical_paper_id is not None:
        medical = session.get_one(MedicalPaper, notice.medical_paper_id)
        return _paper(medical, title="", review_days=None, medical=True), medical.file_id
    document = session.get_one(Document, notice.document_id)
    removal = _removal(session, document.id)
    title = "" if removal and removal.reclassified else document.title
    paper = _paper(document, title=title, review_days=document.review_days, medical=False)
    return replace(paper, removal=removal), document.file_id


def _removal(session: Session, document_id: int) -> RemovalOf | None:
    row = session.scalar(select(DocumentRemoval).where(DocumentRemoval.document_id == document_id))
    if row is None:
        return None
    return RemovalOf(row.removed_at, row.removed_by, RemovalReason(row.reason), row.words, row.reclassified)


def _paper(row: Document | MedicalPaper, *, title: str, review_days: int | None, medical: bool) -> PaperOf:
    return PaperOf(
        category=Category(row.category),
        title=title,
        medical=medical,
        deposited_on=row.deposited_on,
        sha256=row.sha256,
        size=row.size,
        pages=row.pages,
        review_days=review_days,
    )


def _sendings(session: Session, notice_id: int) -> list[SendingOf]:
    rows = session.execute(
        select(
            Dispatch,
            Person,
            OutgoingEmail,
            Letter,
            LetterBatch.batch_on,
            BatchHandover.handed_on,
            LetterReturn.returned_on,
        )
        .outerjoin(Person, Person.id == Dispatch.person_id)
        .outerjoin(OutgoingEmail, OutgoingEmail.dispatch_id == Dispatch.id)
        .outerjoin(Letter, Letter.dispatch_id == Dispatch.id)
        .outerjoin(LetterBatch, LetterBatch.id == Letter.batch_id)
        .outerjoin(BatchHandover, BatchHandover.batch_id == LetterBatch.id)
        .outerjoin(LetterReturn, LetterReturn.letter_id == Letter.id)
        .where(Dispatch.notice_id == notice_id)
        .order_by(Dispatch.id)
    )
    return [_sending(*row) for row in rows]


def _sending(
    dispatch: Dispatch,
    person: Person | None,
    email: OutgoingEmail | None,
    letter: Letter | None,
    *days: date | None,
) -> SendingOf:
    return SendingOf(
        kind=RecipientKind(dispatch.recipient_kind),
        recipient=person.name if person else dispatch.recipient,
        identifier=person.identifier if person else "",
        channel=Channel(dispatch.channel),
        rule=dispatch.rule,
        state=DispatchState(dispatch.state),
        settled_at=dispatch.settled_at,
        email=_email(email) if email else None,
        letter=_letter(letter, *days) if letter else None,
    )


def _email(email: OutgoingEmail) -> EmailOf:
    return EmailOf(
        to_address=email.to_address,
        message_id=email.message_id,
        state=email.state,
        attempts=email.attempts,
        settled_at=email.settled_at,
        server_answer=email.server_answer,
    )


def _letter(letter: Letter, batch_on: date | None, handed_on: date | None, returned_on: date | None) -> LetterOf:
    return LetterOf(
        public_id=letter.public_id,
        address=letter.address,
        state=letter.state,
        batch_on=batch_on,
        handed_on=handed_on,
        returned_on=returned_on,
        pages=letter.all_pages,
        sha256=letter.sha256,
        written_at=letter.written_at,
        failure=letter.failure,
    )


def _alerts(session: Session, notice_id: int) -> list[AlertOf]:
    rows = session.scalars(select(Alert).where(Alert.notice_id == notice_id).order_by(Alert.id))
    return [AlertOf(row.id, AlertCode(row.code), row.raised_at, row.resolved_at) for row in rows]
