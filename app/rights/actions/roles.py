"""Who grants in a space: naming another, stepping down. One always remains, in their own name and without an end."""

from __future__ import annotations

from app.entry.steps.sensitive import tell_other_granters
from app.ledger.steps.transaction import transaction
from app.registry.models.people import Person
from app.registry.queries.granters import candidate
from app.registry.queries.people import GRANTING_ROLES
from app.registry.words.access import AccessProblem
from app.registry.words.sensitive import SensitiveMoment
from app.resolver.steps.granting import Declined, Giver, begin, person_in_space
from app.rights.steps.covering import Watch
from app.rights.steps.roles import check_in_own_name, end_granting, give_role, journal_role, keep_a_granter, open_role
from app.rights.steps.stand_ins import absences_of, narrow_stand_ins
from app.rights.steps.successors import successor_of
from app.vocabulary.accounts import Role
from app.vocabulary.audit import AuditAction
from app.vocabulary.services import OnlineService


def name_granter(giver: Giver, person_public_id: str) -> str:
    """Make somebody of the space its RSE or respondent too, from today and without an end. Returns their name.

    Raises Unknown, NotGranted, or Declined for whoever cannot be one or is one already.
    """
    with transaction() as session:
        gesture = begin(session, giver)
        person = person_in_space(session, giver, person_public_id)
        gesture.check(gesture.facts(person.id), (OnlineService.MESSAGING,))
        if candidate(session, giver.employer_id, giver.space, gesture.on, person_public_id) is None:
            raise Declined(AccessProblem.NOT_A_MEMBER)
        cause = f"{person.public_id}.{gesture.at.isoformat()}"
        if not give_role(gesture, person, SensitiveMoment.ROLE_GIVEN, cause):
            raise Declined(AccessProblem.ALREADY_GRANTS)
        return person.name


def step_down(giver: Giver, *, successor: str = "", accepted: bool = False) -> None:
    """Stop granting, from today; whoever does stays in the space as a user, with the rights that they were granted.

    `successor`: the public identifier of who takes the role in the same gesture. `accepted`: they know that a hole is
    left. Raises NotGranted, Declined for the last who grants when nobody takes over, or Uncovered.
    """
    with transaction() as session:
        gesture = begin(session, giver)
        person = session.get_one(Person, giver.person_id)
        gesture.check(gesture.facts(person.id), (OnlineService.MESSAGING,))
        check_in_own_name(gesture)
        watch, heir = Watch.begin(gesture, person), successor_of(gesture, successor, person)
        if heir is not None:
            give_role(gesture, heir, SensitiveMoment.SUCCESSOR_NAMED, f"{heir.public_id}.{gesture.at.isoformat()}")
        rows = end_granting(gesture, person)
        open_role(gesture, person, Role.USER)
        narrow_stand_ins(gesture, person)
        keep_a_granter(gesture, watch.after())
        hole = watch.check(accepted=accepted)
        role = GRANTING_ROLES[giver.space].value
        days = {"from_on": gesture.on.isoformat(), "remains": Role.USER.value}
        ended = {"role": role, "absences": absences_of(session, rows)}
        details = {"space": giver.space.value, "hole": hole, **ended, **days}
        journal_role(gesture, AuditAction.ROLE_LEFT, person, details)
        cause = f"{person.public_id}.{gesture.at.isoformat()}"
        tell_other_granters(session, SensitiveMoment.ROLE_LEFT, cause, giver=giver, at=gesture.at)
