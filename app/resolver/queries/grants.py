"""Rights as a page shows them: what the resolver says of each person and service, until when, and by whom.

Nothing here decides: each `Right` carries the ruling of `EmployerFacts`, the one resolver, with what a page adds to it.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.ledger.queries.intervals import believed, ends_after, is_empty, is_over, stands
from app.registry.models.mandates import Firm, Mandate
from app.registry.models.people import Membership, Person
from app.registry.queries.people import Member, count_members, members
from app.resolver.models.access import AccessGrant
from app.resolver.models.documents import Document, DocumentOpening
from app.resolver.queries.facts import EmployerFacts, Held, facts_of_employer
from app.rules.access import TABLE, AccessFacts, AccessRuling, may_use
from app.rules.ends import is_sooner
from app.rules.facts import role_in
from app.rules.granting import GrantingFacts, GrantingRuling, may_grant
from app.vocabulary import delays
from app.vocabulary.accounts import Role, Space
from app.vocabulary.services import OnlineService

#: A right ends soon when its last day is within the days of the first reminder: the first day without it is one later.
ENDS_WITHIN = delays.ENDS_SOON + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Right:
    """What the resolver says of one person and one service on a day.

    `ruling` is None when the person has no role in the space that day. `automatic`: the role that gives the right
    without anybody granting it. `until_on`: the first day without a right that was granted; None if it has no end.
    """

    service: OnlineService
    on: date
    ruling: AccessRuling | None
    automatic: Role | None = None
    until_on: date | None = None

    @property
    def held(self) -> bool:
        """Whether the right is held, automatic or granted, even where its service is closed."""
        return self.ruling is not None and self.ruling.held

    @property
    def allowed(self) -> bool:
        """Whether the service may be used that day."""
        return self.ruling is not None and self.ruling.allowed

    @property
    def granted(self) -> bool:
        """Whether somebody granted the right."""
        return self.held and self.automatic is None

    @property
    def last_on(self) -> date | None:
        """The last day of a right that was granted; None if it has no end."""
        return last_day(self.until_on)

    def ends_after(self, until_on: date | None) -> bool:
        """Whether another end would be a sooner one."""
        return is_sooner(until_on, self.until_on)

    @property
    def ends_soon(self) -> bool:
        """Whether a right that was granted ends within the days of the first reminder."""
        return self.granted and is_over(self, self.on + ENDS_WITHIN)


def last_day(until_on: date | None) -> date | None:
    """The last day of an interval `[from, until)`: what people read as "until"."""
    return None if until_on is None else until_on - timedelta(days=1)


def covered_until(rows: Iterable[Held], on: date) -> date | None:
    """The first day, from `on`, that none of these intervals holds; None if they never end."""
    end = on
    for held in sorted(rows, key=lambda held: held.from_on):
        if held.from_on > end:
            break
        if held.until_on is None:
            return None
        end = max(end, held.until_on)
    return end


def right_to(facts: EmployerFacts, person_id: int, space: Space, service: OnlineService, on: date) -> Right:
    """The right of one person to one service, signed in to that space."""
    ruling = facts.best_ruling(person_id, space, service, on)
    if ruling is None or not ruling.held:
        return Right(service, on, ruling)
    role = role_in(space, ruling.facts.role)
    if role is not Role.USER or service not in ruling.facts.grants:
        return Right(service, on, ruling, automatic=role)
    rows = (held for held in facts.grants.get((person_id, space), ()) if held.what == service)
    until_on, leaves_on = covered_until(rows, on), leaves_on_of(facts, person_id, space, on)
    return Right(service, on, ruling, until_on=leaves_on if is_sooner(leaves_on, until_on) else until_on)


def leaves_on_of(facts: EmployerFacts, person_id: int, space: Space, on: date) -> date | None:
    """The first day on which somebody of a space has no role there any more: no right of theirs serves beyond it.

    None if no such day is known, or if they have no role there that day.
    """
    roles = [
        held
        for held in facts.memberships
        if held.person_id == person_id and held.space == space and held.what != Role.HEALTH_PROFESSIONAL
    ]
    return covered_until(roles, on) if any(held.holds(on) for held in roles) else None


class PlannedEnd(NamedTuple):
    """A day to come on which somebody of a space loses a role, or the last that they have (`role`: None).

    `by_mandate`: they are there for a firm, and its mandate ends.
    """

    until_on: date
    role: Role | None = None
    by_mandate: bool = False


def planned_ends(facts: EmployerFacts, person_id: int, space: Space, on: date) -> tuple[PlannedEnd, ...]:
    """What is known of the ends of somebody's roles in a space, the last of all first."""
    held = [row for row in facts.memberships if (row.person_id, row.space) == (person_id, space) and row.holds(on)]
    leaves_on, found = leaves_on_of(facts, person_id, space, on), []
    if leaves_on is not None:
        found.append(PlannedEnd(leaves_on, by_mandate=all(row.mandate_id is not None for row in held)))
    for role in sorted(facts.roles_on(person_id, space, on) - {Role.HEALTH_PROFESSIONAL}):
        rows = (row for row in facts.memberships if (row.person_id, row.space, row.what) == (person_id, space, role))
        until_on = covered_until(rows, on)
        if until_on is not None and until_on != leaves_on:
            found.append(PlannedEnd(until_on, role))
    return tuple(found)


class ComingRight(NamedTuple):
    """A right that somebody granted and that begins on a day to come; `until_on`: the first day without it."""

    service: OnlineService
    from_on: date
    until_on: date | None


def ends_sooner(until_on: date, right: Right, coming: Iterable[ComingRight]) -> bool:
    """Whether another end would shorten a right, or one that is to follow it."""
    return right.ends_after(until_on) or any(is_sooner(until_on, one.until_on) for one in coming)


def coming_rights(facts: EmployerFacts, person_id: int, space: Space, on: date) -> tuple[ComingRight, ...]:
    """The rights of one person that begin after a day, the first to begin before the others."""
    rows = facts.grants.get((person_id, space), ())
    found = (ComingRight(OnlineService(held.what), held.from_on, held.until_on) for held in rows if held.from_on > on)
    return tuple(sorted((one for one in found if not is_empty(one)), key=lambda one: one.from_on))


def rights_of(facts: EmployerFacts, person_id: int, space: Space, on: date) -> tuple[Right, ...]:
    """The rights of one person to the seven services, in their order."""
    return tuple(right_to(facts, person_id, space, service, on) for service in OnlineService)


@dataclass(frozen=True, slots=True)
class PeopleFilter:
    """Which people a matrix shows. `service`: those who hold it; `ends_soon`: those with a right about to end.

    `people`: only these, whatever they hold.
    """

    search: str = ""
    role: Role | None = None
    service: OnlineService | None = None
    ends_soon: bool = False
    people: frozenset[int] | None = None

    @property
    def asks_of_rights(self) -> bool:
        """Whether the resolver must be asked about everybody."""
        return self.service is not None or self.ends_soon or self.people is not None

    def keeps(self, rights: Sequence[Right]) -> bool:
        """Whether somebody with these rights is shown."""
        wanted = [right for right in rights if self.service in (None, right.service)]
        return any(right.ends_soon if self.ends_soon else right.held for right in wanted)


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One person, their rights to the seven services, and the ends that are known of their roles."""

    member: Member
    rights: tuple[Right, ...]
    ends: tuple[PlannedEnd, ...] = ()


@dataclass(frozen=True, slots=True)
class Matrix:
    """One page of people × services. `total`: how many people there are on all the pages."""

    rows: tuple[MatrixRow, ...]
    total: int
    number: int


def matrix(
    session: Session,
    employer_id: int,
    space: Space,
    on: date,
    chosen: PeopleFilter,
    number: int = 1,
    size: int = 50,
    *,
    descending: bool = False,
) -> Matrix:
    """The people of the employer in that space and what each may do, `size` a page, by family name.

    Three statements, or two when rights choose the people: then the resolver is asked about all of them.
    """
    where = (session, employer_id, space, on)
    listed = partial(members, *where, search=chosen.search, role=chosen.role, descending=descending)
    if chosen.asks_of_rights:
        people = listed(ids=chosen.people)
        every = [row for row in _rows(session, employer_id, space, on, people, None) if chosen.keeps(row.rights)]
        number = _within(number, len(every), size)
        return Matrix(tuple(every[(number - 1) * size : number * size]), len(every), number)
    total = count_members(*where, search=chosen.search, role=chosen.role)
    number = _within(number, total, size)
    shown = listed(limit=size, offset=(number - 1) * size)
    ids = [member.person_id for member in shown]
    return Matrix(tuple(_rows(session, employer_id, space, on, shown, ids)), total, number)


#: People whose rights are read at a time, when everybody's are.
CHUNK = 500


def everybody(
    session: Session, employer_id: int, space: Space, on: date, chosen: PeopleFilter, *, descending: bool = False
) -> Iterator[MatrixRow]:
    """All that the pages of a matrix hold, with the statements of one when the resolver is asked about everybody."""
    number, size = 1, sys.maxsize if chosen.asks_of_rights else CHUNK
    while True:
        found = matrix(session, employer_id, space, on, chosen, number, size, descending=descending)
        yield from found.rows
        if number * size >= found.total:
            return
        number += 1


def _within(number: int, total: int, size: int) -> int:
    return min(max(number, 1), max(1, -(-total // size)))


def _rows(
    session: Session,
    employer_id: int,
    space: Space,
    on: date,
    people: Sequence[Member],
    ids: Collection[int] | None,
) -> list[MatrixRow]:
    facts = facts_of_employer(session, employer_id, person_ids=ids)
    return [
        MatrixRow(
            member,
            rights_of(facts, member.person_id, space, on),
            planned_ends(facts, member.person_id, space, on),
        )
        for member in people
    ]


def granting_ruling(
    facts: EmployerFacts, person_id: int, space: Space, service: OnlineService, on: date
) -> GrantingRuling:
    """May this person, signed in to that space, grant the right to that service there? By their best role."""
    roles = sorted(facts.roles_on(person_id, space, on)) or [Role.USER]
    accounts = facts.accounts_on(on)
    rulings = [may_grant(GrantingFacts(accounts, space, role, service, space), on) for role in roles]
    return next((ruling for ruling in rulings if ruling.allowed), rulings[-1])


def once_granted(facts: EmployerFacts, space: Space, service: OnlineService, on: date) -> AccessRuling:
    """What a user who would hold the right could do that day: open, or closed and why."""
    withdrawal_on, prior_notice_on = facts.opening
    given = AccessFacts(
        accounts=facts.accounts_on(on),
        signed_in_with=space,
        role=Role.USER,
        grants=frozenset({service}),
        service=service,
        withdrawal_on=withdrawal_on,
        prior_notice_on=prior_notice_on,
    )
    return may_use(given, on)


def opens_on(facts: EmployerFacts, space: Space, service: OnlineService, on: date) -> date | None:
    """The first day, from `on`, on which the service is open to that space; None if no day is known."""
    changes = {*TABLE.boundaries, *facts.withdrawal_days}
    days = [on, *sorted(day for day in changes if day > on)]
    return next((day for day in days if once_granted(facts, space, service, day).allowed), None)


@dataclass(frozen=True, slots=True)
class GrantOrigin:
    """Where a right that holds comes from: since when, and who granted it (empty: the registry does not say)."""

    from_on: date
    granted_by: str


def origins_of(
    session: Session, employer_id: int, space: Space, person_id: int, on: date, known_at: datetime | None = None
) -> dict[OnlineService, GrantOrigin]:
    """The rights granted to a person that hold that day: since when each, and who granted it, or assigned it.

    With `known_at`, those that were recorded at that instant.
    """
    known = stands(AccessGrant) if known_at is None else believed(AccessGrant, known_at)
    giver_is_known = (
        select(Membership.id).where(Membership.person_id == Person.id, Membership.employer_id == employer_id).exists()
    )
    giver = func.coalesce(Firm.name, Person.given_name + " " + Person.family_name, "")
    rows = session.execute(
        select(AccessGrant.service, AccessGrant.from_on, giver)
        .outerjoin(Mandate, Mandate.id == AccessGrant.mandate_id)
        .outerjoin(Firm, Firm.id == Mandate.firm_id)
        .outerjoin(Person, (Person.identifier == AccessGrant.granted_by) & giver_is_known)
        .where(
            AccessGrant.employer_id == employer_id,
            AccessGrant.person_id == person_id,
            AccessGrant.space == space.value,
            known,
            AccessGrant.from_on <= on,
            ends_after(AccessGrant, on),
        )
        .order_by(AccessGrant.from_on.desc())
    )
    return {OnlineService(service): GrantOrigin(from_on, name) for service, from_on, name in rows}


def last_reading(session: Session, employer_id: int, person_id: int) -> datetime | None:
    """When the person last opened a document of that employer: the last use of the follow-up of files."""
    return session.scalar(
        select(func.max(DocumentOpening.opened_at))
        .join(Document, Document.id == DocumentOpening.document_id)
        .where(DocumentOpening.person_id == person_id, Document.employer_id == employer_id)
    )
