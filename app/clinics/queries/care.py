"""What clinics have sent for a file and still stands: what a form is judged beside."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clinics.domain.known import Care, Declared, Sent
from app.clinics.models.submissions import AttendanceLine, Submission
from app.clinics.words import ClinicForm, Discipline, PresenceKind

_STANDS = Submission.state.in_(("accepted", "delayed"))


def cares_of(session: Session, file_id: int, supplier_id: int) -> Mapping[Discipline, Care]:
    """The care of a file by one clinic, by discipline. Of other clinics nothing but the days they declared."""
    sent: dict[Discipline, list[Sent]] = defaultdict(list)
    for row in session.execute(_sent(file_id, supplier_id)):
        period = tuple(str(row.body.get(name) or "") for name in ("period_from", "period_until"))
        one = Sent(row.public_id, ClinicForm(row.form), row.first_on, row.about_on, (period[0], period[1]))
        sent[Discipline(row.discipline)].append(one)
    declared: dict[Discipline, list[Declared]] = defaultdict(list)
    elsewhere: dict[Discipline, set[date]] = defaultdict(set)
    for line in session.execute(_lines(file_id)):
        discipline, kind = Discipline(line.discipline), PresenceKind(line.kind)
        if line.supplier_id == supplier_id:
            one_more = Declared(line.day, line.code, kind, line.public_id, paid=line.state == "paid")
            declared[discipline].append(one_more)
        elif kind is not PresenceKind.ABSENCE:
            elsewhere[discipline].add(line.day)
    return {each: Care(tuple(sent[each]), tuple(declared[each]), frozenset(elsewhere[each])) for each in Discipline}


def _sent(file_id: int, supplier_id: int) -> Any:
    columns = Submission.public_id, Submission.form, Submission.first_on, Submission.about_on
    return (
        select(*columns, Submission.discipline, Submission.body)
        .where(
            Submission.file_id == file_id,
            Submission.supplier_id == supplier_id,
            Submission.form != ClinicForm.ATTENDANCE_SHEET,
            _STANDS,
        )
        .order_by(Submission.id)
    )


def _lines(file_id: int) -> Any:
    columns = AttendanceLine.supplier_id, AttendanceLine.discipline, AttendanceLine.day, AttendanceLine.code
    return (
        select(*columns, AttendanceLine.kind, AttendanceLine.state, Submission.public_id)
        .join(Submission, Submission.id == AttendanceLine.submission_id)
        .where(AttendanceLine.file_id == file_id, AttendanceLine.state != "replaced")
        .order_by(AttendanceLine.day, AttendanceLine.id)
    )
