"""A content that changes sides, as far as threads hold it: each of them keeps the trace."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.ledger.steps.audit import Actor
from app.messaging.models import MEDICAL
from app.messaging.queries.pieces import same_content
from app.messaging.steps.writer import Writer
from app.messaging.steps.writing import journal, note
from app.messaging.words import EventKind, Side
from app.vocabulary.audit import AuditAction


def move_in_messages(session: Session, employer_id: int | None, sha256: str, actor: Actor, at: datetime) -> None:
    """Put a content on the medical side wherever the threads of an employer hold it: nobody opens it there any more."""
    writer = Writer(session, actor, Side.COMMISSION, at)
    for moved, thread in same_content(session, employer_id, sha256):
        moved.side, moved.moved_at = MEDICAL, at
        note(writer, thread, EventKind.MOVED)
        journal(writer, AuditAction.MESSAGE_PIECE_MOVED, thread, piece=moved.public_id)
