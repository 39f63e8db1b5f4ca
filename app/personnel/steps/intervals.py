"""Rights and roles of many people changed together, in two batches: what is superseded, then what is recorded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import inspect, select

from app.ledger.queries.intervals import end_of, lasts_on, stands
from app.registry.models.people import Membership, Person
from app.resolver.models.access import AccessGrant
from app.resolver.steps.granting import Gesture
from app.vocabulary.accounts import Role
from app.vocabulary.services import OnlineService

I = TypeVar("I", Membership, AccessGrant)  # noqa: E741 (an interval)

#: What a successor does not take from the row that it replaces.
_OF_THE_ROW = frozenset({"id", "public_id", "recorded_at", "superseded_at"})


@dataclass(slots=True)
class Hand:
    """The rows of one space of an employer under way to another state.

    A row that stands may be superseded once, and what follows it is recorded by `write`. Stand-ins' rows change only
    where everything of somebody ends; those of firms never do.
    """

    gesture: Gesture
    identifier: str
    grants: dict[int, list[AccessGrant]]
    memberships: dict[int, list[Membership]]
    made: dict[tuple[Any, ...], Membership | AccessGrant] = field(default_factory=dict)

    @classmethod
    def over(cls, gesture: Gesture, ids: Iterable[int]) -> Hand:
        """The hand of a gesture over these people."""
        people = sorted(set(ids))
        identifier = gesture.session.get_one(Person, gesture.giver.person_id).identifier
        grants, memberships = _standing(gesture, AccessGrant, people), _standing(gesture, Membership, people)
        return cls(gesture, identifier, grants, memberships)

    def grant(self, person_id: int, service: OnlineService, until_on: date) -> None:
        """A right from today on; those that would begin later are folded into it."""
        on = self.gesture.on
        values = {
            "employer_id": self.gesture.giver.employer_id,
            "person_id": person_id,
            "space": self.gesture.giver.space.value,
            "service": service.value,
            "granted_by": self.identifier,
            "origin": "portal",
            "from_on": on,
            "until_on": until_on,
        }
        self._end(row for row in self._own(person_id, service) if row.from_on > on)
        self._record(AccessGrant, values)

    def change(self, person_id: int, service: OnlineService, until_on: date) -> None:
        """Give a right that holds today another end, and make it the only one."""
        on = self.gesture.on
        lasting = [row for row in self._own(person_id, service) if _lasts(row, on)]
        held = max((row for row in lasting if row.from_on <= on), key=end_of)
        self._end(row for row in lasting if (row.granted_by, row.from_on) != (held.granted_by, held.from_on))
        for row in lasting:
            if row.superseded_at is None:
                row.superseded_at = self.gesture.at
        self._record(AccessGrant, {**values_of(held), "until_on": until_on, "origin": "portal"})

    def revoke(self, person_id: int, service: OnlineService) -> None:
        """End a right from today on, and what would follow it."""
        self._end(row for row in self._own(person_id, service) if _lasts(row, self.gesture.on))

    def leave(self, person_id: int) -> None:
        """End everything, in every space, from today; a designation of a health professional stays."""
        self.leave_on(person_id, self.gesture.on)

    def leave_on(self, person_id: int, day: date, before: date | None = None) -> None:
        """End everything, in every space, from that day on. `before`: the day that was planned, which gives way."""
        on = self.gesture.on
        self._end((row for row in self.grants[person_id] if _lasts(row, max(on, day))), day)
        roles = [row for row in self.memberships[person_id] if row.role != Role.HEALTH_PROFESSIONAL]
        self._end((row for row in roles if _lasts(row, max(on, day))), day)
        later = before is not None and before < day
        for row in [row for row in roles if later and row.superseded_at is None and row.until_on == before]:
            row.superseded_at = self.gesture.at
            self._record(type(row), {**values_of(row), "until_on": day, "origin": "portal"})

    def write(self) -> None:
        """Send both batches to the database."""
        session = self.gesture.session
        session.flush()
        session.add_all(self.made.values())
        session.flush()
        self.made = {}

    def restore(self, row: Membership | AccessGrant) -> None:
        """Record again, as it was, a row that was superseded."""
        self._record(type(row), values_of(row))

    def take_back(self, row: Membership | AccessGrant, *, replaced: bool) -> None:
        """Undo a row that was recorded: closed today, or only superseded where what was before it is recorded again."""
        if replaced:
            row.superseded_at = self.gesture.at
        else:
            self._end([row])

    def _own(self, person_id: int, service: OnlineService) -> list[AccessGrant]:
        space = self.gesture.giver.space
        rows = [row for row in self.grants[person_id] if row.service == service and row.space == space]
        return [row for row in rows if row.superseded_at is None and row.absence_id is None]

    def _end(self, rows: Iterable[Membership | AccessGrant], day: date | None = None) -> None:
        """End rows on a day, today unless it is said. Two that differ only by where they come from leave one."""
        until_on = day or self.gesture.on
        for row in list(rows):
            row.superseded_at = self.gesture.at
            ended = max(row.from_on, until_on)
            self._record(type(row), {**values_of(row), "until_on": ended, "origin": "portal"})

    def _record(self, table: type[Membership] | type[AccessGrant], values: dict[str, Any]) -> None:
        """Record a row; whatever stands in its place (the same but for its end) gives way to it."""
        row = table(**values, recorded_at=self.gesture.at)
        for other in self._in_place(row):
            other.superseded_at = self.gesture.at
        self.made[_key(row)] = row

    def _in_place(self, row: Membership | AccessGrant) -> list[Membership | AccessGrant]:
        """What stands where a row would be recorded."""
        rows: dict[int, Any] = self.grants if isinstance(row, AccessGrant) else self.memberships
        return [one for one in rows[row.person_id] if one.superseded_at is None and _key(one) == _key(row)]


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


def values_of(row: Membership | AccessGrant) -> dict[str, Any]:
    """What a successor takes from a row."""
    mapper: Any = inspect(type(row))
    columns = [column.key for column in mapper.column_attrs]
    return {key: getattr(row, key) for key in columns if key not in _OF_THE_ROW}


def _lasts(row: Membership | AccessGrant, on: date) -> bool:
    """Whether a row stands, and holds today or would hold later."""
    return row.superseded_at is None and lasts_on(row, on)


def _key(row: Membership | AccessGrant) -> tuple[Any, ...]:
    """What no two standing rows share: the end apart, everything that tells them."""
    where = (row.person_id, row.space, row.absence_id, row.from_on)
    if isinstance(row, AccessGrant):
        return ("grant", *where, row.granted_by, row.service, row.origin)
    return ("membership", *where, row.role)
