"""What the Commission does to a request inside a transaction: at its desk, or through what its systems send."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.extensions import wired
from app.ledger.steps.audit import Actor, record
from app.requests.models.requests import OnlineRequest, RequestEvent
from app.requests.queries.desk import SHOWN
from app.requests.queries.requests import file_no_of
from app.requests.steps.opened import NoSuchRequest, NotNow, in_journal, move, write_event
from app.requests.steps.telling import tell_of_move
from app.requests.words import RequestEventKind, RequestProblem, RequestState, state_after
from app.resolver.models.files import CompensationFile, FileEmployer
from app.vocabulary.audit import AuditAction

#: The entry of the journal for what happened.
ACTIONS = {
    RequestEventKind.ACKNOWLEDGED: AuditAction.REQUEST_ACKNOWLEDGED,
    RequestEventKind.TAKEN_IN_HAND: AuditAction.REQUEST_TAKEN_IN_HAND,
    RequestEventKind.QUESTION: AuditAction.REQUEST_QUESTIONED,
    RequestEventKind.CLOSED: AuditAction.REQUEST_CLOSED,
    RequestEventKind.REFUSED: AuditAction.REQUEST_DECLINED,
    RequestEventKind.WORKER_TOLD: AuditAction.REQUEST_WORKER_TOLD,
    RequestEventKind.FILE_NO: AuditAction.REQUEST_FILE_SET,
    RequestEventKind.REROUTED: AuditAction.REQUEST_REROUTED,
}


def locked_filed(session: Session, public_id: str, seen: int) -> OnlineRequest:
    """A request that was filed, locked. `seen`: the last line of its history that whoever acts has read.

    Raises NoSuchRequest, and NotNow where somebody acted meanwhile.
    """
    row = session.scalar(select(OnlineRequest).where(OnlineRequest.public_id == public_id, SHOWN).with_for_update())
    if row is None:
        raise NoSuchRequest
    last = session.scalar(select(func.max(RequestEvent.id)).where(RequestEvent.request_id == row.id))
    if last != seen:
        raise NotNow(RequestProblem.OVERTAKEN)
    return row


def make(
    session: Session,
    row: OnlineRequest,
    kind: RequestEventKind,
    actor: Actor,
    at: datetime,
    note: str = "",
    external: str | None = None,
    **details: Any,
) -> None:
    """Make a move, written in the history and in the journal. Raises NotNow where the request is not there."""
    before = RequestState(row.state)
    after = state_after(kind, before, aside=row.part_of_id is not None)
    if after is None:
        raise NotNow(RequestProblem.NO_LONGER)
    if after is not before:
        move(row, after, at)
    if kind is RequestEventKind.TAKEN_IN_HAND:
        row.assigned_to = actor.name
    write_event(session, row, kind, actor, at, note, external)
    tell_of_move(session, row, kind, clock.day_of(at))
    about = {**in_journal(row), **details}
    record(session, ACTIONS[kind], actor, employer_id=row.employer_id, file_id=row.file_id, details=about)


def make_and_say(
    session: Session,
    row: OnlineRequest,
    kind: RequestEventKind,
    actor: Actor,
    at: datetime,
    note: str = "",
    external: str | None = None,
) -> None:
    """The same; a question is also written in the thread of the request, which it opens. Raises NotNow."""
    make(session, row, kind, actor, at, note, external)
    if kind is RequestEventKind.QUESTION:
        wired("say_in_thread")(session, row, kind, actor, at, note)


def set_file(session: Session, row: OnlineRequest, file_no: str, actor: Actor, at: datetime) -> bool:
    """Say which file a request is about; False where it is that one already.

    It follows to the office of the file, unless somebody sent it to another. Raises NotNow for a file that does not
    concern the employer.
    """
    file = session.scalar(
        select(CompensationFile)
        .join(FileEmployer, FileEmployer.file_id == CompensationFile.id)
        .where(CompensationFile.file_no == file_no, FileEmployer.employer_id == row.employer_id)
    )
    if file is None:
        raise NotNow(RequestProblem.NO_SUCH_FILE)
    if file.id == row.file_id:
        return False
    note = " → ".join(filter(None, (file_no_of(session, row), file_no)))
    row.file_id = file.id
    make(session, row, RequestEventKind.FILE_NO, actor, at, note)
    if not _was_rerouted(session, row):
        row.office = file.regional_office
    return True


def _was_rerouted(session: Session, row: OnlineRequest) -> bool:
    rerouted = RequestEvent.kind == RequestEventKind.REROUTED.value
    found = select(RequestEvent.id).where(RequestEvent.request_id == row.id, rerouted).limit(1)
    return session.scalar(found) is not None
