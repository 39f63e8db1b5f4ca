"""E-mail addresses: for which employers somebody's serves, whether another has it, which the portal changed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.audit import AuditEntry
from app.models.mandates import FirmMembership
from app.models.people import Membership, Person
from app.queries.sessions import active, holds
from app.vocabulary.accounts import Space
from app.vocabulary.audit import AuditAction


def employers_of(session: Session, person_id: int, on: date) -> set[tuple[int, Space]]:
    """Each employer and space where somebody has a role of their own that day; a firm's mandates aside."""
    rows = session.execute(
        select(Membership.employer_id, Membership.space).where(
            Membership.person_id == person_id, active(on), Membership.mandate_id.is_(None)
        )
    )
    return {(employer_id, Space(space)) for employer_id, space in rows}


def belongs_to(session: Session, person_id: int, employer_id: int, on: date) -> bool:
    """Whether somebody has roles that day at this employer, and nowhere else, nor for a firm."""
    rows = session.execute(
        select(Membership.employer_id, Membership.mandate_id).where(Membership.person_id == person_id, active(on))
    )
    firms = select(FirmMembership.id).where(FirmMembership.person_id == person_id, holds(FirmMembership, on))
    return {tuple(row) for row in rows} == {(employer_id, None)} and session.scalar(firms.limit(1)) is None


def is_taken(session: Session, person_id: int, email: str) -> bool:
    """Whether somebody else whom an employer of this person knows, or knew, has this address."""
    own = select(Membership.employer_id).where(Membership.person_id == person_id)
    other = (
        select(Person.id)
        .join(Membership, Membership.person_id == Person.id)
        .where(func.lower(Person.email) == email.lower(), Person.id != person_id, Membership.employer_id.in_(own))
    )
    return session.scalar(other.limit(1)) is not None


def addresses_replaced_here(session: Session, identifiers: Collection[str]) -> dict[str, tuple[str, str]]:
    """By person of the registry whose address is one that was put here: the one that it replaced, and it."""
    rows = session.execute(
        select(Person.identifier, Person.email, AuditEntry.details)
        .join(AuditEntry, AuditEntry.person_id == Person.id)
        .where(Person.identifier.in_(identifiers), AuditEntry.action == AuditAction.PERSON_CHANGED.value)
        .order_by(AuditEntry.id)
    )
    return {
        identifier: (details["from_address"], email)
        for identifier, email, details in rows
        if details.get("to_address") == email
    }


def name_and_address(session: Session, person_id: int) -> tuple[str, str]:
    """How somebody is called, and where they are written to (empty if nowhere)."""
    person = session.get_one(Person, person_id)
    return person.name, person.email
