"""The cells of a sheet as they come: the text of each, and whether a formula stands there."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache

from app.delivery.received.confined.table_limits import MAX_COLUMNS, MAX_LINES, Refused
from app.delivery.received.confined.workbook_parts import FormatsReader, day_of, shortened
from app.vocabulary.personnel import TableProblem

#: What a sheet holds besides cells (merged cells, conditions, links): far above what a table of people needs.
_MOST_BESIDES = 100_000
#: How many ranges of merged cells are told.
_MOST_MERGED = 100
_CELLS = frozenset({"is", "r"})
_TRUE = frozenset({"1", "true"})
_HOLDS = frozenset({"v", "f", "t"})
_RANGE = re.compile(r"(?P<column>[A-Z]{1,3})(?P<line>[0-9]{1,7}):[A-Z]{1,3}[0-9]{1,7}")
_WHOLE = re.compile(r"-?[0-9]{1,18}")
_DAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(T.*)?")

Row = tuple[int, dict[int, str], list[int]]


class SheetReader:
    """Takes the elements of a sheet; `taken` gives the rows that are complete. Raises Refused.

    `merged`: the ranges of merged cells, which stand after the rows. Only the first cell of a range holds its text.
    """

    def __init__(self, texts: Sequence[str], formats: FormatsReader, epoch: datetime) -> None:
        self._shared, self._formats, self._epoch = texts, formats, epoch
        self.merged: list[str] = []
        self._rows: list[Row] = []
        self._line, self._column, self._besides = 0, -1, 0
        self._texts: dict[int, str] = {}
        self._formulas: list[int] = []
        self._kind, self._style = "n", "0"
        self._is_hidden, self._hidden_columns = False, set[int]()
        self._parts: dict[str, list[str]] = {}
        self._into: list[str] | None = None

    def taken(self) -> list[Row]:
        """The rows that are complete and hold something."""
        rows, self._rows = self._rows, []
        return rows

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """A row, a cell, or what a cell holds, begins."""
        if name == "c":
            self._begin_cell(attributes)
        elif name in _HOLDS:
            self._into = self._parts.setdefault(name, [])
        elif name == "row":
            self._begin_row(attributes.get("r"))
            self._is_hidden = attributes.get("hidden") in _TRUE
        elif name not in _CELLS:
            self._into = None
            self._besides += 1
            if self._besides > _MOST_BESIDES:
                raise Refused(TableProblem.TOO_MUCH_INSIDE)
            if name == "col" and attributes.get("hidden") in _TRUE:
                self._hide(attributes.get("min", ""), attributes.get("max", ""))
            if name == "mergeCell" and len(self.merged) < _MOST_MERGED:
                self.merged.append(attributes.get("ref", ""))

    def text(self, text: str) -> None:
        """Part of what a cell holds."""
        if self._into is not None:
            self._into.append(text)

    def end(self, name: str) -> None:
        """A cell or a row is complete."""
        self._into = None
        if name == "c":
            self._end_cell()
        elif name == "row" and (self._texts or self._formulas):
            self._rows.append((self._line, self._texts, self._formulas))

    def _begin_row(self, number: str | None) -> None:
        line = int(number) if number and number.isdecimal() and len(number) < 8 else self._line + 1
        if number and len(number) >= 8:
            raise Refused(TableProblem.TOO_BIG)
        if line <= self._line:  # the same row twice: each reader shows another
            raise Refused(TableProblem.NOT_A_TABLE)
        self._line, self._column, self._texts, self._formulas = line, -1, {}, []

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        following = self._column + 1
        self._column = _column(attributes["r"], self._line) if "r" in attributes else following
        if self._column < following:
            raise Refused(TableProblem.NOT_A_TABLE)
        self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "0")
        self._parts = {}

    def _end_cell(self) -> None:
        if not self._parts:
            return
        formula = self._parts.get("f")
        if formula is None:
            text = shortened(self._shown())
        else:
            self._formulas.append(self._column)
            text = shortened("=" + "".join(formula).removeprefix("="))
        if not text:
            return
        if self._column >= MAX_COLUMNS or self._line > MAX_LINES:
            raise Refused(TableProblem.TOO_BIG)
        if self._is_hidden or self._column in self._hidden_columns:
            raise Refused(TableProblem.HIDDEN)
        self._texts[self._column] = text

    def _hide(self, first: str, last: str) -> None:
        """Note that nobody sees these columns, numbered from 1."""
        if not (first.isdecimal() and last.isdecimal() and len(first + last) < 12):
            raise Refused(TableProblem.NOT_A_TABLE)
        self._hidden_columns.update(range(int(first) - 1, min(int(last), MAX_COLUMNS)))

    def _shown(self) -> str:
        """What a cell without a formula shows."""
        if self._kind == "inlineStr":
            return "".join(self._parts.get("t", ()))
        value = "".join(self._parts.get("v", ()))
        if self._kind == "s":
            return self._shared_text(value.strip())
        if self._kind == "b":
            return "oui" if value.strip() in _TRUE else ""
        if self._kind == "d":
            day = _DAY.fullmatch(value.strip())
            return day[1] if day else value
        return self._number(value.strip()) if self._kind == "n" else value

    def _shared_text(self, number: str) -> str:
        if not (number.isdecimal() and len(number) < 8 and int(number) < len(self._shared)):
            raise Refused(TableProblem.NOT_A_TABLE)
        return self._shared[int(number)]

    def _number(self, value: str) -> str:
        """Days as 2027-03-31, whole numbers without decimals; what is no number stays as it is written."""
        try:
            number = float(value)
        except ValueError:
            return value
        if not math.isfinite(number):
            return value
        if self._formats.shows_days(self._style) and (day := day_of(number, self._epoch)):
            return day
        if _WHOLE.fullmatch(value):
            return str(int(value))
        return str(int(number)) if number.is_integer() else str(number)


@lru_cache(maxsize=2 * MAX_COLUMNS)
def _number_of(letters: str) -> int:
    """The number of a column, from 0, by its letters."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def read_of(ranges: Sequence[str], rows: Iterable[tuple[int, Sequence[str]]]) -> list[tuple[str, str]]:
    """Each range of merged cells as a spreadsheet names it, with the text of its first cell: all that is read of it."""
    firsts = {found[0]: found for found in map(_RANGE.fullmatch, ranges) if found}
    lines = {int(found["line"]) for found in firsts.values()}
    cells = {line: texts for line, texts in rows if line in lines}
    told = []
    for name, found in firsts.items():
        texts, column = cells.get(int(found["line"]), ()), _number_of(found["column"])
        told.append((name, texts[column] if column < len(texts) else ""))
    return told


def _column(reference: str, line: int) -> int:
    """The number of a column, from 0, by the reference of a cell (`AB12`), which names its row too."""
    letters = reference.removesuffix(str(line))
    if not (len(letters) <= 3 and letters.isascii() and letters.isalpha() and letters.isupper()):
        raise Refused(TableProblem.NOT_A_TABLE)
    return _number_of(letters)
