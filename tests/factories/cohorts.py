"""Cohorts of employers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy.orm import Session

from app import clock
from app.registry.models.employers import Employer
from app.registry.models.staff import StaffMember
from app.resolver.models.cohorts import Cohort, CohortMember


def make_cohort(session: Session, employers: Iterable[Employer], by: StaffMember, **values: Any) -> Cohort:
    """A cohort of these employers, not announced."""
    cohort = Cohort(**{"name": "Vague du printemps", "made_by_id": by.id, "made_at": clock.now(), **values})
    session.add(cohort)
    session.flush()
    session.add_all(CohortMember(cohort_id=cohort.id, employer_id=employer.id) for employer in employers)
    session.flush()
    return cohort
