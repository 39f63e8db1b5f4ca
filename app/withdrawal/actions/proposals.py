"""Four eyes: one administrator proposes a date, another approves or refuses it. Until then, nothing changes.

Whoever proposes and whoever approves have each read the effect, and hand its fingerprint back: if anything of it has
changed in between, nothing is recorded.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.ledger.steps.audit import Actor
from app.ledger.steps.transaction import transaction
from app.registry.models.proposals import Proposal
from app.registry.steps.proposals import decide, held_proposal, propose
from app.registry.words.proposals import Decision, ProposalKind
from app.vocabulary.audit import AuditAction
from app.withdrawal.actions.cohort_dates import approve_cohort_date
from app.withdrawal.actions.withdrawals import WithdrawalRefused, effect_of_returning, effect_of_withdrawal
from app.withdrawal.queries.kept import kept
from app.withdrawal.queries.proposals import asked_day, matter_of
from app.withdrawal.queries.withdrawals import Effect
from app.withdrawal.steps.dates import record_date, record_return
from app.withdrawal.steps.proposals import journalise
from app.withdrawal.words import WithdrawalRefusal


def propose_date(employer_id: int, on: date | None, reason: str, *, seen: str, actor: Actor) -> str:
    """Propose to set, move or cancel (None) the day of paper withdrawal of an employer; returns the proposal's id.

    Raises WithdrawalRefused or ProposalRefused.
    """
    with transaction() as session:
        effect = _as_seen(effect_of_withdrawal(session, employer_id, on), seen)
        kind = ProposalKind.WITHDRAWAL_DATE if on else ProposalKind.WITHDRAWAL_CANCELLED
        return _propose(session, kind, on, reason, effect, actor)


def propose_return(employer_id: int, reason: str, *, seen: str, actor: Actor) -> str:
    """Propose that an employer goes back to paper, from the day on which it is approved; returns the proposal's id.

    Raises WithdrawalRefused or ProposalRefused.
    """
    with transaction() as session:
        effect = _as_seen(effect_of_returning(session, employer_id), seen)
        return _propose(session, ProposalKind.PAPER_RETURNED, None, reason, effect, actor)


def approve(public_id: str, *, seen: str, actor: Actor) -> None:
    """Approve what somebody else proposed: it is recorded. Raises WithdrawalRefused or ProposalRefused."""
    try:
        with transaction() as session:
            proposal = held_proposal(session, public_id)
            decide(proposal, Decision.APPROVED, actor)
            if proposal.employer_id is None:
                approve_cohort_date(session, proposal, seen, actor)
                return
            effect = _as_seen(effect_of_proposal(session, proposal), seen)
            if proposal.kind == ProposalKind.PAPER_RETURNED:
                record_return(session, effect, proposal.reason, actor, proposal)
            else:
                record_date(session, proposal, asked_day(proposal), effect, actor)
    except IntegrityError as error:
        raise WithdrawalRefused(WithdrawalRefusal.CHANGED) from error


def refuse(public_id: str, answer: str, actor: Actor) -> None:
    """Refuse what somebody else proposed, and say why. Raises ProposalRefused."""
    _end(public_id, Decision.REFUSED, AuditAction.WITHDRAWAL_REFUSED, actor, answer)


def take_back(public_id: str, actor: Actor) -> None:
    """Take back one's own proposal, which nobody has answered. Raises ProposalRefused."""
    _end(public_id, Decision.TAKEN_BACK, AuditAction.WITHDRAWAL_TAKEN_BACK, actor)


def effect_of_proposal(session: Session, proposal: Proposal) -> Effect:
    """What approving it now would change. Raises WithdrawalRefused if it can no longer be approved."""
    if proposal.employer_id is None:
        raise LookupError(proposal.public_id)
    if proposal.kind == ProposalKind.PAPER_RETURNED:
        return effect_of_returning(session, proposal.employer_id)
    return effect_of_withdrawal(session, proposal.employer_id, asked_day(proposal))


def _propose(session: Session, kind: ProposalKind, on: date | None, reason: str, effect: Effect, actor: Actor) -> str:
    proposal = propose(
        session,
        kind,
        matter_of(effect.employer_id),
        actor,
        asked={"on": on and on.isoformat()},
        reason=reason,
        effects=kept(effect),
        employer_id=effect.employer_id,
    )
    journalise(session, AuditAction.WITHDRAWAL_PROPOSED, proposal, actor)
    return proposal.public_id


def _end(public_id: str, decision: Decision, action: AuditAction, actor: Actor, answer: str = "") -> None:
    with transaction() as session:
        proposal = held_proposal(session, public_id)
        decide(proposal, decision, actor, answer)
        journalise(session, action, proposal, actor)


def _as_seen(effect: Effect, seen: str) -> Effect:
    if effect.fingerprint != seen:
        raise WithdrawalRefused(WithdrawalRefusal.CHANGED)
    return effect
