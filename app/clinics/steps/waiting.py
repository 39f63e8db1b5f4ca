"""Lines that wait leave by themselves, once what they waited for is received."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.clinics.domain.judging import judge
from app.clinics.domain.remarks import Verdict
from app.clinics.models.submissions import AttendanceLine, Submission
from app.clinics.queries.known import known_of
from app.clinics.steps.changes import tell
from app.clinics.words import ClinicForm
from app.rules.clinics.submission import Severity

#: What waits for a report: it waits again once that report is cancelled.
_FOR_A_REPORT = frozenset({"initial_report_missing", "step_report_late", "requested_report_late"})


def delayed(verdict: Verdict) -> set[str]:
    """The places of a sheet whose payment waits; an empty one is the whole sheet."""
    return {each.finding.pointer for each in verdict.remarks if each.rule.severity is Severity.DELAY}


def release(session: Session, received: Submission) -> None:
    """Judge anew the sheets of the same care that have lines waiting: what nothing delays any more is accepted."""
    _judge_lines(session, received, ("delayed",))


def judge_anew(session: Session, cancelled: Submission) -> None:
    """The same once something is cancelled: what a report had let go and lacks again waits, unless it is paid."""
    _judge_lines(session, cancelled, ("accepted", "delayed"))


def _judge_lines(session: Session, cause: Submission, states: Collection[str]) -> None:
    of_care = [getattr(Submission, name) == getattr(cause, name) for name in ("file_id", "supplier_id", "discipline")]
    judged = AttendanceLine.submission_id == Submission.id, AttendanceLine.state.in_(states)
    sheets = session.scalars(select(Submission).where(*of_care, select(AttendanceLine.id).where(*judged).exists()))
    for sheet in sheets.all():
        # A sheet beside itself would declare each line twice: it is judged as its own correction.
        body = {**sheet.body, "replaces": sheet.public_id}
        verdict = judge(ClinicForm(sheet.form), body, known_of(session, body, clock.today())).verdict
        lines = session.scalars(select(AttendanceLine).where(AttendanceLine.submission_id == sheet.id, judged[1])).all()
        becomes = {line: _state(line, verdict) for line in lines}
        if any(line.state != state for line, state in becomes.items()):
            tell(session, sheet)
        for line, state in becomes.items():
            line.state = state
        sheet.state = "delayed" if "delayed" in becomes.values() else "accepted"


def _state(line: AttendanceLine, verdict: Verdict) -> str:
    """A line that was let go waits again for a report alone: any other remark was known when it was."""
    met = [each for each in verdict.remarks if each.finding.pointer in ("", f"/lines/{line.place}")]
    waits = [each for each in met if each.rule.severity is Severity.DELAY]
    if line.state == "accepted":
        waits = [each for each in waits if each.finding.code in _FOR_A_REPORT]
    return "delayed" if waits else "accepted"
