"""What happened to a person's rights in one space of one employer: the journal, and what the registry brought."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import false, func, or_, select
from sqlalchemy.orm import Session

from app.models.access import AccessGrant
from app.models.audit import AuditEntry
from app.models.people import Membership, Person
from app.queries.people import GRANTING_ROLES
from app.vocabulary.accounts import Role, Space
from app.vocabulary.audit import AuditAction
from app.vocabulary.services import OnlineService
from app.vocabulary.text import folded

_ACTIONS = (
    AuditAction.ACCESS_GRANTED,
    AuditAction.ACCESS_CHANGED,
    AuditAction.ACCESS_REVOKED,
    AuditAction.PERSON_ENROLLED,
    AuditAction.PERSON_REMOVED,
    AuditAction.PERSON_LEAVES,
    AuditAction.CODE_ISSUED,
    AuditAction.ROLE_GIVEN,
    AuditAction.ROLE_LEFT,
    AuditAction.ROLE_TAKEN_BACK,
    AuditAction.ABSENCE_RECORDED,
    AuditAction.ABSENCE_CANCELLED,
    AuditAction.REPRESENTATIVE_ASSIGNED,
    AuditAction.REPRESENTATIVE_UNASSIGNED,
)


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
        found = Person.search_name.contains(folded(word), autoescape=True)
        by_name = found if folded(word) else false()
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
class RightEvent:
    """One thing that happened. `action` is None for what the registry brought; `actor` is then empty.

    `until_on` is the first day without the right or role, None when it has no end.
    """

    at: datetime
    action: AuditAction | None
    actor: str = ""
    services: tuple[OnlineService, ...] = ()
    role: Role | None = None
    from_on: date | None = None
    until_on: date | None = None


def events_of_person(
    session: Session, employer_id: int, space: Space, person_id: int, limit: int = 100
) -> list[RightEvent]:
    """The latest `limit` events, latest first. Rows of the registry that were superseded count as well."""
    found = [
        *_journal(session, employer_id, space, person_id, limit),
        *_registry_rights(session, employer_id, space, person_id, limit),
        *_registry_roles(session, employer_id, space, person_id, limit),
    ]
    return sorted(found, key=lambda event: event.at, reverse=True)[:limit]


def _journal(session: Session, employer_id: int, space: Space, person_id: int, limit: int) -> list[RightEvent]:
    entries = session.scalars(
        select(AuditEntry)
        .where(
            AuditEntry.person_id == person_id,
            AuditEntry.employer_id == employer_id,
            AuditEntry.action.in_([action.value for action in _ACTIONS]),
            AuditEntry.details["space"].as_string() == space.value,
        )
        .order_by(AuditEntry.id.desc())
        .limit(limit)
    )
    return [_event(entry.at, AuditAction(entry.action), entry.actor_name, entry.details) for entry in entries]


def _event(at: datetime, action: AuditAction, actor: str, details: dict[str, Any]) -> RightEvent:
    until_on = details.get("until_on")
    return RightEvent(
        at=at,
        action=action,
        actor=actor,
        services=tuple(OnlineService(code) for code in details.get("services", ())),
        until_on=date.fromisoformat(until_on) if until_on else None,
    )


def _registry_rights(session: Session, employer_id: int, space: Space, person_id: int, limit: int) -> list[RightEvent]:
    rows = session.scalars(
        select(AccessGrant)
        .where(
            AccessGrant.employer_id == employer_id,
            AccessGrant.person_id == person_id,
            AccessGrant.space == space.value,
            AccessGrant.origin == "feed",
        )
        .order_by(AccessGrant.id.desc())
        .limit(limit)
    )
    return [
        RightEvent(
            at=row.recorded_at,
            action=None,
            services=(OnlineService(row.service),),
            from_on=row.from_on,
            until_on=row.until_on,
        )
        for row in rows
    ]


def _registry_roles(session: Session, employer_id: int, space: Space, person_id: int, limit: int) -> list[RightEvent]:
    rows = session.scalars(
        select(Membership)
        .where(
            Membership.employer_id == employer_id,
            Membership.person_id == person_id,
            Membership.space == space.value,
            Membership.origin == "feed",
        )
        .order_by(Membership.id.desc())
        .limit(limit)
    )
    return [
        RightEvent(at=row.recorded_at, action=None, role=Role(row.role), from_on=row.from_on, until_on=row.until_on)
        for row in rows
    ]
