"""A paper that answers a request: noted beside its deposit, which goes where every deposit goes."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.ledger.steps.audit import Actor, record
from app.notices.models import Notice
from app.requests.models.requests import OnlineRequest, RequestAnswer
from app.requests.queries.answers import answerable
from app.requests.steps.opened import in_journal, write_event
from app.requests.words import RequestEventKind
from app.vocabulary.audit import AuditAction


def note_answer(
    session: Session, reference: str, employer_id: int, file_id: int, notice_public_id: str, actor: Actor
) -> bool:
    """Note which paper answers a request; False where the request is no longer about that file.

    The history says so where the employer reads it, unless the paper is of the other side: nothing there tells of one.
    """
    row = answerable(session, reference, employer_id, file_id)
    if row is None:
        return False
    session.execute(select(OnlineRequest.id).where(OnlineRequest.id == row.id).with_for_update())
    at, notice = clock.now(), session.scalars(select(Notice).where(Notice.public_id == notice_public_id)).one()
    session.add(RequestAnswer(request_id=row.id, notice_id=notice.id, at=at, agent=actor.name))
    if notice.document_id is not None or row.part_of_id is not None:
        write_event(session, row, RequestEventKind.DOCUMENT, actor, at)
    about = {"employer_id": row.employer_id, "file_id": row.file_id}
    record(session, AuditAction.REQUEST_DOCUMENT, actor, **about, details=in_journal(row))
    return True
