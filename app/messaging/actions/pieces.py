"""Pieces of messages: opened by either side through one gate, and put on the medical side."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app import clock
from app.messaging.actions.writing import writing
from app.messaging.models import MessagePieceOpening
from app.messaging.queries.pieces import PieceToOpen, piece_to_open
from app.messaging.queries.scope import standing
from app.messaging.queries.threads import ThreadHead, get_for, get_for_staff
from app.messaging.steps.writer import NoThread, locked
from app.papers.actions.openings import NoLongerAllowed, OpenedPaper, open_paper, write
from app.papers.words.openings import Way
from app.registry.queries.sessions import Principal
from app.requests.steps.contents import hold_contents, move_content
from app.vocabulary.audit import AuditAction


def open_piece(principal: Principal, public_id: str, piece: str) -> OpenedPaper | None:
    """Record that somebody of either side opens a piece, and give its content; None for what they may not open.

    Raises NoLongerAllowed, Unavailable.
    """

    def check(session: Session) -> PieceToOpen | None:
        head = _head(session, principal, public_id)
        return piece_to_open(session, head.id, piece) if head else None

    def record(session: Session, found: PieceToOpen) -> None:
        head = _head(session, principal, public_id)
        details = {"thread": public_id, "piece": piece}
        write_opening(session, principal, head, found, AuditAction.MESSAGE_PIECE_OPENED, details)

    return open_paper(principal, check, record)


def write_opening(
    session: Session,
    principal: Principal,
    head: ThreadHead | None,
    found: PieceToOpen,
    action: AuditAction,
    details: dict[str, str],
) -> None:
    """Record that a piece of a thread is opened: by whom, when, and in the journal."""
    way, reader = Way.SCREEN, principal.staff_id or principal.person_id
    opening = MessagePieceOpening(
        piece_id=found.id, reader_kind=principal.kind, reader_id=reader, opened_at=clock.now(), way=way.value
    )
    about = {"employer_id": head and head.employer_id, "file_id": head and head.file_id}
    write(session, opening, action, principal, way, about, details)


def _head(session: Session, principal: Principal, public_id: str) -> ThreadHead | None:
    on = clock.today()
    if principal.kind == "staff":
        return get_for_staff(session, public_id, on)
    ruling, scope = standing(session, principal, on)
    if not ruling.allowed:
        raise NoLongerAllowed(ruling)
    return get_for(session, principal, public_id, scope, on)


def move_piece(principal: Principal, public_id: str, piece: str) -> None:
    """Put a piece on the medical side, wherever the employer's threads and requests hold the same content.

    Nobody opens it here any more; each of them keeps the trace. Raises NoThread, also where it was moved meanwhile.
    """
    with writing(principal) as writer:
        hold_contents(writer.session)
        thread = locked(writer, public_id)
        found = piece_to_open(writer.session, thread.id, piece)
        if found is None:
            raise NoThread(piece)
        move_content(writer.session, thread.employer_id, found.sha256, writer.actor, writer.at)
