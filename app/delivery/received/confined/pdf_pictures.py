"""The size that a picture itself declares, whatever the dictionary around it says: JPEG, JPEG 2000, JBIG2."""

from __future__ import annotations

import struct
from collections.abc import Iterator

#: Markers of JPEG (ITU-T T.81, table B.1) that begin a frame, and so give its size.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_ALONE = frozenset(range(0xD0, 0xD9)) | {0x01}
#: What every codestream of JPEG 2000 begins with: SOC, then SIZ (ITU-T T.800, A.5.1).
_CODESTREAM = b"\xff\x4f\xff\x51"
#: Segments of JBIG2 (ITU-T T.88, 7.3) that begin with a width and a height: regions, and the page itself.
_SIZED = frozenset({4, 6, 7, 20, 22, 23, 36, 38, 39, 40, 42, 43, 48})

Size = tuple[int, int]


def sizes_in(data: bytes, compression: str) -> Iterator[Size]:
    """Each width and height, in pixels, that the first bytes of a picture give."""
    readers = {"/JPXDecode": _of_jpeg_2000, "/JBIG2Decode": _of_jbig2}
    yield from readers.get(compression, _of_jpeg)(data)


def _of_jpeg(data: bytes) -> Iterator[Size]:
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker in _FRAMES:
            height, width = struct.unpack_from(">HH", data, at + 5)
            yield width, height
        if marker == 0xDA:  # the picture itself begins
            return
        at += 1 if marker == 0xFF else 2 if marker in _ALONE else 2 + int.from_bytes(data[at + 2 : at + 4], "big")


def _of_jpeg_2000(data: bytes) -> Iterator[Size]:
    at = data.find(_CODESTREAM)
    while 0 <= at <= len(data) - 24:
        right, bottom, left, top = struct.unpack_from(">4I", data, at + 8)
        yield max(0, right - left), max(0, bottom - top)
        at = data.find(_CODESTREAM, at + 4)


def _of_jbig2(data: bytes) -> Iterator[Size]:
    """The segments of an embedded stream, one after the other (T.88, 7.2)."""
    at = 0
    while at + 11 <= len(data):
        number, flags, referred = struct.unpack_from(">IBB", data, at)
        at += 6
        count = referred >> 5
        if count == 7:  # the long form: a count of 29 bits, then a bit for each
            count = int.from_bytes(data[at - 1 : at + 3], "big") & 0x1FFFFFFF
            at += 3 + (count + 8) // 8
        at += count * (1 if number <= 256 else 2 if number <= 65_536 else 4)
        at += 4 if flags & 0x40 else 1
        if flags & 0x3F in _SIZED and at + 12 <= len(data):
            width, height = struct.unpack_from(">II", data, at + 4)
            yield width, 1 if height == 0xFFFFFFFF else height
        at += 4 + int.from_bytes(data[at : at + 4], "big")
