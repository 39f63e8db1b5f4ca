"""An agent opens what was put on the medical side out of a message."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app import clock
from app.messaging.actions.pieces import write_opening
from app.messaging.queries.medical_pieces import moved_piece
from app.messaging.queries.pieces import PieceToOpen
from app.messaging.queries.threads import get_for_staff
from app.papers.actions.openings import OpenedPaper, open_paper
from app.registry.queries.sessions import Principal
from app.vocabulary.audit import AuditAction


def open_moved(principal: Principal, public_id: str, piece: str) -> OpenedPaper | None:
    """Record that an agent opens it, and give its content; None for what is not on the medical side of that thread.

    Raises Unavailable.
    """

    def check(session: Session) -> PieceToOpen | None:
        head = get_for_staff(session, public_id, clock.today())
        return moved_piece(session, head.id, piece) if head else None

    def record(session: Session, found: PieceToOpen) -> None:
        head = get_for_staff(session, public_id, clock.today())
        write_opening(
            session, principal, head, found, AuditAction.MOVED_PIECE_OPENED, {"thread": public_id, "piece": piece}
        )

    return open_paper(principal, check, record)
