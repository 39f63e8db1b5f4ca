"""Pictures inside the content of a page or a form (`BI … ID … EI`): they say their size there, and nowhere else."""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from collections.abc import Callable, Iterator
from typing import Any

from app.delivery.received.confined.pdf_bytes import spelled
from app.delivery.received.confined.pdf_limits import MEGABYTE, Refused
from app.delivery.received.words import PdfRefusal

#: What has other entries, or another type, is the program of a font, a profile, a function: not content.
_NO_CONTENT = ("/N", "/Length1", "/Length2", "/Length3", "/FunctionType", "/ShadingType", "/CMapName")
_TYPES = {"None", "/XObject", "/Pattern"}
#: How much of a content is read: beyond, it is as long as no page needs.
_MOST = 64 * MEGABYTE

_PICTURE = re.compile(rb"BI(?=[\s\0/])(.{1,4000}?)(?<=[\s\0>\]\d])ID(?=[\s\0])", re.DOTALL)
_SIDE = rb"/(?:%b|%b)[\s\0]*\+?(\d{1,12})"
_WIDTH = re.compile(_SIDE % (spelled("W"), spelled("Width")))
_HEIGHT = re.compile(_SIDE % (spelled("H"), spelled("Height")))


def sizes_inside(stream: Any, filters: list[str]) -> Iterator[tuple[int, int]]:
    """The width and height of each picture inside a content stream. Raises Refused if it is too long to be read."""
    entries = stream.stream_dict
    kind = entries.get("/Subtype")
    if str(entries.get("/Type")) not in _TYPES or str(kind) not in {"None", "/Form"}:
        return
    if any(key in entries for key in _NO_CONTENT):
        return
    for found in _PICTURE.finditer(_decoded(bytes(stream.read_raw_bytes()), filters)):
        width, height = _WIDTH.search(found[1]), _HEIGHT.search(found[1])
        if width and height:
            yield int(width[1]), int(height[1])


def _decoded(data: bytes, filters: list[str]) -> bytes:
    """A content without its compressions; nothing from the one on that is not for texts."""
    for name in filters:
        if name not in _DECODERS:
            return b""
        try:
            data = _DECODERS[name](data)
        except (ValueError, binascii.Error, zlib.error):
            return b""
    return data


def _inflated(data: bytes) -> bytes:
    engine = zlib.decompressobj()
    inflated = engine.decompress(data, _MOST)
    if engine.unconsumed_tail:
        raise Refused(PdfRefusal.TOO_COMPLEX)
    return inflated


def _from_hexadecimal(data: bytes) -> bytes:
    digits = b"".join(data.partition(b">")[0].split())
    return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii", "replace"))


def _from_base_85(data: bytes) -> bytes:
    return base64.a85decode(data.partition(b"~")[0], ignorechars=b" \t\n\r\v\f\0")


_DECODERS: dict[str, Callable[[bytes], bytes]] = {
    "/FlateDecode": _inflated,
    "/Fl": _inflated,
    "/ASCIIHexDecode": _from_hexadecimal,
    "/AHx": _from_hexadecimal,
    "/ASCII85Decode": _from_base_85,
    "/A85": _from_base_85,
}
