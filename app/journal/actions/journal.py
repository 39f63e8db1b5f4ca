"""Taking the journal out of the portal is itself in the journal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app.ledger.queries.journal_chain import all_records
from app.ledger.steps import audit
from app.ledger.steps.transaction import snapshot, transaction
from app.vocabulary.audit import AuditAction


def record_export(actor: audit.Actor, filters: dict[str, Any], employer_id: int | None = None) -> None:
    """Record that somebody exported the journal, narrowed by which filters."""
    with transaction() as session:
        audit.record(session, AuditAction.JOURNAL_EXPORTED, actor, employer_id=employer_id, details=filters)


def records_for_verification(actor: audit.Actor) -> Iterator[list[Any]]:
    """Every record of the journal's chain, as of one moment, once it is recorded that they were taken out."""
    record_export(actor, {"filters": {}})
    session = snapshot()
    yield from all_records(session)
    session.rollback()
