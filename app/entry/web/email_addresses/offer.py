"""Whether changing somebody's address is offered to who grants."""

from __future__ import annotations

from app import clock
from app.extensions import db
from app.registry.queries.people import PersonOfEmployer
from app.registry.words.email_addresses import AddressProblem
from app.resolver.queries.email_addresses import why_only_theirs
from app.resolver.steps.granting import Giver


def problem_with_address(giver: Giver, person: PersonOfEmployer) -> AddressProblem | None:
    """Why this giver may not change that address today; None when they may."""
    ids = (giver.person_id, person.person_id)
    return why_only_theirs(db.session(), giver.employer_id, giver.space, *ids, clock.today())
