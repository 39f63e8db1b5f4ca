"""Tables as files: CSV and XLSX, read with limits and written so that a spreadsheet takes no text for a formula.

What comes in may be hostile: sizes, rows and cells are bounded, compressed parts too; XML with a document type or
entities is refused; a formula is never computed, and is said to be one.
"""

from __future__ import annotations

import csv
import io
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from defusedxml.ElementTree import iterparse
from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from app.vocabulary.personnel import TableProblem

MAX_BYTES = 5 * 2**20
MAX_UNPACKED = 60 * 2**20
MAX_PARTS = 500
MAX_ROWS = 5000
MAX_COLUMNS = 60
MAX_LENGTH = 1000
#: Rows without anything in them stand between others; beyond so many lines, nobody looks.
MAX_LINES = 20_000

#: What a spreadsheet would take for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
_OLD = b"\xd0\xcf\x11\xe0"
_ZIP = b"PK\x03\x04"


class TableRefused(ValueError):
    """Nothing can be read from this file; `problem` says why."""

    def __init__(self, problem: TableProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row. `line`: its number in the file, from 1. `formulas`: the numbers of the cells that hold a formula."""

    line: int
    cells: tuple[str, ...]
    formulas: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Table:
    """What a file holds: its first row, and those below that are not empty."""

    headings: tuple[str, ...]
    rows: tuple[TableRow, ...]


def read_table(content: bytes) -> Table:
    """Read a CSV (comma, semicolon or tab; UTF-8, UTF-16 or Windows-1252) or the first sheet of an XLSX workbook.

    Raises TableRefused.
    """
    if len(content) > MAX_BYTES:
        raise TableRefused(TableProblem.TOO_BIG)
    if content.startswith(_OLD):
        raise TableRefused(TableProblem.OLD_OR_PROTECTED)
    rows = _xlsx_rows(content) if content.startswith(_ZIP) else _csv_rows(_decoded(content))
    filled = [row for row in _bounded(rows) if any(row.cells)]
    if not filled:
        raise TableRefused(TableProblem.EMPTY)
    return Table(filled[0].cells, tuple(filled[1:]))


def _bounded(rows: Iterable[TableRow]) -> Iterator[TableRow]:
    filled = 0
    for row in rows:
        filled += any(row.cells)
        if filled > MAX_ROWS + 1 or row.line > MAX_LINES or any(row.cells[MAX_COLUMNS:]):
            raise TableRefused(TableProblem.TOO_BIG)
        yield row


def _decoded(content: bytes) -> str:
    """The text of a CSV: its mark says UTF-8 or UTF-16; without one, UTF-8 if it is valid, or else Windows-1252."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise TableRefused(TableProblem.NOT_A_TABLE)


def _csv_rows(text: str) -> Iterator[TableRow]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    line = 1
    try:
        for cells in reader:
            formulas = frozenset(number for number, cell in enumerate(cells) if cell.strip().startswith("="))
            yield TableRow(line, tuple(_shortened(_unescaped(cell.strip())) for cell in cells), formulas)
            line = reader.line_num + 1
    except csv.Error as error:
        raise TableRefused(TableProblem.NOT_A_TABLE) from error


def _delimiter(text: str) -> str:
    """The separator that the first line holds most often."""
    first = text.lstrip().partition("\n")[0]
    return max(",;\t", key=first.count)


def _unescaped(cell: str) -> str:
    """A text without the apostrophe that kept a spreadsheet from taking it for a formula."""
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(FORMULA) else cell


def _shortened(cell: str) -> str:
    """A text of bounded length: one sign more than is allowed shows that it was too long."""
    return cell[: MAX_LENGTH + 1]


def _xlsx_rows(content: bytes) -> list[TableRow]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _inspect(archive)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what it says of styles and extensions concerns nobody
            return list(_sheet_rows(content))
    except TableRefused:
        raise
    except Exception as error:  # whatever a damaged file makes the library raise
        raise TableRefused(TableProblem.NOT_A_TABLE) from error


def _inspect(archive: zipfile.ZipFile) -> None:
    """Refuse what would unpack to too much, macros, and XML that has a document type or entities."""
    parts = archive.infolist()
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise TableRefused(TableProblem.TOO_BIG)
    if any(part.filename.lower().endswith("vbaproject.bin") for part in parts):
        raise TableRefused(TableProblem.HAS_MACROS)
    for part in parts:
        if part.filename.endswith((".xml", ".rels")):
            with archive.open(part) as content:
                for _event, element in iterparse(content, forbid_dtd=True):
                    element.clear()


def _sheet_rows(content: bytes) -> Iterator[TableRow]:
    workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
    try:
        sheet: Any = workbook.worksheets[0]
        sheet.reset_dimensions()
        every = sheet.iter_rows(max_col=MAX_COLUMNS + 1, max_row=MAX_LINES + 1)
        for line, cells in enumerate(every, start=1):
            formulas = frozenset(number for number, cell in enumerate(cells) if cell.data_type == "f")
            yield TableRow(line, tuple(_shortened(_text(cell.value)) for cell in cells), formulas)
    finally:
        workbook.close()


def _text(value: Any) -> str:
    """A cell's value as it is written here: days as 2027-03-31, whole numbers without decimals."""
    if value is None or value is False:
        return ""
    if value is True:
        return "oui"
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def csv_line(cells: Sequence[str]) -> str:
    """One line of a CSV, in which nothing can be taken for a formula."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow([_escaped(cell) for cell in cells])
    return text.getvalue()


def _escaped(cell: str) -> str:
    return f"'{cell}" if cell.lstrip("'").startswith(FORMULA) else cell


def csv_bytes(rows: Iterable[Sequence[str]]) -> bytes:
    """A CSV in UTF-8 with its mark, as spreadsheets expect it."""
    return ("\ufeff" + "".join(csv_line(row) for row in rows)).encode()


def xlsx_bytes(title: str, rows: Iterable[Sequence[str]]) -> bytes:
    """A workbook of one sheet, whose every cell is text: the first row in bold, the columns wide enough to read."""
    workbook = Workbook(write_only=True)
    sheet: Any = workbook.create_sheet(title[:31])
    sheet.freeze_panes = "A2"
    for number in range(1, MAX_COLUMNS + 1):
        sheet.column_dimensions[get_column_letter(number)].width = 22
    for number, row in enumerate(rows):
        sheet.append([_cell(sheet, text, head=number == 0) for text in row])
    packed = io.BytesIO()
    workbook.save(packed)
    return packed.getvalue()


def _cell(sheet: Any, text: str, *, head: bool) -> Any:
    cell: Any = WriteOnlyCell(sheet, value="")
    cell.value = "".join(sign for sign in text if sign >= " " or sign in "\t\n\r")
    cell.data_type = "s"
    # A text that looks like a formula stays a text, even once somebody has edited the cell beside it.
    cell.quotePrefix = text.startswith(FORMULA)
    cell.font = Font(bold=head)
    cell.number_format = "@"
    return cell
