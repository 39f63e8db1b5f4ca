"""Mandates, as the employer and as the firm see them, and who can read through each.

Nothing here decides who may read: those who are assigned hold memberships and rights like any other, and the one
resolver answers for them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from app.ledger.queries.intervals import ends_after, ends_within, holds, is_over
from app.registry.models.employers import Employer
from app.registry.models.mandates import Firm, Mandate
from app.registry.models.people import Membership, Person
from app.registry.queries.employers import answering
from app.registry.words.mandates import FirmKind, MandateState
from app.resolver.models.access import AccessGrant
from app.resolver.queries.grants import ENDS_WITHIN
from app.rules.ends import is_sooner
from app.vocabulary.accounts import Space
from app.vocabulary.services import OnlineService

#: States in which a mandate awaits its answer or lets somebody in, as long as its end has not passed.
LIVING = (MandateState.PROPOSED.value, MandateState.ACCEPTED.value)


@dataclass(frozen=True, slots=True)
class Representative:
    """Somebody whom a firm assigned: which services they hold through the mandate that day."""

    person_id: int
    public_id: str
    name: str
    services: tuple[OnlineService, ...]


@dataclass(frozen=True, slots=True)
class MandateView:
    """A mandate with both sides. `until_on`: the first day without it; `is_over`: whatever ended it, it has ended.

    `left_until`: the end that the employer lets come.
    """

    id: int
    public_id: str
    employer_id: int
    employer: str
    space: Space
    firm_id: int
    firm: str
    firm_neq: str
    kind: FirmKind
    services: tuple[OnlineService, ...]
    purpose: str
    until_on: date
    state: MandateState
    is_over: bool
    created_at: datetime
    left_until: date | None
    representatives: tuple[Representative, ...] = ()

    @property
    def last_on(self) -> date:
        """The last day on which it holds."""
        return self.until_on - timedelta(days=1)

    @property
    def is_left(self) -> bool:
        """Whether the employer lets this end come."""
        return self.left_until == self.until_on

    def is_shortened_by(self, until_on: date) -> bool:
        """Whether the firm may act, and could not as long with this end."""
        return self.is_accepted and is_sooner(until_on, self.until_on)

    def ends_soon(self, on: date) -> bool:
        """Whether the firm may act, and its last day is near enough to be told."""
        return self.is_accepted and is_over(self, on + ENDS_WITHIN)

    @property
    def is_accepted(self) -> bool:
        """Whether the firm may act, through those whom it assigns."""
        return self.state is MandateState.ACCEPTED and not self.is_over

    @property
    def is_proposed(self) -> bool:
        """Whether it awaits the firm's answer."""
        return self.state is MandateState.PROPOSED and not self.is_over


def has_run_out(mandate: Mandate, on: date) -> bool:
    """Whether the end that was planned has come by that day, whatever became of the mandate before."""
    return is_over(mandate, on)


def _living(on: date) -> ColumnElement[bool]:
    return and_(Mandate.state.in_(LIVING), ends_after(Mandate, on))


def _mandates(*where: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    return (
        select(Mandate, Employer, Firm)
        .join(Employer, Employer.id == Mandate.employer_id)
        .join(Firm, Firm.id == Mandate.firm_id)
        .where(*where)
    )


def _views(session: Session, statement: Select[*tuple[Any, ...]], on: date) -> list[MandateView]:
    rows = session.execute(statement).all()
    people = representatives(session, [mandate.id for mandate, _, _ in rows], on)
    return [
        MandateView(
            id=mandate.id,
            public_id=mandate.public_id,
            employer_id=employer.id,
            employer=employer.name,
            space=Space(mandate.space),
            firm_id=firm.id,
            firm=firm.name,
            firm_neq=firm.neq,
            kind=FirmKind(firm.kind),
            services=in_order(mandate.services),
            purpose=mandate.purpose,
            until_on=mandate.until_on,
            state=MandateState(mandate.state),
            is_over=mandate.state not in LIVING or has_run_out(mandate, on),
            created_at=mandate.created_at,
            left_until=mandate.left_until,
            representatives=tuple(people.get(mandate.id, ())),
        )
        for mandate, employer, firm in rows
    ]


def in_order(codes: Iterable[str]) -> tuple[OnlineService, ...]:
    """Services in the order of the portal."""
    wanted = set(codes)
    return tuple(service for service in OnlineService if service.value in wanted)


def representatives(session: Session, mandate_ids: Collection[int], on: date) -> dict[int, list[Representative]]:
    """Who may act through each mandate that day, by family name, in one statement."""
    if not mandate_ids:
        return {}
    rows = session.execute(
        select(Membership.mandate_id, Person.id, Person.public_id, Person.given_name, Person.family_name, _SERVICES)
        .join(Person, Person.id == Membership.person_id)
        .outerjoin(
            AccessGrant,
            and_(
                AccessGrant.mandate_id == Membership.mandate_id,
                AccessGrant.person_id == Membership.person_id,
                holds(AccessGrant, on),
            ),
        )
        .where(Membership.mandate_id.in_(mandate_ids), holds(Membership, on))
        .group_by(
            Membership.mandate_id,
            Person.id,
            Person.public_id,
            Person.given_name,
            Person.family_name,
            Person.search_name,
        )
        .order_by(Person.search_name, Person.id)
    )
    found: dict[int, list[Representative]] = {}
    for mandate_id, person_id, public_id, given, family, services in rows:
        one = Representative(person_id, public_id, f"{given} {family}", in_order((services or "").split(",")))
        found.setdefault(mandate_id or 0, []).append(one)
    return found


_SERVICES = func.aggregate_strings(AccessGrant.service, ",")


def mandates_of_employer(
    session: Session, employer_id: int, space: Space, on: date, *, over: bool, limit: int, offset: int = 0
) -> tuple[list[MandateView], int]:
    """An employer's mandates in a space: those that live, by end, or those that are over, the latest first; and how
    many there are in all.
    """
    living = _living(on)
    where = (Mandate.employer_id == employer_id, Mandate.space == space.value, ~living if over else living)
    total = session.scalar(select(func.count()).select_from(Mandate).where(*where)) or 0
    order = (Mandate.id.desc(),) if over else (Mandate.until_on, Mandate.id)
    return _views(session, _mandates(*where).order_by(*order).limit(limit).offset(offset), on), total


def get_for_employer(session: Session, employer_id: int, space: Space, public_id: str, on: date) -> MandateView | None:
    """The mandate of that identifier, if this employer gave it in this space."""
    where = (Mandate.employer_id == employer_id, Mandate.space == space.value, Mandate.public_id == public_id)
    found = _views(session, _mandates(*where), on)
    return found[0] if found else None


def mandates_of_firm(
    session: Session, firm_id: int, on: date, *, over: bool, search: str = "", limit: int, offset: int = 0
) -> tuple[list[MandateView], int]:
    """A firm's mandates: those that live, first those that await an answer, or those that are over; and how many.

    `search`: parts of the employer's name or NEQ.
    """
    living = _living(on)
    where: list[ColumnElement[bool]] = [Mandate.firm_id == firm_id, ~living if over else living]
    if search:
        where.append(answering(search))
    counted = _mandates(*where).order_by(None).with_only_columns(func.count())
    order = (Mandate.id.desc(),) if over else (Mandate.state.desc(), Employer.search_name, Mandate.id)
    return _views(session, _mandates(*where).order_by(*order).limit(limit).offset(offset), on), (
        session.scalar(counted) or 0
    )


def get_for_firm(session: Session, neqs: Sequence[str], public_id: str, on: date) -> MandateView | None:
    """The mandate of that identifier, if it was given to one of the firms of these NEQ."""
    found = _views(session, _mandates(Firm.neq.in_(neqs), Mandate.public_id == public_id), on)
    return found[0] if found else None


def firms_of_people(
    session: Session, employer_id: int, space: Space, people: Collection[int], on: date
) -> dict[int, tuple[str, ...]]:
    """For which firms, by name, each of these people acts for an employer in a space that day."""
    if not people:
        return {}
    rows = session.execute(
        select(Membership.person_id, Firm.name)
        .join(Mandate, Mandate.id == Membership.mandate_id)
        .join(Firm, Firm.id == Mandate.firm_id)
        .where(
            Membership.employer_id == employer_id,
            Membership.space == space.value,
            Membership.person_id.in_(people),
            holds(Membership, on),
        )
        .order_by(Firm.search_name, Firm.id)
    )
    found: dict[int, tuple[str, ...]] = {}
    for person_id, name in rows:
        found[person_id] = (*found.get(person_id, ()), name)
    return found


def only_represents(session: Session, employer_id: int, space: Space, person_id: int, on: date) -> bool:
    """Whether somebody's roles in a space that day all come from mandates."""
    rows = session.scalars(
        select(Membership.mandate_id).where(
            Membership.employer_id == employer_id,
            Membership.space == space.value,
            Membership.person_id == person_id,
            holds(Membership, on),
        )
    ).all()
    return bool(rows) and None not in rows


def count_ending_soon(session: Session, employer_id: int, space: Space, on: date, before: date) -> int:
    """How many accepted mandates end by a day, and wait for a choice."""
    where = (
        Mandate.employer_id == employer_id,
        Mandate.space == space.value,
        Mandate.state == MandateState.ACCEPTED.value,
        ends_within(Mandate, on, before),
        or_(Mandate.left_until.is_(None), Mandate.left_until != Mandate.until_on),
    )
    return session.scalar(select(func.count()).select_from(Mandate).where(*where)) or 0


def to_remind(session: Session, on: date, before: date, steps: Collection[int]) -> list[tuple[int, int]]:
    """Accepted mandates that end by a day, but those whose last reminder was told: their numbers, and employers'."""
    told = min(steps)
    found = session.execute(
        select(Mandate.id, Mandate.employer_id)
        .where(
            Mandate.state == MandateState.ACCEPTED.value,
            ends_within(Mandate, on, before),
            or_(Mandate.reminded_days.is_(None), Mandate.reminded_days > told),
        )
        .order_by(Mandate.id)
    )
    return [(mandate_id, employer_id) for mandate_id, employer_id in found]
