"""Settling an alert that somebody has seen to. What holds a notice back settles itself once the cause is gone."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app import clock
from app.ledger.steps import audit
from app.ledger.steps.transaction import transaction
from app.notices.models import Alert, Dispatch, Notice
from app.vocabulary.audit import AuditAction
from app.vocabulary.notices import HOLDING_ALERTS, REACHING, AlertCode


class NotSettled(Exception):
    """There is no such open alert, or it still holds a notice back."""


def settle_alert(notice_id: str, code: AlertCode, actor: audit.Actor) -> None:
    """Close what a notice raised with that code and asks for no more; `notice_id` is public. Raises NotSettled."""
    with transaction() as session:
        notice = session.scalars(select(Notice).where(Notice.public_id == notice_id).with_for_update()).one_or_none()
        if notice is None or code in HOLDING_ALERTS or _awaits_fallback(session, notice, code):
            raise NotSettled
        raised = (Alert.notice_id == notice.id, Alert.code == code.value, Alert.resolved_at.is_(None))
        settled = session.execute(update(Alert).where(*raised).values(resolved_at=clock.now()).returning(Alert.id))
        if not settled.all():
            raise NotSettled
        audit.record(
            session,
            AuditAction.ALERT_SETTLED,
            actor,
            employer_id=notice.employer_id,
            details={"code": code.value},
        )


def _awaits_fallback(session: Session, notice: Notice, code: AlertCode) -> bool:
    """A refused address of a notice that reaches nobody is what the postal fallback goes by."""
    reached = select(Dispatch.id).where(Dispatch.notice_id == notice.id, Dispatch.state.in_(REACHING))
    return code in (AlertCode.EMAIL_REFUSED, AlertCode.EMAIL_NOT_SENT) and session.scalar(reached.limit(1)) is None
