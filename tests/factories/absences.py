"""Absences, with what the stand-in holds meanwhile."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app import clock
from app.registry.models.employers import Employer
from app.registry.models.people import Person
from app.resolver.models.absences import Absence
from app.vocabulary.accounts import Space


def make_absence(
    session: Session,
    absent: Person,
    stand_in: Person,
    employer: Employer,
    days: tuple[date, date],
    space: Space = Space.CLICSEQUR,
    **values: Any,
) -> Absence:
    """Somebody stands in on the days of `[first, second)`; what they hold is made apart, with `absence_id`."""
    defaults = {"named_by_id": absent.id, "created_at": clock.now()}
    absence = Absence(
        employer_id=employer.id,
        space=space.value,
        person_id=absent.id,
        stand_in_id=stand_in.id,
        from_on=days[0],
        until_on=days[1],
        **{**defaults, **values},
    )
    session.add(absence)
    session.flush()
    return absence
