"""Which requests somebody reaches: those of their employer whose service is open to them that day.

Whoever acts for a firm reaches those that the firm prepared, and no other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, false, select
from sqlalchemy.orm import Session

from app.registry.models.employers import Employer
from app.registry.models.mandates import Mandate
from app.registry.models.people import Person
from app.registry.queries.sessions import Principal
from app.requests.models.requests import OnlineRequest
from app.resolver.queries.access import decide, facts_for
from app.resolver.queries.facts import EmployerFacts
from app.vocabulary.services import OnlineService

#: What is asked for through a request; the others have pages of their own.
WITH_FORMS = tuple(
    service for service in OnlineService if service not in (OnlineService.FILE_FOLLOWUP, OnlineService.MESSAGING)
)


@dataclass(frozen=True, slots=True)
class Reach:
    """What a person may do with requests that day. `mandate_id`, `firm_id`: where they act for a firm."""

    employer_id: int
    person_id: int
    services: frozenset[OnlineService]
    mandate_id: int | None = None
    firm_id: int | None = None

    def clauses(self) -> Sequence[ColumnElement[bool]]:
        """What a request must be to be reached."""
        if not self.services:
            return (false(),)
        found: list[ColumnElement[bool]] = [
            OnlineRequest.employer_id == self.employer_id,
            OnlineRequest.part_of_id.is_(None),
            OnlineRequest.service.in_([service.value for service in self.services]),
        ]
        if self.firm_id is not None:
            found.append(OnlineRequest.firm_id == self.firm_id)
        return found


def reach_of(session: Session, principal: Principal, on: date) -> Reach:
    """What the person who is signed in reaches today, by the one resolver."""
    facts = facts_for(session, principal)
    allowed = frozenset(service for service in WITH_FORMS if decide(facts, principal, service, on).allowed)
    mandate_id = _mandate_of(facts, principal, on)
    firm_id = None
    if mandate_id is not None:
        firm_id = session.scalar(select(Mandate.firm_id).where(Mandate.id == mandate_id))
    return Reach(facts.employer_id, principal.person_id or 0, allowed, mandate_id, firm_id)


def _mandate_of(facts: EmployerFacts, principal: Principal, on: date) -> int | None:
    """The mandate by which the person acts there; None for whoever also holds a role in their own name."""
    roles: list[Any] = [
        held
        for held in facts.memberships
        if held.person_id == principal.person_id and held.space == principal.space and held.holds(on)
    ]
    mandates = [held.mandate_id for held in roles]
    return None if None in mandates or not mandates else max(mandate for mandate in mandates if mandate)


@dataclass(frozen=True, slots=True)
class Named:
    """Who files for whom, as other systems know them. `mandate`: the identifier of the one that lets a firm act."""

    neq: str
    person: str
    mandate: str | None


def named(session: Session, row: OnlineRequest, reach: Reach) -> Named:
    """The employer of a request, and whoever acts on it."""
    mandate = session.get(Mandate, reach.mandate_id) if reach.mandate_id is not None else None
    return Named(
        neq=session.get_one(Employer, row.employer_id).neq,
        person=session.get_one(Person, reach.person_id).identifier,
        mandate=mandate.public_id if mandate else None,
    )
