"""The proposals of the staff: those that wait, and one of them, with the names of who made and who answered it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from app.registry.models.employers import Employer
from app.registry.models.proposals import Proposal
from app.registry.models.staff import StaffMember

PAGE = 50
_DECIDER = aliased(StaffMember)


@dataclass(frozen=True, slots=True)
class NamedProposal:
    """A proposal, who made it, who answered it (empty: nobody yet), and the employer that it is about, if one is."""

    row: Proposal
    by: str
    decided_by: str
    employer: Employer | None


def _named() -> Any:
    return (
        select(Proposal, StaffMember.name, func.coalesce(_DECIDER.name, ""), Employer)
        .join(StaffMember, StaffMember.id == Proposal.proposed_by_id)
        .outerjoin(_DECIDER, _DECIDER.id == Proposal.decided_by_id)
        .outerjoin(Employer, Employer.id == Proposal.employer_id)
    )


def get_proposal(session: Session, public_id: str) -> NamedProposal | None:
    """A proposal, by its identifier."""
    found = session.execute(_named().where(Proposal.public_id == public_id)).one_or_none()
    return NamedProposal(*found) if found else None


def waiting_about(session: Session, matter: str) -> NamedProposal | None:
    """The proposal that waits about a matter."""
    found = session.execute(_named().where(Proposal.matter == matter, Proposal.decided_at.is_(None))).one_or_none()
    return NamedProposal(*found) if found else None


def waiting_proposals(session: Session, number: int = 1) -> list[NamedProposal]:
    """Those that wait for an answer, fifty a page, the oldest first."""
    waiting = _named().where(Proposal.decided_at.is_(None)).order_by(Proposal.id)
    rows = session.execute(waiting.limit(PAGE).offset((number - 1) * PAGE))
    return [NamedProposal(*row) for row in rows]


def count_waiting(session: Session, *, besides: int | None = None) -> int:
    """How many wait; `besides`: without those of this member of the staff, who cannot answer them."""
    waiting = select(func.count()).select_from(Proposal).where(Proposal.decided_at.is_(None))
    if besides is not None:
        waiting = waiting.where(Proposal.proposed_by_id != besides)
    return session.scalar(waiting) or 0
