"""Reading a feed file row by row: header, cells, and the errors that name file, line and column.

Memory stays flat whatever the size: rows come one at a time, and errors leave through `report` as they are found.
"""

from __future__ import annotations

import csv
import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, TextIO

from app.delivery.received.quotes import Record, stray_cell
from app.vocabulary.text import CONTROL, visible

Parse = Callable[[str], Any]
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
#: The longest line of a feed, in characters: without a bound, a file without line ends would be read whole.
LONGEST_LINE = 2**20
#: How much of a cell is quoted in the reason why it is refused.
MOST_QUOTED = 80


class FeedError(Exception):
    """The feed as a whole cannot be read (no such folder, none of its files)."""


@dataclass(frozen=True, slots=True)
class BadRow:
    """One refused row. `line` counts from 1, the header being line 1; `column` is empty when the row is at fault.

    Line 0 is no row: what is said is about the file as a whole.
    """

    file: str
    line: int
    column: str
    reason: str

    def __str__(self) -> str:
        line, column = (f", {word} {at}" if at else "" for word, at in (("line", self.line), ("column", self.column)))
        place = f"{self.file}{line}{column}"
        return f"{place}: {self.reason}"


class Refused(ValueError):
    """What is wrong with a cell or a row, in one sentence; `column` may name the cell."""

    def __init__(self, reason: str, column: str = "") -> None:
        super().__init__(reason)
        self.column = column


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a feed: its name and how a cell becomes a value (raising Refused).

    `as_written`: a cell that names something outside, and is not made visible first.
    """

    name: str
    parse: Parse
    as_written: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row that could be read: the line on which it starts, and a value for each column."""

    line: int
    values: dict[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.values[name]


@dataclass(slots=True)
class Report:
    """Where bad rows, doubts and counts go. The two functions are called at once for each; only counts are kept.

    A doubt is a row that is accepted though something about it is unusual.
    """

    on_bad_row: Callable[[BadRow], None]
    on_doubt: Callable[[BadRow], None] = lambda _doubt: None
    bad_rows: int = 0
    counts: dict[str, dict[str, int]] = field(default_factory=dict)

    def refuse(self, file: str, line: int, refusal: Refused) -> None:
        """Report one bad row."""
        self.bad_rows += 1
        self.on_bad_row(BadRow(file, line, refusal.column, str(refusal)))

    def doubt(self, file: str, line: int, column: str, says: str) -> None:
        """Report something unusual about a row that is accepted."""
        self.on_doubt(BadRow(file, line, column, says))

    def count(self, file: str, what: str, number: int = 1) -> None:
        """Add to the count of rows of `file` that were added, changed or unchanged."""
        counts = self.counts.setdefault(file, {"added": 0, "changed": 0, "unchanged": 0})
        counts[what] += number

    @property
    def changes(self) -> int:
        """How many rows were added or changed, in all files."""
        return sum(counts["added"] + counts["changed"] for counts in self.counts.values())


def _quoted(value: str) -> str:
    """A cell as a reason shows it, shortened."""
    return repr(value if len(value) <= MOST_QUOTED else value[:MOST_QUOTED] + "…")


def text(limit: int, *, required: bool = False) -> Parse:
    """Text of at most `limit` characters, trimmed."""

    def parse(cell: str) -> str:
        value = cell.strip()
        if required and not value:
            raise Refused("a value is required")
        if len(value) > limit:
            raise Refused(f"at most {limit} characters are accepted, not {len(value)}")
        if CONTROL.search(value):
            raise Refused("control characters are not accepted")
        return value

    return parse


def matching(pattern: str, says: str) -> Parse:
    """Text that matches a whole regular expression; `says` tells what was expected."""
    compiled = re.compile(pattern)

    def parse(cell: str) -> str:
        value = cell.strip()
        if not compiled.fullmatch(value):
            raise Refused(f"{says} is expected, not {_quoted(value)}")
        return value

    return parse


def one_of(words: type[StrEnum]) -> Parse:
    """One of the codes of a vocabulary."""
    known = {str(word): word for word in words}

    def parse(cell: str) -> StrEnum:
        value = cell.strip()
        if value not in known:
            raise Refused(f"one of {', '.join(known)} is expected, not {_quoted(value)}")
        return known[value]

    return parse


def day(cell: str) -> date:
    """A day written YYYY-MM-DD."""
    value = cell.strip()
    try:
        if not DAY.fullmatch(value):
            raise ValueError
        return date.fromisoformat(value)
    except ValueError:
        raise Refused(f"a day written YYYY-MM-DD is expected, not {_quoted(value)}") from None


def optional(parse: Parse) -> Parse:
    """An empty cell is None; otherwise as `parse`."""
    return lambda cell: parse(cell) if cell.strip() else None


NEQ = matching(r"[0-9]{10}", "an NEQ of 10 digits")
FILE_NO = matching(r"[0-9]{9}", "a file number of 9 digits")


def _cells(columns: Sequence[Column], places: Mapping[str, int], cells: Sequence[str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for column in columns:
        cell = cells[places[column.name]]
        try:
            if not cell.isprintable() and any("\ud800" <= letter <= "\udfff" for letter in cell):
                raise Refused("the text is not UTF-8")
            values[column.name] = column.parse(cell if column.as_written else visible(cell))
        except Refused as refusal:
            raise Refused(str(refusal), column.name) from None
    return values


def _places(header: Sequence[str], columns: Sequence[Column]) -> dict[str, int]:
    places = {visible(name).strip(): place for place, name in enumerate(header)}
    for column in columns:
        if column.name not in places:
            raise Refused("this column is missing from the header", column.name)
    return places


def read_rows(path: Path, columns: Sequence[Column], report: Report) -> Iterator[Row]:
    """Each good row of a file, in order; every bad one goes to `report`. Columns that are not asked for are ignored."""
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as stream:
        record = Record(_Lines(stream))
        reader = csv.reader(record, strict=True)
        try:
            header = next(reader, [])
            places = _places(header, columns)
        except (Refused, csv.Error) as error:
            report.refuse(path.name, 1, error if isinstance(error, Refused) else Refused(f"not CSV: {error}"))
            return
        yield from _data_rows(path.name, (reader, record), header, places, columns, report)


class _Lines:
    """The lines of a file, none too long to be kept; one that is raises csv.Error, and the next one follows."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._stream.readline(LONGEST_LINE)
        if not line:
            raise StopIteration
        if len(line) == LONGEST_LINE:
            while len(self._stream.readline(LONGEST_LINE)) == LONGEST_LINE:
                pass
            raise csv.Error(f"a line has more than {LONGEST_LINE - 1} characters")
        return line


def _data_rows(
    file: str,
    read: tuple[Any, Record],
    header: Sequence[str],
    places: Mapping[str, int],
    columns: Sequence[Column],
    report: Report,
) -> Iterator[Row]:
    (reader, record), width = read, len(header)
    while True:
        line = reader.line_num + 1
        record.begin()
        try:
            cells = next(reader)
            if not cells:
                continue
            if len(cells) != width:
                raise Refused(f"{width} cells are expected, not {len(cells)}")
            row = Row(line, _cells(columns, places, cells))
        except StopIteration:
            return
        except csv.Error as error:
            report.refuse(file, line, Refused(f"not CSV: {error}", _astray(record.text, header)))
        except Refused as refusal:
            report.refuse(file, line, refusal)
        else:
            yield row


def _astray(text: str, header: Sequence[str]) -> str:
    """The column of a stray quotation mark; empty when a row is no CSV for another reason."""
    number = stray_cell(text, ",") if '"' in text else len(header)
    return header[number].strip() if number < len(header) else ""


def in_chunks(rows: Iterator[Row], size: int = 1000) -> Iterator[list[Row]]:
    """Rows in lists of at most `size`."""
    chunk: list[Row] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


class Seen:
    """The keys met so far in a file, kept on disk so that a million of them take no memory."""

    def __init__(self) -> None:
        self._database = sqlite3.connect("")
        self._database.execute("CREATE TABLE seen (key TEXT PRIMARY KEY, line INTEGER) WITHOUT ROWID")

    def first_line(self, key: Sequence[Any], line: int) -> int | None:
        """The line on which the key was met before, or None at the first time."""
        name = repr(tuple(key))
        found = self._database.execute("SELECT line FROM seen WHERE key = ?", (name,)).fetchone()
        if found is None:
            self._database.execute("INSERT INTO seen VALUES (?, ?)", (name, line))
            return None
        return int(found[0])

    def close(self) -> None:
        """Forget everything."""
        self._database.close()
