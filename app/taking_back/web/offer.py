"""Whether taking back what somebody did is offered to who grants."""

from __future__ import annotations

from app import clock
from app.extensions import db
from app.registry.queries.granters import grants_in_own_name, has_granted
from app.registry.queries.people import PersonOfEmployer
from app.resolver.steps.granting import Giver


def is_stand_in(giver: Giver) -> bool:
    """Say whether this giver grants only as a stand-in."""
    return not grants_in_own_name(db.session(), giver.employer_id, giver.space, giver.person_id, clock.today())


def can_take_back(giver: Giver, person: PersonOfEmployer) -> bool:
    """Say whether the giver, in their own name, may take back what another granter, past or present, did here."""
    if person.person_id == giver.person_id or is_stand_in(giver):
        return False
    return has_granted(db.session(), giver.employer_id, giver.space, person.person_id)
