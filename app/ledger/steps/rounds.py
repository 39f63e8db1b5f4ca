"""What a round over rows shares with the steps it takes."""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from typing import Any, NamedTuple, TypeVar

from sqlalchemy.orm import Session

from app import clock
from app.extensions import db
from app.ledger.queries.alarms import failing_rows
from app.ledger.steps.alarms import About, raise_alarm, settle_alarm
from app.ledger.steps.transaction import Busy
from app.vocabulary.accounts import Space
from app.vocabulary.alarms import AlarmCode, AlarmSubject

T = TypeVar("T")


class Kind(NamedTuple):
    """What the rows of a round are, and the alarm that one of them becomes; `name` tells rounds over the same apart."""

    subject: AlarmSubject
    name: str = ""
    code: AlarmCode = AlarmCode.ROW_NOT_DONE

    def about(self, one: Any) -> About:
        """Return one of the rows as the subject of an alarm: a number, or a tuple of it and perhaps a space."""
        if not isinstance(one, Sequence):
            return About(self.subject, int(one), self.name)
        space = f".{one[1]}" if len(one) > 1 and isinstance(one[1], str) else ""
        return About(self.subject, int(one[0]), self.name + space)

    def has(self, name: str) -> bool:
        """Whether an alarm of that name is about one of these rows."""
        return name == self.name or name in {f"{self.name}.{space}" for space in Space}


def due(kind: Kind, rows: Sequence[int]) -> list[int]:
    """Return those of these rows that did not fail a short while ago."""
    failing, at = failing_rows(db.session(), kind.code, kind.subject), clock.ticking()
    return [row_id for row_id in rows if failing.get((row_id, kind.name), at) <= at]


def within(
    session: Session, kind: Kind, row_id: int, act: Callable[[], T], otherwise: T, failing: Container[tuple[int, str]]
) -> T:
    """Act on one row inside the caller's transaction; undone alone if it fails, with an alarm in that transaction.

    `failing`: the rows of the kind about which an alarm is open: that of this one settles when it goes through.
    """
    try:
        with session.begin_nested():
            done = act()
    except Busy:
        raise
    except Exception as error:
        raise_alarm(session, kind.code, kind.about(row_id), type(error).__name__)
        return otherwise
    if (row_id, kind.name) in failing:
        settle_alarm(session, kind.code, kind.about(row_id))
    return done
