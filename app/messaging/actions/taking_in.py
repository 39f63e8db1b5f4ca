"""The files of a message, taken in before it is written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import IO

from app.delivery.received.pieces import Piece, PieceRefused
from app.delivery.received.words import ScanVerdict
from app.messaging.steps.writer import NotDone
from app.messaging.words import MessagingProblem
from app.papers.actions.pieces import most_bytes, receive

__all__ = ["Piece", "PieceRefused", "most_bytes", "take_in"]

_REFUSED = {
    ScanVerdict.INFECTED: MessagingProblem.INFECTED,
    ScanVerdict.UNSCANNABLE: MessagingProblem.NOT_SCANNED,
}


def take_in(name: str, content: IO[bytes], before: Sequence[Piece]) -> Piece:
    """Judge and keep one file of a message; `before`: those that stand before it.

    What the scanner refuses, or could not look at, is not kept. Raises PieceRefused, NotDone, Unavailable.
    """
    read, verdict = receive(name, content, [each.size for each in before], unscanned=False)
    if verdict in _REFUSED:
        raise NotDone(_REFUSED[verdict])
    return read
