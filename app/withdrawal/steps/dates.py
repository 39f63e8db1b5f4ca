"""Recording a date of withdrawal that two people agreed on."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from app import clock
from app.ledger.steps import audit
from app.registry.models.proposals import Proposal
from app.resolver.models.withdrawals import PaperWithdrawal
from app.vocabulary.audit import AuditAction
from app.withdrawal.queries.kept import channels
from app.withdrawal.queries.withdrawals import IN_FORCE, Effect, current_withdrawal


def record_date(session: Session, proposal: Proposal, on: date | None, effect: Effect, actor: audit.Actor) -> None:
    """Supersede an employer's date by the one that was approved: None cancels it."""
    employer_id, at = effect.employer_id, clock.now()
    before = current_withdrawal(session, employer_id)
    row = PaperWithdrawal(employer_id=employer_id, withdrawal_on=on, reason=proposal.reason, set_by_id=actor.id)
    row.proposal_id = proposal.id
    _in_its_place(session, row, at)
    details = {
        "on": on and on.isoformat(),
        "before": before and before.withdrawal_on and before.withdrawal_on.isoformat(),
        "reason": proposal.reason,
        "proposal": proposal.public_id,
        **channels(effect),
    }
    action = AuditAction.WITHDRAWAL_SET if on else AuditAction.WITHDRAWAL_CANCELLED
    audit.record(session, action, actor, employer_id=employer_id, details=details)


def _in_its_place(session: Session, row: PaperWithdrawal, at: datetime) -> None:
    """Supersede the row in force of an employer by another."""
    session.execute(
        update(PaperWithdrawal)
        .where(PaperWithdrawal.employer_id == row.employer_id, *IN_FORCE)
        .values(superseded_at=at)
    )
    row.recorded_at, row.origin = at, "portal"
    session.add(row)
    session.flush()


def record_return(
    session: Session, effect: Effect, reason: str, actor: audit.Actor, proposal: Proposal | None = None
) -> PaperWithdrawal:
    """End an employer's withdrawal from today: what was deposited stays. Without a proposal, by one person alone."""
    before = current_withdrawal(session, effect.employer_id)
    if before is None or before.withdrawal_on is None:
        raise LookupError(effect.employer_id)
    ended = PaperWithdrawal(
        employer_id=effect.employer_id,
        withdrawal_on=before.withdrawal_on,
        until_on=effect.on,
        reason=reason,
        set_by_id=actor.id,
        proposal_id=proposal and proposal.id,
    )
    _in_its_place(session, ended, clock.now())
    details = {
        "on": effect.on.isoformat(),
        "before": before.withdrawal_on.isoformat(),
        "reason": reason,
        "proposal": proposal and proposal.public_id,
        **channels(effect),
    }
    action = AuditAction.PAPER_RETURNED if proposal else AuditAction.PAPER_RETURNED_ALONE
    audit.record(session, action, actor, employer_id=effect.employer_id, details=details)
    return ended
