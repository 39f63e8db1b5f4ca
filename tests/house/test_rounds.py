"""What the worker does to rows is done through `app/actions/rounds.py`: one that fails keeps no other waiting."""

from __future__ import annotations

import inspect
from collections.abc import Callable

import pytest

from app.actions.daily import TASKS
from app.actions.worker import FIRST, LAST, RARE

#: Work that goes over no rows, or that has its own way to fail one by one.
APART = {
    "put_aside": "a statement for what was put aside, no loop over rows",
    "forget_old_plans": "two statements, no loop over rows",
    "forget_interrupted_writes": "goes over files",
    "forget_old_counts": "deletes by batches, reads no row",
    "forget_old_browsers": "one statement, no loop",
    "forget_old_identities": "one statement, no loop",
    "verify_journal": "reads only, and raises its own alarm",
    "checkpoints": "writes one file",
    "daily_tasks": "each task fails alone",
    "emails": "claims together, then each alone, with the e-mail's own wait",
}
WORK: dict[str, Callable[..., int]] = {**TASKS, **FIRST, **RARE, **LAST}


@pytest.mark.parametrize("name", WORK)
def test_each_part_of_the_background_work_goes_through_rounds(name: str) -> None:
    source = inspect.getsource(inspect.getmodule(WORK[name]) or pytest)
    assert ("from app.actions.rounds import" in source) is (name not in APART) or name == "daily_tasks"


def test_what_stands_apart_exists() -> None:
    assert set(APART) <= set(WORK)
