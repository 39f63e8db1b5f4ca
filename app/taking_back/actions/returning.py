"""Undo the removal of a person, by whoever grants in the space: their roles and rights there are as they were."""

from __future__ import annotations

from app.entry.steps.sensitive import tell_other_granters
from app.ledger.steps.transaction import transaction
from app.registry.queries.people import GRANTING_ROLES
from app.registry.words.access import AccessProblem
from app.registry.words.sensitive import SensitiveMoment
from app.resolver.queries.facts import facts_of_employer
from app.resolver.steps.granting import Declined, Giver, begin, person_in_space
from app.rights.steps.roles import check_in_own_name
from app.taking_back.queries.removals import undoable_removal
from app.taking_back.steps.putting_back import restore_rights, return_role
from app.vocabulary.services import OnlineService


def return_person(giver: Giver, person_public_id: str) -> str:
    """Give back what somebody had in the giver's space when they were removed; return their name, or "" if nothing is.

    Only there: nobody here may give anything in another space. Raises `Unknown` for somebody who never was here,
    `NotGranted`, or `Declined` for a stand-in who would give a role, and for who is now a health professional.
    """
    with transaction() as session:
        gesture = begin(session, giver)
        person = person_in_space(session, giver, person_public_id)
        found = undoable_removal(session, giver.employer_id, giver.space, person.id, gesture.at, gesture.on)
        if found is None or not found.items:
            return ""
        rights = [item for item in found.items if item.service is not None]
        services = tuple(item.service for item in rights if item.service is not None)
        gesture.check(gesture.facts(person.id), services or (OnlineService.MESSAGING,))
        if person.id in facts_of_employer(session, giver.employer_id).designated_on(gesture.on):
            raise Declined(AccessProblem.HEALTH_PROFESSIONAL)
        if any(item.role == GRANTING_ROLES.get(giver.space) for item in found.items):
            check_in_own_name(gesture)
        for item in found.items:
            if item.role is not None:
                return_role(gesture, item)
        restore_rights(gesture, person, rights)
        cause = f"returned.{person.public_id}.{gesture.at.isoformat()}"
        tell_other_granters(
            session, SensitiveMoment.PERSON_RETURNED, cause, giver=giver, at=gesture.at, about=person.name
        )
        return person.name
