"""Rights that begin on a day to come: who takes over has them the day that the others' end, and not before."""

from __future__ import annotations

from datetime import date

from app.ledger.queries.intervals import end_of, is_over, reaches
from app.ledger.steps.intervals import move
from app.registry.models.people import Person
from app.registry.words.sensitive import SensitiveMoment
from app.resolver.steps.granting import Gesture, about_right, derived_id
from app.rights.steps.grants import (
    Services,
    check_departure,
    journal_rights,
    lasting_rows,
    open_right,
    tell_others,
)
from app.vocabulary.audit import AuditAction
from app.vocabulary.emails import EmailKind
from app.vocabulary.services import OnlineService


def give_later(
    gesture: Gesture, person: Person, services: Services, days: tuple[date, date], token: str
) -> tuple[OnlineService, ...]:
    """Give rights on the days of `[first, second)`, inside a gesture that was checked: written, told, journaled.

    A right that holds until the first day goes on; one that is to begin meanwhile is folded in. What is held for as
    long already stays as it is. Returns the services that were given; `token` makes it happen once.
    """
    check_departure(gesture, gesture.facts(person.id), person.id, days[1])
    done = {service: _write(gesture, person, service, days, token) for service in services}
    begun = [service for service, since in done.items() if since == days[0]]
    longer = [service for service, since in done.items() if since is not None and since != days[0]]
    journal_rights(gesture, AuditAction.ACCESS_GRANTED, person, begun, days[1], more={"from_on": days[0].isoformat()})
    journal_rights(gesture, AuditAction.ACCESS_CHANGED, person, longer, days[1])
    if begun:
        said = {**about_right(begun, days[1]), "from_on": days[0].isoformat()}
        gesture.tell(EmailKind.ACCESS_GRANTED, derived_id(gesture.giver, token, "later"), person, **said)
    if longer:
        said = about_right(longer, days[1])
        gesture.tell(EmailKind.ACCESS_CHANGED, derived_id(gesture.giver, token, "longer"), person, **said)
    if begun or longer:
        tell_others(gesture, SensitiveMoment.RIGHT_GRANTED, derived_id(gesture.giver, token, "others"), person.name)
    return (*begun, *longer)


def _write(
    gesture: Gesture, person: Person, service: OnlineService, days: tuple[date, date], token: str
) -> date | None:
    """The first day of the right as it is written; None where nothing had to be."""
    from_on, until_on = days
    rows = lasting_rows(gesture, person, service)
    there = [row for row in rows if row.from_on <= from_on and reaches(row, from_on)]
    held = max(there, key=end_of, default=None)
    if held is not None and reaches(held, until_on):
        return None
    folded = (row for row in rows if row is not held and from_on <= row.from_on)
    gesture.end_rights(row for row in folded if is_over(row, until_on))
    public_id = derived_id(gesture.giver, token, service)
    if held is not None:
        move(gesture.session, held, until_on, gesture.at, origin="portal", public_id=public_id)
        return held.from_on
    open_right(gesture, person, service, days, public_id)
    return from_on
