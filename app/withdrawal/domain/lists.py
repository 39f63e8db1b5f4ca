"""A list of NEQ, pasted or from a table: what each line names, and each line that is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.withdrawal.words import ListProblem

#: A line of a list with its number, and a NEQ or what stands in its place.
Lines = Sequence[tuple[int, str]]
_NEQ = re.compile(r"[0-9]{10}")
_HEADING = "neq"


@dataclass(frozen=True, slots=True)
class Wrong:
    """A line that names no employer, or none that may be taken; `text` is what it says."""

    line: int
    text: str
    problem: ListProblem


@dataclass(frozen=True, slots=True)
class ReadList:
    """The NEQ of a list, in order, each with its line; and what is wrong."""

    neqs: dict[str, int]
    wrong: tuple[Wrong, ...]


def pasted(text: str) -> Lines:
    """What was pasted: one a line, or several with commas or semicolons between."""
    found = ((number, each) for number, line in enumerate(text.splitlines(), 1) for each in re.split("[,;\t]", line))
    return [(number, _joined(each)) for number, each in found if each.strip()]


def tabled(rows: Iterable[tuple[int, Sequence[str]]]) -> Lines:
    """The column of a table whose first cell is « NEQ »; its first column if none is."""
    every = list(rows)
    heads = [cell.strip().casefold() for cell in every[0][1]] if every else []
    column = heads.index(_HEADING) if _HEADING in heads else 0
    below = every[1:] if _HEADING in heads else every
    return [(number, _joined(cells[column]) if column < len(cells) else "") for number, cells in below]


def read_lines(lines: Lines) -> ReadList:
    """Tell NEQ of ten digits, each named once, from the rest."""
    neqs: dict[str, int] = {}
    wrong = []
    for number, text in lines:
        if not _NEQ.fullmatch(text):
            wrong.append(Wrong(number, text, ListProblem.MALFORMED))
        elif text in neqs:
            wrong.append(Wrong(number, text, ListProblem.TWICE))
        else:
            neqs[text] = number
    return ReadList(neqs, tuple(wrong))


def _joined(text: str) -> str:
    """The figures of a NEQ may stand apart."""
    return "".join(text.split())
