"""A successor receives what somebody loses, in the same gesture."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from app.ledger.queries.intervals import reaches
from app.registry.models.people import Person
from app.registry.queries.granters import candidate
from app.registry.words.access import AccessProblem
from app.resolver.queries.ends import latest_end, years_after
from app.resolver.queries.grants import leaves_on_of, right_to
from app.resolver.steps.granting import Declined, Gesture
from app.rights.steps.grants import give, lasting_rows
from app.rights.steps.later_rights import give_later
from app.vocabulary.services import OnlineService

#: How many years a right is given for, where the one that it follows had no end.
_YEARS = 1

Ends = Mapping[OnlineService, date | None]


def successor_of(gesture: Gesture, public_id: str, leaving: Person | None = None) -> Person | None:
    """Who takes over; None when nobody was chosen. Raises Declined for whoever cannot."""
    if not public_id:
        return None
    giver = gesture.giver
    found = candidate(gesture.session, giver.employer_id, giver.space, gesture.on, public_id)
    if found is None or (leaving is not None and found.id == leaving.id):
        raise Declined(AccessProblem.NO_SUCCESSOR)
    return found


def ends_of(gesture: Gesture, person: Person) -> dict[OnlineService, date | None]:
    """The rights granted to somebody that hold today, with the first day without each (None: no end).

    What they hold while standing in for somebody is not theirs to hand over.
    """
    facts, space = gesture.facts(person.id), gesture.giver.space
    rights = [right_to(facts, person.id, space, service, gesture.on) for service in OnlineService]
    return {
        right.service: right.until_on
        for right in rights
        if right.granted and lasting_rows(gesture, person, right.service)
    }


def hand_over(
    gesture: Gesture, successor: Person, ends: Ends, cause: str, from_on: date | None = None
) -> tuple[OnlineService, ...]:
    """Give a successor these rights until the same days; what they already have for as long stays as it is.

    From today, unless a day to come is said. Returns the services that they received. `cause` makes it happen once.
    Raises Declined for a giver who would receive any: whoever stands in keeps nothing for later.
    """
    facts, space = gesture.facts(successor.id), gesture.giver.space
    begins, leaves_on = from_on or gesture.on, leaves_on_of(facts, successor.id, space, gesture.on)
    wanted: dict[date, list[OnlineService]] = {}
    for service, end in ends.items():
        right = right_to(facts, successor.id, space, service, begins)
        until_on = min(end or years_after(begins, _YEARS), latest_end(gesture.on), leaves_on or date.max)
        longer = right.granted and reaches(right, until_on)
        if right.automatic is None and not longer and until_on > begins:
            wanted.setdefault(until_on, []).append(service)
    if wanted and successor.id == gesture.giver.person_id:
        raise Declined(AccessProblem.OWN_RIGHT)
    gesture.check(facts, [service for services in wanted.values() for service in services])
    for until_on, services in sorted(wanted.items()):
        token = f"{cause}.{successor.public_id}.{until_on.isoformat()}"
        if begins > gesture.on:
            give_later(gesture, successor, tuple(services), (begins, until_on), token)
        else:
            give(gesture, successor, tuple(services), until_on, token)
    given = {service for services in wanted.values() for service in services}
    return tuple(service for service in OnlineService if service in given)
