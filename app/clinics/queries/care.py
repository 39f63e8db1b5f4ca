"""What clinics have sent for a file and still stands: what a form is judged beside."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clinics.domain.known import Care, Declared, Sent
from app.clinics.models.submissions import AttendanceLine, Submission
from app.clinics.words import ClinicForm, Discipline, PresenceKind
from app.resolver.models.files import CompensationFile

#: What has not been replaced or cancelled.
STANDS = Submission.state.in_(("accepted", "delayed"))


@dataclass(frozen=True, slots=True)
class InCare:
    """The care of one file by a clinic, of one discipline."""

    file_no: str
    discipline: Discipline
    care: Care


def cares_of(session: Session, file_id: int, supplier_id: int) -> Mapping[Discipline, Care]:
    """The care of a file by one clinic, by discipline. Of other clinics nothing but the days they declared."""
    found = cares_of_files(session, [file_id], supplier_id)
    return {each: found.get((file_id, each), Care()) for each in Discipline}


def in_care(session: Session, supplier_id: int, after: str, most: int) -> list[InCare]:
    """What a clinic has sent of its workers, in the order of their files, those after a number; by discipline."""
    own = select(Submission.file_id).where(Submission.supplier_id == supplier_id, STANDS)
    page = (
        select(CompensationFile.id, CompensationFile.file_no)
        .where(CompensationFile.file_no > after, CompensationFile.id.in_(own))
        .order_by(CompensationFile.file_no)
        .limit(most)
    )
    files = {row.id: row.file_no for row in session.execute(page)}
    cares = cares_of_files(session, list(files), supplier_id)
    known = ((number, each, cares.get((file_id, each))) for file_id, number in files.items() for each in Discipline)
    return [InCare(number, each, care) for number, each, care in known if care and (care.sent or care.declared)]


def cares_of_files(session: Session, files: Sequence[int], supplier_id: int) -> Mapping[tuple[int, Discipline], Care]:
    """The same for several files, in as many statements; nothing for what nobody sent."""
    sent: dict[tuple[int, Discipline], list[Sent]] = defaultdict(list)
    for row in session.execute(_sent(files, supplier_id)):
        period = tuple(str(row.body.get(name) or "") for name in ("period_from", "period_until"))
        one = Sent(row.public_id, ClinicForm(row.form), row.first_on, row.about_on, (period[0], period[1]))
        sent[row.file_id, Discipline(row.discipline)].append(one)
    declared: dict[tuple[int, Discipline], list[Declared]] = defaultdict(list)
    elsewhere: dict[tuple[int, Discipline], set[date]] = defaultdict(set)
    for line in session.execute(_lines(files)):
        place, kind = (line.file_id, Discipline(line.discipline)), PresenceKind(line.kind)
        if line.supplier_id == supplier_id:
            one_more = Declared(line.day, line.code, kind, line.public_id, paid=line.state == "paid")
            declared[place].append(one_more)
        elif kind is not PresenceKind.ABSENCE:
            elsewhere[place].add(line.day)
    places = {*sent, *declared, *elsewhere}
    return {each: Care(tuple(sent[each]), tuple(declared[each]), frozenset(elsewhere[each])) for each in places}


def _sent(files: Sequence[int], supplier_id: int) -> Any:
    columns = Submission.public_id, Submission.form, Submission.first_on, Submission.about_on
    return (
        select(*columns, Submission.file_id, Submission.discipline, Submission.body)
        .where(
            Submission.file_id.in_(files),
            Submission.supplier_id == supplier_id,
            Submission.form != ClinicForm.ATTENDANCE_SHEET,
            STANDS,
        )
        .order_by(Submission.id)
    )


def _lines(files: Sequence[int]) -> Any:
    names = ("file_id", "supplier_id", "discipline", "day", "code", "kind", "state")
    columns = [getattr(AttendanceLine, name) for name in names]
    return (
        select(*columns, Submission.public_id)
        .join(Submission, Submission.id == AttendanceLine.submission_id)
        .where(AttendanceLine.file_id.in_(files), AttendanceLine.state != "replaced")
        .order_by(AttendanceLine.day, AttendanceLine.id)
    )
