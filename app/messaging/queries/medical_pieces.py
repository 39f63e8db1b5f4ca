"""What the Commission put on the medical side out of messages: the only query that leads to its content.

Nothing of the employer's side imports this module: `tests/house/test_medical_wall.py` says who does.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.messaging.models import MEDICAL
from app.messaging.queries.pieces import PieceToOpen, piece_of_side


def moved_piece(session: Session, thread_id: int, public_id: str) -> PieceToOpen | None:
    """The piece of a thread that was put on the medical side; None for any other, and where its message is sealed."""
    return piece_of_side(session, thread_id, public_id, MEDICAL)
