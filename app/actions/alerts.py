"""Settling an alert that somebody has seen to. What holds a notice back settles itself once the cause is gone."""

from __future__ import annotations

from app import clock
from app.actions import audit
from app.actions.transaction import transaction
from app.models.notices import Alert
from app.vocabulary.audit import AuditAction
from app.vocabulary.notices import HOLDING_ALERTS, AlertCode


class NotSettled(Exception):
    """There is no such open alert, or it still holds a notice back."""


def settle_alert(alert_id: int, actor: audit.Actor) -> None:
    """Close an alert that asks for no more. Raises NotSettled."""
    with transaction() as session:
        alert = session.get(Alert, alert_id)
        if alert is None or alert.resolved_at is not None or AlertCode(alert.code) in HOLDING_ALERTS:
            raise NotSettled
        alert.resolved_at = clock.now()
        session.flush()
        audit.record(
            session,
            AuditAction.ALERT_SETTLED,
            actor,
            employer_id=alert.employer_id,
            details={"code": alert.code},
        )
