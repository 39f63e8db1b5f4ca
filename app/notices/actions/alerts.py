"""Settling what somebody has seen to. What holds a notice back settles itself once the cause is gone."""

from __future__ import annotations

from typing import Any

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from app import clock
from app.ledger.steps import audit
from app.ledger.steps.transaction import transaction
from app.notices.models import Alert, Dispatch, Notice
from app.vocabulary.audit import AuditAction
from app.vocabulary.notices import HOLDING_ALERTS, REACHING, AlertCode


class NotSettled(Exception):
    """There is no such open alert, or it still holds a notice back."""


def settle_alerts(employer_id: int, code: AlertCode, reason: str, actor: audit.Actor) -> int:
    """Close what the notices of an employer raised with that code and asks for no more; say how many notices.

    Raises NotSettled.
    """
    with transaction() as session:
        notices = [] if code in HOLDING_ALERTS else _asking_no_more(session, employer_id, code)
        if not notices:
            raise NotSettled
        raised = (Alert.employer_id == employer_id, Alert.code == code.value, Alert.resolved_at.is_(None))
        kept = select(Notice.id).where(Notice.employer_id == employer_id, *_reached(code))
        session.execute(update(Alert).where(*raised, Alert.notice_id.in_(kept)).values(resolved_at=clock.now()))
        audit.record(
            session,
            AuditAction.ALERT_SETTLED,
            actor,
            employer_id=employer_id,
            details={"code": code.value, "notices": len(notices), "reason": reason},
        )
    return len(notices)


def _asking_no_more(session: Session, employer_id: int, code: AlertCode) -> list[int]:
    """The notices, locked in order: the postal fallback locks each before it looks."""
    raised = exists().where(Alert.notice_id == Notice.id, Alert.code == code.value, Alert.resolved_at.is_(None))
    found = select(Notice.id).where(Notice.employer_id == employer_id, raised, *_reached(code)).order_by(Notice.id)
    return list(session.scalars(found.with_for_update(of=Notice)))


def _reached(code: AlertCode) -> list[Any]:
    """A refused address of a notice that reaches nobody is what the postal fallback goes by: it stays open."""
    if code not in (AlertCode.EMAIL_REFUSED, AlertCode.EMAIL_NOT_SENT):
        return []
    return [exists().where(Dispatch.notice_id == Notice.id, Dispatch.state.in_(REACHING))]
