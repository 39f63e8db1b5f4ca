"""What a thread can be begun about, as each side finds it."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from app.messaging.models import Thread, ThreadEvent
from app.messaging.queries.scope import Scope, seen_requests
from app.messaging.words import CENTRAL_DESK, EventKind, ThreadKind
from app.papers.queries import files
from app.registry.models.employers import Employer
from app.registry.queries.people import granters
from app.registry.queries.sessions import Principal
from app.requests.models.requests import OnlineRequest
from app.requests.queries.desk import SHOWN
from app.resolver.models.files import CompensationFile, FileEmployer
from app.vocabulary.accounts import Space


class Topic(NamedTuple):
    """What a thread is about, and the office that answers. `name`: the worker of a file, the reference of a request."""

    kind: ThreadKind
    desk: str = CENTRAL_DESK
    name: str = ""
    public_id: str = ""
    file_id: int | None = None
    request_id: int | None = None
    space: str = ""


def topic_for(
    session: Session, principal: Principal, scope: Scope, file: str | None, request: str | None
) -> Topic | None:
    """Nothing in particular, or the file or the filed request that this person sees; None for any other."""
    if request:
        mine = OnlineRequest.employer_id == principal.employer_id
        return _of_request(session, request, mine, *seen_requests(scope)) if scope.services else None
    if file:
        head = files.get_for(session, principal, file) if scope.files else None
        if head is None:
            return None
        return Topic(ThreadKind.FILE, head.regional_office or CENTRAL_DESK, head.worker, file, head.id)
    return Topic(ThreadKind.GENERAL)


def topic_for_staff(
    session: Session, employer: Employer, on: date, file: str | None, request: str | None
) -> Topic | None:
    """The same for the Commission: any file or filed request of an employer, but what left the employer's side."""
    if request:
        clauses = (OnlineRequest.employer_id == employer.id, OnlineRequest.part_of_id.is_(None))
        return _of_request(session, request, *clauses)
    topic = _of_file(session, employer, file) if file else Topic(ThreadKind.GENERAL)
    return topic and topic._replace(space=_space_of(session, employer.id, on).value)


def file_numbered(session: Session, employer: Employer, file_no: str) -> str | None:
    """The identifier of the file of an employer that bears a number."""
    row = session.scalar(_files_of(employer).where(CompensationFile.file_no == file_no))
    return None if row is None else row.public_id


def _of_request(session: Session, public_id: str, *clauses: ColumnElement[bool]) -> Topic | None:
    row = session.scalar(select(OnlineRequest).where(OnlineRequest.public_id == public_id, SHOWN, *clauses))
    return None if row is None else topic_of(row)


def topic_of(row: OnlineRequest) -> Topic:
    """A filed request as what a thread is about."""
    return Topic(
        kind=ThreadKind.REQUEST,
        desk=row.office or CENTRAL_DESK,
        name=row.reference or "",
        public_id=row.public_id,
        request_id=row.id,
        space=row.space,
    )


def desk_today(session: Session, thread: Thread) -> str:
    """The office that answers what is written in a thread, or in what follows it: that of its file or request today,
    which may have changed since it was begun, unless an agent passed it to another.
    """
    if _was_passed(session, thread):
        return thread.desk
    if thread.file_id is not None:
        office = select(CompensationFile.regional_office).where(CompensationFile.id == thread.file_id)
    elif thread.request_id is not None:
        office = select(OnlineRequest.office).where(OnlineRequest.id == thread.request_id)
    else:
        return thread.desk
    return session.scalar(office) or CENTRAL_DESK


def _was_passed(session: Session, thread: Thread) -> bool:
    """Whether an agent passed it, or a thread that it follows, to another office."""
    by_an_agent = ThreadEvent.actor_kind == "staff"
    passed = select(ThreadEvent.id).where(ThreadEvent.kind == EventKind.REROUTED.value, by_an_agent)
    if session.scalar(passed.where(ThreadEvent.thread_id == thread.id).limit(1)) is not None:
        return True
    before = session.get(Thread, thread.follows_id) if thread.follows_id else None
    return before is not None and _was_passed(session, before)


def get_employer(session: Session, public_id: str) -> Employer | None:
    """The employer that the Commission writes to."""
    return session.scalar(select(Employer).where(Employer.public_id == public_id))


def _files_of(employer: Employer) -> Select[CompensationFile]:
    concerned = FileEmployer.file_id == CompensationFile.id
    return select(CompensationFile).join(FileEmployer, concerned).where(FileEmployer.employer_id == employer.id)


def _of_file(session: Session, employer: Employer, public_id: str) -> Topic | None:
    row = session.scalar(_files_of(employer).where(CompensationFile.public_id == public_id))
    if row is None:
        return None
    name = f"{row.worker_given_name} {row.worker_family_name}"
    return Topic(ThreadKind.FILE, row.regional_office or CENTRAL_DESK, name, public_id, row.id)


def _space_of(session: Session, employer_id: int, on: date) -> Space:
    """The space in which the Commission writes to an employer: one whose rights somebody grants, if there is any."""
    return next((space for space in Space if granters(session, employer_id, space, on)), Space.CNESST_CODES)
