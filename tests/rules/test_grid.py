"""The grid is pinned: a change of law shows as a difference in `pinned/`, never by surprise."""

from __future__ import annotations

import pytest

from tests.rules.grid import GRIDS, PINNED


@pytest.mark.parametrize("name", GRIDS)
def test_the_whole_grid_answers_as_pinned(name: str) -> None:
    pinned = (PINNED / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    now = list(GRIDS[name]())
    changed = [f"- {before}\n+ {after}" for before, after in zip(pinned, now, strict=False) if before != after]
    assert len(pinned) == len(now)
    assert not changed, "\n".join(
        [f"{len(changed)} answers differ; `python -m tests.rules.grid` pins anew", *changed[:5]]
    )


@pytest.mark.parametrize("name", GRIDS)
def test_facts_shown_as_alike_are_alike(name: str) -> None:
    assert not [line for line in GRIDS[name]() if "DIFFERENT" in line]


@pytest.mark.parametrize("name", GRIDS)
def test_no_real_facts_are_left_to_the_otherwise(name: str) -> None:
    assert not [line for line in GRIDS[name]() if "otherwise" in line]
