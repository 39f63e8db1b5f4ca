"""Find who grants, who could take over from somebody, and who no longer comes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    distinct,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Session

from app.ledger.models.audit import AuditEntry
from app.ledger.queries.intervals import ends_by, has_days, holds, is_endless, stands
from app.registry.models.accounts import Account
from app.registry.models.employers import Employer
from app.registry.models.people import Membership, Person
from app.registry.models.signin import UserSession
from app.registry.queries.people import GRANTING_ROLES, Member, members
from app.vocabulary import delays
from app.vocabulary.accounts import Role, Space
from app.vocabulary.audit import AuditAction

#: Fewer than this many who grant for good is a standing advice.
ENOUGH_GRANTERS = 2


@dataclass(frozen=True, slots=True)
class Sleeper:
    """A granter who has not come for a long time; `last_seen_at` None: never."""

    person_id: int
    public_id: str
    name: str
    last_seen_at: datetime | None


def _own() -> ColumnElement[bool]:
    """Return the condition of a role held in one's own name: neither as a stand-in nor for a firm."""
    return and_(Membership.absence_id.is_(None), Membership.mandate_id.is_(None))


def _own_people(employer_id: int, space: Space, on: date) -> Select[Any]:
    professionals = select(Membership.person_id).where(
        Membership.employer_id == employer_id, Membership.role == Role.HEALTH_PROFESSIONAL.value, holds(Membership, on)
    )
    return select(Membership.person_id).where(
        Membership.employer_id == employer_id,
        Membership.space == space.value,
        Membership.role != Role.HEALTH_PROFESSIONAL.value,
        holds(Membership, on),
        _own(),
        Membership.person_id.not_in(professionals),
    )


def candidates(session: Session, employer_id: int, space: Space, on: date, but: Collection[int] = ()) -> list[Member]:
    """Return who can take over from somebody, by name: the space's own people.

    Health professionals and people of a firm are left out.
    """
    ids = set(session.scalars(_own_people(employer_id, space, on))) - set(but)
    return members(session, employer_id, space, on, ids=ids) if ids else []


def candidate(session: Session, employer_id: int, space: Space, on: date, public_id: str) -> Person | None:
    """Return the candidate of that public identifier; None for anybody else."""
    own = _own_people(employer_id, space, on)
    return session.scalar(select(Person).where(Person.public_id == public_id, Person.id.in_(own)))


def count_lasting(session: Session, employer_id: int, space: Space, on: date) -> int:
    """Count the people who grant in a space on that day, in their own name and without an end."""
    held = select(func.count(distinct(Membership.person_id))).where(
        Membership.employer_id == employer_id,
        Membership.space == space.value,
        Membership.role == GRANTING_ROLES.get(space),
        holds(Membership, on),
        is_endless(Membership),
        _own(),
    )
    return session.scalar(held) or 0


def vacant_since(session: Session, since: datetime, on: date) -> list[tuple[int, str, Space]]:
    """Return the employers, with their NEQ, and the spaces without a lasting granter since a role there ended.

    Roles that changed before `since` do not count. The account of the space must be open. Sends one statement a space.
    """
    session.flush()
    return [
        (employer_id, neq, space)
        for space, role in GRANTING_ROLES.items()
        for employer_id, neq in session.execute(_vacant(space, role, since, on))
    ]


def _vacant(space: Space, role: Role, since: datetime, on: date) -> Select[int, str]:
    held = (Membership.employer_id == Employer.id, Membership.space == space.value, Membership.role == role.value)
    lasting = (stands(Membership), is_endless(Membership), _own())
    account = (Account.employer_id == Employer.id, Account.space == space.value, holds(Account, on))
    changed = select(Membership.employer_id).where(*held[1:], Membership.superseded_at >= since)
    return (
        select(Employer.id, Employer.neq)
        .where(Employer.id.in_(changed), exists().where(*account), ~exists().where(*held, *lasting))
        .order_by(Employer.id)
    )


def vacant_spaces(session: Session, on: date, employer_id: int | None = None) -> list[tuple[int, Space]]:
    """Return the employers and spaces where somebody granted, nobody does on that day, and the journal does not say so.

    The account and its people must still be there. `employer_id` keeps one employer. Sends one statement.
    """
    rows = session.execute(_vacant_spaces(on, employer_id))
    return [(found_id, Space(space)) for found_id, space in rows]


def _vacant_spaces(on: date, employer_id: int | None) -> Select[int, str]:
    grants = or_(
        *(
            and_(Membership.space == space.value, Membership.role == role.value)
            for space, role in GRANTING_ROLES.items()
        )
    )
    ended = (stands(Membership), ends_by(Membership, on), has_days(Membership))
    only = () if employer_id is None else (Membership.employer_id == employer_id,)
    lost = (
        select(Membership.employer_id, Membership.space, func.max(Membership.until_on).label("on"))
        .where(grants, *ended, *only)
        .group_by(Membership.employer_id, Membership.space)
        .subquery()
    )
    place = (Membership.employer_id == lost.c.employer_id, Membership.space == lost.c.space, holds(Membership, on))
    account = (Account.employer_id == lost.c.employer_id, Account.space == lost.c.space, holds(Account, on))
    said = (
        AuditEntry.employer_id == lost.c.employer_id,
        AuditEntry.day >= lost.c.on,
        AuditEntry.action == AuditAction.ROLE_VACANT.value,
        AuditEntry.details["space"].as_string() == lost.c.space,
    )
    return (
        select(lost.c.employer_id, lost.c.space)
        .where(
            ~exists().where(*place, grants), exists().where(*place), exists().where(*account), ~exists().where(*said)
        )
        .order_by(lost.c.employer_id, lost.c.space)
    )


def grants_in_own_name(session: Session, employer_id: int, space: Space, person_id: int, on: date) -> bool:
    """Say whether somebody grants in a space on that day otherwise than as a stand-in."""
    role = GRANTING_ROLES.get(space)
    held = select(Membership.id).where(
        Membership.employer_id == employer_id,
        Membership.space == space.value,
        Membership.person_id == person_id,
        Membership.role == role,
        holds(Membership, on),
        _own(),
    )
    return session.scalar(held.limit(1)) is not None


_ASLEEP = (
    select(Person.id, Person.public_id, Person.given_name, Person.family_name, func.max(UserSession.last_seen_at))
    .join(Membership, Membership.person_id == Person.id)
    .outerjoin(UserSession, UserSession.person_id == Person.id)
    .where(
        Membership.employer_id == bindparam("employer", type_=Integer),
        Membership.space == bindparam("space", type_=String),
        Membership.role == bindparam("role", type_=String),
        holds(Membership, bindparam("on", type_=Date)),
        Membership.from_on <= bindparam("since", type_=Date),
        _own(),
    )
    .group_by(Person.id, Person.public_id, Person.given_name, Person.family_name, Person.search_name)
    .having(
        or_(
            func.max(UserSession.last_seen_at).is_(None),
            func.max(UserSession.last_seen_at) < bindparam("before", type_=UserSession.last_seen_at.type),
        )
    )
    .order_by(Person.search_name, Person.id)
)


def asleep(session: Session, employer_id: int, space: Space, on: date, before: datetime) -> list[Sleeper]:
    """Return the granters, of sixty days' standing at least, who have not come since `before`. One statement."""
    role = GRANTING_ROLES.get(space)
    if role is None:
        return []
    values = {
        "employer": employer_id,
        "space": space.value,
        "role": role.value,
        "on": on,
        "since": on - delays.ASLEEP,
        "before": before,
    }
    rows = session.execute(_ASLEEP, values)
    return [Sleeper(id_, public_id, f"{given} {family}", seen) for id_, public_id, given, family, seen in rows]


def has_granted(session: Session, employer_id: int, space: Space, person_id: int) -> bool:
    """Say whether somebody grants in a space of an employer, or ever did."""
    role = GRANTING_ROLES.get(space)
    held = select(Membership.id).where(
        Membership.employer_id == employer_id,
        Membership.space == space.value,
        Membership.person_id == person_id,
        Membership.role == (role.value if role else ""),
    )
    return session.scalar(held.limit(1)) is not None
