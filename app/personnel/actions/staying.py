"""Cancel a departure that a table planned: the person stays, and what it cut short lasts again as before."""

from __future__ import annotations

from app.entry.steps.sensitive import tell_other_granters
from app.ledger.steps.transaction import transaction
from app.personnel.models import PersonnelPlan
from app.personnel.queries.leaving import planned_departures
from app.personnel.steps.gestures import tell_differences
from app.personnel.steps.plans import state_now
from app.personnel.steps.undoing import undo_departure
from app.registry.words.sensitive import SensitiveMoment
from app.resolver.steps.granting import Giver, begin, person_in_space
from app.vocabulary.accounts import Space
from app.vocabulary.services import OnlineService


def cancel_departure(giver: Giver, person_public_id: str) -> bool:
    """Cancel what the last table planned; return False when nothing is planned any more.

    Raises Unknown for somebody who never was in this space, or NotGranted.
    """
    with transaction() as session:
        gesture = begin(session, giver)
        person = person_in_space(session, giver, person_public_id)
        gesture.check(gesture.facts(person.id), OnlineService)
        rows = planned_departures(session, giver.employer_id, person.id, gesture.on)
        if not rows:
            return False
        plan = session.get_one(PersonnelPlan, rows[-1].plan_id)
        before = {space: state_now(gesture.in_space(space)) for space in Space}
        undo_departure(gesture, person.id, rows)
        after = {space: state_now(gesture.in_space(space)) for space in Space}
        tell_differences(gesture, plan, before, after, joined=())
        cause, moment = f"{plan.public_id}.{person.public_id}.stays", SensitiveMoment.END_CHANGED
        tell_other_granters(session, moment, cause, giver=giver, at=gesture.at, about=person.name)
        return True
