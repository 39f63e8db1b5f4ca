"""The papers that answer requests. What a paper says, and who may read it, is asked of documents themselves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.notices.models import Notice
from app.requests.models.requests import OnlineRequest, RequestAnswer
from app.requests.queries.desk import SHOWN
from app.requests.queries.reach import Reach
from app.requests.words import RequestState
from app.resolver.models.documents import Document, not_removed
from app.resolver.models.files import CompensationFile

#: Once the Commission has it, and as long as the employer did not give it up.
_ANSWERABLE = (
    RequestState.ACKNOWLEDGED,
    RequestState.IN_HAND,
    RequestState.WAITING_FOR_EMPLOYER,
    RequestState.CLOSED,
)


class Answer(NamedTuple):
    """A paper that answers a request, by its notice. `document`: its identifier, of the employer's side alone."""

    notice: str
    at: datetime
    agent: str
    document: str | None


def is_answerable(row: OnlineRequest) -> bool:
    """Whether a document may answer a request as it stands: it is about a file, and the Commission has it."""
    return row.file_id is not None and row.state in {state.value for state in _ANSWERABLE}


def answerable(session: Session, reference: str, employer_id: int, file_id: int) -> OnlineRequest | None:
    """The request that a paper deposited in that file of that employer would answer; None for any other."""
    row = session.scalar(
        select(OnlineRequest).where(
            OnlineRequest.reference == reference,
            OnlineRequest.employer_id == employer_id,
            OnlineRequest.file_id == file_id,
        )
    )
    return row if row is not None and is_answerable(row) else None


def reference_to_answer(session: Session, public_id: str, employer_id: int, file_id: str) -> str:
    """The reference of the request to be answered in that file; empty where there is none."""
    row = session.scalar(
        select(OnlineRequest)
        .join(CompensationFile, CompensationFile.id == OnlineRequest.file_id)
        .where(
            OnlineRequest.public_id == public_id,
            SHOWN,
            OnlineRequest.employer_id == employer_id,
            CompensationFile.public_id == file_id,
        )
    )
    return row.reference or "" if row is not None and is_answerable(row) else ""


def answers_of(session: Session, row: OnlineRequest) -> Sequence[Answer]:
    """What was deposited as an answer to a request, the oldest first; not what was taken back since."""
    rows = session.execute(
        select(Notice.public_id, RequestAnswer.at, RequestAnswer.agent, Document.public_id)
        .join(Notice, Notice.id == RequestAnswer.notice_id)
        .outerjoin(Document, Document.id == Notice.document_id)
        .where(RequestAnswer.request_id == row.id, not_removed(Notice.document_id))
        .order_by(RequestAnswer.id)
    )
    return [Answer(*found) for found in rows]


def answered_by(session: Session, notice: str) -> OnlineRequest | None:
    """The request that the paper of a notice answers, if it answers one."""
    return session.scalar(_ANSWERED.where(Notice.public_id == notice))


def answered_within(session: Session, reach: Reach, notice_id: int) -> OnlineRequest | None:
    """The same, for somebody of the employer who reaches that request; None for anybody else."""
    return session.scalar(_ANSWERED.where(Notice.id == notice_id, *reach.clauses()))


_ANSWERED = (
    select(OnlineRequest)
    .join(RequestAnswer, RequestAnswer.request_id == OnlineRequest.id)
    .join(Notice, Notice.id == RequestAnswer.notice_id)
)
