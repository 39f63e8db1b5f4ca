"""The demonstration of clinics: every state of the board, lines that wait or were not paid, people at the door."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.clinics.domain.board import next_gesture, watch_of
from app.clinics.models.enrolments import ClinicEnrolment
from app.clinics.models.submissions import AttendanceLine, Payment
from app.clinics.models.suppliers import Professional, Supplier
from app.clinics.queries.board import BoardRow, BoardSearch, board
from app.clinics.words import NextGesture, Title
from app.demo.actions import clinics, feeds, people
from app.demo.steps.cast import read_cast
from app.feeds.actions.registry import import_registry
from app.rules.clinics.step_reports import WatchState

#: No suspension of care is received yet.
STATES = set(WatchState) - {WatchState.SUSPENDED}
LOADED = ("2026-01-02", "2026-03-01", "2026-11-30", "2028-02-29")


@pytest.fixture(params=LOADED)
def today(request: pytest.FixtureRequest, app: Flask, tmp_path: Any) -> Iterator[date]:
    """What clinics live, for itself, whatever the day of loading: months end elsewhere among the lines."""
    cast, today = read_cast(), date.fromisoformat(request.param)
    with clock.use(clock.start_of(today) + timedelta(hours=12)):
        people.enrol_staff(cast)
        feeds.write_feed(tmp_path, feeds.registry(cast, today, 0))
        import_registry(tmp_path, feeds.must_be_good)
    for offset in sorted(clinics.days(cast)):
        with clock.use(clock.start_of(today + timedelta(offset)) + timedelta(hours=12)):
            clinics.live(cast, today, offset)
    with clock.use(clock.start_of(today) + timedelta(hours=13)):
        yield today


def cares(session: Session, number: str) -> list[BoardRow]:
    supplier = session.scalars(select(Supplier.id).where(Supplier.supplier_no == number)).one()
    return [row for ended in (False, True) for row in board(session, supplier, BoardSearch(ended=ended)).rows]


def count(session: Session, *where: Any) -> int:
    return session.scalar(select(func.count()).where(*where)) or 0


def test_every_state_of_the_board_occurs(session: Session, today: date) -> None:
    rows = cares(session, "DEMO-1001")
    watches = [watch_of(row.care, today) for row in rows]
    assert sorted(watch.state for watch in watches) == sorted(STATES)
    gestures = {next_gesture(row.care, watch) for row, watch in zip(rows, watches, strict=True)}
    assert gestures == {
        NextGesture.INITIAL_REPORT,
        NextGesture.STEP_REPORT,
        NextGesture.TO_CONFIRM,
        NextGesture.NONE,
    }
    late = [row.waiting for row, watch in zip(rows, watches, strict=True) if watch.state is WatchState.LATE]
    assert late == [2]
    assert [watch_of(row.care, today).state for row in cares(session, "DEMO-1002")] == [WatchState.UP_TO_DATE]


def test_lines_and_people_of_every_kind_occur(session: Session, today: date) -> None:
    assert set(session.scalars(select(AttendanceLine.state))) == {"accepted", "delayed", "paid", "unpaid"}
    assert (
        set(session.scalars(select(AttendanceLine.title)))
        == set(Title)
        == set(session.scalars(select(Professional.title)))
    )
    assert count(session, Payment.cents.is_not(None)) == 0, "no amount is made up"
    assert sorted(session.scalars(select(ClinicEnrolment.state))) == ["accepted", "accepted", "waiting"]
