"""Giving one right another end. A sooner one is a loss to come: it is covered as any other loss is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from app.ledger.steps.transaction import transaction
from app.registry.models.people import Person
from app.registry.words.sensitive import SensitiveMoment
from app.resolver.steps.granting import Gesture, Giver, begin, derived_id, person_in_space
from app.rights.steps.covering import Watch
from app.rights.steps.grants import Moved, Outcome, move_rights, say_moved, tell_others
from app.rights.steps.successors import hand_over, successor_of
from app.vocabulary.services import OnlineService


def change_end(
    giver: Giver,
    person_public_id: str,
    service: OnlineService,
    until_on: date,
    *,
    successor: str = "",
    accepted: bool = False,
) -> Outcome:
    """Give a right that holds today another end. The same end again changes nothing.

    `successor`: who has the right from that day on, until the day on which it was to end. `accepted`: whoever asks
    knows that a sooner end leaves a hole. Raises Unknown for somebody who never was in this space, NotGranted, Declined
    or Uncovered.
    """
    with transaction() as session:
        gesture = begin(session, giver)
        person = person_in_space(session, giver, person_public_id)
        heir, watch = successor_of(gesture, successor, person), Watch.begin(gesture, person)
        moved = move_rights(gesture, person, (service,), until_on)
        more = _settle_loss(gesture, moved, heir, watch, accepted=accepted) if moved.shortened else None
        outcome = say_moved(gesture, person, moved, more)
        if outcome.changed:
            cause = derived_id(giver, f"{gesture.at.isoformat()}.{person.public_id}", service.value)
            tell_others(gesture, SensitiveMoment.END_CHANGED, cause, person.name)
        return replace(outcome, successor=heir.name if heir and moved.shortened else "")


def _settle_loss(
    gesture: Gesture, moved: Moved, heir: Person | None, watch: Watch, *, accepted: bool
) -> dict[str, object]:
    """Let somebody take over on the day of a sooner end, if somebody was chosen; what the journal says of it."""
    if heir is not None:
        hand_over(gesture, heir, moved.shortened, moved.causes[0], moved.until_on)
    hole = watch.check(accepted=accepted, days=(moved.until_on,))
    return {"hole": hole, **({"successor": heir.identifier} if heir else {})}
