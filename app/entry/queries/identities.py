"""Whom an identity provider's subject stands for."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.ledger.queries.intervals import holds
from app.registry.models.employers import Employer
from app.registry.models.people import MADE_HERE, ExternalIdentity, Membership, Person
from app.registry.models.staff import StaffMember
from app.vocabulary.accounts import Space


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


def invited_person(session: Session, email: str, neqs: Collection[str], on: date) -> Person | None:
    """The person whom one of these employers enrolled here under this address, and who has not come yet.

    Only somebody made here counts, never a person of the registry, and only if nobody else answers.
    """
    found = session.scalars(
        select(Person)
        .join(Membership, Membership.person_id == Person.id)
        .join(Employer, Employer.id == Membership.employer_id)
        .outerjoin(ExternalIdentity, ExternalIdentity.person_id == Person.id)
        .where(
            func.lower(Person.email) == email.strip().lower(),
            Person.identifier.startswith(MADE_HERE, autoescape=True),
            Employer.neq.in_(neqs),
            Membership.space == Space.CLICSEQUR.value,
            Membership.origin == "portal",
            Membership.mandate_id.is_(None),
            holds(Membership, on),
            ExternalIdentity.id.is_(None),
        )
        .distinct()
        .limit(2)
    ).all()
    return found[0] if len(found) == 1 else None


def staff_of_subject(session: Session, subject: str) -> StaffMember | None:
    """The member of the staff known by this subject."""
    return session.scalar(select(StaffMember).where(StaffMember.subject == subject))
