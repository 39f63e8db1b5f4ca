"""Where a care stands with its reports, and what is to be done next."""

from __future__ import annotations

from datetime import date

from app.clinics.domain.known import Care
from app.clinics.words import ClinicForm, NextGesture
from app.rules.clinics.step_reports import Watch, WatchState, step_report


def watch_of(care: Care, on: date) -> Watch:
    """The count of a care on a day. Its final report ends it on the day on which it was received."""
    ends = care.of(ClinicForm.FINAL_REPORT)
    final_on = ends[-1].received_on if ends and care.ended_on is not None else None
    return step_report(on, care.treated, care.reported_on, final_on, ())


def due_on(watch: Watch) -> date | None:
    """The last day on which the next report is in time; None where there is nothing to report."""
    counted = (WatchState.LATE, WatchState.DUE, WatchState.UP_TO_DATE)
    return watch.due_on if watch.state in counted else None


def next_gesture(care: Care, watch: Watch) -> NextGesture:
    """What the clinic is to do next: first what keeps every line waiting."""
    if watch.state is WatchState.ENDED:
        return NextGesture.NONE
    if not care.of(ClinicForm.INITIAL_REPORT):
        return NextGesture.INITIAL_REPORT
    if watch.state in (WatchState.LATE, WatchState.DUE):
        return NextGesture.STEP_REPORT
    if not care.of(ClinicForm.PRESCRIPTION):
        return NextGesture.PRESCRIPTION
    return NextGesture.TO_CONFIRM if watch.state is WatchState.NOTHING_TO_REPORT else NextGesture.NONE
