"""The date of a cohort, by the same four eyes as that of one employer."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from app.ledger.steps.audit import Actor
from app.ledger.steps.transaction import transaction
from app.registry.models.proposals import Proposal
from app.registry.steps.proposals import propose
from app.registry.words.proposals import ProposalKind
from app.vocabulary.audit import AuditAction
from app.withdrawal.actions.cohort_effects import effect_of_cohort_date
from app.withdrawal.actions.cohorts import held_cohort
from app.withdrawal.actions.withdrawals import WithdrawalRefused
from app.withdrawal.queries.cohorts.cohorts import matter_of_cohort
from app.withdrawal.queries.cohorts.effects import CohortEffect, kept_of_cohort
from app.withdrawal.queries.proposals import asked_day
from app.withdrawal.steps.cohort_dates import record_cohort_date
from app.withdrawal.steps.proposals import journalise
from app.withdrawal.words import WithdrawalRefusal


def propose_cohort_date(public_id: str, on: date | None, reason: str, *, seen: str, actor: Actor) -> str:
    """Propose to set, move or cancel (None) the day of a cohort; returns the proposal's id.

    Raises WithdrawalRefused or ProposalRefused.
    """
    with transaction() as session:
        cohort = held_cohort(session, public_id)
        effect = _as_seen(effect_of_cohort_date(session, cohort, on), seen)
        proposal = propose(
            session,
            ProposalKind.WITHDRAWAL_DATE if on else ProposalKind.WITHDRAWAL_CANCELLED,
            matter_of_cohort(cohort.id),
            actor,
            asked={"on": on and on.isoformat(), "cohort": cohort.public_id, "name": cohort.name},
            reason=reason,
            effects=kept_of_cohort(effect),
        )
        journalise(session, AuditAction.WITHDRAWAL_PROPOSED, proposal, actor)
        return proposal.public_id


def approve_cohort_date(session: Session, proposal: Proposal, seen: str, actor: Actor) -> None:
    """Record what was proposed for a cohort, inside the approval. Raises WithdrawalRefused."""
    cohort = held_cohort(session, proposal.asked["cohort"])
    effect = _as_seen(effect_of_cohort_date(session, cohort, asked_day(proposal)), seen)
    record_cohort_date(session, cohort, proposal, effect, actor)


def _as_seen(effect: CohortEffect, seen: str) -> CohortEffect:
    if effect.fingerprint != seen:
        raise WithdrawalRefused(WithdrawalRefusal.CHANGED)
    return effect
