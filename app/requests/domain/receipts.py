"""What a receipt says, in the words of one language, before it is set and signed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Lines = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class ReceiptWords:
    """By section the questions with their answers; what was reckoned; the attachments; the rules, with their versions.

    `calculation`: day, net, whether it counts, source. `pieces`: name, kind, pages, bytes, SHA-256.
    `rules`: identifier, version, source.
    """

    title: str
    instant: str
    sections: Sequence[tuple[str, Lines]]
    calculation: Sequence[tuple[str, str, str, str]]
    pieces: Sequence[tuple[str, str, int, int, str]]
    rules: Sequence[tuple[str, str, str]]
    language: str
