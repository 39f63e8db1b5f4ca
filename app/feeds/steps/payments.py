"""What was paid of the lines of attendance sheets, as the Commission's payment system says it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.clinics.models.submissions import AttendanceLine, Payment, Submission
from app.clinics.queries.payments import same_act
from app.clinics.steps.changes import hold, tell
from app.clinics.words import PaymentState
from app.feeds.steps.clinics import cents
from app.feeds.steps.reading import Column, Refused, Report, Row, Seen, day, matching, one_of, optional, text

COLUMNS = (
    Column("submission", text(40, required=True)),
    Column("line", matching(r"[1-9][0-9]{0,4}", "the number of a line, from 1,")),
    Column("state", one_of(PaymentState)),
    Column("amount", optional(cents)),
    Column("on", day),
    Column("reason", text(300)),
)


def import_chunk(
    session: Session, _spec: object, file: str, rows: Sequence[Row], seen: Seen, report: Report, at: datetime
) -> None:
    """Record each payment that is new; the latest says how its line stands."""
    for row in rows:
        try:
            line = _line(session, row)
            if seen.first_line((row["submission"], row["line"], row["on"].isoformat(), row["state"]), row.line):
                raise Refused("the same line, day and state already stand in this file", "line")
            report.count(file, _record(session, line, row, at))
        except Refused as refusal:
            report.refuse(file, row.line, refusal)


def _line(session: Session, row: Row) -> AttendanceLine:
    """The line that a row names, or the one that stands in its place since a correction."""
    submission = select(Submission.id, Submission.supplier_id).where(Submission.public_id == row["submission"])
    known = session.execute(submission).one_or_none()
    if known is None:
        raise Refused(f"no submission is known as {row['submission']!r}", "submission")
    hold(session, known.supplier_id)
    named = AttendanceLine.submission_id == known.id, AttendanceLine.place == int(row["line"]) - 1
    line = session.scalar(select(AttendanceLine).where(*named))
    if line is not None and line.state == "replaced":
        line = session.scalar(select(AttendanceLine).where(*same_act(line), AttendanceLine.state != "replaced"))
    if line is None:
        raise Refused(f"the submission {row['submission']} has no line {row['line']} that stands", "line")
    return line


def _record(session: Session, line: AttendanceLine, row: Row, at: datetime) -> str:
    said = select(Payment).where(Payment.line_id.in_(select(AttendanceLine.id).where(*same_act(line))))
    known = session.scalar(said.where(Payment.paid_on == row["on"], Payment.state == row["state"]))
    values: dict[str, Any] = {"cents": row["amount"], "reason": row["reason"]}
    if known is not None:
        if any(getattr(known, name) != value for name, value in values.items()):
            raise Refused("this line, day and state are known with another amount or reason", "amount")
        return "unchanged"
    latest = session.scalar(said.with_only_columns(func.max(Payment.paid_on)))
    tell(session, session.get_one(Submission, line.submission_id))
    session.add(Payment(line_id=line.id, state=row["state"], paid_on=row["on"], recorded_at=at, **values))
    if latest is None or row["on"] >= latest:
        line.state = row["state"]
    session.flush()
    return "added"
