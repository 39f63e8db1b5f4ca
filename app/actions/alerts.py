"""Settling an alert that somebody has seen to. What holds a notice back settles itself once the cause is gone."""

from __future__ import annotations

from sqlalchemy import select, update

from app import clock
from app.actions import audit
from app.actions.transaction import transaction
from app.models.notices import Alert, Notice
from app.vocabulary.audit import AuditAction
from app.vocabulary.notices import HOLDING_ALERTS, AlertCode


class NotSettled(Exception):
    """There is no such open alert, or it still holds a notice back."""


def settle_alert(notice_id: str, code: AlertCode, actor: audit.Actor) -> None:
    """Close what a notice raised with that code and asks for no more; `notice_id` is public. Raises NotSettled."""
    with transaction() as session:
        notice = session.scalars(select(Notice).where(Notice.public_id == notice_id).with_for_update()).one_or_none()
        if notice is None or code in HOLDING_ALERTS:
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
