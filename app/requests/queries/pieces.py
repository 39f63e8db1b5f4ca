"""What is attached to a request. No query here leads to the content of a medical piece: no page of an employer does."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.requests.models.pieces import RequestPiece
from app.requests.models.requests import OnlineRequest
from app.requests.queries.reach import Reach

EMPLOYER, MEDICAL = "employer", "medical"


def pieces_of(session: Session, request_id: int) -> Sequence[RequestPiece]:
    """The attachments of a request, in the order in which they came."""
    return session.scalars(
        select(RequestPiece)
        .where(RequestPiece.request_id == request_id, RequestPiece.removed_at.is_(None))
        .order_by(RequestPiece.id)
    ).all()


def get_for(session: Session, reach: Reach, public_id: str) -> RequestPiece | None:
    """The attachment that may be opened by whoever reaches its request; None for any other, a medical one above all."""
    return session.scalar(
        select(RequestPiece)
        .join(OnlineRequest, OnlineRequest.id == RequestPiece.request_id)
        .where(
            RequestPiece.public_id == public_id,
            RequestPiece.side == EMPLOYER,
            RequestPiece.removed_at.is_(None),
            *reach.clauses(),
        )
    )
