"""Doing the same thing for one employer after the other, without one that fails stopping the rest."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

from app.extensions import db

T = TypeVar("T")

log = logging.getLogger(__name__)


class RoundIncomplete(RuntimeError):
    """Something failed for some of them: the others are done, and the round is to be made again."""


def one_by_one(each: Iterable[T], act: Callable[[T], int]) -> int:
    """Act on each, in a transaction of its own; returns the sum. Raises RoundIncomplete at the end if any failed."""
    done, failed = 0, 0
    for one in each:
        try:
            done += act(one)
        except Exception:
            log.exception("one of a daily round failed")
            db.session().rollback()
            failed += 1
    if failed:
        raise RoundIncomplete(f"{failed} failed, {done} done")
    return done
