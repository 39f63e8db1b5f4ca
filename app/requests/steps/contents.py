"""Contents that the Commission closed: on the medical side in a request or in a message, they are so in the other too.

Read and moved by digest alone: nothing here leads to the content of an attachment.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from app.extensions import wired
from app.ledger.steps.audit import Actor, record
from app.ledger.steps.transaction import one_at_a_time
from app.requests.queries.pieces import MEDICAL, closed_in_requests, same_content
from app.requests.steps.opened import in_journal, write_event
from app.requests.words import RequestEventKind
from app.vocabulary.audit import AuditAction


def hold_contents(session: Session) -> None:
    """Let nothing be attached while a content changes sides; asked for before a request or a thread is locked."""
    one_at_a_time(session, "contents of attachments")


def closed_contents(session: Session, employer_id: int | None, digests: Collection[str]) -> frozenset[str]:
    """Those that stand on the medical side somewhere at an employer: what holds them again goes there at once."""
    in_messages: frozenset[str] = wired("closed_in_messages")(session, employer_id, digests)
    return closed_in_requests(session, employer_id, digests) | in_messages


def move_content(session: Session, employer_id: int | None, sha256: str, actor: Actor, at: datetime) -> None:
    """Put a content on the medical side wherever the employer's requests and threads hold it, each with its trace."""
    for moved, request in same_content(session, employer_id, sha256):
        moved.side, moved.moved_at = MEDICAL, at
        write_event(session, request, RequestEventKind.PIECE_MOVED, actor, at, moved.name)
        details = {**in_journal(request), "piece": moved.public_id}
        about = {"employer_id": request.employer_id, "file_id": request.file_id}
        record(session, AuditAction.PIECE_MOVED, actor, **about, details=details)
    wired("move_in_messages")(session, employer_id, sha256, actor, at)
