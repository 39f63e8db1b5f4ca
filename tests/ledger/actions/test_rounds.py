"""A round over rows: one that fails stops no other, is an alarm, and is tried again later."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from app.ledger.actions.rounds import RoundIncomplete, one_by_one, together_or_alone
from app.ledger.steps.rounds import Kind
from app.vocabulary.alarms import AlarmSubject
from tests.scenes.outgoing import open_alarms

KIND = Kind(AlarmSubject.EMPLOYER, "probe")


def test_one_that_fails_stops_no_other_and_is_an_alarm(session: Session, clock_at: Callable[..., None]) -> None:
    done: list[int] = []
    broken = {2}

    def act(number: int) -> int:
        if number in broken:
            raise RuntimeError("not this one")
        done.append(number)
        return 1

    clock_at("2026-03-02T09:00")
    with pytest.raises(RoundIncomplete):
        one_by_one(KIND, [1, 2, 3], act)
    assert done == [1, 3]
    assert open_alarms(session) == [("row_not_done", 2)]
    broken.clear()
    with pytest.raises(RoundIncomplete):
        one_by_one(KIND, [2], act)
    assert done == [1, 3]
    clock_at("2026-03-02T09:01")
    assert one_by_one(KIND, [2], act) == 1
    assert open_alarms(session) == []


def test_two_spaces_of_an_employer_fail_apart(session: Session, clock_at: Callable[..., None]) -> None:
    def act(place: tuple[int, str]) -> int:
        if place[1] == "clicsequr":
            raise RuntimeError("not this one")
        return 1

    places = [(1, "clicsequr"), (1, "guichet_sst")]
    for minute in range(2):
        clock_at(f"2026-03-02T09:0{minute}")
        with pytest.raises(RoundIncomplete):
            one_by_one(KIND, places, act)
    assert open_alarms(session) == [("row_not_done", 1)]


def test_what_is_done_together_is_done_alone_when_one_cannot_be(session: Session) -> None:
    done: list[int] = []

    def act(numbers: list[int]) -> int:
        if 2 in numbers:
            raise RuntimeError("not this one")
        done.extend(numbers)
        return len(numbers)

    assert together_or_alone(KIND, [1, 2, 3], act) == (2, 1)  # type: ignore[arg-type]
    assert done == [1, 3]
    assert open_alarms(session) == [("row_not_done", 2)]
