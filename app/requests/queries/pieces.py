"""What is attached to a request. No query here leads to the content of a medical piece: no page of an employer does."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from app.forms.domain.definition import FormDefinition
from app.ledger.queries.prepared import Prepared
from app.requests.models.pieces import RequestPiece
from app.requests.models.requests import OnlineRequest
from app.requests.words import PieceState

EMPLOYER, MEDICAL = "employer", "medical"
_PIECES = (
    select(RequestPiece)
    .where(RequestPiece.request_id == bindparam("request"), RequestPiece.removed_at.is_(None))
    .order_by(RequestPiece.id)
)


class Attached(NamedTuple):
    """An attachment, as a filing names it and judges it."""

    name: str
    kind: str
    side: str
    sha256: str
    size: int
    pages: int
    state: str


_ATTACHED = Prepared(
    select(*(getattr(RequestPiece, name) for name in Attached._fields))
    .where(RequestPiece.request_id == bindparam("request"), RequestPiece.removed_at.is_(None))
    .order_by(RequestPiece.id)
)


def attached_to(session: Session, request_id: int) -> tuple[Attached, ...]:
    """What a filing says of the attachments of a request, in the order in which they came."""
    return tuple(map(Attached._make, _ATTACHED.rows(session, {"request": request_id})))


def pieces_of(session: Session, request_id: int) -> Sequence[RequestPiece]:
    """The attachments of a request, in the order in which they came."""
    return session.scalars(_PIECES, {"request": request_id}).all()


def same_content(session: Session, employer_id: int | None, sha256: str) -> list[tuple[RequestPiece, OnlineRequest]]:
    """The attachments of an employer's side that hold the very same content, drafts included, and their requests."""
    rows = session.execute(
        select(RequestPiece, OnlineRequest)
        .join(OnlineRequest, OnlineRequest.id == RequestPiece.request_id)
        .where(
            OnlineRequest.employer_id == employer_id,
            RequestPiece.sha256 == sha256,
            RequestPiece.side == EMPLOYER,
            RequestPiece.removed_at.is_(None),
        )
        .order_by(RequestPiece.id)
    )
    return [(piece, request) for piece, request in rows]


def closed_in_requests(session: Session, employer_id: int | None, digests: Collection[str]) -> frozenset[str]:
    """Those of these contents that an employer's requests hold on the medical side.

    What the employer put there by mistake, and took off its draft, is not among them; what an agent moved there is.
    """
    kept = or_(RequestPiece.moved_at.is_not(None), RequestPiece.removed_at.is_(None))
    found = (
        select(RequestPiece.sha256)
        .join(OnlineRequest, OnlineRequest.id == RequestPiece.request_id)
        .where(
            RequestPiece.sha256.in_(digests),
            OnlineRequest.employer_id == employer_id,
            RequestPiece.side == MEDICAL,
            kept,
        )
    )
    return frozenset(session.scalars(found) if digests else ())


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
