"""What an incoming PDF may weigh, and how the inspection refuses it."""

from __future__ import annotations

from dataclasses import dataclass

from app.delivery.received.words import PdfRefusal

MEGABYTE = 2**20


class Refused(Exception):
    """An incoming PDF does not pass; `code` says why, in both languages."""

    def __init__(self, code: PdfRefusal) -> None:
        super().__init__(code.value)
        self.code = code


@dataclass(frozen=True, slots=True)
class Limits:
    """What an incoming PDF may weigh: bytes, pages, objects, tokens outside compressed streams, seconds of processor.

    `max_structure_bytes` is what its object streams may inflate to, `max_inflated_bytes` what all its streams may;
    `max_pixels` is what one picture may hold, `max_page_side` the longest side of a page, in points.
    """

    max_bytes: int = 20 * MEGABYTE
    max_pages: int = 500
    max_objects: int = 250_000
    max_tokens: int = 4_000_000
    max_structure_bytes: int = 8 * MEGABYTE
    max_inflated_bytes: int = 512 * MEGABYTE
    max_seconds: float = 5.0
    #: A page of 8½ × 11 inches at 1,200 dots an inch holds 135 million.
    max_pixels: int = 150_000_000
    #: 200 inches: what readers agree upon (ISO 32000-1, annex C).
    max_page_side: int = 14_400
