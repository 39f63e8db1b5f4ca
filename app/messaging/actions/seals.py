"""Sealing a message that should not have been written there: nobody reads it any more, on either side."""

from __future__ import annotations

from app.extensions import db
from app.messaging.actions.writing import writing
from app.messaging.models import Thread
from app.messaging.queries.messages import MessageRow, message_of, opened_by
from app.messaging.steps.writer import NotDone, NoThread, Writer, locked
from app.messaging.steps.writing import journal, note
from app.messaging.words import EventKind, MessagingProblem, SealReason, Side
from app.registry.queries.sessions import Principal
from app.requests.models.requests import RequestEvent
from app.vocabulary.audit import AuditAction


def seal_message(principal: Principal, public_id: str, message: str, reason: SealReason) -> None:
    """Seal a message, with a trace of who did it and why; its words stay in the database, for the auditor.

    An agent seals any message; a person of the employer their own, until the Commission has opened it. Raises NoThread
    for any other, NotDone, NoLongerAllowed.
    """
    with writing(principal) as writer:
        thread = locked(writer, public_id)
        row = message_of(writer.session, public_id, message)
        if row is None or not may_seal(writer.side, principal, row):
            raise NoThread(message)
        if row.sealed_at is not None:
            raise NotDone(MessagingProblem.SEALED)
        _check_unread(writer, thread, row)
        note(writer, thread, EventKind.SEALED, row.id, reason=reason.value)
        if row.request_event_id is not None:
            writer.session.get_one(RequestEvent, row.request_event_id).note = ""  # the words stay in the message
        journal(writer, AuditAction.MESSAGE_SEALED, thread, seal=reason.value)


def message_to_seal(public_id: str, message: str) -> MessageRow | None:
    """The message, without its words: asked for before the thread, so that a stranger's wait tells nothing."""
    return message_of(db.session(), public_id, message)


def may_seal(side: Side, principal: Principal, row: MessageRow) -> bool:
    """Whether somebody may seal a message, as far as it is theirs."""
    return side is Side.COMMISSION or (row.author_kind, row.author_id) == (principal.kind, principal.person_id)


def _check_unread(writer: Writer, thread: Thread, row: MessageRow) -> None:
    if writer.side is Side.PARTY and opened_by(writer.session, thread.id, "staff") >= row.id:
        raise NotDone(MessagingProblem.READ)
