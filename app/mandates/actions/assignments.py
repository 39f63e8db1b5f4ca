"""Who of a firm acts for an employer: a membership and rights like any other, that bear the mandate and end with it.

So the one resolver answers for them, and nothing else decides what they see. Unassigned, nobody of the firm is
anything to the employer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.entry.steps.credentials import issue_code
from app.ledger.steps.transaction import transaction
from app.mandates.steps.assignments import (
    Administrator,
    Services,
    begin_on,
    check_in_force,
    end_assignments,
    lasting,
    open,
    say,
    services_of,
    set_rights,
)
from app.mandates.steps.news import tell_assigned, tell_employer
from app.registry.models.mandates import Mandate
from app.registry.models.people import Membership, Person
from app.registry.queries.firms import member_of_firm
from app.registry.words.access import AccessProblem
from app.registry.words.mandates import MandateChange
from app.resolver.queries.grants import right_to
from app.resolver.steps.granting import Declined, Gesture, Unknown
from app.rights.steps.holes import tell_new_holes
from app.vocabulary.accounts import Role, Space
from app.vocabulary.audit import AuditAction
from app.vocabulary.services import OnlineService


@dataclass(frozen=True, slots=True)
class Assigned:
    """What assigning or unassigning did. `changed` is False when it was so already."""

    name: str
    changed: bool = True


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
        held = services_of(gesture, mandate, person)
        if held == wanted:
            return Assigned(person.name, changed=False)
        _begin_membership(gesture, mandate, person)
        set_rights(gesture, mandate, person, wanted)
        say(gesture, AuditAction.REPRESENTATIVE_ASSIGNED, mandate, person, wanted, held)
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


def _begin_membership(gesture: Gesture, mandate: Mandate, person: Person) -> None:
    if not lasting(gesture, Membership, mandate, person):
        open(gesture, mandate, Membership, {"person_id": person.id, "role": Role.USER.value})


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
