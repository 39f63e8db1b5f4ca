"""What became of what a clinic sent: its own, and nothing of another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session, aliased

from app.clinics.models.submissions import AttendanceLine, Payment, Submission
from app.clinics.queries.payments import ACT


@dataclass(frozen=True, slots=True)
class LineState:
    """A line of a sheet, by its place from 0, and what the payment system last said of it."""

    place: int
    day: str
    code: str
    state: str
    payment: Payment | None


@dataclass(frozen=True, slots=True)
class SubmissionState:
    """A submission as it stands. `replaces`, `replaced_by`: the versions before and after it."""

    row: Submission
    replaces: str | None
    replaced_by: str | None
    lines: Sequence[LineState]

    @property
    def received_at(self) -> datetime:
        """When it was received."""
        return self.row.received_at


def submission_of(session: Session, supplier_id: int, public_id: str) -> SubmissionState | None:
    """One submission of a clinic."""
    return next(iter(_read(session, supplier_id, Submission.public_id == public_id, 1)), None)


def changes_since(session: Session, supplier_id: int, change_no: int, most: int) -> list[SubmissionState]:
    """What has changed after a number, in the order of the changes; each submission once, as it stands."""
    return _read(session, supplier_id, Submission.change_no > change_no, most)


def _read(session: Session, supplier_id: int, which: Any, most: int) -> list[SubmissionState]:
    before, after = aliased(Submission), aliased(Submission)
    rows = session.execute(
        select(Submission, before.public_id, after.public_id)
        .outerjoin(before, before.id == Submission.replaces_id)
        .outerjoin(after, after.replaces_id == Submission.id)
        .where(Submission.supplier_id == supplier_id, which)
        .order_by(Submission.change_no)
        .limit(most)
    ).all()
    lines = _lines(session, {row.id: row.state for row, _before, _after in rows})
    return [SubmissionState(row, replaces, replaced_by, lines[row.id]) for row, replaces, replaced_by in rows]


def _lines(session: Session, states: Mapping[int, str]) -> Mapping[int, list[LineState]]:
    """The lines of submissions; those of one that was cancelled are so too."""
    of_these = AttendanceLine.submission_id.in_(states)
    rows = session.scalars(select(AttendanceLine).where(of_these).order_by(AttendanceLine.place)).all()
    payments = _payments(session, rows)
    lines: dict[int, list[LineState]] = defaultdict(list)
    for row in rows:
        state = "cancelled" if states[row.submission_id] == "cancelled" else row.state
        line = LineState(row.place, row.day.isoformat(), row.code, state, payments.get(row.id))
        lines[row.submission_id].append(line)
    return lines


def _payments(session: Session, lines: Sequence[AttendanceLine]) -> Mapping[int, Payment]:
    """What was last said of each line; one that a correction keeps paid was paid in an earlier version."""
    own = Payment.line_id.in_([line.id for line in lines])
    said = select(Payment).where(own).order_by(Payment.paid_on, Payment.id)
    payments = {row.line_id: row for row in session.scalars(said)}
    kept = {line.id: line for line in lines if line.state == "paid" and line.id not in payments}
    return payments | _paid_before(session, kept)


def _paid_before(session: Session, kept: Mapping[int, AttendanceLine]) -> dict[int, Payment]:
    """What was paid of the same acts in the versions before."""
    if not kept:
        return {}
    now, before = aliased(AttendanceLine), aliased(AttendanceLine)
    same = [getattr(now, name) == getattr(before, name) for name in ACT]
    said = (
        select(now.id, Payment)
        .join(before, and_(*same))
        .join(Payment, Payment.line_id == before.id)
        .where(now.id.in_(kept), Payment.state == "paid")
        .order_by(Payment.paid_on, Payment.id)
    )
    return {row[0]: row[1] for row in session.execute(said)}
