"""Whom an identity provider's subject stands for."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.people import ExternalIdentity, Person
from app.models.staff import StaffMember


def linked_person(session: Session, issuer: str, subject: str) -> Person | None:
    """The person to whom this subject was linked at a first sign-in."""
    return session.scalar(
        select(Person)
        .join(ExternalIdentity, ExternalIdentity.person_id == Person.id)
        .where(ExternalIdentity.issuer == issuer, ExternalIdentity.subject == subject)
    )


def person_of_identifier(session: Session, identifier: str) -> Person | None:
    """The person whom the registry knows by this identifier."""
    return session.scalar(select(Person).where(Person.identifier == identifier))


def staff_of_subject(session: Session, subject: str) -> StaffMember | None:
    """The member of the staff known by this subject."""
    return session.scalar(select(StaffMember).where(StaffMember.subject == subject))
