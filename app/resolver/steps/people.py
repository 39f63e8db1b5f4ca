"""Enrolling a person at an employer."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.ledger.steps.audit import record
from app.ledger.steps.intervals import open
from app.registry.models.people import MADE_HERE, Membership, Person
from app.resolver.steps.granting import Gesture
from app.vocabulary.accounts import Role
from app.vocabulary.audit import AuditAction
from app.vocabulary.language import Language
from app.vocabulary.text import folded

#: Letters and digits that nobody mistakes for another.
_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@dataclass(frozen=True, slots=True)
class Enrolment:
    """Somebody whom the employer does not know yet."""

    given_name: str
    family_name: str
    email: str
    language: Language = Language.FR


def register(session: Session, whom: Enrolment) -> Person:
    """Write somebody whom nobody has written yet: a person, without any role."""
    person = Person(
        identifier=_unused_identifier(session),
        given_name=whom.given_name,
        family_name=whom.family_name,
        search_name=folded(whom.family_name, whom.given_name),
        email=whom.email,
        language=whom.language.value,
    )
    session.add(person)
    session.flush()
    return person


def _unused_identifier(session: Session) -> str:
    while True:
        identifier = MADE_HERE + "".join(secrets.choice(_SIGNS) for _ in range(8))
        if session.scalar(select(Person.id).where(Person.identifier == identifier)) is None:
            return identifier


def begin_role(gesture: Gesture, person: Person, role: Role) -> Membership:
    """Give somebody a role in the giver's space from today, with its journal entry."""
    giver = gesture.giver
    membership = _membership(gesture, person, role)
    record(
        gesture.session,
        AuditAction.PERSON_ENROLLED,
        giver.actor,
        employer_id=giver.employer_id,
        person_id=person.id,
        details={"space": giver.space.value, "role": role.value},
    )
    return membership


def _membership(gesture: Gesture, person: Person, role: Role) -> Membership:
    """The membership that begins today; one that began and ended today is taken up again."""
    giver = gesture.giver
    membership = Membership(
        employer_id=giver.employer_id,
        person_id=person.id,
        space=giver.space.value,
        role=role.value,
        from_on=gesture.on,
        origin="portal",
    )
    return open(gesture.session, membership, gesture.at)
