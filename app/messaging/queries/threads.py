"""One thread as each side reaches it: an employer only through what the person may see, the Commission through all."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from app.messaging.models import Thread
from app.messaging.queries.scope import Scope, visible
from app.registry.models.employers import Employer
from app.registry.models.people import Person
from app.registry.queries.sessions import Principal
from app.requests.models.requests import OnlineRequest
from app.resolver.models.files import CompensationFile

#: How many threads of a request are named beside it.
FEW = 5


class ThreadHead(NamedTuple):
    """What stands at the head of a thread. `follows`, `followed_by`: the threads before and after it, by name."""

    id: int
    public_id: str
    employer_id: int
    employer: str
    employer_public_id: str
    neq: str
    space: str
    kind: str
    subject: str
    desk: str
    turn: str
    turn_since_at: datetime
    last_message_id: int
    answerer_id: int | None
    answerer: str
    file_id: int | None
    file_public_id: str | None
    file_no: str | None
    worker: str
    request_id: int | None
    request_public_id: str | None
    reference: str | None
    follows: str | None
    followed_by: str | None


_before, _after = aliased(Thread), aliased(Thread)
_HEAD = (
    select(
        Thread.id,
        Thread.public_id,
        Thread.employer_id,
        Employer.name,
        Employer.public_id,
        Employer.neq,
        Thread.space,
        Thread.subject_kind,
        Thread.subject,
        Thread.desk,
        Thread.turn,
        Thread.turn_since_at,
        Thread.last_message_id,
        Thread.answerer_id,
        Person.given_name,
        Person.family_name,
        Thread.file_id,
        CompensationFile.public_id,
        CompensationFile.file_no,
        CompensationFile.worker_given_name,
        CompensationFile.worker_family_name,
        Thread.request_id,
        OnlineRequest.public_id,
        OnlineRequest.reference,
        _before.public_id,
        _after.public_id,
    )
    .join(Employer, Employer.id == Thread.employer_id)
    .outerjoin(Person, Person.id == Thread.answerer_id)
    .outerjoin(CompensationFile, CompensationFile.id == Thread.file_id)
    .outerjoin(OnlineRequest, OnlineRequest.id == Thread.request_id)
    .outerjoin(_before, _before.id == Thread.follows_id)
    .outerjoin(_after, _after.follows_id == Thread.id)
    .order_by(_after.id.desc())
    .limit(1)
)


def get_for(session: Session, principal: Principal, public_id: str, scope: Scope, on: date) -> ThreadHead | None:
    """The thread, if this person may see it; None for any other, whether or not it exists."""
    return _head(session, _HEAD.where(Thread.public_id == public_id, visible(principal.employer_id, scope, on)))


def get_for_staff(session: Session, public_id: str, on: date) -> ThreadHead | None:
    """The thread, for a member of the Commission's staff."""
    return _head(session, _HEAD.where(Thread.public_id == public_id, Thread.begun_on <= on))


class ThreadName(NamedTuple):
    """A thread as a list of a few names it."""

    public_id: str
    subject: str
    turn: str
    turn_since_at: datetime


def about_request(session: Session, request_id: int, on: date) -> list[ThreadName]:
    """The latest threads about a request."""
    columns = (Thread.public_id, Thread.subject, Thread.turn, Thread.turn_since_at)
    found = select(*columns).where(Thread.request_id == request_id, Thread.begun_on <= on)
    return [ThreadName._make(row) for row in session.execute(found.order_by(Thread.id.desc()).limit(FEW))]


def _head(session: Session, statement: Select[*tuple[Any, ...]]) -> ThreadHead | None:
    row = session.execute(statement).first()
    if row is None:
        return None
    answerer, worker = _name(*row[14:16]), _name(*row[19:21])
    return ThreadHead._make((*row[:14], answerer, *row[16:19], worker, *row[21:]))


def _name(given: str | None, family: str | None) -> str:
    return f"{given} {family}" if given and family else ""
