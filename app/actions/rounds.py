"""Doing the same thing for one row after the other: the one place where a loop of the worker acts on rows.

Each row is done in a transaction of its own. One that fails stops no other: it becomes an alarm, is tried again later,
longer each time, and its alarm settles by itself once it goes through.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple, TypeVar

from sqlalchemy.orm import Session

from app import clock
from app.actions.alarms import About, raise_alarm, report, report_mended
from app.actions.transaction import Busy
from app.extensions import db
from app.queries.alarms import failing_rows
from app.vocabulary.alarms import AlarmCode, AlarmSubject

T = TypeVar("T")

log = logging.getLogger(__name__)


class RoundIncomplete(RuntimeError):
    """Something failed for some of them: the others are done, and the round is to be made again."""


class Round(NamedTuple):
    """What a round did, and how many rows it left: because they failed, or had failed and are left for later."""

    done: int
    left: int


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


def each_alone(kind: Kind, each: Iterable[T], act: Callable[[T], int]) -> Round:
    """Act on each row, but those that failed a short while ago. `each`: row numbers, or tuples that begin with one."""
    failing = failing_rows(db.session(), kind.code, kind.subject)
    at, done, left = clock.ticking(), 0, 0
    rows = list(each)
    db.session().rollback()  # what was read is not kept from moving on
    for one in rows:
        about = kind.about(one)
        retry_at = failing.get((about.row_id, about.name))
        if retry_at is not None and retry_at > at:
            left += 1
            continue
        try:
            done += act(one)
        except Busy:
            raise
        except Exception as error:
            log.error("%s %s %s cannot be done: %s", about.name, about.kind, about.row_id, type(error).__name__)
            db.session().rollback()
            report(kind.code, about, type(error).__name__)
            left += 1
        else:
            if retry_at is not None:
                report_mended(kind.code, about)
    return Round(done, left)


def completed(*rounds: Round) -> int:
    """Return how much rounds did together. Raises RoundIncomplete if one of them left anything."""
    done, left = sum(each.done for each in rounds), sum(each.left for each in rounds)
    if left:
        raise RoundIncomplete(f"{left} left, {done} done")
    return done


def one_by_one(kind: Kind, each: Iterable[T], act: Callable[[T], int]) -> int:
    """Act on each row, alone; returns the sum. Raises RoundIncomplete at the end if any was left."""
    return completed(each_alone(kind, each, act))


def together_or_alone(kind: Kind, rows: Sequence[int], act: Callable[[Sequence[int]], int]) -> Round:
    """Act on rows in one go, which costs less; where that fails, on each alone."""
    try:
        return Round(act(rows), 0) if rows else Round(0, 0)
    except Busy:
        raise
    except Exception as error:
        log.error("%s %s cannot be done together: %s", kind.name, kind.subject.value, type(error).__name__)
        db.session().rollback()
    return each_alone(kind, rows, lambda row_id: act([row_id]))


def within(session: Session, kind: Kind, row_id: int, act: Callable[[], T], otherwise: T) -> T:
    """Act on one row inside the caller's transaction; undone alone if it fails, with an alarm in that transaction."""
    try:
        with session.begin_nested():
            return act()
    except Busy:
        raise
    except Exception as error:
        raise_alarm(session, kind.code, kind.about(row_id), type(error).__name__)
        return otherwise
