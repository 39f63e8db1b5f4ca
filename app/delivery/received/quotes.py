"""A stray quotation mark in a CSV: which cell of the row it is in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator


class Record:
    """The lines of a CSV on their way to its reader; those of the row that it is reading are kept."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self._kept: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self._kept.append(line)
        return line

    def begin(self) -> None:
        """Forget the row before."""
        self._kept.clear()

    @property
    def text(self) -> str:
        """What was read since the row began."""
        return "".join(self._kept)


def stray_cell(text: str, delimiter: str) -> int:
    """The number of the cell, from 0, whose quotation marks do not enclose the whole of it."""
    cell = re.compile(rf'(?:"(?:[^"]|"")*"|(?!")[^{re.escape(delimiter)}\r\n]*)({re.escape(delimiter)}|\r?\n?\Z)')
    number = at = 0
    while (found := cell.match(text, at)) and found[1] == delimiter:
        number, at = number + 1, found.end()
    return number
