"""The bytes of an incoming PDF, before anything parses them: where it begins and ends, and what it would inflate to."""

from __future__ import annotations

import contextlib
import re
import zlib

from app.delivery.received.confined.pdf_limits import MEGABYTE, Limits, Refused
from app.delivery.received.words import PdfRefusal

#: Deflate never inflates to more than this many times its size.
DEFLATE_RATIO = 1032
#: What may stand before the header and after the end: spaces, line ends, zeros, the mark of UTF-8.
PADDING = b"\0\t\n\f\r "
_MARK = b"\xef\xbb\xbf"
#: Within how many bytes readers look for the header.
_HEADER_WITHIN = 1024

_END = re.compile(rb"startxref\s+\d+\s+%%EOF")
#: What may follow an end: nothing, or what an update or the second part of a linearized file begins with.
_GOES_ON = re.compile(rb"[\s\0]*(?:\Z|\d+\s+\d+\s+obj\b|xref\b)")
_LAST_END = re.compile(rb"startxref\s+\d+\s*(?:%%EOF)?[\s\0]*\Z")

#: How much is inflated at a time.
_PIECE = 65_536


def spelled(word: str) -> bytes:
    """A pattern for a name of PDF in any spelling: each character as such, or as `#` and its two digits."""
    return b"".join(b"(?:%s|(?i:#%02x))" % (re.escape(c).encode(), ord(c)) for c in word)


#: LZW inflates without a bound that qpdf could enforce, and PDF/A has banned it for twenty years.
_LZW = re.compile(rb"/" + spelled("LZW") + rb"(?:" + spelled("Decode") + rb")?[\s/\]>]")
_ENCRYPTED = re.compile(rb"/" + spelled("Encrypt") + rb"[\s/<]")
_STREAM = re.compile(rb"stream[ \t\f\0]*(?:\r\n|\n|\r)?")
#: The dictionary keys that only object streams (/First) and cross-reference streams (/W) have.
_STRUCTURE = re.compile(rb"/(?:" + spelled("First") + rb"|" + spelled("W") + rb")[\s\d\[/]")
#: How far before `stream` its dictionary is looked for.
_DICTIONARY_BYTES = 65_536


def says_encrypted(data: bytes) -> bool:
    """Whether a PDF says that it is encrypted; a trailer is never compressed."""
    return _ENCRYPTED.search(data) is not None


def check_bytes(data: bytes, limits: Limits) -> None:
    """Raise Refused unless these bytes begin and end as a PDF, and inflate to a reasonable size."""
    _check_beginning(data)
    _check_end(data)
    if _LZW.search(data):
        raise Refused(PdfRefusal.UNKNOWN_COMPRESSION)
    if _tokens_at_most(data, limits.max_tokens) > limits.max_tokens:
        raise Refused(PdfRefusal.TOO_COMPLEX)
    if len(data) * DEFLATE_RATIO > limits.max_structure_bytes:
        _check_inflation(data, limits)


def _check_beginning(data: bytes) -> None:
    at = data.find(b"%PDF-", 0, _HEADER_WITHIN)
    if at < 0:
        raise Refused(PdfRefusal.NOT_A_PDF)
    if data[:at].removeprefix(_MARK).strip(PADDING):
        raise Refused(PdfRefusal.SOMETHING_BEFORE)


def _check_end(data: bytes) -> None:
    """Refuse what stands after the end, or between an end and the next part; a file without any end is cut short."""
    last = data.rfind(b"startxref")
    if last >= 0 and not _LAST_END.match(data, last):
        raise Refused(PdfRefusal.SOMETHING_AFTER)
    if any(not _GOES_ON.match(data, end.end()) for end in _END.finditer(data)):
        raise Refused(PdfRefusal.SOMETHING_AFTER)


def _tokens_at_most(data: bytes, enough: int) -> int:
    """An upper bound of the number of tokens; not counted when the file is too short to hold more than enough."""
    return len(data) if len(data) <= enough else len(data) - len(data.translate(None, b" \n\r\t\f\0[]<>/()"))


def _check_inflation(data: bytes, limits: Limits) -> None:
    """Refuse a decompression bomb by inflating every stream into nothing, up to a limit."""
    structure, total = 0, 0
    for match in _STREAM.finditer(data):
        inflated = _inflated_size(data, match.end(), limits.max_inflated_bytes - total)
        if inflated and _STRUCTURE.search(data, _dictionary_start(data, match.start()), match.start()):
            structure += inflated
        total += inflated
        if structure > limits.max_structure_bytes or total >= limits.max_inflated_bytes:
            raise Refused(PdfRefusal.TOO_COMPLEX)


def _dictionary_start(data: bytes, stream: int) -> int:
    """Where the dictionary of a stream begins: after the last `obj` before it, which belongs to no other object."""
    earliest = max(0, stream - _DICTIONARY_BYTES)
    return max(earliest, data.rfind(b"obj", earliest, stream))


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
