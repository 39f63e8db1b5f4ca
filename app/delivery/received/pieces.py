"""Pieces that come with a request: judged by their content, whatever their name says, before anything is kept.

What is kept of each is one PDF that the inspection lets through: the one that came, or a page drawn from a picture.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import IO

from flask import Flask

from app.delivery.received.confined.asking import Bounds, Confined, NotStarted, Overwhelmed
from app.delivery.received.inspection import Inspector, PdfRefused, get_inspector
from app.delivery.received.words import PdfRefusal, PieceRefusal
from app.vocabulary.text import on_one_line

MEGABYTE = 2**20
#: A picture of as many dots as it may have takes half of this.
_DRAWING = Confined(
    "app.delivery.received.confined.picture:page_of", Bounds(memory=768 * MEGABYTE, processor=20, seconds=60)
)
_JPEG, _PNG = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"
#: Photos as telephones of one maker take them: `ftyp` and its brands (ISO/IEC 23008-12).
_HEIC = {b"ftypheic", b"ftypheix", b"ftyphevc", b"ftypheim", b"ftypheis", b"ftypmif1", b"ftypmsf1"}
_LONGEST_NAME = 120


class PieceRefused(Exception):
    """A piece is not taken; `code` says why, in both languages. Nothing of it was kept."""

    def __init__(self, code: PieceRefusal | PdfRefusal) -> None:
        super().__init__(code.value)
        self.code = code


@dataclass(frozen=True, slots=True)
class PictureLimits:
    """What one picture may have: dots, and dots along a side."""

    max_pixels: int = 60_000_000
    max_side: int = 30_000


@dataclass(frozen=True, slots=True)
class PieceLimits:
    """What may come: bytes of a file, and files and bytes of all that a request keeps."""

    max_bytes: int = 20 * MEGABYTE
    max_files: int = 10
    max_bytes_together: int = 40 * MEGABYTE
    picture: PictureLimits = field(default_factory=PictureLimits)


@dataclass(frozen=True, slots=True)
class Piece:
    """What is kept of a piece: the name it came under, and a PDF with its pages, size in bytes, and SHA-256."""

    name: str
    pages: int
    size: int
    sha256: str
    pdf: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class PieceReader:
    """Takes pieces in."""

    inspector: Inspector
    limits: PieceLimits

    def read(self, name: str, content: IO[bytes], kept: Sequence[int] = ()) -> Piece:
        """One piece that a browser sends; `kept`: the sizes of those that the request has. Raises PieceRefused."""
        if len(kept) >= self.limits.max_files:
            raise PieceRefused(PieceRefusal.TOO_MANY)
        data = content.read(self.limits.max_bytes + 1)
        if len(data) > self.limits.max_bytes:
            raise PieceRefused(PieceRefusal.TOO_LARGE)
        pdf = self._page(data) if data.startswith((_JPEG, _PNG)) else data
        piece = self._inspected(name, pdf)
        if sum(kept) + piece.size > self.limits.max_bytes_together:
            raise PieceRefused(PieceRefusal.TOO_LARGE_TOGETHER)
        return piece

    def _page(self, picture: bytes) -> bytes:
        try:
            said = _DRAWING.ask(asdict(self.limits.picture), picture)
        except Overwhelmed as error:
            raise PieceRefused(PieceRefusal.PICTURE_TOO_COMPLEX) from error
        except NotStarted as error:
            raise PieceRefused(PieceRefusal.NOT_CHECKED) from error
        if "refused" in said:
            raise PieceRefused(PieceRefusal(said["refused"]))
        return base64.b64decode(said["pdf"])

    def _inspected(self, name: str, data: bytes) -> Piece:
        try:
            seen = self.inspector.inspect(data)
        except PdfRefused as refused:
            raise PieceRefused(_known(data) if refused.code is PdfRefusal.NOT_A_PDF else refused.code) from refused
        return Piece(piece_name(name), seen.pages, seen.size, seen.sha256, data)


def _known(data: bytes) -> PieceRefusal:
    """What a file is that is neither a PDF nor a picture that we draw."""
    if not data:
        return PieceRefusal.EMPTY
    return PieceRefusal.HEIC if data[4:12] in _HEIC else PieceRefusal.UNKNOWN_KIND


def piece_name(given: str) -> str:
    """The name of a file as a page shows it: no folder, no sign that hides or turns others, no more than a line.

    It names nothing on our disks. Where nothing is left of it, it is a hyphen.
    """
    name = on_one_line(given.replace("\\", "/").rpartition("/")[2])
    stem, dot, ending = name.rpartition(".")
    if len(name) <= _LONGEST_NAME:
        return name or "-"
    if not dot or len(ending) > 5:
        return f"{name[: _LONGEST_NAME - 1]}…"
    return f"{stem[: _LONGEST_NAME - len(ending) - 2]}….{ending}"


def get_piece_reader(app: Flask) -> PieceReader:
    """A reader under the application's limits (DOCUMENT_MAX_BYTES, PIECES_MAX_FILES, PIECES_MAX_BYTES)."""
    limits = PieceLimits(
        app.config["DOCUMENT_MAX_BYTES"], app.config["PIECES_MAX_FILES"], app.config["PIECES_MAX_BYTES"]
    )
    return PieceReader(get_inspector(app), limits)
