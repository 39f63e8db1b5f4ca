"""What the journal keeps of a proposal of withdrawal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.ledger.steps import audit

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.registry.models.proposals import Proposal
    from app.vocabulary.audit import AuditAction


def journalise(session: Session, action: AuditAction, proposal: Proposal, actor: audit.Actor) -> None:
    """Write what is asked, for whom, why and with which effects, but no name of a person."""
    details = {
        "asks": proposal.kind,
        "on": proposal.asked["on"],
        "proposal": proposal.public_id,
        "reason": proposal.answer or proposal.reason,
        **{name: value for name, value in proposal.effects.items() if name not in {"readers", "losing", "left"}},
    }
    if "cohort" in proposal.asked:
        details["cohort"] = proposal.asked["name"]
    audit.record(session, action, actor, employer_id=proposal.employer_id, details=details)
