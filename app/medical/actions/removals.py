"""Taking back a document that was deposited by mistake, and moving one to the medical side.

Its row, its notice and its openings stay as they were sealed; that it was taken back stands in a table of its own.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.ledger.steps import audit
from app.ledger.steps.digests import digest_of
from app.ledger.steps.transaction import transaction
from app.notices.models import Notice
from app.notices.queries.destinations import NoticePlan, Planner
from app.notices.steps.recording import Deposit, record_deposits
from app.notices.steps.removed_documents import Stopped, stop_sendings
from app.papers.actions.documents import PlanChanged
from app.resolver.models.documents import ON_SCREEN, Document, DocumentRemoval
from app.resolver.models.files import FileEmployer
from app.resolver.steps.granting import lock_rights
from app.vocabulary.audit import AuditAction
from app.vocabulary.documents import Category, DocumentKind, RemovalReason


class NotThere(LookupError):
    """The notice is about no document of the employer's side."""


class AlreadyRemoved(Exception):
    """Somebody took the document back meanwhile."""


def remove_document(notice_id: str, reason: RemovalReason, words: str, actor: audit.Actor) -> Stopped:
    """Take back the document of a notice; returns what will not leave, and what the worker has already in hand.

    Raises NotThere or AlreadyRemoved.
    """
    with transaction() as session:
        document, stopped = _remove(session, notice_id, reason, words, actor.name)
        about = {"employer_id": document.employer_id, "file_id": document.file_id, "document_id": document.id}
        said = {"removal": reason.value, "said": words}
        audit.record(session, AuditAction.DOCUMENT_REMOVED, actor, **about, details=said)
    return stopped


def reclassify_document(notice_id: str, category: Category, words: str, *, seen: str, actor: audit.Actor) -> str:
    """Take the document back and deposit it as a medical paper; returns the public identifier of the new notice.

    `seen` is the fingerprint of the plan that was read. Raises NotThere, AlreadyRemoved, or PlanChanged: then nothing
    was recorded.
    """
    with transaction() as session:
        document, _stopped = _remove(session, notice_id, RemovalReason.MEDICAL, words, actor.name)
        if plan_of_medical(session, document).fingerprint != seen:
            raise PlanChanged
        about = {"employer_id": document.employer_id, "file_id": document.file_id, "document_id": document.id}
        audit.record(session, AuditAction.DOCUMENT_RECLASSIFIED, actor, **about, details={"said": words})
        deposit = _deposit(document, category)
        record_deposits(session, Planner(session), [deposit], actor)
        return session.scalars(select(Notice.public_id).where(Notice.external_id == deposit.external_id)).one()


def plan_of_medical(session: Session, document: Document) -> NoticePlan:
    """Where the document would go as a medical paper, deposited now; on that side, no category changes it."""
    issued_on = document.issued_on
    return Planner(session).plan(document.employer_id, Category.MEDICAL, issued_on, _deposited_on(document))


def plan_of_notice(session: Session, notice_id: str) -> NoticePlan:
    """The same, for the document of a notice. Raises NotThere."""
    return plan_of_medical(session, _document(session, notice_id)[0])


def _deposited_on(document: Document) -> date:
    return max(clock.today(), document.issued_on)


def _document(session: Session, notice_id: str) -> tuple[Document, int]:
    found = (
        select(Document, Notice.id).join(Notice, Notice.document_id == Document.id).where(Notice.public_id == notice_id)
    )
    row = session.execute(found).first()
    if row is None:
        raise NotThere(notice_id)
    return row[0], row[1]


def _remove(session: Session, notice_id: str, reason: RemovalReason, words: str, name: str) -> tuple[Document, Stopped]:
    """Under the employer's lock, an opening comes wholly before or finds nothing."""
    document, number = _document(session, notice_id)
    lock_rights(session, document.employer_id)
    if session.scalar(select(DocumentRemoval.id).where(DocumentRemoval.document_id == document.id)) is not None:
        raise AlreadyRemoved(notice_id)
    session.add(
        DocumentRemoval(
            document_id=document.id,
            reason=reason.value,
            words=words,
            reclassified=reason is RemovalReason.MEDICAL,
            removed_on=clock.today(),
            removed_at=clock.now(),
            removed_by=name,
        )
    )
    session.flush()
    stopped = stop_sendings(session, number)
    _freshen_file(session, document)
    return document, stopped


def _freshen_file(session: Session, document: Document) -> None:
    """The day of the latest document that remains, by which the employer's list of files is sorted."""
    of_file = (FileEmployer.file_id == document.file_id, FileEmployer.employer_id == document.employer_id)
    link = session.scalars(select(FileEmployer).where(*of_file).with_for_update()).one_or_none()
    if link is not None:
        remaining = (Document.file_id == document.file_id, Document.employer_id == document.employer_id, ON_SCREEN)
        latest = session.scalar(select(func.max(Document.deposited_on)).where(*remaining))
        link.last_document_on = latest or date.min


def _deposit(document: Document, category: Category) -> Deposit:
    external_id = f"reclassified-{document.public_id}"
    return Deposit(
        external_id=external_id,
        content_digest=digest_of("reclassified", document.public_id, category, document.sha256),
        employer_id=document.employer_id,
        file_id=document.file_id,
        kind=DocumentKind(document.kind),
        category=category,
        title=document.title,
        issued_on=document.issued_on,
        deposited_on=_deposited_on(document),
        review_days=None,
        sha256=document.sha256,
        size=document.size,
        pages=document.pages,
    )


def record_export(actor: audit.Actor) -> None:
    """Record that somebody takes the register out."""
    with transaction() as session:
        audit.record(session, AuditAction.REMOVALS_EXPORTED, actor)
