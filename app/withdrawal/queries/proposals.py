"""What a proposal of withdrawal is about, and what it asks."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.registry.models.proposals import Proposal


def matter_of(employer_id: int) -> str:
    """The matter of every proposal about the paper of an employer: one alone waits."""
    return f"withdrawal/{employer_id}"


def asked_day(proposal: Proposal) -> date | None:
    """The day that it proposes; None to cancel the one on record."""
    asked = proposal.asked["on"]
    return date.fromisoformat(asked) if asked else None
