"""A request and its thread: what is asked and answered in one is asked and answered in the other.

Whoever acts on both locks the request first, then the thread.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.ledger.steps.audit import Actor
from app.messaging.models import Thread
from app.messaging.queries.topics import topic_of
from app.messaging.steps.beginning import begin, continued
from app.messaging.steps.writer import Writer
from app.messaging.steps.writing import Said, write
from app.messaging.words import MessageKind, Side, Subject, Turn
from app.registry.queries.sessions import Principal
from app.requests.models.requests import OnlineRequest
from app.requests.queries.desk import last_event
from app.requests.steps.answering import give_answer
from app.requests.steps.desk import make
from app.requests.words import RequestEventKind, RequestState

#: The most signs that a line of the history of a request holds; a longer message is whole in its thread.
MOST = 2000


def say_in_thread(
    session: Session, row: OnlineRequest, kind: RequestEventKind, actor: Actor, at: datetime, words: str
) -> None:
    """Write what was just asked or answered about a request in its thread, which a question opens."""
    asked, event_id = kind is RequestEventKind.QUESTION, last_event(session, row)
    writer = Writer(session, actor, Side.COMMISSION if asked else Side.PARTY, at)
    said = Said(MessageKind.QUESTION if asked else MessageKind.MESSAGE, words)
    thread = _thread_of_questions(session, row)
    if thread is None:
        begin(writer, row.employer_id, topic_of(row), Subject.REQUEST_QUESTION, said, event_id)
        return
    write(writer, continued(writer, thread) if thread.turn == Turn.CLOSED else thread, said, event_id)


def _thread_of_questions(session: Session, row: OnlineRequest) -> Thread | None:
    asked = (Thread.request_id == row.id, Thread.subject == Subject.REQUEST_QUESTION.value)
    return session.scalar(select(Thread).where(*asked).order_by(Thread.id.desc()).limit(1).with_for_update())


def ask_of_request(writer: Writer, public_id: str, words: str) -> int | None:
    """A question written in the thread of a request turns it to the employer, where it can; the line that says so."""
    row = _request_of(writer.session, public_id, RequestState.IN_HAND)
    if row is None:
        return None
    make(writer.session, row, RequestEventKind.QUESTION, writer.actor, writer.at, _short(words))
    return last_event(writer.session, row)


def answer_of_request(writer: Writer, principal: Principal, public_id: str, words: str) -> int | None:
    """A reply in the thread of a request that waits for one turns it back; the line of its history that says so."""
    row = _request_of(writer.session, public_id, RequestState.WAITING_FOR_EMPLOYER)
    if row is None:
        return None
    give_answer(writer.session, principal, row.public_id, _short(words))
    return last_event(writer.session, row)


def _request_of(session: Session, thread: str, state: RequestState) -> OnlineRequest | None:
    """The request of a thread, locked, if it stands in that state."""
    found = session.scalar(
        select(OnlineRequest)
        .join(Thread, Thread.request_id == OnlineRequest.id)
        .where(Thread.public_id == thread)
        .with_for_update(of=OnlineRequest)
    )
    return found if found is not None and found.state == state else None


def _short(words: str) -> str:
    return words if len(words) <= MOST else f"{words[: MOST - 1]}…"
