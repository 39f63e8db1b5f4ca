"""Daily tasks: once a day, not at night, again after a failure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from app.desk.actions import daily
from app.vocabulary import delays

Clock = Callable[[str], None]


@pytest.fixture
def days(monkeypatch: pytest.MonkeyPatch, session: Session) -> list[date]:
    """The days on which the only task was done."""
    done: list[date] = []
    monkeypatch.setattr(daily, "TASKS", {"probe": lambda on: done.append(on) or 1})
    monkeypatch.setattr(daily, "_failed_at", {})
    return done


def test_a_task_is_done_once_a_day(days: list[date], clock_at: Clock) -> None:
    clock_at("2026-11-20T15:00:00Z")
    assert [daily.run_daily_tasks(), daily.run_daily_tasks()] == [1, 0]
    clock_at("2026-11-21T15:00:00Z")
    daily.run_daily_tasks()
    assert days == [date(2026, 11, 20), date(2026, 11, 21)]


def test_nothing_is_done_before_six_in_the_morning(days: list[date], clock_at: Clock) -> None:
    clock_at("2026-11-20T10:59:00Z")
    assert daily.run_daily_tasks() == 0
    clock_at("2026-11-20T11:00:00Z")
    assert daily.run_daily_tasks() == 1


def test_a_task_that_fails_is_tried_again_and_stops_no_other(
    days: list[date], clock_at: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(_on: date) -> int:
        raise RuntimeError("not today")

    clock_at("2026-11-20T15:00:00Z")
    monkeypatch.setattr(daily, "TASKS", {"broken": failing, **daily.TASKS})
    assert daily.run_daily_tasks() == 1
    daily.TASKS["broken"] = lambda _on: 2
    assert daily.run_daily_tasks() == 0
    monkeypatch.setattr(delays, "DAILY_PAUSE", timedelta())
    assert daily.run_daily_tasks() == 2
    assert len(days) == 1
