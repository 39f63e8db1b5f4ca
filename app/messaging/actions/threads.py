"""Writing in a thread, taking it on, passing it to another office, closing it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.delivery.received.pieces import Piece
from app.ledger.steps.audit import SYSTEM
from app.messaging.actions.writing import writing
from app.messaging.models import Thread
from app.messaging.queries.topics import desk_today
from app.messaging.steps.beginning import continued
from app.messaging.steps.requests import answer_of_request, ask_of_request
from app.messaging.steps.writer import NotDone, Writer, locked
from app.messaging.steps.writing import Said, is_repeated, journal, note, write
from app.messaging.words import EventKind, MessageKind, MessagingProblem, Side, Turn
from app.registry.queries.sessions import Principal
from app.requests.steps.contents import hold_contents
from app.vocabulary.audit import AuditAction


def reply(
    principal: Principal,
    public_id: str,
    words: str,
    kind: MessageKind = MessageKind.MESSAGE,
    pieces: Sequence[Piece] = (),
) -> str:
    """Write in a thread, or in the one that continues it once it is closed. That thread's identifier.

    The same words sent twice make one message. Raises NoThread, NoLongerAllowed.
    """
    said = Said(kind, words, pieces)
    with writing(principal) as writer:
        if pieces:
            hold_contents(writer.session)
        event_id = _turned(writer, principal, public_id, words, kind)
        thread = locked(writer, public_id)
        if is_repeated(writer, thread, said):
            return thread.public_id
        if thread.turn == Turn.CLOSED:
            thread = continued(writer, thread)
        elif writer.side is Side.PARTY:
            _follow_office(writer, thread)
        if not is_repeated(writer, thread, said):
            write(writer, thread, said, event_id)
        return thread.public_id


def _follow_office(writer: Writer, thread: Thread) -> None:
    """Pass a thread to the office that its file or request has today, so that nothing is sent to one that is gone."""
    desk = desk_today(writer.session, thread)
    if desk != thread.desk:
        _pass_on(replace(writer, actor=SYSTEM), thread, desk)


def _turned(writer: Writer, principal: Principal, public_id: str, words: str, kind: MessageKind) -> int | None:
    """What a question or an answer does to the request that the thread is about."""
    if writer.side is Side.PARTY:
        return answer_of_request(writer, principal, public_id, words)
    return ask_of_request(writer, public_id, words) if kind is MessageKind.QUESTION else None


def take_thread(principal: Principal, public_id: str, *, leave: bool = False) -> None:
    """Be the one who answers at the employer; or no longer (`leave`). Raises NoThread, NoLongerAllowed."""
    with writing(principal) as writer:
        thread = locked(writer, public_id)
        answerer = None if leave else principal.person_id
        if thread.answerer_id == answerer or (leave and thread.answerer_id != principal.person_id):
            return
        thread.answerer_id = answerer
        note(writer, thread, EventKind.TAKEN, left=leave)
        journal(writer, AuditAction.THREAD_LEFT if leave else AuditAction.THREAD_TAKEN, thread)


def reroute_thread(principal: Principal, public_id: str, desk: str) -> None:
    """Pass a thread to another office, which both sides see. Raises NoThread, NotDone."""
    with writing(principal) as writer:
        thread = locked(writer, public_id)
        if thread.desk == desk:
            raise NotDone(MessagingProblem.SAME_DESK)
        _pass_on(writer, thread, desk)


def _pass_on(writer: Writer, thread: Thread, desk: str) -> None:
    note(writer, thread, EventKind.REROUTED, from_desk=thread.desk, to_desk=desk)
    journal(writer, AuditAction.THREAD_REROUTED, thread, from_desk=thread.desk, to_desk=desk)
    thread.desk = desk


def close_thread(principal: Principal, public_id: str) -> None:
    """Close a thread: a reply then begins another, linked to it. Raises NoThread, NotDone."""
    with writing(principal) as writer:
        thread = locked(writer, public_id)
        if thread.turn == Turn.CLOSED:
            raise NotDone(MessagingProblem.CLOSED)
        thread.turn, thread.turn_since_at = Turn.CLOSED.value, writer.at
        note(writer, thread, EventKind.CLOSED)
        journal(writer, AuditAction.THREAD_CLOSED, thread)
