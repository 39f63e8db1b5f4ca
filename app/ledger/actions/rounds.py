"""Doing the same thing for one row after the other: the one place where a loop of the worker acts on rows.

Each row is done in a transaction of its own. One that fails stops no other: it becomes an alarm, is tried again later,
longer each time, and its alarm settles by itself once it goes through, or is no longer to be done.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any, NamedTuple

from app import clock
from app.extensions import db
from app.ledger.actions.alarms import report, report_mended
from app.ledger.queries.alarms import failing_rows, rows_beyond
from app.ledger.steps.alarms import About, settle_alarm
from app.ledger.steps.rounds import Kind, T
from app.ledger.steps.transaction import Busy, transaction

log = logging.getLogger(__name__)


class RoundIncomplete(RuntimeError):
    """Something failed for some of them: the others are done, and the round is to be made again."""


class Round(NamedTuple):
    """What a round did, and how many rows it left: because they failed, or had failed and are left for later."""

    done: int
    left: int


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
    """Act on each of all rows, alone; returns the sum. Raises RoundIncomplete at the end if any was left."""
    return completed(all_alone(kind, each, act))


def all_alone(kind: Kind, each: Iterable[T], act: Callable[[T], int]) -> Round:
    """Act on each row, where these are all that are to be done: an alarm about any other settles."""
    rows = list(each)
    made = each_alone(kind, rows, act)
    settle_others(kind, rows)
    return made


def each_part(parts: Iterable[Callable[[], int]]) -> Round:
    """Do each part of a round, alone: one that fails is left for the next round, and stops no other."""
    done = left = 0
    for act in parts:
        try:
            done += act()
        except Busy:
            raise
        except Exception as error:
            log.error("a part of a round cannot be done: %s", type(error).__name__)
            db.session().rollback()
            left += 1
    return Round(done, left)


def settle_others(kind: Kind, rows: Iterable[Any]) -> None:
    """Settle the alarms about rows that are no longer to be done: they were otherwise, or are gone."""
    to_do = {kind.about(one) for one in rows}
    for row_id, name in failing_rows(db.session(), kind.code, kind.subject):
        about = About(kind.subject, row_id, name)
        if kind.has(name) and about not in to_do:
            report_mended(kind.code, about)


def settle_beyond(kind: Kind, to_do: Any) -> Round:
    """Settle the alarms about rows that a query of what is to be done does not find, each alone."""
    rows = rows_beyond(db.session(), kind.code, kind.subject, kind.name, to_do)
    return each_part(partial(_settle, kind, row_id) for row_id in rows)


def _settle(kind: Kind, row_id: int) -> int:
    with transaction() as session:
        return int(settle_alarm(session, kind.code, kind.about(row_id)))


def together_or_alone(kind: Kind, rows: Sequence[int], act: Callable[[Sequence[int]], int]) -> Round:
    """Act on rows in one go, which costs less; where that fails, on each alone."""
    failing = failing_rows(db.session(), kind.code, kind.subject)
    try:
        done = act(rows) if rows else 0
    except Busy:
        raise
    except Exception as error:
        log.error("%s %s cannot be done together: %s", kind.name, kind.subject.value, type(error).__name__)
        db.session().rollback()
        return each_alone(kind, rows, lambda row_id: act([row_id]))
    for row_id in rows:
        if (row_id, kind.name) in failing:
            report_mended(kind.code, kind.about(row_id))
    return Round(done, 0)
