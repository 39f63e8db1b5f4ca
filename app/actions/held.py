"""Held notices go out by themselves once an address is known or a health professional is named."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app import clock
from app.actions import audit, outbox
from app.actions.recording import record_dispatches
from app.models.documents import Document, MedicalPaper
from app.models.notices import Alert, Dispatch, Notice
from app.queries.destinations import Destination, NoticePlan, Planner
from app.vocabulary.audit import AuditAction
from app.vocabulary.documents import Category
from app.vocabulary.notices import AlertCode, DispatchState, NoticeEvent

CHUNK = 500
RESOLVED_BY_RELEASE = (
    AlertCode.NO_HEALTH_PROFESSIONAL,
    AlertCode.NO_USABLE_ADDRESS,
    AlertCode.READER_WITHOUT_EMAIL,
)


def release(session: Session, employer_ids: Sequence[int] | None = None) -> int:
    """Send what was held and can now go, for some employers or for all. Returns the number of notices released."""
    released = 0
    last = 0
    planner = Planner(session)
    while dispatches := _held_after(session, last, employer_ids):
        last = dispatches[-1][0].id
        released += sum(_release(session, planner, *row) for row in dispatches)
    return released


def _held_after(
    session: Session, last: int, employer_ids: Sequence[int] | None
) -> list[tuple[Dispatch, Notice, str | None]]:
    statement = (
        select(Dispatch, Notice, Document.category, MedicalPaper.category)
        .join(Notice, Dispatch.notice_id == Notice.id)
        .outerjoin(Document, Notice.document_id == Document.id)
        .outerjoin(MedicalPaper, Notice.medical_paper_id == MedicalPaper.id)
        .where(Dispatch.state == DispatchState.HELD.value, Dispatch.id > last)
        .order_by(Dispatch.id)
        .limit(CHUNK)
    )
    if employer_ids is not None:
        statement = statement.where(Notice.employer_id.in_(employer_ids))
    return [(dispatch, notice, first or second) for dispatch, notice, first, second in session.execute(statement)]


def _release(session: Session, planner: Planner, dispatch: Dispatch, notice: Notice, category: str | None) -> bool:
    today: date = clock.today()
    plan = planner.plan(notice.employer_id, Category(category or Category.ADMINISTRATIVE), notice.issued_on, today)
    ready = [one for one in plan.destinations if one.state == DispatchState.WAITING]
    if dispatch.recipient_key != "none":
        ready = [one for one in ready if one.key == dispatch.recipient_key]
    if not ready:
        return False
    at = clock.now()
    _send(session, dispatch, notice, plan, ready, at)
    _resolve_alerts(session, notice, at)
    audit.record(
        session,
        AuditAction.NOTICE_RELEASED,
        audit.SYSTEM,
        employer_id=notice.employer_id,
        document_id=notice.document_id,
        medical_paper_id=notice.medical_paper_id,
        details={"channel": ready[0].channel.value, "rule": plan.ruling.rule},
    )
    return True


def _send(
    session: Session,
    dispatch: Dispatch,
    notice: Notice,
    plan: NoticePlan,
    ready: Sequence[Destination],
    at: datetime,
) -> None:
    cause = outbox.Cause(notice.id, notice.public_id, notice.employer_id, NoticeEvent(notice.event), plan.ruling.rule)
    if dispatch.recipient_key == "none":
        dispatch.state, dispatch.settled_at = DispatchState.RELEASED.value, at
        record_dispatches(session, [(cause, one) for one in plan.destinations], at)
    else:
        dispatch.state, dispatch.channel = DispatchState.WAITING.value, ready[0].channel.value
        outbox.queue_sendings(session, [outbox.Carried(cause, ready[0], dispatch.id, dispatch.public_id)], at)
    session.flush()


def _resolve_alerts(session: Session, notice: Notice, at: datetime) -> None:
    """Close what kept the notice, once nothing of it is held any more."""
    still = select(Dispatch.id).where(Dispatch.notice_id == notice.id, Dispatch.state == DispatchState.HELD.value)
    if session.scalar(still.limit(1)) is None:
        codes = [code.value for code in RESOLVED_BY_RELEASE]
        session.execute(
            update(Alert)
            .where(Alert.notice_id == notice.id, Alert.code.in_(codes), Alert.resolved_at.is_(None))
            .values(resolved_at=at)
        )
