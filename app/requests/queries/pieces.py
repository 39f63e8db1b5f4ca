"""What is attached to a request. No query here leads to the content of a medical piece: no page of an employer does."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.forms.domain.definition import FormDefinition
from app.requests.models.pieces import RequestPiece
from app.requests.models.requests import OnlineRequest
from app.requests.words import PieceState

EMPLOYER, MEDICAL = "employer", "medical"
_PIECES = (
    select(RequestPiece)
    .where(RequestPiece.request_id == bindparam("request"), RequestPiece.removed_at.is_(None))
    .order_by(RequestPiece.id)
)


def pieces_of(session: Session, request_id: int) -> Sequence[RequestPiece]:
    """The attachments of a request, in the order in which they came."""
    return session.scalars(_PIECES, {"request": request_id}).all()


def opens_again(form: FormDefinition, piece: RequestPiece) -> bool:
    """Whether the employer reads again what it attached."""
    return piece.side == EMPLOYER and not form.pieces[piece.kind].write_only


def waiting_of(session: Session, public_id: str) -> Sequence[RequestPiece]:
    """The attachments of a request that the scanner has not looked at."""
    return session.scalars(
        select(RequestPiece)
        .join(OnlineRequest, OnlineRequest.id == RequestPiece.request_id)
        .where(
            OnlineRequest.public_id == public_id,
            RequestPiece.state == PieceState.PENDING.value,
            RequestPiece.removed_at.is_(None),
        )
    ).all()


def open_piece_of(
    session: Session, request_id: int, public_id: str, write_only: Collection[str] = ()
) -> RequestPiece | None:
    """The attachment of a request that may be opened; None for any other, a medical one above all.

    `write_only`: the kinds that nobody of the employer opens again.
    """
    return session.scalar(
        select(RequestPiece).where(
            RequestPiece.public_id == public_id,
            RequestPiece.request_id == request_id,
            RequestPiece.side == EMPLOYER,
            RequestPiece.kind.not_in(write_only),
            RequestPiece.removed_at.is_(None),
        )
    )
