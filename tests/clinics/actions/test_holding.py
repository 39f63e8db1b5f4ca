"""What is judged of a clinic's lines is what stands when it is written: nobody changes them meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from time import sleep

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.clinics.actions.cancellation import Cancellation, cancel
from app.clinics.actions.reception import receive
from app.clinics.domain.remarks import Verdict
from app.clinics.models.submissions import AttendanceLine
from app.clinics.queries.known import supplier_id_of
from app.clinics.steps.changes import hold
from app.clinics.words import ClinicForm
from app.extensions import db
from app.feeds.actions.clinics import import_clinics
from app.feeds.steps.folders import BadRows
from app.ledger.steps.transaction import transaction
from tests.clinics.actions.test_reception import SHEET, SIGNED, begin, sent, sheet
from tests.clinics.bodies import body_of
from tests.feeds.actions.test_clinics_feed import HEADERS

pytestmark = pytest.mark.databases("postgresql", because="SQLite has one writer, who waits before reading anything")
WAITING = text("SELECT count(*) FROM pg_locks WHERE NOT granted")


@contextmanager
def meanwhile(app: Flask, gesture: Callable[[], object]) -> Iterator[Future[object]]:
    """A gesture through a connection of its own, which is waiting for this one when the block begins."""

    def run() -> object:
        with app.app_context():
            try:
                return gesture()
            finally:
                db.session.remove()

    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(run)
        while not done.done() and not db.session.scalar(WAITING):
            sleep(0.01)
        yield done


def paid(folder: Path, submission: str) -> list[str]:
    """Import that a line is paid; the bad rows."""
    (folder / "payments.csv").write_text(f"{HEADERS['payments']}\n{submission},1,paid,36.00,2023-04-20,\n", "utf-8")
    bad: list[str] = []
    with suppress(BadRows):
        import_clinics(folder, lambda row: bad.append(str(row)))
    return bad


def standing(session: Session) -> list[tuple[str, str]]:
    session.rollback()
    lines = select(AttendanceLine.day, AttendanceLine.state).where(AttendanceLine.state != "replaced")
    return [(str(day), state) for day, state in session.execute(lines.order_by(AttendanceLine.day))]


@pytest.mark.parametrize("gesture", ["cancelled", "corrected"])
def test_a_line_paid_meanwhile_is_protected(
    app: Flask, told: FlaskCliRunner, session: Session, tmp_path: Path, gesture: str
) -> None:
    begin(session)
    old = sent(SHEET, **sheet("2023-03-02")).submission
    supplier_id = supplier_id_of(session, {"supplier_no": "F-100"}) or 0
    body = body_of(SHEET, **SIGNED, **sheet("2023-03-09"), replaces=old)
    gestures: dict[str, Callable[[], object]] = {
        "cancelled": lambda: cancel(Cancellation(old, "wrong_day", "a-1"), supplier_id),
        "corrected": lambda: receive(ClinicForm.ATTENDANCE_SHEET, body, "c-1"),
    }
    with transaction() as held:
        hold(held, supplier_id)
        line = held.scalars(select(AttendanceLine)).one()
        line.state = "paid"
        held.flush()
        with meanwhile(app, gestures[gesture]) as done:
            held.commit()
    verdict = done.result()
    assert isinstance(verdict, Verdict)
    assert "correction_of_paid_line" in [each.finding.code for each in verdict.remarks]
    assert standing(session) == [("2023-03-02", "paid")]


def test_a_payment_does_not_raise_a_line_cancelled_meanwhile(
    app: Flask, told: FlaskCliRunner, session: Session, tmp_path: Path
) -> None:
    begin(session)
    old = sent(SHEET, **sheet("2023-03-02")).submission
    supplier_id = supplier_id_of(session, {"supplier_no": "F-100"}) or 0
    with transaction() as held:
        hold(held, supplier_id)
        line = held.scalars(select(AttendanceLine)).one()
        line.state = "replaced"
        held.flush()
        with meanwhile(app, lambda: paid(tmp_path, old)) as done:
            held.commit()
    assert done.result() == [f"payments.csv, line 2, column line: the submission {old} has no line 1 that stands"]
    assert standing(session) == []
