"""The same rights granted to several people in one gesture: one transaction, one e-mail each."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.ledger.steps.transaction import transaction
from app.registry.models.people import Person
from app.registry.words.access import AccessProblem
from app.registry.words.sensitive import SensitiveMoment
from app.resolver.models.access import AccessGrant
from app.resolver.steps.granting import Declined, Gesture, Giver, begin, check_end, derived_id
from app.rights.queries.receiving import Planned, Receiving, planned_for
from app.rights.steps.grants import Outcome, tell_others, write_given
from app.vocabulary.services import OnlineService


@dataclass(frozen=True, slots=True)
class GrantedTogether:
    """What a gesture gave, person by person, and who received nothing because something stands in the way."""

    outcomes: tuple[Outcome, ...] = ()
    refused: tuple[Receiving, ...] = ()


def grant_to_several(
    giver: Giver, whom: Collection[str], services: Sequence[OnlineService], until_on: date, token: str, shown: str
) -> GrantedTogether:
    """Give these people (public identifiers) the right to several services, from today until the day before `until_on`.

    Whoever may receive nothing is left out, as the page that asked has said by name; `shown` is the digest of its plan.
    Written for all the others, or for nobody. `token` makes the whole happen once. Raises NotGranted when the rules
    refuse, Declined otherwise, CHANGED_MEANWHILE when the plan is no longer the one that was shown.
    """
    with transaction() as session:
        gesture = begin(session, giver)
        if not services:
            raise Declined(AccessProblem.NO_SERVICE)
        check_end(until_on, gesture.on)
        gesture.check(gesture.facts(giver.person_id), services)
        plan = planned_for(session, giver.employer_id, giver.space, whom, services, until_on, gesture.on)
        if _is_done(gesture, plan, token):
            return GrantedTogether()
        if plan.digest != shown:
            raise Declined(AccessProblem.CHANGED_MEANWHILE)
        outcomes = tuple(_give(gesture, plan, one, token) for one in plan.receiving)
        if outcomes:
            names = ", ".join(outcome.name for outcome in outcomes)
            tell_others(gesture, SensitiveMoment.RIGHT_GRANTED, derived_id(giver, token, "others"), names)
        return GrantedTogether(outcomes, tuple(one for one in plan.people if one.problem))


def _give(gesture: Gesture, plan: Planned, one: Receiving, token: str) -> Outcome:
    person = gesture.session.get_one(Person, one.person_id)
    return write_given(gesture, person, plan.services, plan.until_on, _token_of(token, one))


def _token_of(token: str, one: Receiving) -> str:
    return f"{token}.{one.public_id}"


def _is_done(gesture: Gesture, plan: Planned, token: str) -> bool:
    """Whether this token made a right already, superseded since or not."""
    ids = [
        derived_id(gesture.giver, _token_of(token, one), service) for one in plan.people for service in plan.services
    ]
    made = select(AccessGrant.id).where(AccessGrant.public_id.in_(ids)).limit(1)
    return gesture.session.scalar(made) is not None
