"""Medical and physical-rehabilitation papers, for the health professional whom the employer designated.

The only queries of a reader over medical papers. Nothing of the employer's side imports this module.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, bindparam, exists, func, select
from sqlalchemy.orm import Session

from app.ledger.queries.intervals import holds
from app.notices.models import Dispatch, Notice
from app.registry.models.people import Membership
from app.registry.queries.sessions import Principal
from app.resolver.models.documents import MedicalOpening, MedicalPaper
from app.resolver.models.files import CompensationFile
from app.vocabulary.accounts import Role
from app.vocabulary.documents import Category, DocumentKind
from app.vocabulary.notices import Channel, DispatchState

PAGE = 50


@dataclass(frozen=True, slots=True)
class MedicalRow:
    """One paper, with the file that it belongs to. `opened_at` is when this person first opened it."""

    id: int
    public_id: str
    title: str
    kind: DocumentKind
    category: Category
    issued_on: date
    deposited_on: date
    recorded_at: datetime
    sha256: str
    size: int
    pages: int
    employer_id: int
    file_id: int
    file_no: str
    given_name: str
    family_name: str
    injury_on: date
    opened_at: datetime | None

    @property
    def worker(self) -> str:
        """Given and family name of the worker, as read aloud."""
        return f"{self.given_name} {self.family_name}"


_DESIGNATED = exists().where(
    Membership.person_id == bindparam("person"),
    Membership.employer_id == MedicalPaper.employer_id,
    Membership.role == Role.HEALTH_PROFESSIONAL.value,
    Membership.vouched,
    holds(Membership, bindparam("on")),
)
#: A paper that went by post, or that is still held, left no electronic copy to read.
_ON_SCREEN = exists().where(
    Notice.medical_paper_id == MedicalPaper.id,
    Dispatch.notice_id == Notice.id,
    Dispatch.channel == Channel.ELECTRONIC.value,
    Dispatch.state != DispatchState.RELEASED.value,
)
_MINE = and_(
    MedicalPaper.employer_id == bindparam("employer"),
    MedicalPaper.deposited_on <= bindparam("on"),
    _DESIGNATED,
    _ON_SCREEN,
)
_OPENED_AT = (
    select(func.min(MedicalOpening.opened_at))
    .where(MedicalOpening.person_id == bindparam("person"), MedicalOpening.medical_paper_id == MedicalPaper.id)
    .correlate(MedicalPaper)
    .scalar_subquery()
)
_ROWS = (
    select(
        MedicalPaper.id,
        MedicalPaper.public_id,
        MedicalPaper.title,
        MedicalPaper.kind,
        MedicalPaper.category,
        MedicalPaper.issued_on,
        MedicalPaper.deposited_on,
        MedicalPaper.recorded_at,
        MedicalPaper.sha256,
        MedicalPaper.size,
        MedicalPaper.pages,
        MedicalPaper.employer_id,
        MedicalPaper.file_id,
        CompensationFile.file_no,
        CompensationFile.worker_given_name.label("given_name"),
        CompensationFile.worker_family_name.label("family_name"),
        CompensationFile.injury_on,
        _OPENED_AT.label("opened_at"),
    )
    .join(CompensationFile, CompensationFile.id == MedicalPaper.file_id)
    .where(_MINE)
)
_LIST = (
    _ROWS.order_by(MedicalPaper.deposited_on.desc(), MedicalPaper.id.desc())
    .limit(bindparam("limit"))
    .offset(bindparam("offset"))
)
_ONE = _ROWS.where(MedicalPaper.public_id == bindparam("public_id"))
_COUNT = select(func.count()).select_from(MedicalPaper).where(_MINE)


def _values(principal: Principal, on: date) -> dict[str, Any]:
    return {"person": principal.person_id, "employer": principal.employer_id, "on": on}


def _row(row: Any) -> MedicalRow:
    return MedicalRow(**row._asdict() | {"kind": DocumentKind(row.kind), "category": Category(row.category)})


def papers_for(
    session: Session, principal: Principal, on: date, *, offset: int = 0, limit: int = PAGE
) -> list[MedicalRow]:
    """The papers of the employer acted for that the person may read that day, the last deposited first."""
    values = _values(principal, on) | {"limit": limit, "offset": offset}
    return [_row(row) for row in session.execute(_LIST, values)]


def count_for(session: Session, principal: Principal, on: date) -> int:
    """How many papers `papers_for` would list in all."""
    return session.scalar(_COUNT, _values(principal, on)) or 0


def get_for(session: Session, principal: Principal, public_id: str, on: date) -> MedicalRow | None:
    """The paper, if the person is that day a health professional whom its employer designated and for
    whom somebody else vouches; None otherwise.
    """
    row = session.execute(_ONE, _values(principal, on) | {"public_id": public_id}).first()
    return None if row is None else _row(row)
