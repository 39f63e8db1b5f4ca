"""What agents do with attachments: open one, which is recorded first, and put one on the medical side."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app import clock
from app.entry.steps.sessions import actor_of
from app.ledger.steps.transaction import transaction
from app.papers.actions.openings import OpenedPaper, open_paper, write
from app.papers.words.openings import Way
from app.registry.queries.sessions import Principal
from app.requests.models.pieces import PieceOpening
from app.requests.queries.desk_pieces import FiledPiece, piece_for_desk
from app.requests.steps.contents import hold_contents, move_content
from app.requests.steps.desk import locked_filed
from app.requests.steps.opened import NoSuchRequest, in_journal
from app.vocabulary.audit import AuditAction


def open_for_desk(principal: Principal, public_id: str, piece: str, *, medical: bool) -> OpenedPaper | None:
    """Record that an agent opens an attachment, and give its content; None where that side has none of that name.

    Raises Unavailable when the opening cannot be recorded, or the stored content is not what was attached.
    """
    action = AuditAction.MEDICAL_PIECE_OPENED if medical else AuditAction.PIECE_OPENED

    def check(session: Session) -> FiledPiece | None:
        return piece_for_desk(session, public_id, piece, medical=medical)

    def write_opening(session: Session, found: FiledPiece) -> None:
        way, row = Way.SCREEN, found.request
        opening = PieceOpening(piece_id=found.id, staff_id=principal.staff_id, opened_at=clock.now(), way=way.value)
        about = {"employer_id": row.employer_id, "file_id": row.file_id}
        write(session, opening, action, principal, way, about, {**in_journal(row), "piece": piece})

    return open_paper(principal, check, write_opening)


def move_piece(principal: Principal, public_id: str, piece: str, seen: int) -> None:
    """Put an attachment on the medical side: its content is given back to nobody of the employer any more.

    Wherever the employer's requests and threads hold the very same content, it is moved too; what was filed keeps its
    name, pages, size and digest. Raises NoSuchRequest, also where it was moved meanwhile; NotNow where somebody acted.
    """
    with transaction() as session:
        hold_contents(session)
        row = locked_filed(session, public_id, seen)
        found = piece_for_desk(session, public_id, piece, medical=False)
        if found is None:
            raise NoSuchRequest
        move_content(session, row.employer_id, found.sha256, actor_of(principal), clock.now())
