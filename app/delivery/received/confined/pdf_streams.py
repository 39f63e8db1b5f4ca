"""Streams of a PDF: which compressions, which kinds, and pictures of which size a paper may hold."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Any

import pikepdf

from app.delivery.received.confined.pdf_inline import sizes_inside
from app.delivery.received.confined.pdf_limits import MEGABYTE, Limits, Refused
from app.delivery.received.confined.pdf_pictures import sizes_in
from app.delivery.received.words import PdfRefusal

#: ISO 32000-1, table 6, but for LZW (see pdf_bytes) and for the filter of encrypted streams.
_FILTERS = frozenset(
    {"/FlateDecode", "/ASCIIHexDecode", "/ASCII85Decode", "/RunLengthDecode", "/CCITTFaxDecode", "/DCTDecode"}
    | {"/JBIG2Decode", "/JPXDecode", "/Fl", "/AHx", "/A85", "/RL", "/CCF", "/DCT"}
)
#: What a stream may be called: a picture, a form, metadata, or the program of a font. PostScript is a program too.
_KINDS = frozenset({"/Image", "/Form", "/XML", "/Type1C", "/CIDFontType0C", "/OpenType", "/Type1", "/TrueType"})
_OUTSIDE = ("/F", "/FFilter", "/FDecodeParms")
_PICTURES = {"/DCTDecode", "/DCT", "/JPXDecode", "/JBIG2Decode"}
#: How much of a picture is read to find its size.
_HEAD = 4 * MEGABYTE


def check_stream(stream: Any, limits: Limits) -> None:
    """Raise Refused unless a stream holds its own content, compressed in a known way, of a kind that only shows."""
    entries = stream.stream_dict
    if any(key in entries for key in _OUTSIDE):
        raise Refused(PdfRefusal.EXTERNAL_ACTION)
    if "/Ref" in entries or "/OPI" in entries:
        raise Refused(PdfRefusal.EXTERNAL_CONTENT)
    filters = list(_names(entries.get("/Filter")))
    if not _FILTERS.issuperset(filters):
        raise Refused(PdfRefusal.UNKNOWN_COMPRESSION)
    kind = entries.get("/Subtype")
    unheard = kind is not None and str(kind) not in _KINDS
    if unheard or "/PS" in entries or "/Subtype2" in entries:
        raise Refused(PdfRefusal.UNKNOWN_CONTENT)
    if kind == pikepdf.Name.Image:
        _check_picture(stream, filters, limits)
    elif any(width * height > limits.max_pixels for width, height in sizes_inside(stream, filters)):
        raise Refused(PdfRefusal.PICTURE_TOO_LARGE)


def _names(value: Any) -> Iterator[str]:
    """The names of filters: one, or a list of them."""
    if isinstance(value, pikepdf.Array):
        yield from (str(each) for each in value)
    elif value is not None:
        yield str(value)


def _check_picture(stream: Any, filters: list[str], limits: Limits) -> None:
    """A picture says its size in its dictionary, to its decoder, and often in its own first bytes."""
    entries = stream.stream_dict
    sizes = [(_number(entries, "/Width"), _number(entries, "/Height"))]
    for parameters in _dictionaries(entries.get("/DecodeParms")):
        sizes.append((_number(parameters, "/Columns"), max(1, _number(parameters, "/Rows"))))
    if filters and filters[-1] in _PICTURES:
        sizes.extend(sizes_in(_head(stream, filters), filters[-1]))
    if any(width * height > limits.max_pixels for width, height in sizes):
        raise Refused(PdfRefusal.PICTURE_TOO_LARGE)


def _head(stream: Any, filters: list[str]) -> bytes:
    """The first bytes of a picture; nothing where several compressions but Flate stand before its own."""
    raw = bytes(stream.read_raw_bytes())[:_HEAD]
    if len(filters) == 1:
        return raw
    if filters[:-1] not in (["/FlateDecode"], ["/Fl"]):
        raise Refused(PdfRefusal.UNKNOWN_COMPRESSION)
    try:
        return zlib.decompressobj().decompress(raw, _HEAD)
    except zlib.error as error:
        raise Refused(PdfRefusal.UNREADABLE) from error


def _dictionaries(value: Any) -> Iterator[Any]:
    for each in value if isinstance(value, pikepdf.Array) else [value]:
        if isinstance(each, pikepdf.Dictionary):
            yield each


def _number(dictionary: Any, key: str) -> int:
    return abs(int(dictionary.get(key, 0)))
