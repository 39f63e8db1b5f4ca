"""What happened to a person's rights in one space of one employer: the journal, and what the registry brought."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import false, func, or_, select
from sqlalchemy.orm import Session

from app.journal.queries.journal import Entry, JournalSearch, latest_entries
from app.ledger.queries.intervals import known_on
from app.ledger.queries.names import named
from app.registry.models.people import Membership, Person
from app.registry.queries.people import GRANTING_ROLES
from app.resolver.models.access import AccessGrant
from app.vocabulary.accounts import Role, Space
from app.vocabulary.audit import AuditAction
from app.vocabulary.services import OnlineService
from app.vocabulary.text import folded

#: What is about the rights of a space: these entries name it. Nothing about a document, a file or a medical paper.
_SUBJECTS = (
    "access_",
    "right_",
    "request_",
    "person_",
    "invitation_",
    "professional_",
    "designation_",
    "role_",
    "absence_",
    "mandate_",
    "representative_",
    "personnel_",
    "code_issued",
)
ABOUT_RIGHTS = tuple(action for action in AuditAction if action.value.startswith(_SUBJECTS))
#: How many people a name may stand for.
NAMESAKES = 50


def people_called(session: Session, employer_id: int, space: Space, text: str) -> tuple[int, ...]:
    """The people who are or were in the space whose name or address holds each word of a text."""
    was_there = select(Membership.person_id).where(
        Membership.employer_id == employer_id, Membership.space == space.value
    )
    statement = select(Person.id).where(Person.id.in_(was_there)).order_by(Person.search_name, Person.id)
    for word in text.lower().split():
        by_name = named(word, Person.search_name) if folded(word) else false()
        statement = statement.where(or_(by_name, func.lower(Person.email).contains(word, autoescape=True)))
    return tuple(session.scalars(statement.limit(NAMESAKES)))


def those_who_granted(session: Session, employer_id: int, space: Space) -> list[Person]:
    """Whoever grants, or ever did, in the space."""
    role = GRANTING_ROLES.get(space)
    if role is None:
        return []
    held = select(Membership.person_id).where(
        Membership.employer_id == employer_id, Membership.space == space.value, Membership.role == role.value
    )
    return list(session.scalars(select(Person).where(Person.id.in_(held)).order_by(Person.search_name, Person.id)))


@dataclass(frozen=True, slots=True)
class RegistryEvent:
    """A right or a role that the registry brought, on the days of `[from_on, until_on)`."""

    at: datetime
    what: OnlineService | Role
    from_on: date
    until_on: date | None


@dataclass(frozen=True, slots=True)
class PersonHistory:
    """What was done to somebody's rights in one space, and what the registry brought, each latest first."""

    entries: Sequence[Entry]
    brought: Sequence[RegistryEvent]


def history_of_person(
    session: Session, employer_id: int, space: Space, person_id: int, on: date, limit: int = 100
) -> PersonHistory:
    """The latest `limit` of each, known by that day. Rows of the registry that were superseded count as well."""
    about = JournalSearch(employer_id=employer_id, space=space, actions=ABOUT_RIGHTS, about_ids=(person_id,), until=on)
    brought = [
        *_registry_rights(session, employer_id, space, person_id, on, limit),
        *_registry_roles(session, employer_id, space, person_id, on, limit),
    ]
    latest = sorted(brought, key=lambda event: event.at, reverse=True)[:limit]
    return PersonHistory(latest_entries(session, about, limit), latest)


def _registry_rights(
    session: Session, employer_id: int, space: Space, person_id: int, on: date, limit: int
) -> list[RegistryEvent]:
    rows = session.scalars(
        select(AccessGrant)
        .where(
            AccessGrant.employer_id == employer_id,
            AccessGrant.person_id == person_id,
            AccessGrant.space == space.value,
            AccessGrant.origin == "feed",
            known_on(AccessGrant.recorded_at, on),
        )
        .order_by(AccessGrant.id.desc())
        .limit(limit)
    )
    return [RegistryEvent(row.recorded_at, OnlineService(row.service), row.from_on, row.until_on) for row in rows]


def _registry_roles(
    session: Session, employer_id: int, space: Space, person_id: int, on: date, limit: int
) -> list[RegistryEvent]:
    rows = session.scalars(
        select(Membership)
        .where(
            Membership.employer_id == employer_id,
            Membership.person_id == person_id,
            Membership.space == space.value,
            Membership.origin == "feed",
            known_on(Membership.recorded_at, on),
        )
        .order_by(Membership.id.desc())
        .limit(limit)
    )
    return [RegistryEvent(row.recorded_at, Role(row.role), row.from_on, row.until_on) for row in rows]
