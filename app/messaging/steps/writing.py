"""Writing in a thread: the message, whose turn it is then, who is told, and the entry of the journal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from sqlalchemy import delete

from app import clock
from app.delivery.received.pieces import Piece
from app.ledger.steps import audit
from app.messaging.models import MEDICAL, Message, MessagePiece, ReplyDraft, Thread, ThreadEvent
from app.messaging.queries.messages import latest_message
from app.messaging.queries.pieces import digests_of
from app.messaging.steps.marks import mark_opened
from app.messaging.steps.telling import tell_next
from app.messaging.steps.writer import Writer
from app.messaging.words import SETTLING, EventKind, MessageKind, Side, Told, Turn
from app.requests.steps.contents import closed_contents
from app.vocabulary.audit import AuditAction


class Said(NamedTuple):
    """What somebody writes: what it does, its words, and what is attached to it."""

    kind: MessageKind
    words: str
    pieces: Sequence[Piece] = ()


def write(writer: Writer, thread: Thread, said: Said, request_event_id: int | None = None) -> None:
    """Add a message; a draft of its author is then no longer needed.

    `request_event_id`: the line of the history of a request that says the same.
    """
    session, actor = writer.session, writer.actor
    session.flush()
    message = Message(
        thread_id=thread.id,
        side=writer.side.value,
        kind=said.kind.value,
        author_kind=actor.kind,
        author_id=actor.id or 0,
        author_name=actor.name,
        words=said.words,
        sent_at=writer.at,
        request_event_id=request_event_id,
    )
    session.add(message)
    session.flush()
    _attach(writer, thread, message, said.pieces)
    thread.last_message_id = message.id
    if actor.id is not None:
        mark_opened(session, actor, thread.id, message.id, writer.at)
    forget_draft(writer, thread.id)
    turn = turn_after(Turn(thread.turn), writer.side, said.kind)
    if turn != thread.turn:
        thread.turn, thread.turn_since_at = turn.value, writer.at
    journal(writer, AuditAction.MESSAGE_WRITTEN, thread, message_kind=said.kind.value)
    if writer.side is Side.PARTY:
        thread.unopened_since_at = None  # a reply stands beside the message that it answers
    else:
        thread.unopened_since_at = writer.at
        session.flush()
        tell_next(session, thread, (Told.FIRST,), clock.day_of(writer.at))


def _attach(writer: Writer, thread: Thread, message: Message, pieces: Sequence[Piece]) -> None:
    """Add what is attached; what the medical side of the employer holds already goes there at once, with its trace."""
    closed = closed_contents(writer.session, thread.employer_id, {each.sha256 for each in pieces}) if pieces else ()
    for each in pieces:
        row = MessagePiece(message_id=message.id, name=each.name, sha256=each.sha256, size=each.size, pages=each.pages)
        writer.session.add(row)
        if each.sha256 in closed:
            row.side, row.moved_at = MEDICAL, writer.at
            by_itself = replace(writer, actor=audit.SYSTEM)
            note(by_itself, thread, EventKind.MOVED)
            journal(by_itself, AuditAction.MESSAGE_PIECE_MOVED, thread, piece=row.public_id)


def turn_after(turn: Turn, side: Side, kind: MessageKind) -> Turn:
    """A message of the party waits for the Commission; a question for the party; an answer that settles closes."""
    if side is Side.PARTY:
        return Turn.COMMISSION
    if kind is MessageKind.QUESTION:
        return Turn.PARTY
    return Turn.CLOSED if kind in SETTLING else turn


def is_repeated(writer: Writer, thread: Thread, said: Said) -> bool:
    """Whether the thread ends with the same words and pieces of the same author: a form that was sent twice."""
    last = latest_message(writer.session, thread)
    author = (writer.actor.kind, writer.actor.id, said.words)
    if last is None or (last.author_kind, last.author_id, last.words) != author:
        return False
    return digests_of(writer.session, last.id) == {each.sha256 for each in said.pieces}


def forget_draft(writer: Writer, thread_id: int) -> None:
    """Drop one's own draft of a reply."""
    own = (ReplyDraft.author_kind == writer.actor.kind, ReplyDraft.author_id == writer.actor.id)
    writer.session.execute(delete(ReplyDraft).where(ReplyDraft.thread_id == thread_id, *own))


def note(writer: Writer, thread: Thread, kind: EventKind, message_id: int | None = None, **details: Any) -> None:
    """Leave a trace in the thread."""
    actor = writer.actor
    writer.session.add(
        ThreadEvent(
            thread_id=thread.id,
            kind=kind.value,
            at=writer.at,
            actor_kind=actor.kind,
            actor_id=actor.id or 0,
            actor_name=actor.name,
            message_id=message_id,
            details=details,
        )
    )
    writer.session.flush()


def journal(writer: Writer, action: AuditAction, thread: Thread, **details: str) -> None:
    """Write the entry of the journal: which thread, never what it says."""
    about = {"employer_id": thread.employer_id, "file_id": thread.file_id}
    audit.record(writer.session, action, writer.actor, details={"thread": thread.public_id, **details}, **about)
