"""Who may answer what somebody asked."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

if TYPE_CHECKING:
    from app.resolver.steps.granting import Giver
from app.rights.queries.requests import grants_only_for


def is_ones_own(session: Session, giver: Giver, asker_id: int, on: date) -> bool:
    """Nobody answers what they asked, nor has it answered by whoever grants only in their place."""
    if giver.person_id == asker_id:
        return True
    return grants_only_for(session, giver.employer_id, giver.space, giver.person_id, asker_id, on)
