"""A daily round: one employer that fails stops none of the others, and the round is made again."""

from __future__ import annotations

import pytest
from flask import Flask

from app.actions.rounds import RoundIncomplete, one_by_one


@pytest.mark.databases("sqlite", because="nothing is asked of a database")
def test_one_that_fails_stops_no_other(app: Flask) -> None:
    done = []

    def act(number: int) -> int:
        if number == 2:
            raise RuntimeError("not this one")
        done.append(number)
        return 1

    with app.app_context(), pytest.raises(RoundIncomplete):
        one_by_one([1, 2, 3], act)
    assert done == [1, 3]
