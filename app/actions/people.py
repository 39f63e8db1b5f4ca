"""Enrolling a person at an employer, and ending what they are there."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from app.actions.audit import record
from app.actions.credentials import issue_code
from app.actions.granting import (
    Declined,
    Gesture,
    Giver,
    about_right,
    begin,
    derived_id,
    person_in_space,
)
from app.actions.intervals import close
from app.actions.transaction import transaction
from app.models.access import AccessGrant
from app.models.people import MADE_HERE, Membership, Person
from app.queries.people import GRANTING_ROLES, granters, known_by_email
from app.vocabulary.access import AccessProblem
from app.vocabulary.accounts import Role, Space
from app.vocabulary.audit import AuditAction
from app.vocabulary.emails import EmailKind
from app.vocabulary.language import Language
from app.vocabulary.services import OnlineService
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


@dataclass(frozen=True, slots=True)
class Removal:
    """What leaving a space ended. `told`: the person was sent an e-mail."""

    name: str
    services: tuple[OnlineService, ...]
    told: bool


def enrol_person(giver: Giver, enrolment: Enrolment, token: str) -> str:
    """Make somebody a user in the giver's space, without any right yet. Returns their public identifier.

    `token` makes it happen once. Raises NotGranted or Declined.
    """
    with transaction() as session:
        return enrol(begin(session, giver), enrolment, token).public_id


def enrol(gesture: Gesture, enrolment: Enrolment, token: str) -> Person:
    """As `enrol_person`, inside a gesture that has begun."""
    session, giver = gesture.session, gesture.giver
    gesture.check(gesture.facts(giver.person_id), (OnlineService.MESSAGING,))
    public_id = derived_id(giver, token, "person")
    already = session.scalar(select(Person).where(Person.public_id == public_id))
    if already is not None:
        return already
    if known_by_email(session, giver.employer_id, giver.space, enrolment.email, gesture.on):
        raise Declined(AccessProblem.EMAIL_KNOWN)
    person = Person(
        public_id=public_id,
        identifier=_unused_identifier(session),
        given_name=enrolment.given_name,
        family_name=enrolment.family_name,
        search_name=folded(enrolment.family_name, enrolment.given_name),
        email=enrolment.email,
        language=enrolment.language.value,
    )
    session.add(person)
    session.flush()
    return join(gesture, person)


def _unused_identifier(session: Session) -> str:
    while True:
        identifier = MADE_HERE + "".join(secrets.choice(_SIGNS) for _ in range(8))
        if session.scalar(select(Person.id).where(Person.identifier == identifier)) is None:
            return identifier


def join(gesture: Gesture, person: Person) -> Person:
    """Make somebody a user in the giver's space from today, and send them what they need to come in."""
    session, giver = gesture.session, gesture.giver
    membership = _membership(gesture, person)
    record(
        session,
        AuditAction.PERSON_ENROLLED,
        giver.actor,
        employer_id=giver.employer_id,
        person_id=person.id,
        details={"space": giver.space.value, "role": Role.USER.value},
    )
    if giver.space is Space.GUICHET_SST:
        issue_code(session, person.id, giver.space, giver.actor, giver.employer_id)
    else:
        gesture.tell(EmailKind.INVITATION, f"{person.public_id}.{membership.id}", person)
    return person


def _membership(gesture: Gesture, person: Person) -> Membership:
    """The membership that begins today; one that began and ended today is taken up again."""
    giver = gesture.giver
    values = {
        "employer_id": giver.employer_id,
        "person_id": person.id,
        "space": giver.space.value,
        "role": Role.USER.value,
        "from_on": gesture.on,
    }
    ended = gesture.session.scalar(select(Membership).filter_by(**values, superseded_at=None))
    if ended is not None:
        ended.superseded_at = gesture.at
        gesture.session.flush()
    membership = Membership(**values, until_on=None, recorded_at=gesture.at, origin="portal")
    gesture.session.add(membership)
    gesture.session.flush()
    return membership


def remove_person(giver: Giver, person_public_id: str) -> Removal:
    """End what somebody is in the giver's space, and their rights there, from today: effective at their next request.

    A designated health professional stays designated. Doing it again changes nothing. Raises Unknown for somebody
    who never was there, NotGranted, or Declined for the last who grants.
    """
    with transaction() as session:
        gesture = begin(session, giver)
        person = person_in_space(session, giver, person_public_id)
        gesture.check(gesture.facts(person.id), (OnlineService.MESSAGING,))
        roles = _roles_to_end(gesture, person)
        if not roles:
            return Removal(person.name, (), told=False)
        _keep_a_granter(gesture, person)
        rights = _rights_to_end(gesture, person)
        for row in roles:
            close(session, row, gesture.on, gesture.at, origin="portal")
        gesture.end_rights(rights)
        services = tuple(service for service in OnlineService if service in {row.service for row in rights})
        return _removed(gesture, person, sorted({row.role for row in roles}), services)


def _roles_to_end(gesture: Gesture, person: Person) -> Sequence[Membership]:
    return gesture.session.scalars(
        select(Membership)
        .where(*_lasting(gesture, Membership, person), Membership.role != Role.HEALTH_PROFESSIONAL.value)
        .order_by(Membership.id)
    ).all()


def _rights_to_end(gesture: Gesture, person: Person) -> Sequence[AccessGrant]:
    return gesture.session.scalars(
        select(AccessGrant).where(*_lasting(gesture, AccessGrant, person)).order_by(AccessGrant.id)
    ).all()


def _lasting(
    gesture: Gesture, table: type[Membership] | type[AccessGrant], person: Person
) -> tuple[ColumnElement[bool], ...]:
    """What holds today or would hold later, for a person in the giver's space."""
    return (
        table.employer_id == gesture.giver.employer_id,
        table.person_id == person.id,
        table.space == gesture.giver.space.value,
        table.superseded_at.is_(None),
        or_(table.until_on.is_(None), table.until_on > gesture.on),
        or_(table.until_on.is_(None), table.until_on > table.from_on),
    )


def _keep_a_granter(gesture: Gesture, leaving: Person) -> None:
    giver = gesture.giver
    if GRANTING_ROLES.get(giver.space) is None:
        return
    staying = {member.person_id for member in granters(gesture.session, giver.employer_id, giver.space, gesture.on)}
    if staying == {leaving.id}:
        raise Declined(AccessProblem.LAST_GRANTER)


def _removed(gesture: Gesture, person: Person, roles: list[str], services: tuple[OnlineService, ...]) -> Removal:
    giver = gesture.giver
    record(
        gesture.session,
        AuditAction.PERSON_REMOVED,
        giver.actor,
        employer_id=giver.employer_id,
        person_id=person.id,
        details={"space": giver.space.value, "roles": roles, "services": [service.value for service in services]},
    )
    cause = f"{person.public_id}.{secrets.token_hex(8)}"
    told = bool(services) and gesture.tell(EmailKind.ACCESS_REVOKED, cause, person, **about_right(services))
    return Removal(person.name, services, told)
