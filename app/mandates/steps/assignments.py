"""What happens to assignments when something else changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.ledger.queries.intervals import holds, is_over, lasts
from app.ledger.steps import intervals
from app.ledger.steps.audit import Actor, record
from app.mandates.steps.news import tell_unassigned
from app.registry.models.mandates import Firm, Mandate
from app.registry.models.people import Membership, Person
from app.registry.words.access import AccessProblem
from app.registry.words.mandates import MandateState
from app.resolver.models.access import AccessGrant
from app.resolver.queries.mandates import get_for_firm, in_order
from app.resolver.steps.granting import Declined, Gesture, Giver, Unknown, begin
from app.vocabulary.audit import AuditAction
from app.vocabulary.services import OnlineService

Services = tuple[OnlineService, ...]


@dataclass(frozen=True, slots=True)
class Administrator:
    """Who answers for firms: a person, and the NEQ of the firms that they administer in this session."""

    actor: Actor
    firms: tuple[str, ...]


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
    if mandate.state != MandateState.ACCEPTED.value or is_over(mandate, gesture.on):
        raise Declined(AccessProblem.MANDATE_OVER)


def lasting(gesture: Gesture, table: Any, mandate: Mandate, person: Person | None) -> Sequence[Any]:
    """The rows that a mandate gave and that hold today, of one person or of everybody."""
    whose = () if person is None else (table.person_id == person.id,)
    return gesture.session.scalars(
        select(table)
        .where(
            table.mandate_id == mandate.id,
            lasts(table, gesture.on),
            *whose,
        )
        .order_by(table.id)
    ).all()


def services_of(gesture: Gesture, mandate: Mandate, person: Person) -> Services:
    return in_order(row.service for row in lasting(gesture, AccessGrant, mandate, person))


def set_rights(gesture: Gesture, mandate: Mandate, person: Person, services: Services) -> None:
    rows = {row.service: row for row in lasting(gesture, AccessGrant, mandate, person)}
    for service in OnlineService:
        if service in services and service.value not in rows:
            granted_by = gesture.session.get_one(Person, gesture.giver.person_id).identifier
            key = {"person_id": person.id, "service": service.value}
            open(gesture, mandate, AccessGrant, key, granted_by=granted_by)
        elif service not in services and service.value in rows:
            intervals.close(gesture.session, rows[service.value], gesture.on, gesture.at)


def open(gesture: Gesture, mandate: Mandate, table: Any, key: dict[str, Any], **values: Any) -> None:
    """A row from today until the end of the mandate; one that began and ended today is taken up again."""
    days = {"from_on": gesture.on, "until_on": mandate.until_on}
    where = {"employer_id": mandate.employer_id, "space": mandate.space, "mandate_id": mandate.id, "origin": "portal"}
    intervals.open(gesture.session, table(**where, **key, **values, **days), gesture.at)


def end_assignments(gesture: Gesture, mandate: Mandate, person: Person | None = None) -> int:
    """End from today what the mandate gave, to one person or to everybody, inside a gesture; returns to how many."""
    roles = lasting(gesture, Membership, mandate, person)
    for one in gesture.session.scalars(select(Person).where(Person.id.in_({row.person_id for row in roles}))).all():
        _end(gesture, mandate, one)
    return len({row.person_id for row in roles})


def _end(gesture: Gesture, mandate: Mandate, person: Person) -> None:
    held = services_of(gesture, mandate, person)
    for table in (Membership, AccessGrant):
        for row in lasting(gesture, table, mandate, person):
            intervals.close(gesture.session, row, gesture.on, gesture.at)
    say(gesture, AuditAction.REPRESENTATIVE_UNASSIGNED, mandate, person, (), held)
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
        holds(Membership, gesture.on),
    )
    return gesture.session.scalars(select(Mandate).where(Mandate.id.in_(assigned)).order_by(Mandate.id)).all()


def end_at_employer(gesture: Gesture, person: Person) -> Services:
    """The employer ends whatever firms assigned to somebody there. Returns the services that they held so."""
    held: set[OnlineService] = set()
    for mandate in _mandates_at_employer(gesture, person):
        held |= set(services_of(gesture, mandate, person))
        _end(gesture, mandate, person)
    return tuple(service for service in OnlineService if service in held)


def narrow_at_employer(gesture: Gesture, person: Person, service: OnlineService) -> bool:
    """The employer takes one service back from somebody whom a firm assigned; False if they did not have it so."""
    narrowed = False
    for mandate in _mandates_at_employer(gesture, person):
        held = services_of(gesture, mandate, person)
        left = tuple(each for each in held if each is not service)
        if held == (service,):
            _end(gesture, mandate, person)
        elif left != held:
            set_rights(gesture, mandate, person, left)
            say(gesture, AuditAction.REPRESENTATIVE_ASSIGNED, mandate, person, left, held)
            tell_unassigned(gesture.session, mandate, person, [service.value], gesture.giver.actor)
        narrowed = narrowed or left != held
    return narrowed


def move_assignments(gesture: Gesture, mandate: Mandate) -> int:
    """Make what the mandate gave, and still gives, end with it: its end has changed. Returns to how many people."""
    people = set()
    for table in (Membership, AccessGrant):
        for row in lasting(gesture, table, mandate, None):
            intervals.close(gesture.session, row, mandate.until_on, gesture.at)
            people.add(row.person_id)
    for person in gesture.session.scalars(select(Person).where(Person.id.in_(people)).order_by(Person.id)).all():
        held = services_of(gesture, mandate, person)
        say(gesture, AuditAction.REPRESENTATIVE_ASSIGNED, mandate, person, held, held)
    return len(people)


def say(
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
