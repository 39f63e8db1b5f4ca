"""What the worker does to rows goes through `app/ledger/actions/rounds.py`: one that fails keeps no other waiting."""

from __future__ import annotations

import inspect
from collections.abc import Callable

import pytest

from app.desk.actions.daily import TASKS
from app.desk.actions.worker import FIRST, LAST, RARE

#: Work that goes over no rows, or that has its own way to fail one by one.
APART = {
    "simulations": "plays one a chunk at a time, and says on it that it failed",
    "put_aside": "a statement for what was put aside, no loop over rows",
    "forget_old_plans": "two statements, no loop over rows",
    "forget_interrupted_writes": "goes over files",
    "watch_ages": "counts what stands too long, reads no row",
    "forget_old_counts": "deletes by batches, reads no row",
    "forget_old_browsers": "one statement, no loop",
    "forget_old_identities": "one statement, no loop",
    "verify_journal": "reads only, and raises its own alarm",
    "checkpoints": "writes one file",
    "daily_tasks": "each task fails alone",
    "emails": "claims together, then each alone, with the e-mail's own wait",
}
WORK: dict[str, Callable[..., int]] = {**TASKS, **FIRST, **RARE, **LAST}


def goes_through_rounds(work: Callable[..., int]) -> bool:
    """Whether a function, or one of its module that it calls, calls something of the rounds."""
    module, seen, left = inspect.getmodule(work), set(), [work]
    while left:
        code = left.pop().__code__
        for each in (getattr(module, name, None) for name in code.co_names if name not in seen):
            if getattr(each, "__module__", "").endswith(".rounds"):
                return True
            if inspect.isfunction(each) and each.__module__ == work.__module__:
                left.append(each)
        seen |= set(code.co_names)
    return False


@pytest.mark.parametrize("name", WORK)
def test_each_part_of_the_background_work_goes_through_rounds(name: str) -> None:
    assert goes_through_rounds(WORK[name]) is (name not in APART)


def test_what_stands_apart_exists() -> None:
    assert set(APART) <= set(WORK)
