"""What an employer learns of the readings of its health professional: who, which day, how many. Nothing else.

Each opening is counted, and how many papers they were; neither paper, file, worker nor category is named or reached
from here. The journal, where openings stand already, is asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, distinct, func, select
from sqlalchemy.orm import Session

from app.ledger.models.audit import AuditEntry
from app.registry.models.people import Person
from app.vocabulary.audit import AuditAction

PAGE = 50


@dataclass(frozen=True, slots=True)
class ReadingsOfDay:
    """The openings of one professional on one Quebec day, and how many papers they were."""

    day: date
    name: str
    openings: int
    papers: int


def _days(employer_id: int) -> Select[date, int | None, int, int]:
    return (
        select(
            AuditEntry.day,
            AuditEntry.person_id,
            func.count().label("openings"),
            func.count(distinct(AuditEntry.medical_paper_id)).label("papers"),
        )
        .where(
            AuditEntry.employer_id == employer_id,
            AuditEntry.action == AuditAction.MEDICAL_PAPER_OPENED.value,
            AuditEntry.person_id.is_not(None),
        )
        .group_by(AuditEntry.day, AuditEntry.person_id)
    )


def readings_of_employer(
    session: Session, employer_id: int, *, limit: int = PAGE, offset: int = 0
) -> list[ReadingsOfDay]:
    """The openings by its professionals, a line for each day and professional, the latest day first."""
    days = _days(employer_id).subquery()
    rows = session.execute(
        select(days.c.day, Person.given_name, Person.family_name, days.c.openings, days.c.papers)
        .join(Person, Person.id == days.c.person_id)
        .order_by(days.c.day.desc(), Person.search_name, Person.id)
        .limit(limit)
        .offset(offset)
    )
    return [ReadingsOfDay(day, f"{given} {family}", openings, papers) for day, given, family, openings, papers in rows]


def count_readings(session: Session, employer_id: int) -> int:
    """How many lines `readings_of_employer` would list in all."""
    return session.scalar(select(func.count()).select_from(_days(employer_id).subquery())) or 0
