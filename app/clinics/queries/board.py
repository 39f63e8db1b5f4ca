"""The board of a clinic: each care that it gives, the one whose count began longest ago first.

A worker is shown by the number that the clinic sends and by its own reference: nothing is read of the file itself but
that number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Subquery, and_, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.clinics.domain.known import Care
from app.clinics.models.submissions import AttendanceLine, Submission
from app.clinics.queries.care import cares_of_files
from app.clinics.words import ClinicForm, Discipline
from app.resolver.models.files import CompensationFile

#: How many cares a page shows.
PAGE = 50


@dataclass(frozen=True, slots=True)
class BoardSearch:
    """What is asked for: cares that have ended or not, part of a file number or of the clinic's own reference.

    `after` and `before`: the first submission of the care next to the page.
    """

    ended: bool = False
    text: str = ""
    after: str = ""
    before: str = ""


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One care. `anchor`: its first submission; `waiting`: how many of its lines wait for their payment."""

    anchor: str
    file_no: str
    client_ref: str
    discipline: Discipline
    care: Care
    waiting: int


@dataclass(frozen=True, slots=True)
class BoardSlice:
    """The cares of a page, and whether there are others before and after."""

    rows: Sequence[BoardRow]
    has_previous: bool
    has_next: bool


def board(session: Session, supplier_id: int, asked: BoardSearch) -> BoardSlice:
    """A page of the clinic's cares."""
    cares, first = _cares(supplier_id), aliased(Submission)
    statement = (
        select(cares, first.public_id, first.body["client_ref"].as_string(), CompensationFile.file_no)
        .join(first, first.id == cares.c.first_id)
        .join(CompensationFile, CompensationFile.id == cares.c.file_id)
        .where(cares.c.ended > cares.c.begun if asked.ended else cares.c.ended <= cares.c.begun, *_named(asked, first))
    )
    place = _place(session, cares, asked.after or asked.before)
    backwards = bool(place is not None and not asked.after)
    if place is not None:
        statement = statement.where(_beyond(cares, place, backwards=backwards))
    keys = (cares.c.anchor_on, cares.c.first_id)
    order = [key.desc() for key in keys] if backwards else list(keys)
    found = session.execute(statement.order_by(*order).limit(PAGE + 1)).all()
    more, rows = len(found) > PAGE, list(found[:PAGE])
    if backwards:
        rows.reverse()
    return BoardSlice(_as_rows(session, supplier_id, rows), more if backwards else place is not None, backwards or more)


def _cares(supplier_id: int) -> Subquery:
    """Each care with the day from which its count runs, in the terms of SQL: good enough to order by."""

    def latest(form: ClinicForm, column: Any) -> Any:
        return func.max(case((Submission.form == form.value, column)))

    begun = latest(ClinicForm.INITIAL_REPORT, Submission.about_on)
    anchor = func.coalesce(latest(ClinicForm.STEP_REPORT, Submission.first_on), begun, func.min(Submission.about_on))
    return (
        select(
            Submission.file_id,
            Submission.discipline,
            func.min(Submission.id).label("first_id"),
            anchor.label("anchor_on"),
            func.coalesce(latest(ClinicForm.INITIAL_REPORT, Submission.id), 0).label("begun"),
            func.coalesce(latest(ClinicForm.FINAL_REPORT, Submission.id), 0).label("ended"),
        )
        .where(Submission.supplier_id == supplier_id, Submission.state.in_(("accepted", "delayed")))
        .group_by(Submission.file_id, Submission.discipline)
        .subquery()
    )


def _named(asked: BoardSearch, first: Any) -> list[Any]:
    if not asked.text:
        return []
    digits = "".join(sign for sign in asked.text if sign.isdecimal())
    reference = first.body["client_ref"].as_string().icontains(asked.text, autoescape=True)
    return [or_(reference, CompensationFile.file_no.contains(digits)) if digits else reference]


def _place(session: Session, cares: Subquery, anchor: str) -> Any:
    """Where a care stands in the order; None for one that is not this clinic's."""
    if not anchor:
        return None
    first = select(Submission.id).where(Submission.public_id == anchor).scalar_subquery()
    return session.execute(select(cares.c.anchor_on, cares.c.first_id).where(cares.c.first_id == first)).first()


def _beyond(cares: Subquery, place: Any, *, backwards: bool) -> Any:
    day, number = cares.c.anchor_on, cares.c.first_id
    if backwards:
        return or_(day < place[0], and_(day == place[0], number < place[1]))
    return or_(day > place[0], and_(day == place[0], number > place[1]))


def _as_rows(session: Session, supplier_id: int, found: Sequence[Any]) -> list[BoardRow]:
    file_ids = sorted({row.file_id for row in found})
    cares, waiting = cares_of_files(session, file_ids, supplier_id), _waiting(session, supplier_id, file_ids)
    return [
        BoardRow(
            row.public_id,
            row.file_no,
            row[-2] or "",
            Discipline(row.discipline),
            cares.get((row.file_id, Discipline(row.discipline)), Care()),
            waiting.get((row.file_id, row.discipline), 0),
        )
        for row in found
    ]


def _waiting(session: Session, supplier_id: int, file_ids: Sequence[int]) -> dict[tuple[int, str], int]:
    of_care = AttendanceLine.file_id, AttendanceLine.discipline
    waits = AttendanceLine.supplier_id == supplier_id, AttendanceLine.state == "delayed"
    counted = select(*of_care, func.count()).where(*waits, AttendanceLine.file_id.in_(file_ids)).group_by(*of_care)
    return {(file_id, discipline): number for file_id, discipline, number in session.execute(counted)}
