"""Change the rights and roles of many people together: what is superseded first, then what is recorded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlalchemy import select

from app.ledger.queries.intervals import end_of, lasts_on, stands
from app.ledger.steps.intervals import Batch, by_place
from app.registry.models.people import Membership
from app.resolver.models.access import AccessGrant
from app.resolver.steps.granting import Gesture
from app.rights.steps.grants import right_given
from app.vocabulary.accounts import Role
from app.vocabulary.services import OnlineService

I = TypeVar("I", Membership, AccessGrant)  # noqa: E741 (an interval)


@dataclass(slots=True)
class Hand:
    """Changes the roles and rights of some people, all in one space, until `write` sends them to the database.

    A row that stands may be superseded once. Stand-ins' rows change only where everything of somebody ends; a firm's
    rows never do.
    """

    gesture: Gesture
    grants: dict[int, list[AccessGrant]]
    memberships: dict[int, list[Membership]]
    batch: Batch

    @classmethod
    def of_people(cls, gesture: Gesture, ids: Iterable[int]) -> Hand:
        """Return the `Hand` that changes what these people hold."""
        people = sorted(set(ids))
        grants, memberships = _standing(gesture, AccessGrant, people), _standing(gesture, Membership, people)
        rows = [row for loaded in (grants, memberships) for of_person in loaded.values() for row in of_person]
        return cls(gesture, grants, memberships, Batch(gesture.session, gesture.at, by_place(rows)))

    def grant(self, person_id: int, service: OnlineService, until_on: date) -> None:
        """Give a right from today on. Rights to the same service that would begin later are folded into it."""
        self._end(row for row in self._lasting(person_id, service) if row.from_on > self.gesture.on)
        self.batch.open(right_given(self.gesture, person_id, service, (self.gesture.on, until_on)))

    def change(self, person_id: int, service: OnlineService, until_on: date) -> None:
        """Give a right that holds today another end, and make it the only one."""
        lasting = self._lasting(person_id, service)
        held = max((row for row in lasting if row.from_on <= self.gesture.on), key=end_of)
        self._end(row for row in lasting if row is not held)
        self.batch.move(held, until_on, origin="portal")

    def revoke(self, person_id: int, service: OnlineService) -> None:
        """End a right today, with what would follow it."""
        self._end(self._lasting(person_id, service))

    def leave(self, person_id: int) -> None:
        """End everything today, in every space. A designation of a health professional stays."""
        self.leave_on(person_id, self.gesture.on)

    def leave_on(self, person_id: int, day: date, before: date | None = None) -> None:
        """End everything on `day`, in every space. `before`: the day that was planned, which gives way."""
        since = max(self.gesture.on, day)
        roles = [row for row in self.memberships[person_id] if row.role != Role.HEALTH_PROFESSIONAL]
        postponed = [row for row in roles if before is not None and before < day and row.until_on == before]
        self._end((row for row in self.grants[person_id] if _lasts(row, since)), day)
        self._end((row for row in roles if _lasts(row, since)), day)
        for row in postponed:
            if row.superseded_at is None:
                self.batch.move(row, day, origin="portal")

    def rows_of(self, person_id: int) -> list[Membership | AccessGrant]:
        """Return the roles and rights of somebody that stand."""
        return [*self.memberships[person_id], *self.grants[person_id]]

    def write(self) -> None:
        """Send what is superseded, then what is recorded, to the database."""
        self.batch.write()

    def restore(self, row: Membership | AccessGrant) -> None:
        """Record again, as it was, a row that was superseded."""
        self.batch.restore(row)

    def take_back(self, row: Membership | AccessGrant, *, replaced: bool) -> None:
        """Undo a row that was recorded: close it today, or only supersede it where the former one is recorded again."""
        if replaced:
            self.batch.unsay(row)
        else:
            self._end([row])

    def _lasting(self, person_id: int, service: OnlineService) -> list[AccessGrant]:
        """Return the rows of somebody's own right to a service, in the space, that hold today or will hold later."""
        space, on = self.gesture.giver.space, self.gesture.on
        rows = [row for row in self.grants[person_id] if row.service == service and row.space == space]
        return [row for row in rows if row.absence_id is None and _lasts(row, on)]

    def _end(self, rows: Iterable[Membership | AccessGrant], day: date | None = None) -> None:
        """End rows on `day`, or today. Of two that differ only by their origin, one stays."""
        for row in list(rows):
            self.batch.close(row, day or self.gesture.on, origin="portal")


def _standing(gesture: Gesture, table: type[I], people: Sequence[int]) -> dict[int, list[I]]:
    giver = gesture.giver
    rows: dict[int, list[I]] = defaultdict(list)
    found = gesture.session.scalars(
        select(table)
        .where(
            table.employer_id == giver.employer_id,
            stands(table),
            table.mandate_id.is_(None),
            table.person_id.in_(people),
        )
        .order_by(table.id)
    )
    for row in found:
        rows[row.person_id].append(row)
    return rows


def _lasts(row: Membership | AccessGrant, on: date) -> bool:
    """Say whether a row stands and holds today, or will hold later."""
    return row.superseded_at is None and lasts_on(row, on)
