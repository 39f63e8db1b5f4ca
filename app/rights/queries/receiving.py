"""Who may receive rights, and what each of several people would receive: read by the page that asks, and once more by
the gesture under its lock.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import astuple, dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.ledger.queries.intervals import stands
from app.registry.models.people import Membership, Person
from app.registry.words.access import AccessProblem
from app.resolver.queries.facts import EmployerFacts, facts_of_employer
from app.resolver.queries.grants import Right, leaves_on_of, right_to
from app.resolver.queries.mandates import only_represents
from app.rules.ends import is_sooner
from app.vocabulary.accounts import Space
from app.vocabulary.services import OnlineService


@dataclass(frozen=True, slots=True)
class Receiving:
    """What one person would receive. `problem`: why nothing; `held`: the rights granted now, with their ends."""

    person_id: int
    public_id: str
    name: str
    email: str
    problem: AccessProblem | None
    held: tuple[tuple[OnlineService, date | None], ...]

    def gains(self, service: OnlineService, until_on: date) -> bool:
        """Whether the right would be new, or last longer."""
        held = dict(self.held)
        return self.problem is None and (service not in held or is_sooner(held[service], until_on))


@dataclass(frozen=True, slots=True)
class Planned:
    """The same rights for several people, until the day before `until_on`."""

    services: tuple[OnlineService, ...]
    until_on: date
    people: tuple[Receiving, ...]

    @property
    def last_on(self) -> date:
        """The last day of these rights."""
        return self.until_on - timedelta(days=1)

    @property
    def digest(self) -> str:
        """What a page showed, in a few letters: another as soon as anything that it says has changed."""
        return hashlib.sha256(repr(astuple(self)).encode()).hexdigest()[:32]

    @property
    def receiving(self) -> tuple[Receiving, ...]:
        """Those who would receive something that they do not have."""
        return tuple(one for one in self.people if any(one.gains(each, self.until_on) for each in self.services))


def problem_of_receiver(
    session: Session, facts: EmployerFacts, person_id: int, space: Space, on: date
) -> AccessProblem | None:
    """What keeps somebody from receiving any right in a space, or makes it needless."""
    if person_id in facts.designated_on(on):
        return AccessProblem.HEALTH_PROFESSIONAL
    if only_represents(session, facts.employer_id, space, person_id, on):
        return AccessProblem.REPRESENTATIVE
    right = right_to(facts, person_id, space, OnlineService.MESSAGING, on)
    return AccessProblem.AUTOMATIC if right.automatic is not None else None


def planned_for(
    session: Session,
    employer_id: int,
    space: Space,
    public_ids: Collection[str],
    services: Sequence[OnlineService],
    until_on: date,
    on: date,
) -> Planned:
    """What each of these people would receive that day, by family name; whoever was never in the space is left out."""
    known = select(Membership.person_id).where(
        Membership.employer_id == employer_id, Membership.space == space.value, stands(Membership)
    )
    people = session.scalars(
        select(Person)
        .where(Person.public_id.in_(public_ids), Person.id.in_(known))
        .order_by(Person.search_name, Person.id)
    ).all()
    facts = facts_of_employer(session, employer_id, person_ids={person.id for person in people})
    return Planned(
        tuple(service for service in OnlineService if service in set(services)),
        until_on,
        tuple(_receiving(session, facts, person, space, (services, until_on), on) for person in people),
    )


def _receiving(
    session: Session,
    facts: EmployerFacts,
    person: Person,
    space: Space,
    asked: tuple[Iterable[OnlineService], date],
    on: date,
) -> Receiving:
    services, until_on = asked
    rights: list[Right] = [right_to(facts, person.id, space, service, on) for service in services]
    problem = problem_of_receiver(session, facts, person.id, space, on)
    if not facts.roles_on(person.id, space, on):
        problem = problem or AccessProblem.LEFT
    elif is_sooner(leaves_on_of(facts, person.id, space, on), until_on):
        problem = problem or AccessProblem.LEAVES
    held = tuple((right.service, right.until_on) for right in rights if right.granted)
    return Receiving(person.id, person.public_id, person.name, person.email, problem, held)
