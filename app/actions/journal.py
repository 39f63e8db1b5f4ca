"""Taking the journal out of the portal is itself in the journal."""

from __future__ import annotations

from typing import Any

from app.actions import audit
from app.actions.transaction import transaction
from app.vocabulary.audit import AuditAction


def record_export(actor: audit.Actor, filters: dict[str, Any], employer_id: int | None = None) -> None:
    """Record that somebody exported the journal, narrowed by which filters."""
    with transaction() as session:
        audit.record(session, AuditAction.JOURNAL_EXPORTED, actor, employer_id=employer_id, details=filters)
