"""When a step report is due, and which payments wait for it: `tables/step_reports.toml`.

Source: 000, « Rapport d'étape » (every 21 days during treatment; one not received delays payment). That the count
begins on the first treatment, and again on the day of transmission of each accepted report, is inferred. Days are
counted, never hours: a change of hour changes nothing.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import Any

from app.rules.loader import TABLES
from app.rules.reading.fields import FactError
from app.vocabulary.labels import Labelled

TABLE: dict[str, Any] = tomllib.loads((TABLES / "step_reports.toml").read_text(encoding="utf-8"))
_DAY = timedelta(days=1)

#: A suspension holds on the days of `[from, until)`; None while its end is not known.
Suspension = tuple[date, date | None]


class WatchState(Labelled):
    """Where the care of a worker stands with its step reports."""

    NOT_STARTED = "not_started", "pas commencé", "not started"
    ENDED = "ended", "terminé", "ended"
    SUSPENDED = "suspended", "suspendu", "suspended"
    NOTHING_TO_REPORT = "nothing_to_report", "rien à rapporter", "nothing to report"
    LATE = "late", "en retard", "late"
    DUE = "due", "bientôt dû", "due soon"
    UP_TO_DATE = "up_to_date", "à jour", "up to date"


@dataclass(frozen=True, slots=True)
class Watch:
    """What is known of the step reports of one worker's care on a day.

    `anchor_on`: the day the count begins. `due_on`: the last day to transmit; both None where nothing is counted.
    `delayed`: the days of treatment whose payment waits for the report.
    """

    state: WatchState
    anchor_on: date | None = None
    due_on: date | None = None
    delayed: tuple[date, ...] = ()

    @property
    def says(self) -> str:
        """That state in a French sentence, to be translated and filled with `days`."""
        return str(TABLE[self.state]["says"])

    @property
    def source(self) -> str:
        """The text, heading and item that the sentence comes from."""
        return str(TABLE[self.state]["source"])

    def as_answer(self) -> dict[str, Any]:
        """What `flask rules step-report` prints (interfaces, section 6)."""
        return {
            "state": str(self.state),
            "anchor_on": self.anchor_on.isoformat() if self.anchor_on else None,
            "due_on": self.due_on.isoformat() if self.due_on else None,
            "delayed": [day.isoformat() for day in self.delayed],
            "says": self.says % {"days": TABLE["days"]},
            "source": self.source,
        }


def step_report(
    on: date,
    treatments: Collection[date],
    step_reports: Collection[date],
    final_on: date | None,
    suspensions: Collection[Suspension],
) -> Watch:
    """Where a care stands on a day; only what happened up to that day counts.

    - `treatments`: the days on which one was given;
    - `step_reports`: the days on which one that was accepted had been transmitted, a correction not counted;
    - `final_on`: the day of the accepted final report;
    - `suspensions`: an end that is to come has not happened, so their days count no further than `on`.

    FactError for a suspension that ends before it begins.
    """
    given = sorted({day for day in treatments if day <= on})
    stopped = [_until(suspension, on) for suspension in suspensions if suspension[0] <= on]
    if not given:
        return Watch(WatchState.NOT_STARTED)
    if final_on and final_on <= on:
        return Watch(WatchState.ENDED)
    anchor = max([given[0], *(day for day in step_reports if day <= on)])
    due = next(islice(_counted(anchor, stopped), TABLE["days"] - 1, None))
    later = tuple(day for day in given if day > due)
    state = _state(on, anchor, due, stopped, has_more=given[-1] > anchor)
    return Watch(state, anchor, due, later if state is WatchState.LATE else ())


def _state(on: date, anchor: date, due: date, stopped: list[tuple[date, date]], *, has_more: bool) -> WatchState:
    if any(begins <= on < until for begins, until in stopped):
        return WatchState.SUSPENDED
    if not has_more:
        return WatchState.NOTHING_TO_REPORT
    if on > due:
        return WatchState.LATE
    announced = next(islice(_counted(anchor, stopped), TABLE["due_after"] - 1, None))
    return WatchState.DUE if on >= announced else WatchState.UP_TO_DATE


def _until(suspension: Suspension, on: date) -> tuple[date, date]:
    """The days of a suspension that have come by `on`."""
    begins, until = suspension
    if until and until < begins:
        raise FactError("Une suspension finit avant de commencer, le %(day)s.", day=begins.isoformat())
    return begins, min(until or on + _DAY, on + _DAY)


def _counted(anchor: date, stopped: list[tuple[date, date]]) -> Iterator[date]:
    """The days after the anchor that count, in order. OverflowError at the end of the calendar."""
    day = anchor
    while True:
        day += _DAY
        while ends := [until for begins, until in stopped if begins <= day < until]:
            day = max(ends)
        yield day
