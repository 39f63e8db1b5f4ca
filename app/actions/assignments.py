"""Who of a firm acts for an employer: a membership and rights like any other, that bear the mandate and end with it.

So the one resolver answers for them, and nothing else decides what they see. Unassigned, nobody of the firm is
anything to the employer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.actions.audit import Actor, record
from app.actions.credentials import issue_code
from app.actions.end_reminders import tell_new_holes
from app.actions.granting import Declined, Gesture, Giver, Unknown, begin
from app.actions.intervals import close, replace
from app.actions.mandate_news import tell_assigned, tell_employer, tell_unassigned
from app.actions.transaction import transaction
from app.models.access import AccessGrant
from app.models.mandates import Firm, Mandate
from app.models.people import Membership, Person
from app.queries.firms import member_of_firm
from app.queries.grants import right_to
from app.queries.mandates import get_for_firm, in_order
from app.queries.sessions import active
from app.vocabulary.access import AccessProblem
from app.vocabulary.accounts import Role, Space
from app.vocabulary.audit import AuditAction
from app.vocabulary.mandates import MandateChange, MandateState
from app.vocabulary.services import OnlineService

Services = tuple[OnlineService, ...]


@dataclass(frozen=True, slots=True)
class Administrator:
    """Who answers for firms: a person, and the NEQ of the firms that they administer in this session."""

    actor: Actor
    firms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Assigned:
    """What assigning or unassigning did. `changed` is False when it was so already."""

    name: str
    changed: bool = True


def begin_on(session: Session, administrator: Administrator, public_id: str) -> tuple[Gesture, Mandate]:
    """Lock the firm, then the rights of the employer of a mandate, for a gesture of the firm. Raises Unknown."""
    found = get_for_firm(session, administrator.firms, public_id, date.min)
    if found is None:
        raise Unknown("no such mandate of a firm that this person administers")
    lock_firm(session, found.firm_id)
    gesture = begin(session, Giver(administrator.actor, found.employer_id, found.space))
    mandate = session.get_one(Mandate, found.id)
    session.refresh(mandate)
    return gesture, mandate


def lock_firm(session: Session, firm_id: int) -> None:
    """Whoever leaves the firm is not assigned at the same moment. Always before the rights of any employer."""
    session.execute(select(Firm.id).where(Firm.id == firm_id).with_for_update(key_share=True)).one()


def check_in_force(gesture: Gesture, mandate: Mandate) -> None:
    """Raises Declined unless the mandate was accepted and has not ended."""
    if mandate.state != MandateState.ACCEPTED.value or mandate.until_on <= gesture.on:
        raise Declined(AccessProblem.MANDATE_OVER)


def assign(
    administrator: Administrator, mandate_public_id: str, person_public_id: str, services: Sequence[OnlineService]
) -> Assigned:
    """Let somebody of the firm act for the employer with these services, from today until the end of the mandate.

    Assigned already, they have these services from now on, and no other. Raises Unknown for a mandate of another
    firm, Declined otherwise.
    """
    wanted = tuple(service for service in OnlineService if service in set(services))
    with transaction() as session:
        gesture, mandate = begin_on(session, administrator, mandate_public_id)
        check_in_force(gesture, mandate)
        person = _member(gesture, mandate, person_public_id)
        _check(gesture, mandate, person, wanted)
        held = _services_of(gesture, mandate, person)
        if held == wanted:
            return Assigned(person.name, changed=False)
        _begin_membership(gesture, mandate, person)
        _set_rights(gesture, mandate, person, wanted)
        _say(gesture, AuditAction.REPRESENTATIVE_ASSIGNED, mandate, person, wanted, held)
        if gesture.giver.space is Space.GUICHET_SST:
            issue_code(session, person.id, gesture.giver.space, gesture.giver.actor, mandate.employer_id)
        tell_assigned(session, mandate, person, [service.value for service in wanted], gesture.giver.actor)
        tell_employer(session, mandate, MandateChange.ASSIGNED, gesture.giver.actor, gesture.at)
        tell_new_holes(session, mandate.employer_id, gesture.giver.space, gesture.on)
        return Assigned(person.name)


def _member(gesture: Gesture, mandate: Mandate, public_id: str) -> Person:
    found = member_of_firm(gesture.session, mandate.firm_id, public_id, gesture.on)
    if found is None:
        raise Declined(AccessProblem.NOT_OF_THE_FIRM)
    return found


def _check(gesture: Gesture, mandate: Mandate, person: Person, services: Services) -> None:
    if not services:
        raise Declined(AccessProblem.NO_SERVICE)
    if not {service.value for service in services} <= set(mandate.services):
        raise Declined(AccessProblem.OUTSIDE_MANDATE)
    facts = gesture.facts(person.id)
    if person.id in facts.designated_on(gesture.on):
        raise Declined(AccessProblem.HEALTH_PROFESSIONAL)
    own = right_to(facts, person.id, gesture.giver.space, OnlineService.MESSAGING, gesture.on)
    if own.automatic is not None:
        raise Declined(AccessProblem.AUTOMATIC)


def _lasting(gesture: Gesture, table: Any, mandate: Mandate, person: Person | None) -> Sequence[Any]:
    """The rows that a mandate gave and that hold today, of one person or of everybody."""
    whose = () if person is None else (table.person_id == person.id,)
    return gesture.session.scalars(
        select(table)
        .where(
            table.mandate_id == mandate.id,
            table.superseded_at.is_(None),
            or_(table.until_on.is_(None), table.until_on > gesture.on),
            *whose,
        )
        .order_by(table.id)
    ).all()


def _services_of(gesture: Gesture, mandate: Mandate, person: Person) -> Services:
    return in_order(row.service for row in _lasting(gesture, AccessGrant, mandate, person))


def _begin_membership(gesture: Gesture, mandate: Mandate, person: Person) -> None:
    if not _lasting(gesture, Membership, mandate, person):
        _open(gesture, mandate, Membership, {"person_id": person.id, "role": Role.USER.value})


def _set_rights(gesture: Gesture, mandate: Mandate, person: Person, services: Services) -> None:
    rows = {row.service: row for row in _lasting(gesture, AccessGrant, mandate, person)}
    for service in OnlineService:
        if service in services and service.value not in rows:
            granted_by = gesture.session.get_one(Person, gesture.giver.person_id).identifier
            key = {"person_id": person.id, "service": service.value}
            _open(gesture, mandate, AccessGrant, key, granted_by=granted_by)
        elif service not in services and service.value in rows:
            close(gesture.session, rows[service.value], gesture.on, gesture.at)


def _open(gesture: Gesture, mandate: Mandate, table: Any, key: dict[str, Any], **values: Any) -> None:
    """A row from today until the end of the mandate; one that began and ended today is taken up again."""
    key = {**key, "mandate_id": mandate.id, "from_on": gesture.on}
    empty = gesture.session.scalar(select(table).filter_by(**key, superseded_at=None))
    if empty is not None:
        empty.superseded_at = gesture.at
        gesture.session.flush()
    where = {"employer_id": mandate.employer_id, "space": mandate.space, "origin": "portal"}
    gesture.session.add(table(**where, **key, **values, until_on=mandate.until_on, recorded_at=gesture.at))
    gesture.session.flush()


def unassign(administrator: Administrator, mandate_public_id: str, person_public_id: str) -> Assigned:
    """End what somebody of the firm is for the employer of a mandate, from today: at their next request.

    Raises Unknown for a mandate of another firm, or somebody who never was assigned to it.
    """
    with transaction() as session:
        gesture, mandate = begin_on(session, administrator, mandate_public_id)
        person = session.scalar(
            select(Person)
            .join(Membership, Membership.person_id == Person.id)
            .where(Person.public_id == person_public_id, Membership.mandate_id == mandate.id)
            .limit(1)
        )
        if person is None:
            raise Unknown("this person was never assigned to this mandate")
        ended = end_assignments(gesture, mandate, person)
        # The firm must not know what the employer is left with: the employer learns it, and chooses who takes over.
        tell_new_holes(session, mandate.employer_id, gesture.giver.space, gesture.on)
        return Assigned(person.name, changed=bool(ended))


def end_assignments(gesture: Gesture, mandate: Mandate, person: Person | None = None) -> int:
    """End from today what the mandate gave, to one person or to everybody, inside a gesture; returns to how many."""
    roles = _lasting(gesture, Membership, mandate, person)
    for one in gesture.session.scalars(select(Person).where(Person.id.in_({row.person_id for row in roles}))).all():
        _end(gesture, mandate, one)
    return len({row.person_id for row in roles})


def _end(gesture: Gesture, mandate: Mandate, person: Person) -> None:
    held = _services_of(gesture, mandate, person)
    for table in (Membership, AccessGrant):
        for row in _lasting(gesture, table, mandate, person):
            close(gesture.session, row, gesture.on, gesture.at)
    _say(gesture, AuditAction.REPRESENTATIVE_UNASSIGNED, mandate, person, (), held)
    codes = [service.value for service in held]
    tell_unassigned(gesture.session, mandate, person, codes, gesture.giver.actor)


def _mandates_at_employer(gesture: Gesture, person: Person) -> Sequence[Mandate]:
    """The mandates of the employer, in the gesture's space, to which somebody is assigned."""
    giver = gesture.giver
    assigned = select(Membership.mandate_id).where(
        Membership.employer_id == giver.employer_id,
        Membership.space == giver.space.value,
        Membership.person_id == person.id,
        Membership.mandate_id.is_not(None),
        active(gesture.on),
    )
    return gesture.session.scalars(select(Mandate).where(Mandate.id.in_(assigned)).order_by(Mandate.id)).all()


def end_at_employer(gesture: Gesture, person: Person) -> Services:
    """The employer ends whatever firms assigned to somebody there. Returns the services that they held so."""
    held: set[OnlineService] = set()
    for mandate in _mandates_at_employer(gesture, person):
        held |= set(_services_of(gesture, mandate, person))
        _end(gesture, mandate, person)
    return tuple(service for service in OnlineService if service in held)


def narrow_at_employer(gesture: Gesture, person: Person, service: OnlineService) -> bool:
    """The employer takes one service back from somebody whom a firm assigned; False if they did not have it so."""
    narrowed = False
    for mandate in _mandates_at_employer(gesture, person):
        held = _services_of(gesture, mandate, person)
        left = tuple(each for each in held if each is not service)
        if held == (service,):
            _end(gesture, mandate, person)
        elif left != held:
            _set_rights(gesture, mandate, person, left)
            _say(gesture, AuditAction.REPRESENTATIVE_ASSIGNED, mandate, person, left, held)
            tell_unassigned(gesture.session, mandate, person, [service.value], gesture.giver.actor)
        narrowed = narrowed or left != held
    return narrowed


def move_assignments(gesture: Gesture, mandate: Mandate) -> int:
    """Make what the mandate gave, and still gives, end with it: its end has changed. Returns to how many people."""
    people = set()
    for table in (Membership, AccessGrant):
        for row in _lasting(gesture, table, mandate, None):
            replace(gesture.session, row, gesture.at, until_on=max(mandate.until_on, row.from_on))
            people.add(row.person_id)
    for person in gesture.session.scalars(select(Person).where(Person.id.in_(people)).order_by(Person.id)).all():
        held = _services_of(gesture, mandate, person)
        _say(gesture, AuditAction.REPRESENTATIVE_ASSIGNED, mandate, person, held, held)
    return len(people)


def _say(
    gesture: Gesture, action: AuditAction, mandate: Mandate, person: Person, services: Services, before: Services
) -> None:
    """One entry: what is held through the mandate from now on, and was before."""
    ended = action is AuditAction.REPRESENTATIVE_UNASSIGNED
    record(
        gesture.session,
        action,
        gesture.giver.actor,
        employer_id=mandate.employer_id,
        person_id=person.id,
        details={
            **about_mandate(gesture.session, mandate),
            "services": [service.value for service in (before if ended else services)],
            "previous": [service.value for service in before],
            "until_on": (gesture.on if ended else mandate.until_on).isoformat(),
        },
    )


def about_mandate(session: Session, mandate: Mandate) -> dict[str, Any]:
    """What every entry keeps of a mandate. Days are the first without it."""
    firm = session.get_one(Firm, mandate.firm_id)
    return {
        "mandate": mandate.public_id,
        "space": mandate.space,
        "firm": firm.name,
        "firm_neq": firm.neq,
        "services": mandate.services,
        "purpose": mandate.purpose,
        "until_on": mandate.until_on.isoformat(),
    }
