"""Inspection of incoming PDFs: really a PDF, whole, open to everybody, inert, and of a reasonable size.

Nothing is repaired and nothing is removed: what does not pass is refused with one reason. Three barriers, in order:

1. the raw bytes: size, header, and what a reader would have to inflate to learn the structure of the file;
2. qpdf, under its own limits (set for the whole process, below), without recovery of damaged files;
3. every object, indirect or nested: `unparse` writes names in one canonical spelling, so that one search tells whether
   an object may hold anything active; only then is it walked, to tell an action from a word that looks like one.
"""

from __future__ import annotations

import contextlib
import io
import re
import time
import zlib
from collections import OrderedDict
from dataclasses import dataclass, field
from pathlib import Path

import pikepdf
from flask import Flask
from pikepdf import settings

from app.delivery.documents import sha256_of
from app.delivery.pdf_actions import active_content
from app.vocabulary.refusals import PdfRefusal

MEGABYTE = 2**20
#: Deflate never inflates to more than this many times its size.
DEFLATE_RATIO = 1032

settings.set_qpdf_limits(
    max_stream_filters=1,
    parser_max_nesting=100,
    parser_max_container_size=200_000,
    flate_max_memory=16 * MEGABYTE,
    png_max_memory=16 * MEGABYTE,
    tiff_max_memory=16 * MEGABYTE,
    run_length_max_memory=16 * MEGABYTE,
    dct_max_memory=16 * MEGABYTE,
)


class PdfRefused(Exception):
    """An incoming PDF does not pass; `code` says why, in both languages."""

    def __init__(self, code: PdfRefusal) -> None:
        super().__init__(code.value)
        self.code = code

    @property
    def says_fr(self) -> str:
        """The reason, one sentence in French."""
        return self.code.fr

    @property
    def says_en(self) -> str:
        """The reason, one sentence in English."""
        return self.code.en


@dataclass(frozen=True, slots=True)
class Limits:
    """What an incoming PDF may weigh: bytes, pages, objects, tokens outside compressed streams, seconds.

    `max_structure_bytes` is what its object streams may inflate to, `max_inflated_bytes` what all its streams may.
    Under these defaults, the worst file known takes about 3 s and 1.5 GB to be refused.
    """

    max_bytes: int = 20 * MEGABYTE
    max_pages: int = 500
    max_objects: int = 250_000
    max_tokens: int = 4_000_000
    max_structure_bytes: int = 8 * MEGABYTE
    max_inflated_bytes: int = 512 * MEGABYTE
    max_seconds: float = 5.0


@dataclass(frozen=True, slots=True)
class Inspection:
    """A PDF that passed: number of pages, SHA-256 (hexadecimal), size in bytes."""

    pages: int
    sha256: str
    size: int


def _spelled(word: str) -> bytes:
    """A pattern for a name of PDF in any spelling: each character as such, or as `#` and its two digits."""
    return b"".join(b"(?:%s|(?i:#%02x))" % (re.escape(c).encode(), ord(c)) for c in word)


#: LZW inflates without a bound that qpdf could enforce, and PDF/A has banned it for twenty years.
_LZW = re.compile(rb"/" + _spelled("LZW") + rb"(?:" + _spelled("Decode") + rb")?[\s/\]>]")
_STREAM = re.compile(rb"stream[ \t\f\0]*(?:\r\n|\n|\r)?")
#: The dictionary keys that only object streams (/First) and cross-reference streams (/W) have.
_STRUCTURE = re.compile(rb"/(?:" + _spelled("First") + rb"|" + _spelled("W") + rb")[\s\d\[/]")

#: A blank page may lack its resources; after any other warning, another reader might show what qpdf left aside.
_HARMLESS = "Resources is missing or invalid; repairing"
#: How far before `stream` its dictionary is looked for, and how much is inflated at a time.
_DICTIONARY_BYTES = 65_536
_PIECE = 65_536


def inspect(content: bytes | Path, limits: Limits | None = None) -> Inspection:
    """Inspect a PDF, given as bytes or as the path of a file. Raises PdfRefused; garbage never raises anything else."""
    limits = limits or Limits()
    data = _read(content, limits)
    try:
        _check_bytes(data, limits)
        pages = _check_objects(data, limits)
    except pikepdf.PasswordError as error:
        raise PdfRefused(PdfRefusal.ENCRYPTED) from error
    except (MemoryError, RecursionError) as error:
        raise PdfRefused(PdfRefusal.TOO_COMPLEX) from error
    except (pikepdf.PdfError, ValueError, TypeError, LookupError, AttributeError, RuntimeError, OSError) as error:
        # What the bindings raise for a file that contradicts itself, whichever type they chose.
        raise PdfRefused(PdfRefusal.UNREADABLE) from error
    return Inspection(pages, sha256_of(data), len(data))


def _read(content: bytes | Path, limits: Limits) -> bytes:
    if isinstance(content, Path):
        with content.open("rb") as file:
            content = file.read(limits.max_bytes + 1)
    if len(content) > limits.max_bytes:
        raise PdfRefused(PdfRefusal.TOO_LARGE)
    return content


def _check_bytes(data: bytes, limits: Limits) -> None:
    """The first barrier; nothing has been parsed yet."""
    if not data.startswith(b"%PDF-"):
        raise PdfRefused(PdfRefusal.NOT_A_PDF)
    if _LZW.search(data) or _tokens_at_most(data, limits.max_tokens) > limits.max_tokens:
        raise PdfRefused(PdfRefusal.TOO_COMPLEX)
    if len(data) * DEFLATE_RATIO > limits.max_structure_bytes:
        _check_inflation(data, limits)


def _tokens_at_most(data: bytes, enough: int) -> int:
    """An upper bound of the number of tokens; not counted when the file is too short to hold more than enough."""
    return len(data) if len(data) <= enough else len(data) - len(data.translate(None, b" \n\r\t\f\0[]<>/()"))


def _check_inflation(data: bytes, limits: Limits) -> None:
    """Refuse a decompression bomb by inflating every stream into nothing, up to a limit."""
    structure, total = 0, 0
    for match in _STREAM.finditer(data):
        inflated = _inflated_size(data, match.end(), limits.max_inflated_bytes - total)
        if inflated and _STRUCTURE.search(data, max(0, match.start() - _DICTIONARY_BYTES), match.start()):
            structure += inflated
        total += inflated
        if structure > limits.max_structure_bytes or total >= limits.max_inflated_bytes:
            raise PdfRefused(PdfRefusal.TOO_COMPLEX)


def _inflated_size(data: bytes, start: int, most: int) -> int:
    """How many bytes a Flate stream inflates to, at most about `most`; 0 if nothing of that kind starts there."""
    if start >= len(data) or data[start] & 0x8F != 8:  # what the header of every zlib stream has in common
        return 0
    engine, size = zlib.decompressobj(), 0
    with contextlib.suppress(zlib.error):
        for at in range(start, len(data), _PIECE):
            piece = data[at : at + _PIECE]
            while piece:
                size += len(engine.decompress(piece, MEGABYTE))
                if engine.eof or size >= most:
                    return size
                piece = engine.unconsumed_tail
    return size


def _check_objects(data: bytes, limits: Limits) -> int:
    """The second and third barriers; the number of pages."""
    deadline = time.monotonic() + limits.max_seconds
    with pikepdf.open(io.BytesIO(data), attempt_recovery=False, suppress_warnings=True) as pdf:
        if pdf.is_encrypted:
            raise PdfRefused(PdfRefusal.ENCRYPTED)
        if int(pdf.trailer.get("/Size", 0)) > limits.max_objects:
            raise PdfRefused(PdfRefusal.TOO_COMPLEX)
        for item in pdf.objects:
            if time.monotonic() > deadline:
                raise PdfRefused(PdfRefusal.TOO_COMPLEX)
            if code := active_content(item):
                raise PdfRefused(code)
        if any(_HARMLESS not in warning for warning in pdf.get_warnings()):
            raise PdfRefused(PdfRefusal.UNREADABLE)
        return _count_pages(pdf, limits)


def _count_pages(pdf: pikepdf.Pdf, limits: Limits) -> int:
    pages = len(pdf.pages)
    if not pages:
        raise PdfRefused(PdfRefusal.NO_PAGE)
    if pages > limits.max_pages:
        raise PdfRefused(PdfRefusal.TOO_MANY_PAGES)
    return pages


@dataclass
class Inspector:
    """Inspects many PDFs, remembering the latest verdicts: the same content is often deposited again."""

    limits: Limits = field(default_factory=Limits)
    remembered: int = 4096
    _verdicts: OrderedDict[str, Inspection | PdfRefusal] = field(default_factory=OrderedDict, repr=False)

    def inspect(self, content: bytes | Path) -> Inspection:
        """As `inspect`, under this inspector's limits."""
        data = _read(content, self.limits)
        key = sha256_of(data)
        verdict = self._verdicts.pop(key, None) or self._judge(data)
        self._verdicts[key] = verdict
        if len(self._verdicts) > self.remembered:
            self._verdicts.popitem(last=False)
        if isinstance(verdict, PdfRefusal):
            raise PdfRefused(verdict)
        return verdict

    def _judge(self, data: bytes) -> Inspection | PdfRefusal:
        try:
            return inspect(data, self.limits)
        except PdfRefused as refused:
            return refused.code


def get_inspector(app: Flask) -> Inspector:
    """A new inspector under the application's limits (DOCUMENT_MAX_BYTES, DOCUMENT_MAX_PAGES)."""
    return Inspector(
        Limits(max_bytes=app.config["DOCUMENT_MAX_BYTES"], max_pages=app.config["DOCUMENT_MAX_PAGES"]),
    )
