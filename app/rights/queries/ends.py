"""Rights that end soon, what nobody would do any more once they have, and holes that an end has left.

Who would read after an end is asked of the resolver, through `coverage`; nothing is decided here. Rights held while
standing in for somebody, or by a mandate, are left out: they end with the absence or the mandate.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import Row, func, or_, select
from sqlalchemy.orm import Session

from app.ledger.queries.intervals import ends_after, ends_by, ends_within, has_days, holds, is_endless, stands
from app.registry.models.people import Person
from app.resolver.models.access import AccessGrant
from app.resolver.queries.facts import EmployerFacts
from app.resolver.queries.grants import ENDS_WITHIN, leaves_on_of, right_to
from app.rights.models.ends import EndLeft, EndReminder
from app.rights.queries.coverage import Coverage, compared
from app.rules.ends import is_sooner
from app.vocabulary.accounts import Space
from app.vocabulary.services import OnlineService

#: How long an end that left a hole is looked back at.
LOOKED_BACK = timedelta(days=180)
#: In `EndReminder.days`: the end has come, and has left a hole.
LEFT_A_HOLE = 0


class RightKey(NamedTuple):
    """A right that ends: whose, to what, and the first day without it."""

    person_id: int
    service: OnlineService
    until_on: date


@dataclass(frozen=True, slots=True)
class EndingRight:
    """A right that ends soon, begun on `since_on`. `is_left`: somebody lets it end; `after`: what is left then.

    `leaves_on`: the first day without any role of the person, if it is known: no right goes beyond it.
    """

    key: RightKey
    person: Person
    since_on: date
    granted_by: str
    granter: str
    is_left: bool
    after: Coverage
    leaves_on: date | None = None

    @property
    def ends_with_role(self) -> bool:
        """Whether it ends because the person leaves."""
        return self.leaves_on is not None and not is_sooner(self.key.until_on, self.leaves_on)

    @property
    def public_key(self) -> str:
        """How a page names it; the end is part of it, so that a page that is too old changes nothing."""
        return right_key(self.person.public_id, self.key.service, self.key.until_on)


def right_key(person_public_id: str, service: OnlineService, until_on: date) -> str:
    """How a page names a right that ends."""
    return f"{person_public_id}:{service.value}:{until_on.isoformat()}"


@dataclass(frozen=True, slots=True)
class EndingRights:
    """One page of rights that end; `total` is how many there are on all the pages, `number` counts pages from 1."""

    rows: tuple[EndingRight, ...]
    total: int
    number: int


def ending_rights(
    session: Session, facts: EmployerFacts, space: Space, on: date, keys: Collection[str] | None = None
) -> tuple[EndingRight, ...]:
    """The rights granted in a space whose last day is within thirty days, by end and then by name.

    `facts` of everybody; `keys`: only those that a page named. Two statements, and those of the coverage for each
    different end.
    """
    found = _ending(session, facts, space, on)
    wanted = found if keys is None else [end for end in found if end.public_key in keys]
    return _explained(session, facts, space, on, wanted)


def ending_page(
    session: Session, facts: EmployerFacts, space: Space, on: date, number: int = 1, size: int = 50
) -> EndingRights:
    """As `ending_rights`, `size` a page."""
    found = _ending(session, facts, space, on)
    number = min(max(number, 1), max(1, -(-len(found) // size)))
    shown = found[(number - 1) * size : number * size]
    return EndingRights(_explained(session, facts, space, on, shown), len(found), number)


class _End(NamedTuple):
    """A right as it was granted, and the first day without it: that of its own end, or of the person's role."""

    row: Row  # type: ignore[type-arg]
    until_on: date

    @property
    def key(self) -> RightKey:
        """Whose, to what, until when."""
        return RightKey(self.row.person_id, OnlineService(self.row.service), self.until_on)

    @property
    def public_key(self) -> str:
        """As of an `EndingRight`."""
        return right_key(self.row.Person.public_id, self.key.service, self.until_on)


def _ending(session: Session, facts: EmployerFacts, space: Space, on: date) -> list[_End]:
    rows = _rows(session, facts.employer_id, space, on, _leaving(facts, space, on))
    found = {(row.person_id, row.service): row for row in rows}
    ends = ((row, _end_of_right(facts, space, row, on)) for row in found.values())
    soon = [_End(row, end) for row, end in ends if end is not None]
    return sorted(soon, key=lambda end: end.until_on)


def _leaving(facts: EmployerFacts, space: Space, on: date) -> set[int]:
    """Who of a space loses their last role there soon: whatever they were granted ends with it."""
    known = {held.person_id for held in facts.memberships if held.space == space and held.until_on is not None}
    ends = {one: leaves_on_of(facts, one, space, on) for one in known if one is not None}
    return {one for one, leaves_on in ends.items() if leaves_on is not None and leaves_on <= on + ENDS_WITHIN}


def _explained(
    session: Session, facts: EmployerFacts, space: Space, on: date, ends: Sequence[_End]
) -> tuple[EndingRight, ...]:
    left = _left(session, facts.employer_id, space, on)
    after = _coverages(session, facts, on, [(end.row.person_id, end.until_on) for end in ends])
    return tuple(
        EndingRight(
            key=end.key,
            person=end.row.Person,
            since_on=end.row.from_on,
            granted_by=end.row.granted_by,
            granter=end.row.granter or "",
            is_left=(end.row.person_id, end.row.service, end.until_on) in left,
            after=after[end.until_on],
            leaves_on=leaves_on_of(facts, end.row.person_id, space, on),
        )
        for end in ends
    )


def _rows(session: Session, employer_id: int, space: Space, on: date, leaving: Collection[int]) -> list[Row]:  # type: ignore[type-arg]
    """The rights granted that end soon, those that end last first, and all those of whoever leaves."""
    giver = select(Person.identifier, (Person.given_name + " " + Person.family_name).label("name")).subquery()
    statement = (
        select(
            Person,
            AccessGrant.person_id,
            AccessGrant.service,
            AccessGrant.until_on,
            func.min(AccessGrant.from_on).label("from_on"),
            func.max(AccessGrant.granted_by).label("granted_by"),
            func.max(giver.c.name).label("granter"),
        )
        .join(Person, Person.id == AccessGrant.person_id)
        .outerjoin(giver, giver.c.identifier == AccessGrant.granted_by)
        .where(
            AccessGrant.employer_id == employer_id,
            AccessGrant.space == space.value,
            AccessGrant.absence_id.is_(None),
            AccessGrant.mandate_id.is_(None),
            holds(AccessGrant, on),
            or_(ends_by(AccessGrant, on + ENDS_WITHIN), AccessGrant.person_id.in_(leaving)),
        )
        .group_by(Person.id, AccessGrant.person_id, AccessGrant.service, AccessGrant.until_on)
        .order_by(is_endless(AccessGrant), AccessGrant.until_on, Person.search_name, Person.id, AccessGrant.service)
    )
    return list(session.execute(statement))


def _end_of_right(facts: EmployerFacts, space: Space, row: Row, on: date) -> date | None:  # type: ignore[type-arg]
    """The first day without the right that the resolver sees, if it ends soon and with that row, or with the role."""
    right = right_to(facts, row.person_id, space, OnlineService(row.service), on)
    with_row = right.until_on == row.until_on
    with_role = right.until_on is not None and right.until_on == leaves_on_of(facts, row.person_id, space, on)
    return right.until_on if right.ends_soon and (with_row or with_role) else None


def count_other_ends(facts: EmployerFacts, space: Space, on: date, listed: int) -> int:
    """How many more rights of a space end soon, with a mandate or an absence: beside those that are listed."""
    people = {held.person_id for held in facts.memberships if held.space == space and held.holds(on)}
    rights = (
        right_to(facts, one, space, service, on) for one in people if one is not None for service in OnlineService
    )
    return sum(right.ends_soon for right in rights) - listed


def _coverages(
    session: Session, facts: EmployerFacts, on: date, ends: Iterable[tuple[int, date]]
) -> dict[date, Coverage]:
    """What each end leaves, everything that ends until then included."""
    people: dict[date, set[int]] = {}
    for person_id, until_on in ends:
        people.setdefault(until_on, set()).add(person_id)
    return {day: compared(session, facts, facts, ids, on, day) for day, ids in people.items()}


def lapsed_rights(session: Session, facts: EmployerFacts, space: Space, on: date, since: date) -> list[RightKey]:
    """The rights held in a space that ended from `since` on, and that their holders no longer have today.

    Those of a mandate are among them: whatever ended it, somebody of the employer's own may have to take over.
    """
    rows = session.execute(
        select(AccessGrant.person_id, AccessGrant.service, func.max(AccessGrant.until_on))
        .where(
            AccessGrant.employer_id == facts.employer_id,
            AccessGrant.space == space.value,
            stands(AccessGrant),
            AccessGrant.absence_id.is_(None),
            ends_within(AccessGrant, since - timedelta(days=1), on),
            has_days(AccessGrant),
        )
        .group_by(AccessGrant.person_id, AccessGrant.service)
        .order_by(AccessGrant.person_id, AccessGrant.service)
    )
    keys = [RightKey(person_id, OnlineService(service), until_on) for person_id, service, until_on in rows if until_on]
    return [key for key in keys if not right_to(facts, key.person_id, space, key.service, on).held]


def hole_left_by(
    session: Session, facts: EmployerFacts, keys: Iterable[RightKey], on: date
) -> dict[RightKey, Coverage]:
    """Of rights that have ended, those whose end left a hole that is still there today, with what is missing."""
    found: dict[RightKey, Coverage] = {}
    for until_on, of_day in _by_end(keys).items():
        people = {key.person_id for key in of_day}
        after = compared(session, facts, facts, people, until_on - timedelta(days=1), on)
        if after.is_hole:
            found |= {key: after for key in of_day if _is_missing(key.service, after)}
    return found


def _by_end(keys: Iterable[RightKey]) -> dict[date, list[RightKey]]:
    days: dict[date, list[RightKey]] = {}
    for key in keys:
        days.setdefault(key.until_on, []).append(key)
    return days


def _is_missing(service: OnlineService, after: Coverage) -> bool:
    """Whether this service is part of the hole: documents that nobody reads or is told of, or nobody has it."""
    reading = service is OnlineService.FILE_FOLLOWUP and (after.nobody_reads or after.nobody_is_told)
    return reading or service in after.left_to_nobody


def leaves_only_granters(ending: EndingRight) -> bool:
    """Whether nobody but those who grant would have this service any more."""
    return ending.key.service in ending.after.left_to_granters


def makes_hole(ending: EndingRight) -> bool:
    """Whether the end of this right, with what else ends by then, leaves a hole that it is part of."""
    return ending.after.is_hole and _is_missing(ending.key.service, ending.after)


def open_holes(session: Session, facts: EmployerFacts, space: Space, on: date) -> list[RightKey]:
    """The ends that left a hole, were told to those who grant, and that nobody has covered since."""
    rows = session.execute(
        select(EndReminder.person_id, EndReminder.service, EndReminder.until_on)
        .where(
            EndReminder.employer_id == facts.employer_id,
            EndReminder.space == space.value,
            EndReminder.days == LEFT_A_HOLE,
            ends_after(EndReminder, on - LOOKED_BACK),
        )
        .order_by(EndReminder.until_on, EndReminder.person_id)
    )
    keys = [RightKey(person_id, OnlineService(service), until_on) for person_id, service, until_on in rows]
    return list(hole_left_by(session, facts, keys, on)) if keys else []


def days_of_ending(session: Session, facts: EmployerFacts, space: Space, on: date) -> list[date]:
    """Give the first day without each right that ends soon and waits for a choice: renewed, taken over, or let end."""
    left = _left(session, facts.employer_id, space, on)
    rows = _ending(session, facts, space, on)
    return [end.until_on for end in rows if (end.row.person_id, end.row.service, end.until_on) not in left]


def _left(session: Session, employer_id: int, space: Space, on: date) -> set[tuple[int, str, date]]:
    """The ends to come that somebody chose to let come."""
    statement = select(EndLeft.person_id, EndLeft.service, EndLeft.until_on).where(
        EndLeft.employer_id == employer_id, EndLeft.space == space.value, ends_after(EndLeft, on)
    )
    return {(person_id, service, until_on) for person_id, service, until_on in session.execute(statement)}
