"""Rights that end: renewed, taken over by somebody else, or let come to their end; each a gesture of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import current_app

from app.entry.steps.sensitive import tell_other_granters
from app.ledger.steps.audit import record
from app.ledger.steps.insertion import add_unless_present
from app.ledger.steps.transaction import transaction
from app.registry.models.people import Person
from app.registry.words.access import AccessProblem
from app.registry.words.sensitive import SensitiveMoment
from app.resolver.queries.ends import latest_end, years_after
from app.resolver.queries.facts import facts_of_employer
from app.resolver.steps.granting import Declined, Gesture, Giver, begin, derived_id
from app.rights.models.ends import EndLeft
from app.rights.queries.ends import EndingRight, ending_rights, makes_hole
from app.rights.steps.covering import Uncovered
from app.rights.steps.grants import move_end
from app.rights.steps.successors import hand_over, successor_of
from app.vocabulary.audit import AuditAction

_KEY = ("employer_id", "person_id", "space", "service", "until_on")


@dataclass(frozen=True, slots=True)
class Decided:
    """How many rights a gesture concerned, and whether an e-mail tells somebody. `name`: who takes over."""

    number: int
    told: bool = False
    name: str = ""


def renewed_until(since_on: date, until_on: date, on: date, leaves_on: date | None = None) -> date:
    """The end of a renewed right: as long again, RENEWAL_LONGEST_YEARS at most, and never beyond what may be given.

    Nor beyond the day on which whoever holds it leaves.
    """
    longest = years_after(until_on, current_app.config["RENEWAL_LONGEST_YEARS"])
    return min(until_on + (until_on - since_on), longest, latest_end(on), leaves_on or date.max)


def renew_rights(giver: Giver, keys: Sequence[str]) -> Decided:
    """Give these rights for as long again. All or nothing; what no longer ends as the page said is left alone.

    Raises NotGranted, or Declined.
    """
    with transaction() as session:
        gesture = begin(session, giver)
        by_person: dict[tuple[int, date], list[EndingRight]] = {}
        for ending in _chosen(gesture, keys):
            if ending.ends_with_role:
                raise Declined(AccessProblem.LEAVES)
            until_on = renewed_until(ending.since_on, ending.key.until_on, gesture.on, ending.leaves_on)
            by_person.setdefault((ending.key.person_id, until_on), []).append(ending)
        return _renew(gesture, by_person)


def _renew(gesture: Gesture, by_person: dict[tuple[int, date], list[EndingRight]]) -> Decided:
    number, told = 0, False
    for (_person_id, until_on), rights in by_person.items():
        person = rights[0].person
        services = tuple(ending.key.service for ending in rights)
        outcome = move_end(gesture, person, services, until_on)
        number += len(outcome.changed)
        told |= outcome.told
        if outcome.changed:
            cause = derived_id(gesture.giver, f"{gesture.at.isoformat()}.{person.public_id}", until_on.isoformat())
            _tell_others(gesture, SensitiveMoment.END_CHANGED, cause, person)
    return Decided(number, told)


def let_rights_end(giver: Giver, keys: Sequence[str], *, accepted: bool = False) -> Decided:
    """Remember that these rights are let come to their end: those who grant are not reminded any more.

    `accepted`: whoever asks knows that a hole would be left. Raises NotGranted, or Uncovered when one would.
    """
    with transaction() as session:
        gesture = begin(session, giver)
        chosen = [ending for ending in _chosen(gesture, keys) if not ending.is_left]
        gesture.check(gesture.facts(giver.person_id), {ending.key.service for ending in chosen})
        holes = [ending for ending in chosen if makes_hole(ending)]
        if holes and not accepted:
            raise Uncovered(holes[0].after)
        for ending in chosen:
            _leave(gesture, ending)
        return Decided(len(chosen))


def _leave(gesture: Gesture, ending: EndingRight) -> None:
    giver, hole = gesture.giver, makes_hole(ending)
    values = {
        "employer_id": giver.employer_id,
        "person_id": ending.key.person_id,
        "space": giver.space.value,
        "service": ending.key.service.value,
        "until_on": ending.key.until_on,
        "accepts_hole": hole,
        "left_by_id": giver.person_id,
        "left_at": gesture.at,
    }
    add_unless_present(gesture.session, EndLeft, _KEY, values)
    record(
        gesture.session,
        AuditAction.END_LEFT,
        giver.actor,
        employer_id=giver.employer_id,
        person_id=ending.key.person_id,
        details={
            "space": giver.space.value,
            "services": [ending.key.service.value],
            "until_on": ending.key.until_on.isoformat(),
            "hole": hole,
        },
    )


def replace_holder(giver: Giver, key: str, successor: str) -> Decided:
    """Somebody else receives the same right from the day on which it ends, for as long as a renewal; the old one is let
    come to its end.

    Raises Declined for whoever cannot take over, or a right that no longer ends as the page said, or NotGranted.
    """
    with transaction() as session:
        gesture = begin(session, giver)
        chosen = _chosen(gesture, (key,))
        heir = successor_of(gesture, successor, chosen[0].person) if chosen else None
        if not chosen or heir is None:
            raise Declined(AccessProblem.NO_SUCCESSOR if chosen else AccessProblem.RIGHT_ENDED)
        [ending] = chosen
        gesture.check(gesture.facts(heir.id), (ending.key.service,))
        until_on = renewed_until(ending.since_on, ending.key.until_on, gesture.on)
        ends, cause = {ending.key.service: until_on}, f"{key}.{gesture.at.isoformat()}"
        given = hand_over(gesture, heir, ends, cause, ending.key.until_on)
        left = _again(gesture, key)
        if left is not None and not left.is_left:
            _leave(gesture, left)
        return Decided(1, bool(given and heir.email), heir.name)


def _again(gesture: Gesture, key: str) -> EndingRight | None:
    """The right as it stands once somebody took over: what its end leaves is no longer the same."""
    gesture.session.flush()
    found = _chosen(gesture, (key,))
    return found[0] if found else None


def _chosen(gesture: Gesture, keys: Sequence[str]) -> list[EndingRight]:
    """The rights that a page named, among those that still end so in the giver's space."""
    facts = facts_of_employer(gesture.session, gesture.giver.employer_id)
    return list(ending_rights(gesture.session, facts, gesture.giver.space, gesture.on, set(keys)))


def _tell_others(gesture: Gesture, moment: SensitiveMoment, cause: str, person: Person) -> None:
    tell_other_granters(gesture.session, moment, cause, giver=gesture.giver, at=gesture.at, about=person.name)
