"""What a date would change for a cohort, or why it cannot be set."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from app import clock
from app.registry.models.proposals import Proposal
from app.resolver.models.cohorts import Cohort
from app.withdrawal.actions.withdrawals import WithdrawalRefused
from app.withdrawal.domain.waves import why_not_all
from app.withdrawal.queries.cohorts.cohorts import get_cohort
from app.withdrawal.queries.cohorts.effects import CohortEffect, effect_on_cohort
from app.withdrawal.queries.proposals import asked_day


def effect_of_cohort_date(session: Session, cohort: Cohort, on: date | None) -> CohortEffect:
    """What setting the date (or cancelling it, with None) would change. Raises WithdrawalRefused."""
    today = clock.today()
    effect = effect_on_cohort(session, cohort, on, today)
    refusal = why_not_all(on, [one.stands for one in effect.moved], today)
    if refusal is not None:
        raise WithdrawalRefused(refusal)
    return effect


def effect_of_cohort_proposal(session: Session, proposal: Proposal) -> CohortEffect:
    """What approving it now would change. Raises WithdrawalRefused if it can no longer be approved."""
    cohort = get_cohort(session, proposal.asked["cohort"])
    if cohort is None:
        raise LookupError(proposal.public_id)
    return effect_of_cohort_date(session, cohort, asked_day(proposal))
