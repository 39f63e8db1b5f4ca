"""Proposing and deciding, inside the transaction of what it changes: never by the same person."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app import clock
from app.ledger.steps.audit import Actor
from app.registry.models.proposals import Proposal
from app.registry.words.proposals import Decision, ProposalKind, ProposalRefusal


class ProposalRefused(Exception):
    """Nothing was recorded; `code` says why."""

    def __init__(self, code: ProposalRefusal) -> None:
        super().__init__(code.value)
        self.code = code


def propose(
    session: Session,
    kind: ProposalKind,
    matter: str,
    actor: Actor,
    *,
    asked: dict[str, Any],
    reason: str,
    effects: dict[str, Any],
    employer_id: int | None = None,
) -> Proposal:
    """Write a proposal that waits for somebody else. Raises ProposalRefused while another waits about the matter."""
    proposal = Proposal(
        kind=kind.value,
        matter=matter,
        employer_id=employer_id,
        asked=asked,
        reason=reason,
        effects=effects,
        proposed_by_id=actor.id,
        proposed_at=clock.now(),
    )
    try:
        with session.begin_nested():
            session.add(proposal)
    except IntegrityError as error:
        raise ProposalRefused(ProposalRefusal.WAITING) from error
    return proposal


def held_proposal(session: Session, public_id: str) -> Proposal:
    """The proposal, held until the end of the transaction: of two who decide, the second sees the first's answer."""
    held = select(Proposal).where(Proposal.public_id == public_id).with_for_update()
    return session.scalars(held.execution_options(populate_existing=True)).one()


def decide(proposal: Proposal, decision: Decision, actor: Actor, answer: str = "") -> None:
    """Give a proposal its answer: another person's, or its author's who takes it back. Raises ProposalRefused."""
    if proposal.decided_at is not None:
        raise ProposalRefused(ProposalRefusal.DECIDED)
    own, back = proposal.proposed_by_id == actor.id, decision is Decision.TAKEN_BACK
    if own is not back:
        raise ProposalRefused(ProposalRefusal.OWN if own else ProposalRefusal.NOT_OWN)
    proposal.decision, proposal.answer = decision.value, answer
    proposal.decided_by_id, proposal.decided_at = actor.id, clock.now()
