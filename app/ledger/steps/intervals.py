"""The one writer of intervals: opened, closed, moved and restored, never overwritten.

A row that changes is superseded and its successor recorded beside it. Where a row is recorded, whatever stands in its
place (the same but for its end, as the unique indexes of its table say) gives way to it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from app.ledger.models.history import Interval
from app.ledger.queries.intervals import stands

I = TypeVar("I", bound=Interval)  # noqa: E741 (an interval)
#: A table, the columns that no two standing rows of it share, and their values.
Place = tuple[type[Interval], tuple[str, ...], tuple[Any, ...]]

#: What a successor does not take from the row that it replaces.
_OF_THE_ROW = frozenset({"id", "public_id", "recorded_at", "superseded_at"})
#: Through what somebody holds a row that is not their own; each has a unique index of its own.
_THROUGH = ("mandate_id", "absence_id")


@dataclass(slots=True)
class Batch:
    """Intervals under way to another state, in two batches: what is superseded, then what is recorded.

    Of two rows recorded in the same place the last stays. `standing`: the rows that stand, by place, where whoever
    writes has loaded them all; otherwise each place is asked of the database.
    """

    session: Session
    at: datetime
    standing: dict[Place, list[Interval]] | None = None
    _made: dict[Place, Interval] = field(default_factory=dict)

    def open(self, row: Interval) -> None:
        """Record an interval."""
        for other in self._in_place(place_of(row)):
            self.unsay(other)
        self._record(row)

    def close(self, row: Interval, on: date, **changes: Any) -> Interval:
        """End an interval on a day: it no longer holds from that day on. One that had not begun becomes empty."""
        return self.move(row, max(row.from_on, on), **changes)

    def move(self, row: Interval, until_on: date | None, **changes: Any) -> Interval:
        """Give an interval another end. Returns the successor."""
        return self.amend(row, until_on=until_on, **changes)

    def restore(self, row: Interval) -> Interval:
        """Record again, as it was, an interval that was superseded. Returns the new row."""
        again = type(row)(**_values_of(row))
        self.open(again)
        return again

    def unsay(self, row: Interval) -> None:
        """Supersede an interval that nothing follows, or that something else recorded in its place does."""
        row.superseded_at = self.at

    def amend(self, row: I, **changes: Any) -> I:
        """Supersede an interval and record its successor, the same but for `changes`. Returns the successor."""
        self.unsay(row)
        successor = type(row)(**{**_values_of(row), **changes})
        if place_of(successor) == place_of(row):
            self._record(successor)
        else:
            self.open(successor)
        return successor

    def write(self) -> None:
        """Send both batches to the database."""
        self.session.flush()
        self.session.add_all(self._made.values())
        self.session.flush()
        self._made = {}

    def _record(self, row: Interval) -> None:
        row.recorded_at = self.at
        self._made[place_of(row)] = row

    def _in_place(self, place: Place) -> Iterable[Interval]:
        """What stands where a row would be recorded."""
        if self.standing is not None:
            return [row for row in self.standing.get(place, ()) if row.superseded_at is None]
        table, columns, values = place
        same = [getattr(table, column) == value for column, value in zip(columns, values, strict=True)]
        return self.session.scalars(select(table).where(stands(table), *same)).all()


def open(session: Session, row: I, at: datetime) -> I:
    """Record an interval. Returns it."""
    batch = Batch(session, at)
    batch.open(row)
    batch.write()
    return row


def close(session: Session, row: Interval, on: date, at: datetime, **changes: Any) -> None:
    """End an interval on a day: it no longer holds from that day on. One that had not begun becomes empty."""
    batch = Batch(session, at)
    batch.close(row, on, **changes)
    batch.write()


def move(session: Session, row: Interval, until_on: date | None, at: datetime, **changes: Any) -> None:
    """Give an interval another end."""
    batch = Batch(session, at)
    batch.move(row, until_on, **changes)
    batch.write()


def by_place(rows: Iterable[Interval]) -> dict[Place, list[Interval]]:
    """Rows by their places, for a batch."""
    places: dict[Place, list[Interval]] = defaultdict(list)
    for row in rows:
        places[place_of(row)].append(row)
    return places


def place_of(row: Interval) -> Place:
    """What no other row that stands shares with this one."""
    through = next((name for name in _THROUGH if getattr(row, name, None) is not None), None)
    model: Any = type(row)
    columns = _columns(model, through)
    return model, columns, tuple(getattr(row, column) for column in columns)


@cache
def _columns(model: type[Interval], through: str | None) -> tuple[str, ...]:
    """The columns of the unique index that holds for a row of its own, or for one held through something."""
    table: Any = inspect(model).local_table
    indexes = [{column.name for column in index.columns} for index in table.indexes if index.unique]
    telling = next(names for names in indexes if "from_on" in names and names & {*_THROUGH} == {through} - {None})
    own = {name for name in _THROUGH if through is None and name in table.columns}
    return tuple(sorted(telling | own))


def _values_of(row: Interval) -> dict[str, Any]:
    """What a successor takes from a row."""
    columns = (column.key for column in inspect(type(row)).column_attrs)
    return {key: getattr(row, key) for key in columns if key not in _OF_THE_ROW}
