"""Who has trouble coming in: people by name or identifier, their codes and open sessions; the Commission's staff."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.ledger.queries.names import named
from app.registry.models.people import Person
from app.registry.models.signin import Credential, UserSession
from app.registry.models.staff import StaffMember
from app.registry.queries.sessions import alive
from app.vocabulary.accounts import CodeSpace, StaffRole
from app.vocabulary.text import folded

#: How many people a search shows at most: beyond, one narrows it.
MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """Somebody whom a search found."""

    public_id: str
    name: str
    identifier: str


@dataclass(frozen=True, slots=True)
class PersonAtTheDoor:
    """How somebody comes in. `spaces`: those for which they have a user code."""

    public_id: str
    name: str
    identifier: str
    sessions: int
    spaces: tuple[CodeSpace, ...]


@dataclass(frozen=True, slots=True)
class StaffRow:
    """A member of the staff who may come in."""

    public_id: str
    id: int
    name: str
    roles: tuple[StaffRole, ...]


def find_people(session: Session, text: str) -> list[FoundPerson]:
    """People by parts of their names, or by their whole identifier; nobody for an empty search."""
    if not folded(text):
        return []
    # One index is read from end to end: reading the rows themselves would take many times as long.
    called = select(Person.id).where(named(text, Person.search_name))
    wanted = or_(Person.identifier == text.strip(), Person.id.in_(called))
    found = session.scalars(select(Person).where(wanted).order_by(Person.search_name, Person.id).limit(MOST_SHOWN))
    return [FoundPerson(one.public_id, one.name, one.identifier) for one in found]


def person_at_the_door(session: Session, public_id: str, at: datetime) -> PersonAtTheDoor | None:
    """How that person comes in; None for a person of nobody."""
    person = session.scalar(select(Person).where(Person.public_id == public_id))
    if person is None:
        return None
    own = (UserSession.person_id == person.id, alive(at))
    sessions = session.scalar(select(func.count()).select_from(UserSession).where(*own)) or 0
    spaces = session.scalars(select(Credential.space).where(Credential.person_id == person.id).order_by(Credential.id))
    return PersonAtTheDoor(
        person.public_id, person.name, person.identifier, sessions, tuple(CodeSpace(space) for space in spaces)
    )


def staff_who_come_in(session: Session) -> list[StaffRow]:
    """The members of the staff who hold a role, by name."""
    found = session.scalars(select(StaffMember).order_by(StaffMember.name, StaffMember.id))
    return [
        StaffRow(one.public_id, one.id, one.name, tuple(StaffRole(role) for role in one.roles))
        for one in found
        if one.roles
    ]


def staff_id_of(session: Session, subject: str) -> str:
    """The public identifier of a member of the staff, by the provider's subject; empty for nobody."""
    return session.scalar(select(StaffMember.public_id).where(StaffMember.subject == subject)) or ""


def person_id_of(session: Session, identifier: str) -> str:
    """The public identifier of a person of the registry; empty for nobody."""
    return session.scalar(select(Person.public_id).where(Person.identifier == identifier)) or ""
