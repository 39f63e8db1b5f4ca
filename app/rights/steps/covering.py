"""A gesture that would leave a hole is never made by accident: it is asked again, inside its own transaction."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from app.registry.models.people import Person
from app.resolver.queries.facts import EmployerFacts, facts_of_employer
from app.resolver.steps.granting import Gesture
from app.rights.queries.coverage import Coverage, coming_days, most_serious


class Uncovered(Exception):
    """What is asked would leave a hole that nobody has accepted; `coverage` says which. Nothing was done."""

    def __init__(self, coverage: Coverage) -> None:
        super().__init__("this would leave a hole")
        self.coverage = coverage


@dataclass(frozen=True, slots=True)
class Watch:
    """What was known of everybody before a gesture, to be compared with what is known after it."""

    gesture: Gesture
    person: Person
    before: EmployerFacts

    @classmethod
    def begin(cls, gesture: Gesture, person: Person) -> Watch:
        """Look before somebody loses something."""
        return cls(gesture, person, facts_of_employer(gesture.session, gesture.giver.employer_id))

    def after(self) -> EmployerFacts:
        """What is known of everybody now, this gesture included."""
        self.gesture.session.flush()
        return facts_of_employer(self.gesture.session, self.gesture.giver.employer_id)

    def check(self, *, accepted: bool, days: Collection[date] = (), people: Collection[int] = ()) -> bool:
        """Whether the gesture left a hole. Raises Uncovered when it did and nobody accepted it.

        `days`: those to come on which something is lost; today, unless it is said. `people`: who else loses something.
        """
        on, people = self.gesture.on, {self.person.id, *people}
        begins = set(days) or {on}
        begins |= coming_days(self.before, people, min(begins))
        found = most_serious(self.gesture.session, self.before, self.after(), people, on, begins)
        if found.is_hole and not accepted:
            raise Uncovered(found)
        return found.is_hole
