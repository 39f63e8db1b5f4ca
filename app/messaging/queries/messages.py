"""What a thread holds: its messages, what happened to it, who has seen it, and one's own reply being written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import case, func, literal, select
from sqlalchemy.orm import Session

from app.messaging.models import Message, ReplyDraft, Thread, ThreadEvent, ThreadMark
from app.messaging.words import EventKind, Side
from app.registry.queries.sessions import Principal

PAGE = 20


class MessageRow(NamedTuple):
    """One message. Once it is sealed its words are empty, but for the auditor; `sealed_by` is then somebody's name."""

    id: int
    public_id: str
    side: str
    kind: str
    author_kind: str
    author_id: int
    author_name: str
    words: str
    sent_at: datetime
    sealed_at: datetime | None
    sealed_by: str | None
    sealed: dict[str, Any] | None
    request_event_id: int | None


class EventRow(NamedTuple):
    """What happened to a thread besides messages."""

    kind: str
    at: datetime
    actor_kind: str
    actor_name: str
    details: dict[str, Any]


class Sight(NamedTuple):
    """How far somebody of one's own side went in a thread."""

    reader_name: str
    seen_id: int
    seen_at: datetime
    opened_id: int
    opened_at: datetime | None


_SEALED = ThreadEvent.message_id == Message.id


def thread_messages(
    session: Session,
    thread_id: int,
    until: datetime,
    *,
    sealed_words: bool = False,
    offset: int = 0,
    limit: int = PAGE,
) -> list[MessageRow]:
    """The messages of a thread sent before an instant, the latest first.

    Without `sealed_words`, the words of a sealed one stay where they are.
    """
    words = Message.words if sealed_words else case((ThreadEvent.id.is_(None), Message.words), else_="")
    rows = session.execute(
        _messages(words)
        .where(Message.thread_id == thread_id, Message.sent_at < until)
        .order_by(Message.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return [MessageRow._make(row) for row in rows]


def _messages(words: Any) -> Any:
    return select(
        Message.id,
        Message.public_id,
        Message.side,
        Message.kind,
        Message.author_kind,
        Message.author_id,
        Message.author_name,
        words,
        Message.sent_at,
        ThreadEvent.at,
        ThreadEvent.actor_name,
        ThreadEvent.details,
        Message.request_event_id,
    ).outerjoin(ThreadEvent, _SEALED)


def message_of(session: Session, thread: str, public_id: str) -> MessageRow | None:
    """One message of a thread, by their public identifiers and without its words."""
    of_thread = _messages(literal("")).join(Thread, Thread.id == Message.thread_id).where(Thread.public_id == thread)
    row = session.execute(of_thread.where(Message.public_id == public_id)).first()
    return None if row is None else MessageRow._make(row)


def count_messages(session: Session, thread_id: int, until: datetime) -> int:
    """How many messages of a thread were sent before an instant."""
    return session.scalar(select(func.count()).where(Message.thread_id == thread_id, Message.sent_at < until)) or 0


def events_of(session: Session, thread_id: int, side: Side) -> list[EventRow]:
    """What happened to a thread, the latest first. Who answers at the employer is said to its side only."""
    columns = (ThreadEvent.kind, ThreadEvent.at, ThreadEvent.actor_kind, ThreadEvent.actor_name, ThreadEvent.details)
    found = select(*columns).where(ThreadEvent.thread_id == thread_id).order_by(ThreadEvent.id.desc()).limit(PAGE)
    if side is Side.COMMISSION:
        found = found.where(ThreadEvent.kind != EventKind.TAKEN.value)
    return [EventRow._make(row) for row in session.execute(found)]


def sights_of(session: Session, thread_id: int, kind: str) -> list[Sight]:
    """Who of one side, people of an employer or staff, has seen the thread and how far, the first to open it first."""
    found = (
        select(
            ThreadMark.reader_name, ThreadMark.seen_id, ThreadMark.seen_at, ThreadMark.opened_id, ThreadMark.opened_at
        )
        .where(ThreadMark.thread_id == thread_id, ThreadMark.reader_kind == kind)
        .order_by(ThreadMark.opened_at, ThreadMark.id)
        .limit(PAGE)
    )
    return [Sight._make(row) for row in session.execute(found)]


def drafts_of(session: Session, thread_id: int, principal: Principal) -> tuple[str, list[str]]:
    """One's own draft of a reply, empty when there is none, and the names of those of one's side who write another."""
    owner = principal.staff_id or principal.person_id
    found = session.execute(
        select(
            ReplyDraft.author_id,
            ReplyDraft.author_name,
            case((ReplyDraft.author_id == owner, ReplyDraft.words), else_=""),
        )
        .where(ReplyDraft.thread_id == thread_id, ReplyDraft.author_kind == principal.kind)
        .order_by(ReplyDraft.id)
    ).all()
    own = next((words for author, _name, words in found if author == owner), "")
    return own, [name for author, name, _words in found if author != owner]


def opened_by(session: Session, thread_id: int, kind: str) -> int:
    """The last message as far as which anybody of a side, people of an employer or staff, has opened a thread."""
    own = (ThreadMark.thread_id == thread_id, ThreadMark.reader_kind == kind)
    return session.scalar(select(func.max(ThreadMark.opened_id)).where(*own)) or 0


def authors_of(session: Session, thread_id: int) -> Sequence[int]:
    """The people of the party who wrote in a thread."""
    own = select(Message.author_id).where(Message.thread_id == thread_id, Message.side == Side.PARTY.value)
    return session.scalars(own.distinct()).all()


def latest_message(session: Session, thread: Thread) -> Message | None:
    """The last message of a thread."""
    return session.get(Message, thread.last_message_id) if thread.last_message_id else None
