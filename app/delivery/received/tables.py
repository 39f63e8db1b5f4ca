"""Tables as files: CSV and XLSX, read with limits and written so that a spreadsheet takes no text for a formula.

What comes in may be hostile: a confined process (`app.delivery.received.confined.table`) reads it, with its own limits
of memory and time, which bounds what is inflated, counted and kept before anything parses it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from app.delivery.received.confined.asking import Bounds, Confined, NotStarted, Overwhelmed
from app.delivery.received.confined.table_limits import MAX_BYTES, MAX_COLUMNS, MAX_LENGTH, MAX_ROWS
from app.vocabulary.personnel import TableProblem

__all__ = ["MAX_BYTES", "MAX_COLUMNS", "MAX_LENGTH", "MAX_ROWS", "Table", "TableRefused", "TableRow", "read_table"]

#: What a spreadsheet would take for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
#: The largest table that is accepted takes about two thirds of this; with the process itself, less than 200 MB.
READER = Confined("app.delivery.received.confined.table:read", Bounds(memory=144 * 2**20, processor=8, seconds=30))


#: The kinds of files that a table is taken out as, with what a browser is told of each.
CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
#: As many rows as a sheet of Excel holds.
SHEET_ROWS = 2**20


class TableRefused(ValueError):
    """Nothing can be read from this file; `problem` says why."""

    def __init__(self, problem: TableProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row. `line`: its number in the file, from 1.

    `formulas`, `strays`: the numbers of the cells that hold a formula, or a quotation mark that is astray.
    """

    line: int
    cells: tuple[str, ...]
    formulas: frozenset[int] = frozenset()
    strays: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Table:
    """What a file holds: its first row, and those below that are not empty.

    `merged`: ranges of merged cells (`B2:B4`), each with the text of its first cell, all that is read of it.
    """

    headings: tuple[str, ...]
    rows: tuple[TableRow, ...]
    merged: tuple[tuple[str, str], ...] = ()


def read_table(content: bytes) -> Table:
    """Read a CSV (comma, semicolon or tab; UTF-8, UTF-16 or Windows-1252) or the first shown sheet of an XLSX workbook.

    Raises TableRefused.
    """
    if len(content) > MAX_BYTES:
        raise TableRefused(TableProblem.TOO_BIG)
    try:
        said = READER.ask({}, content)
    except Overwhelmed as error:
        raise TableRefused(TableProblem.TOO_MUCH_INSIDE) from error
    except NotStarted as error:
        raise TableRefused(TableProblem.NOT_READ) from error
    if "refused" in said:
        raise TableRefused(TableProblem(said["refused"]))
    rows = [TableRow(int(line), tuple(cells), *map(frozenset, marks)) for line, cells, *marks in said["rows"]]
    if not rows:
        raise TableRefused(TableProblem.EMPTY)
    return Table(rows[0].cells, tuple(rows[1:]), tuple((name, text) for name, text in said["merged"]))


def table_file(kind: str, title: str, rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """A table as a file, piece by piece: a CSV as it is read, or a workbook, which every Excel opens in columns."""
    if kind == "xlsx":
        yield xlsx_bytes(title, rows)
        return
    yield "\ufeff".encode()
    for row in rows:
        yield csv_line(row).encode()


def csv_line(cells: Sequence[str]) -> str:
    """One line of a CSV, in which nothing can be taken for a formula."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow([_escaped(cell) for cell in cells])
    return text.getvalue()


def _escaped(cell: str) -> str:
    return f"'{cell}" if cell.lstrip("'").startswith(FORMULA) else cell


def csv_bytes(rows: Iterable[Sequence[str]]) -> bytes:
    """A CSV in UTF-8 with its mark, as spreadsheets expect it."""
    return b"".join(table_file("csv", "", rows))


def xlsx_bytes(title: str, rows: Iterable[Sequence[str]]) -> bytes:
    """A workbook whose every cell is text: the first row in bold, the columns wide enough to read.

    It has one sheet, and another for each million rows or so.
    """
    # Imported by what writes a workbook: it is long to load.
    from openpyxl import Workbook

    workbook, sheet = Workbook(write_only=True), None
    for number, row in enumerate(rows):
        if sheet is None or number % SHEET_ROWS == 0:
            sheet = _sheet(workbook, title)
        sheet.append([_cell(sheet, text, head=number == 0) for text in row])
    packed = io.BytesIO()
    workbook.save(packed)
    return packed.getvalue()


def _sheet(workbook: Any, title: str) -> Any:
    from openpyxl.utils import get_column_letter

    sheet = workbook.create_sheet(title[:31])
    sheet.freeze_panes = "A2"
    for number in range(1, MAX_COLUMNS + 1):
        sheet.column_dimensions[get_column_letter(number)].width = 22
    return sheet


def _cell(sheet: Any, text: str, *, head: bool) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    cell: Any = WriteOnlyCell(sheet, value="")
    cell.value = "".join(sign for sign in text if sign >= " " or sign in "\t\n\r")
    cell.data_type = "s"
    # A text that looks like a formula stays a text, even once somebody has edited the cell beside it.
    cell.quotePrefix = text.startswith(FORMULA)
    cell.font = Font(bold=head)
    cell.number_format = "@"
    return cell
