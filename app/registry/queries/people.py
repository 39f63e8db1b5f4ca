"""The people of an employer in one space: who they are, found by name, by role or by address."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from app.ledger.queries.intervals import holds, holds_on, stands
from app.ledger.queries.names import holds_word
from app.registry.models.mandates import Firm
from app.registry.models.people import Membership, Person
from app.registry.models.signin import UserSession
from app.registry.queries.sessions import with_firm
from app.vocabulary.accounts import Role, Space
from app.vocabulary.text import folded

#: Who grants in each space; nobody does with CNESST codes.
GRANTING_ROLES = {Space.CLICSEQUR: Role.RSE, Space.GUICHET_SST: Role.RESPONDENT}


@dataclass(frozen=True, slots=True)
class Member:
    """A person of the employer, with the roles held that day in the space.

    `firm`: for which firm they act there, if they do; `represents`: they are nothing else there.
    """

    person_id: int
    public_id: str
    name: str
    email: str
    roles: frozenset[Role]
    firm: str = ""
    represents: bool = False


@dataclass(frozen=True, slots=True)
class PersonOfEmployer:
    """A person whom the employer knows, and what they are or were for it in one space.

    `since_on`: since when today's roles are held; None for somebody who left. `last_visit_at`: when they last used the
    portal for this employer, if they ever did. `firm` and `represents`: as of a `Member`.
    """

    person_id: int
    public_id: str
    name: str
    email: str
    language: str
    roles: frozenset[Role]
    since_on: date | None
    last_visit_at: datetime | None
    firm: str = ""
    represents: bool = False


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """Somebody whom the employer knows in one space or another; `here` when they are active in the space asked for."""

    public_id: str
    name: str
    email: str
    here: bool


def _members(employer_id: int, space: Space, on: date, search: str, role: Role | None) -> Select[*tuple[Any, ...]]:
    statement: Select[*tuple[Any, ...]] = with_firm(
        select(
            Person.id,
            Person.public_id,
            Person.given_name,
            Person.family_name,
            Person.email,
            func.aggregate_strings(Membership.role, ",").label("roles"),
            func.max(Firm.name).label("firm"),
            (func.count(Membership.mandate_id) == func.count(Membership.id)).label("represents"),
        )
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.employer_id == employer_id, Membership.space == space.value, holds(Membership, on))
        .group_by(Person.id, Person.public_id, Person.given_name, Person.family_name, Person.email, Person.search_name)
    )
    for word in folded(search).split():
        found = holds_word(Person.search_name, word)
        statement = statement.where(or_(found, func.lower(Person.email).contains(word, autoescape=True)))
    if role is not None:
        held = select(Membership.person_id).where(
            Membership.employer_id == employer_id,
            Membership.space == space.value,
            Membership.role == role.value,
            holds(Membership, on),
        )
        statement = statement.where(Person.id.in_(held))
    return statement


def members(
    session: Session,
    employer_id: int,
    space: Space,
    on: date,
    *,
    search: str = "",
    role: Role | None = None,
    ids: Collection[int] | None = None,
    descending: bool = False,
    limit: int | None = None,
    offset: int = 0,
) -> list[Member]:
    """The people active in the space that day, by family name. `search`: words of the name or of the address."""
    order = (column.desc() if descending else column for column in (Person.search_name, Person.id))
    statement = _members(employer_id, space, on, search, role).order_by(*order)
    if ids is not None:
        statement = statement.where(Person.id.in_(ids))
    return [_member(row) for row in session.execute(statement.limit(limit).offset(offset))]


def _member(row: Any) -> Member:
    roles = frozenset(Role(role) for role in row.roles.split(","))
    name = f"{row.given_name} {row.family_name}"
    return Member(row.id, row.public_id, name, row.email, roles, row.firm or "", bool(row.represents))


def count_members(
    session: Session, employer_id: int, space: Space, on: date, *, search: str = "", role: Role | None = None
) -> int:
    """How many people `members` would list in all."""
    statement = _members(employer_id, space, on, search, role).order_by(None)
    return session.scalar(select(func.count()).select_from(statement.subquery())) or 0


def granters(session: Session, employer_id: int, space: Space, on: date) -> list[Member]:
    """The people who grant rights in a space that day: its RSEs, or its respondents."""
    role = GRANTING_ROLES.get(space)
    return [] if role is None else members(session, employer_id, space, on, role=role)


def person_of_employer(
    session: Session, employer_id: int, space: Space, public_id: str, on: date
) -> PersonOfEmployer | None:
    """The person of that identifier, if they are or were in this space of this employer; None for anybody else."""
    rows = session.execute(
        with_firm(select(Person, Membership, Firm.name).join(Membership, Membership.person_id == Person.id)).where(
            Person.public_id == public_id,
            Membership.employer_id == employer_id,
            Membership.space == space.value,
            stands(Membership),
        )
    ).all()
    if not rows:
        return None
    person: Person = rows[0][0]
    firms = {row.mandate_id: firm for _, row, firm in rows if firm}
    held = [row for _, row, _ in rows if holds_on(row, on)]
    mandates = [row.mandate_id for row in held if row.mandate_id is not None]
    return PersonOfEmployer(
        person_id=person.id,
        public_id=person.public_id,
        name=person.name,
        email=person.email,
        language=person.language,
        roles=frozenset(Role(row.role) for row in held),
        since_on=min((row.from_on for row in held), default=None),
        last_visit_at=_last_visit(session, employer_id, person.id),
        firm=", ".join(sorted({firms[mandate_id] for mandate_id in mandates})),
        represents=bool(held) and len(mandates) == len(held),
    )


def _last_visit(session: Session, employer_id: int, person_id: int) -> datetime | None:
    return session.scalar(
        select(func.max(UserSession.last_seen_at)).where(
            UserSession.person_id == person_id, UserSession.employer_id == employer_id
        )
    )


def known_by_email(session: Session, employer_id: int, space: Space, email: str, on: date) -> KnownPerson | None:
    """Whoever has this address among all those whom the employer knows or knew, in any space."""
    found = _known(session, employer_id, space, on, func.lower(Person.email) == email.strip().lower())
    return found[0] if found else None


def homonyms(
    session: Session, employer_id: int, space: Space, given_name: str, family_name: str, on: date
) -> list[KnownPerson]:
    """Those of the same name, accents and case aside, among all those whom the employer knows or knew."""
    return _known(session, employer_id, space, on, Person.search_name == folded(family_name, given_name))


def known_person(session: Session, employer_id: int, space: Space, public_id: str, on: date) -> KnownPerson | None:
    """The person of that identifier, if the employer knows or knew them in any space."""
    found = _known(session, employer_id, space, on, Person.public_id == public_id)
    return found[0] if found else None


def _known(session: Session, employer_id: int, space: Space, on: date, wanted: Any) -> list[KnownPerson]:
    rows = session.execute(
        select(Person, Membership)
        .join(Membership, Membership.person_id == Person.id)
        .where(wanted, Membership.employer_id == employer_id, stands(Membership))
        .order_by(Person.id)
    )
    people: dict[int, Person] = {}
    here: set[int] = set()
    for person, row in rows:
        people[person.id] = person
        if row.space == space and holds_on(row, on):
            here.add(person.id)
    found = [KnownPerson(one.public_id, one.name, one.email, one.id in here) for one in people.values()]
    return sorted(found, key=lambda one: not one.here)
