"""The 21-day watch says what an oracle of its own finds, day by day."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from flask.testing import FlaskCliRunner
from hypothesis import given
from hypothesis import strategies as st

from app.resolver.domain.reckoning import asked_step_report
from app.rules.clinics.step_reports import TABLE, WatchState, step_report
from app.rules.reading.fields import FactError

FIRST = date(2026, 10, 20)
NEAR = st.integers(-10, 90).map(lambda days: FIRST + timedelta(days=days))
DAYS = st.lists(NEAR, max_size=12)


@st.composite
def suspensions(draw: st.DrawFn) -> tuple[date, date | None]:
    begins = draw(NEAR)
    return begins, draw(st.none() | st.integers(0, 30).map(lambda days: begins + timedelta(days=days)))


def oracle(on: date, treatments: list[date], reports: list[date], final: date | None, stops: Any) -> tuple[Any, ...]:
    """State, anchor, due day, delayed days: one walk over the calendar, a day at a time."""
    so_far = {day for day in treatments if day <= on}
    if not so_far:
        return "not_started", None, None, []
    if final is not None and final <= on:
        return "ended", None, None, []
    anchor = max({min(so_far)} | {day for day in reports if day <= on})

    def stopped(day: date) -> bool:
        return day <= on and any(begins <= day and (until is None or day < until) for begins, until in stops)

    day, counted, since = anchor, 0, 0
    while counted < 21:
        day += timedelta(days=1)
        counted += not stopped(day)
        since = counted if day <= on else since
    if stopped(on):
        state = "suspended"
    elif not any(each > anchor for each in so_far):
        state = "nothing_to_report"
    elif on > day:
        state = "late"
    else:
        state = "due" if since >= 15 else "up_to_date"
    return state, anchor, day, sorted(each for each in so_far if each > day) if state == "late" else []


@given(NEAR, DAYS, DAYS, st.none() | NEAR, st.lists(suspensions(), max_size=3))
def test_the_watch_agrees_with_an_oracle(
    on: date, treatments: list[date], reports: list[date], final: date | None, stops: list[tuple[date, date | None]]
) -> None:
    found = step_report(on, treatments, reports, final, stops)
    assert (found.state, found.anchor_on, found.due_on, list(found.delayed)) == oracle(
        on, treatments, reports, final, stops
    )


@given(NEAR, DAYS, DAYS, st.lists(suspensions(), max_size=2))
def test_what_comes_after_the_day_changes_nothing(
    on: date, treatments: list[date], reports: list[date], stops: list[tuple[date, date | None]]
) -> None:
    later = [on + timedelta(days=1)]
    before = step_report(on, treatments, reports, None, stops)
    after = step_report(on, treatments + later, reports + later, later[0], [*stops, (later[0], None)])
    assert after == before


@pytest.mark.parametrize(
    ("anchor", "due"),
    [
        ("2026-10-20", "2026-11-10"),
        ("2026-03-01", "2026-03-22"),
        ("2026-12-15", "2027-01-05"),
        ("2028-02-15", "2028-03-07"),
    ],
    ids=["the hour changes in autumn", "the hour changes in spring", "another year", "29 February"],
)
def test_dates_are_counted_and_never_hours(anchor: str, due: str) -> None:
    first, last = date.fromisoformat(anchor), date.fromisoformat(due)
    treatments = [first, first + timedelta(days=2), last + timedelta(days=1)]
    assert step_report(last, treatments, [], None, []).state is WatchState.DUE
    late = step_report(last + timedelta(days=1), treatments, [], None, [])
    assert (late.state, late.due_on, late.delayed) == (WatchState.LATE, last, (treatments[-1],))


@pytest.mark.parametrize(
    ("after", "state"), [(14, WatchState.UP_TO_DATE), (15, WatchState.DUE), (21, WatchState.DUE), (22, WatchState.LATE)]
)
def test_a_report_is_announced_then_due_then_late(after: int, state: WatchState) -> None:
    treatments = [FIRST, FIRST + timedelta(days=3)]
    assert step_report(FIRST + timedelta(days=after), treatments, [], None, []).state is state


def test_an_accepted_report_begins_the_count_again() -> None:
    treatments = [FIRST, FIRST + timedelta(days=30)]
    found = step_report(FIRST + timedelta(days=30), treatments, [FIRST + timedelta(days=10)], None, [])
    assert (found.anchor_on, found.due_on) == (FIRST + timedelta(days=10), FIRST + timedelta(days=31))


def test_every_state_says_a_sentence_with_its_source() -> None:
    for state in WatchState:
        row = TABLE[state]
        assert row["says"] % {"days": TABLE["days"]}
        assert row["source"]
        assert row["tag"]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"on": "2026-13-01"}, "« on »"),
        ({"treatments": "2026-10-20"}, "« treatments »"),
        ({"suspensions": [["2026-10-20"]]}, "« suspensions »"),
        ({"suspensions": [["2026-10-21", "2026-10-20"]]}, "finit avant de commencer"),
        ({"on": "9999-12-31", "treatments": ["9999-12-31"]}, "calendrier"),
        ({"treatment": []}, "inconnu"),
    ],
)
def test_what_is_not_understood_is_said(wrong: dict[str, Any], says: str) -> None:
    with pytest.raises(FactError) as refused:
        asked_step_report({"on": "2026-11-01", "treatments": [], **wrong})
    assert says in str(refused.value)


def test_the_command_answers_line_by_line(cli: FlaskCliRunner) -> None:
    asked = {
        "on": "2026-11-11",
        "treatments": ["2026-10-20", "2026-10-22", "2026-11-11"],
        "step_reports": [],
        "final_on": None,
        "suspensions": [],
    }
    run = cli.invoke(args=["rules", "step-report"], input=f"{json.dumps(asked)}\nnon\n")
    answer, error = (json.loads(line) for line in run.output.splitlines())
    assert run.exit_code == 3
    assert (answer["state"], answer["due_on"], answer["delayed"]) == ("late", "2026-11-10", ["2026-11-11"])
    assert "21 jours" in answer["says"]
    assert error.keys() == {"error"}
