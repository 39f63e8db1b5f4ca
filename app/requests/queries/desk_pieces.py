"""What is attached to a request that was filed, as the Commission reaches it: both sides of the wall.

The only queries that lead to the content of a medical piece. Nothing of the employer's side imports this module:
`tests/house/test_medical_wall.py` says who does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.registry.models.staff import StaffMember
from app.requests.models.pieces import PieceOpening, RequestPiece
from app.requests.models.requests import OnlineRequest
from app.requests.queries.desk import SHOWN
from app.requests.queries.pieces import EMPLOYER, MEDICAL
from app.requests.words import PieceState

#: What a scanner refused, or has not seen, is opened by nobody.
_READABLE = (PieceState.CLEAN.value, PieceState.ABSENT.value)


@dataclass(frozen=True, slots=True)
class FiledPiece:
    """An attachment that may be opened, and the request that it belongs to."""

    id: int
    sha256: str
    size: int
    request: OnlineRequest


def piece_for_desk(session: Session, public_id: str, piece: str, *, medical: bool) -> FiledPiece | None:
    """The attachment of a filed request, on the side that is asked for; None for any other."""
    found = session.execute(
        select(RequestPiece.id, RequestPiece.sha256, RequestPiece.size, OnlineRequest)
        .join(OnlineRequest, OnlineRequest.id == RequestPiece.request_id)
        .where(
            OnlineRequest.public_id == public_id,
            SHOWN,
            RequestPiece.public_id == piece,
            RequestPiece.side == (MEDICAL if medical else EMPLOYER),
            RequestPiece.state.in_(_READABLE),
            RequestPiece.removed_at.is_(None),
        )
    ).first()
    return FiledPiece(*found) if found is not None else None


def last_openings(session: Session, row: OnlineRequest) -> Mapping[int, tuple[str, datetime]]:
    """By attachment of a request: which agent opened it last, and when."""
    rows = session.execute(
        select(PieceOpening.piece_id, StaffMember.name, PieceOpening.opened_at)
        .join(RequestPiece, RequestPiece.id == PieceOpening.piece_id)
        .join(StaffMember, StaffMember.id == PieceOpening.staff_id)
        .where(RequestPiece.request_id == row.id)
        .order_by(PieceOpening.id)
    )
    return {piece_id: (name, at) for piece_id, name, at in rows}
