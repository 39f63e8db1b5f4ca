"""Files that people attach: judged by their content, shown to the scanner and kept, before a row knows of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import IO

from flask import current_app

from app.delivery.documents import DocumentAlteredError, DocumentMissingError, StoreUnavailableError, get_store
from app.delivery.received.pieces import MEGABYTE, Piece, get_piece_reader
from app.delivery.received.scanner import get_scanner
from app.delivery.received.words import ScanVerdict
from app.ledger.steps.transaction import Unavailable
from app.papers.actions.openings import OpenedPaper


def receive(name: str, content: IO[bytes], kept: Sequence[int], *, unscanned: bool = True) -> tuple[Piece, ScanVerdict]:
    """Judge one file and keep it, unless the scanner refuses it. `kept`: the sizes of those that stand beside it.

    Without `unscanned`, what the scanner could not look at is not kept either. Raises PieceRefused for what is no PDF,
    JPEG or PNG that can be kept, Unavailable where the store does not answer.
    """
    read = get_piece_reader(current_app._get_current_object()).read(name, content, kept)  # type: ignore[attr-defined]
    verdict = verdict_on(read.pdf)
    if verdict is not ScanVerdict.INFECTED and (unscanned or verdict is not ScanVerdict.UNSCANNABLE):
        try:
            get_store(current_app._get_current_object()).put(read.pdf)  # type: ignore[attr-defined]
        except StoreUnavailableError as error:
            raise Unavailable("the document store does not answer") from error
    return read, verdict


def most_bytes() -> int:
    """How much of a form with files is read: all that may be kept together, and a little more, to say why it is not."""
    limits = get_piece_reader(current_app._get_current_object()).limits  # type: ignore[attr-defined]
    return limits.max_bytes_together + MEGABYTE


def verdict_on(pdf: bytes) -> ScanVerdict:
    """What the scanner says of a file."""
    return get_scanner(current_app._get_current_object()).scan(pdf).verdict  # type: ignore[attr-defined]


def content_of(sha256: str) -> bytes:
    """What was kept, verified. Raises Unavailable."""
    try:
        return get_store(current_app._get_current_object()).read(sha256, verify=True)  # type: ignore[attr-defined]
    except (DocumentMissingError, DocumentAlteredError, StoreUnavailableError) as error:
        raise Unavailable(f"the store cannot give back {sha256}") from error


def open_kept(sha256: str, size: int) -> OpenedPaper:
    """The same, to send. Raises Unavailable."""
    store = get_store(current_app._get_current_object())  # type: ignore[attr-defined]
    try:
        return OpenedPaper(store.open(sha256), size)
    except (DocumentMissingError, StoreUnavailableError) as error:
        raise Unavailable("the store cannot give back an attachment") from error
