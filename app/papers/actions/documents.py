"""Depositing a paper from the browser: what the agent saw is what happens, or nothing happens."""

from __future__ import annotations

from datetime import date

from flask import current_app
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app import clock
from app.delivery.documents import StoreUnavailableError, get_store, sha256_of
from app.extensions import db, wired
from app.ledger.steps import audit
from app.ledger.steps.digests import digest_of
from app.ledger.steps.transaction import Unavailable, transaction
from app.notices.models import Notice
from app.notices.queries.destinations import NoticePlan, Planner
from app.notices.steps.recording import Deposit, record_deposits
from app.papers.actions import drafts
from app.papers.actions.drafts import DepositDraft
from app.registry.models.employers import Employer
from app.resolver.models.files import CompensationFile, FileEmployer


class PlanChanged(Exception):
    """What would happen is no longer what was shown; nothing was recorded."""


class NotOfThisEmployer(Exception):
    """The file does not concern that employer, or is no longer there."""


class DraftLost(Exception):
    """The PDF that was put aside is gone, or is not what it was; nothing was recorded."""


def plan_of_deposit(session: Session, draft: DepositDraft) -> NoticePlan:
    """Where the paper would go if it were deposited now."""
    return Planner(session).plan(draft.employer_id, draft.category, draft.issued_on, _deposited_on(draft))


def _deposited_on(draft: DepositDraft) -> date:
    """Today; never before the day of issue, as for the feed."""
    return max(clock.today(), draft.issued_on)


def deposit_document(draft: DepositDraft, *, seen: str, actor: audit.Actor) -> str:
    """Deposit the paper and record its notice. Returns the notice's public identifier.

    `seen` is the fingerprint of the plan that the agent read. Confirming again returns the same notice.
    Raises PlanChanged, NotOfThisEmployer or DraftLost; then nothing was recorded and nothing stored.
    """
    try:
        with transaction() as session:
            known = notice_of(session, draft.external_id)
            public_id = known or _deposit(session, draft, seen, actor)
    except IntegrityError:
        twin = notice_of(db.session(), draft.external_id)
        if twin is None:
            raise
        public_id = twin
    drafts.discard(draft.upload.token)
    return public_id


def notice_of(session: Session, external_id: str) -> str | None:
    """The public identifier of the notice that an external identifier names."""
    return session.scalar(select(Notice.public_id).where(Notice.external_id == external_id))


def _deposit(session: Session, draft: DepositDraft, seen: str, actor: audit.Actor) -> str:
    planner = Planner(session)
    deposited_on = _deposited_on(draft)
    plan = planner.plan(draft.employer_id, draft.category, draft.issued_on, deposited_on)
    if plan.fingerprint != seen:
        raise PlanChanged
    deposit = _recorded(session, draft, deposited_on)
    record_deposits(session, planner, [deposit], actor)
    session.flush()
    _store(draft)
    public_id: str = session.execute(
        select(Notice.public_id).where(Notice.external_id == draft.external_id)
    ).scalar_one()
    if draft.answers:
        _note_answer(session, draft, public_id, actor)
    return public_id


def _note_answer(session: Session, draft: DepositDraft, notice: str, actor: audit.Actor) -> None:
    """Beside the deposit, the request that it answers. Raises NotOfThisEmployer where it is about another file now."""
    noted = wired("note_answer")(session, draft.answers, draft.employer_id, draft.file_id, notice, actor)
    if not noted:
        raise NotOfThisEmployer


def _recorded(session: Session, draft: DepositDraft, deposited_on: date) -> Deposit:
    numbers = session.execute(
        select(CompensationFile.file_no, Employer.neq)
        .join(FileEmployer, FileEmployer.file_id == CompensationFile.id)
        .join(Employer, Employer.id == FileEmployer.employer_id)
        .where(CompensationFile.id == draft.file_id, Employer.id == draft.employer_id)
    ).first()
    if numbers is None:
        raise NotOfThisEmployer
    said = (draft.kind, draft.category, draft.title, draft.issued_on)
    return Deposit(
        external_id=draft.external_id,
        content_digest=digest_of("paper", *numbers, *said, deposited_on, draft.review_days, draft.upload.sha256),
        employer_id=draft.employer_id,
        file_id=draft.file_id,
        kind=draft.kind,
        category=draft.category,
        title=draft.title,
        issued_on=draft.issued_on,
        deposited_on=deposited_on,
        review_days=draft.review_days,
        sha256=draft.upload.sha256,
        size=draft.upload.size,
        pages=draft.upload.pages,
    )


def _store(draft: DepositDraft) -> None:
    """Keep the PDF for good, once everything else is known to hold and before it is committed."""
    try:
        content = drafts.content_of(draft.upload).read_bytes()
    except FileNotFoundError as error:
        raise DraftLost from error
    if sha256_of(content) != draft.upload.sha256:
        raise DraftLost
    try:
        get_store(current_app._get_current_object()).put(content, draft.upload.sha256)  # type: ignore[attr-defined]
    except StoreUnavailableError as error:
        raise Unavailable("the document store does not answer") from error
