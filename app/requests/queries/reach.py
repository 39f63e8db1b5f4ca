"""Which requests somebody reaches: those of their employer whose service is open to them that day.

Whoever acts for a firm reaches those that the firm prepared, and no other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, ScalarSelect, Select, bindparam, false, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.ledger.queries.intervals import known_on
from app.ledger.queries.prepared import Prepared
from app.registry.domain.vouching import facts_vouched_for
from app.registry.models.employers import Employer
from app.registry.models.mandates import Mandate
from app.registry.models.people import Person
from app.registry.queries.sessions import Principal
from app.requests.models.requests import OnlineRequest
from app.resolver.models.files import CompensationFile
from app.resolver.queries.access import decide, facts_for
from app.resolver.queries.facts import EmployerFacts
from app.vocabulary.services import OnlineService

#: What is asked for through a request; the others have pages of their own.
WITH_FORMS = tuple(
    service for service in OnlineService if service not in (OnlineService.FILE_FOLLOWUP, OnlineService.MESSAGING)
)


@dataclass(frozen=True, slots=True)
class Reach:
    """What a person may do with requests on a day, `on`. `mandate_id`, `firm_id`: where they act for a firm."""

    employer_id: int
    person_id: int
    services: frozenset[OnlineService]
    mandate_id: int | None = None
    firm_id: int | None = None
    on: date = date.max

    def clauses(self) -> Sequence[ColumnElement[bool]]:
        """What a request must be to be listed: nothing of a later day, where a clock was put back."""
        return (*_clauses(self.services, self.employer_id, self.firm_id), known_on(OnlineRequest.changed_at, self.on))

    def one(self, public_id: str, *, lock: bool) -> tuple[Select[OnlineRequest], dict[str, Any]]:
        """The statement that finds one request, if it is reached, and its values. `lock`: held for us."""
        given = {"public_id": public_id, "employer": self.employer_id, "firm": self.firm_id}
        return _one_request(self.services, self.firm_id is not None, lock), given


def _clauses(services: frozenset[OnlineService], employer: Any, firm: Any) -> Sequence[ColumnElement[bool]]:
    if not services:
        return (false(),)
    found: list[ColumnElement[bool]] = [
        OnlineRequest.employer_id == employer,
        OnlineRequest.part_of_id.is_(None),
        OnlineRequest.service.in_([service.value for service in services]),
    ]
    if firm is not None:
        found.append(OnlineRequest.firm_id == firm)
    return found


@lru_cache(maxsize=200)
def _one_request(services: frozenset[OnlineService], of_firm: bool, lock: bool) -> Select[OnlineRequest]:
    """Built once: each page and each gesture begins with it."""
    reached = _clauses(services, bindparam("employer"), bindparam("firm") if of_firm else None)
    chosen = select(OnlineRequest).where(OnlineRequest.public_id == bindparam("public_id"), *reached)
    return chosen.with_for_update() if lock else chosen


def reach_of(session: Session, principal: Principal, on: date) -> Reach:
    """What the person who is signed in reaches today, by the one resolver."""
    return reach_in(session, facts_for(session, principal), principal, on)


def reach_in(session: Session, facts: EmployerFacts, principal: Principal, on: date) -> Reach:
    """The same, from facts at hand, of everybody or of this person."""
    facts = facts_vouched_for(facts, principal.person_id or 0, principal.vouched)
    allowed = frozenset(service for service in WITH_FORMS if decide(facts, principal, service, on).allowed)
    mandate_id = _mandate_of(facts, principal, on)
    firm_id = None
    if mandate_id is not None:
        firm_id = session.scalar(select(Mandate.firm_id).where(Mandate.id == mandate_id))
    return Reach(facts.employer_id, principal.person_id or 0, allowed, mandate_id, firm_id, on)


def _mandate_of(facts: EmployerFacts, principal: Principal, on: date) -> int | None:
    """The mandate by which the person acts there; None for whoever also holds a role in their own name."""
    roles: list[Any] = [
        held
        for held in facts.memberships
        if held.person_id == principal.person_id and held.space == principal.space and held.holds(on)
    ]
    mandates = [held.mandate_id for held in roles]
    return None if None in mandates or not mandates else max(mandate for mandate in mandates if mandate)


class Named(NamedTuple):
    """What a filing names, as other systems know it. `mandate`: the identifier of the one that lets a firm act.

    `supersedes`: the reference of the request that it corrects.
    """

    neq: str
    person: str
    mandate: str | None
    file_no: str | None
    supersedes: str | None


def named(session: Session, row: OnlineRequest, reach: Reach) -> Named:
    """The employer of a request, its file, the one that it corrects, and whoever acts on it."""
    given = {
        "employer": row.employer_id,
        "person": reach.person_id,
        "mandate": reach.mandate_id,
        "file": row.file_id,
        "supersedes": row.supersedes_id,
    }
    [found] = _NAMED.rows(session, given)
    return Named._make(found)


def _one(column: InstrumentedAttribute[Any], of: str) -> ScalarSelect[Any]:
    return select(column).where(column.class_.id == bindparam(of)).scalar_subquery()


_NAMED = Prepared(
    select(
        _one(Employer.neq, "employer"),
        _one(Person.identifier, "person"),
        _one(Mandate.public_id, "mandate"),
        _one(CompensationFile.file_no, "file"),
        _one(OnlineRequest.reference, "supersedes"),
    )
)
