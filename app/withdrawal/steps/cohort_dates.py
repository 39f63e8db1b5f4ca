"""Recording the date of a cohort that two people agreed on: a row for each employer that it moves, all at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import update
from sqlalchemy.orm import Session

from app import clock
from app.extensions import new_public_id
from app.ledger.queries.intervals import stands
from app.ledger.steps import audit
from app.ledger.steps.bulk import insert_all
from app.resolver.models.withdrawals import PaperWithdrawal
from app.vocabulary.audit import AuditAction
from app.withdrawal.queries.cohorts.effects import CHUNK

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from app.registry.models.proposals import Proposal
    from app.resolver.models.cohorts import Cohort
    from app.withdrawal.queries.cohorts.effects import CohortEffect, Touched


def record_cohort_date(
    session: Session, cohort: Cohort, proposal: Proposal, effect: CohortEffect, actor: audit.Actor
) -> None:
    """Supersede the rows that were read, and no other: one recorded meanwhile makes the whole fail."""
    moved, at = effect.moved, clock.now()
    cohort.announced_at = cohort.announced_at or at
    common = {
        "withdrawal_on": effect.on,
        "until_on": None,
        "reason": proposal.reason,
        "set_by_id": actor.id,
        "proposal_id": proposal.id,
        "cohort_id": cohort.id,
        "recorded_at": at,
        "superseded_at": None,
        "origin": "portal",
    }
    action = AuditAction.WITHDRAWAL_SET if effect.on else AuditAction.WITHDRAWAL_CANCELLED
    for first in range(0, len(moved), CHUNK):
        some = moved[first : first + CHUNK]
        row_ids = [one.row_id for one in some if one.row_id is not None]
        read = (PaperWithdrawal.id.in_(row_ids), stands(PaperWithdrawal))
        session.execute(update(PaperWithdrawal).where(*read).values(superseded_at=at))
        insert_all(
            session,
            PaperWithdrawal,
            [{**common, "employer_id": one.employer.id, "public_id": new_public_id()} for one in some],
        )
        audit.record_many(session, action, actor, _entries(some, cohort, proposal, effect))


def _entries(some: Sequence[Touched], cohort: Cohort, proposal: Proposal, effect: CohortEffect) -> list[dict[str, Any]]:
    common = {
        "on": effect.on and effect.on.isoformat(),
        "reason": proposal.reason,
        "proposal": proposal.public_id,
        "cohort": cohort.name,
    }
    return [
        {
            "employer_id": one.employer.id,
            "details": {
                **common,
                "before": one.stands.on and one.stands.on.isoformat(),
                "rule_before": one.rules[0],
                "rule_after": one.rules[1],
                "forgotten": len(one.forgotten),
            },
        }
        for one in some
    ]
