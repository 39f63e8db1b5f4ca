"""What the registry says around a request: why its file concerns the employer, and whom the employer designates."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.registry.models.people import Person
from app.requests.domain.reckoning import Surroundings
from app.requests.models.requests import OnlineRequest
from app.resolver.models.files import FileEmployer
from app.resolver.queries.facts import facts_of_employer


def surroundings_of(session: Session, row: OnlineRequest, on: date) -> Surroundings:
    """The basis on which the file is the employer's, None without one; the professionals who accepted and stand."""
    basis = session.scalar(
        select(FileEmployer.basis).where(
            FileEmployer.file_id == row.file_id, FileEmployer.employer_id == row.employer_id
        )
    )
    ids = facts_of_employer(session, row.employer_id).designated_on(on)
    people = session.scalars(select(Person).where(Person.id.in_(ids)))
    return Surroundings(basis, tuple(sorted(person.name for person in people)))
