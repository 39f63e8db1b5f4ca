"""Lines that wait leave by themselves, once what they waited for is received."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app import clock
from app.clinics.domain.judging import judge
from app.clinics.domain.remarks import Verdict
from app.clinics.models.submissions import AttendanceLine, Submission
from app.clinics.queries.known import known_of
from app.clinics.steps.changes import tell
from app.clinics.words import ClinicForm
from app.rules.clinics.submission import Severity

#: What one care is: of one file, by one clinic, of one discipline.
_CARE = ("file_id", "supplier_id", "discipline")


def delayed(verdict: Verdict) -> set[str]:
    """The places of a sheet whose payment waits; an empty one is the whole sheet."""
    return {each.finding.pointer for each in verdict.remarks if each.rule.severity is Severity.DELAY}


def release(session: Session, received: Submission) -> None:
    """Judge anew the sheets of the same care that have lines waiting: what nothing delays any more is accepted."""
    of_care = [
        getattr(Submission, name) == getattr(received, name) for name in ("file_id", "supplier_id", "discipline")
    ]
    waiting = AttendanceLine.submission_id == Submission.id, AttendanceLine.state == "delayed"
    sheets = session.scalars(select(Submission).where(*of_care, select(AttendanceLine.id).where(*waiting).exists()))
    for sheet in sheets.all():
        # A sheet beside itself would declare each line twice: it is judged as its own correction.
        body = {**sheet.body, "replaces": sheet.public_id}
        waits = delayed(judge(ClinicForm(sheet.form), body, known_of(session, body, clock.today())).verdict)
        lines = session.scalars(
            select(AttendanceLine).where(AttendanceLine.submission_id == sheet.id, waiting[1])
        ).all()
        free = [line.id for line in lines if not {"", f"/lines/{line.place}"} & waits]
        if free:
            tell(session, sheet)
        session.execute(update(AttendanceLine).where(AttendanceLine.id.in_(free)).values(state="accepted"))
        if len(free) == len(lines):
            sheet.state = "accepted"
