"""What the registry says around a request: why its file concerns the employer, and whom the employer designates."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.registry.models.people import Person
from app.requests.domain.reckoning import Surroundings
from app.requests.models.requests import OnlineRequest, RequestSecret
from app.requests.queries.reach import Reach
from app.requests.words import RequestState
from app.resolver.models.files import FileEmployer
from app.resolver.queries.facts import facts_of_employer


def surroundings_of(session: Session, row: OnlineRequest, on: date, since: datetime) -> Surroundings:
    """The basis on which the file is the employer's, None without one; the professionals who accepted and stand.

    `since`: from when on another request with the same form is a late one.
    """
    basis = session.scalar(
        select(FileEmployer.basis).where(
            FileEmployer.file_id == row.file_id, FileEmployer.employer_id == row.employer_id
        )
    )
    other = select(OnlineRequest.id).where(
        OnlineRequest.employer_id == row.employer_id,
        OnlineRequest.form == row.form,
        OnlineRequest.id != row.id,
        OnlineRequest.sent_at > since,
        OnlineRequest.state != RequestState.TAKEN_BACK.value,
    )
    lately = session.scalar(other.limit(1)) is not None
    return Surroundings(basis, designated_by(session, row, on), lately)


def has_number_of_another(session: Session, reach: Reach, row: OnlineRequest) -> bool:
    """Whether a request that was filed, among those that the reader reaches, gives its number to somebody else."""
    own = select(RequestSecret.fingerprint).where(RequestSecret.request_id == row.id, RequestSecret.fingerprint != "")
    former = (
        select(OnlineRequest.id)
        .join(RequestSecret, RequestSecret.request_id == OnlineRequest.id)
        .where(
            RequestSecret.fingerprint.in_(own),
            OnlineRequest.reference.is_not(None),
            OnlineRequest.search_name != row.search_name,
            *reach.clauses(),
        )
    )
    return session.scalar(former.limit(1)) is not None


def designated_by(session: Session, row: OnlineRequest, on: date) -> tuple[str, ...]:
    """The names of the health professionals whom the employer designates that day, and who accepted."""
    ids = facts_of_employer(session, row.employer_id).designated_on(on)
    people = session.scalars(select(Person).where(Person.id.in_(ids)))
    return tuple(sorted({person.name for person in people}))
