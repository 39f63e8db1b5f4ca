"""What is attached to messages. What stands on the medical side is asked for by name, in `medical_pieces.py` alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.messaging.models import ORDINARY, Message, MessagePiece, Thread, ThreadEvent


class PieceToOpen(NamedTuple):
    """A piece whose content may be given back."""

    id: int
    sha256: str
    size: int
    name: str


def pieces_of(session: Session, messages: Collection[int]) -> Mapping[int, list[MessagePiece]]:
    """The pieces of messages, by message, in the order in which they were attached."""
    found = select(MessagePiece).where(MessagePiece.message_id.in_(messages)).order_by(MessagePiece.id)
    by_message: dict[int, list[MessagePiece]] = defaultdict(list)
    for piece in session.scalars(found) if messages else ():
        by_message[piece.message_id].append(piece)
    return by_message


def digests_of(session: Session, message_id: int) -> set[str]:
    """What the pieces of a message hold, told by their digests."""
    return set(session.scalars(select(MessagePiece.sha256).where(MessagePiece.message_id == message_id)))


def piece_to_open(session: Session, thread_id: int, public_id: str) -> PieceToOpen | None:
    """The piece of a thread that may be opened; None for any other, one of the medical side above all."""
    return piece_of_side(session, thread_id, public_id, ORDINARY)


def piece_of_side(session: Session, thread_id: int, public_id: str, side: str) -> PieceToOpen | None:
    """The piece of a thread that stands on a side, unless its message is sealed."""
    sealed = exists().where(ThreadEvent.message_id == Message.id)
    row = session.execute(
        select(MessagePiece.id, MessagePiece.sha256, MessagePiece.size, MessagePiece.name)
        .join(Message, Message.id == MessagePiece.message_id)
        .where(
            MessagePiece.public_id == public_id,
            Message.thread_id == thread_id,
            MessagePiece.side == side,
            ~sealed.correlate(Message),
        )
    ).first()
    return None if row is None else PieceToOpen._make(row)


def closed_in_messages(session: Session, employer_id: int | None, digests: Collection[str]) -> frozenset[str]:
    """Those of these contents that the threads of an employer hold on the medical side."""
    found = (
        select(MessagePiece.sha256)
        .join(Message, Message.id == MessagePiece.message_id)
        .join(Thread, Thread.id == Message.thread_id)
        .where(MessagePiece.sha256.in_(digests), Thread.employer_id == employer_id, MessagePiece.side != ORDINARY)
    )
    return frozenset(session.scalars(found) if digests else ())


def same_content(session: Session, employer_id: int | None, sha256: str) -> Sequence[tuple[MessagePiece, Thread]]:
    """Wherever the very same content stands in the threads of an employer, outside the medical side."""
    rows = session.execute(
        select(MessagePiece, Thread)
        .join(Message, Message.id == MessagePiece.message_id)
        .join(Thread, Thread.id == Message.thread_id)
        .where(Thread.employer_id == employer_id, MessagePiece.sha256 == sha256, MessagePiece.side == ORDINARY)
        .order_by(MessagePiece.id)
    )
    return [(piece, thread) for piece, thread in rows]
