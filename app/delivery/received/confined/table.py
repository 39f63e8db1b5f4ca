"""The reading of a table, CSV or XLSX, by a confined process. A formula is never computed, and is said to be one."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from typing import Any

from app.delivery.received.confined.sheet import read_of
from app.delivery.received.confined.table_limits import MAX_COLUMNS, MAX_LENGTH, MAX_LINES, MAX_ROWS, MAX_TEXT, Refused
from app.delivery.received.confined.workbook import sheet_rows
from app.delivery.received.quotes import Record, stray_cell
from app.vocabulary.personnel import TableProblem

#: What a spreadsheet would take for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
_OLD = b"\xd0\xcf\x11\xe0"
_ZIP = b"PK\x03\x04"

#: Beyond so many cells in a row, empty ones included, nobody looks.
_MOST_CELLS = 20 * MAX_COLUMNS

#: The line by which Excel says the separator, and which it never shows.
#: A program that saved it again may have put it in quotation marks, or added the separators of the other cells.
_SEPARATOR = re.compile(r"""\A\ufeff?("?)sep=([^\w\s"']|\t)\1(?:\2| )*(?:\r\n?|\n)""", re.IGNORECASE)
#: A cell that a blank keeps from being quoted: its quotation mark is part of the text, its separators are separators.
_QUOTED_LATE = re.compile(r'\s+"')

#: A row: its number in the file from 1, its cells, the numbers of those that hold a formula, or a stray quotation mark.
Row = tuple[int, list[str], list[int], list[int]]

# The process opens no file once it is at work, those of Python included: what it decodes with is loaded before.
for _encoding in ("utf-8-sig", "utf-16", "cp1252", "cp437"):
    "".encode(_encoding)


def read(_question: dict[str, Any], content: bytes) -> dict[str, Any]:
    """`{"rows": …, "merged": …}`: rows that hold something, ranges with what is read of each; or `{"refused": …}`.

    That is a code of TableProblem.
    """
    try:
        merged: list[str] = []
        rows = list(_bounded(_rows(content, merged)))
        return {"rows": rows, "merged": read_of(merged, ((line, cells) for line, cells, *_marks in rows))}
    except Refused as refused:
        return {"refused": refused.problem.value}
    except MemoryError:
        return {"refused": TableProblem.TOO_MUCH_INSIDE.value}
    except Exception:  # whatever a damaged file makes the standard library raise
        return {"refused": TableProblem.NOT_A_TABLE.value}


def _rows(content: bytes, merged: list[str]) -> Iterator[Row]:
    if content.startswith(_OLD):
        raise Refused(TableProblem.OLD_OR_PROTECTED)
    if not content.startswith(_ZIP):
        yield from _csv_rows(_decoded(content))
        return
    for row in sheet_rows(content, merged):
        width = max((*row.texts, *row.formulas), default=-1) + 1
        yield row.line, [row.texts.get(column, "") for column in range(width)], row.formulas, []


def _bounded(rows: Iterable[Row]) -> Iterator[Row]:
    """The rows that hold something, as long as they are not too many."""
    filled = signs = 0
    for line, cells, formulas, strays in rows:
        if line > MAX_LINES or any(cells[MAX_COLUMNS:]):
            raise Refused(TableProblem.TOO_BIG)
        if not any(cells):
            continue
        filled += 1
        signs += sum(map(len, cells))
        if filled > MAX_ROWS + 1:
            raise Refused(TableProblem.TOO_BIG)
        if signs > MAX_TEXT:
            raise Refused(TableProblem.TOO_MUCH_INSIDE)
        yield line, cells[:MAX_COLUMNS], formulas, strays


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
    raise Refused(TableProblem.NOT_A_TABLE)


def _csv_rows(text: str) -> Iterator[Row]:
    named = _SEPARATOR.match(text)
    delimiter, line = (named[2], 2) if named else (_delimiter(text), 1)
    record = Record(io.StringIO(text[named.end() :] if named else text, newline=""))
    reader, first = csv.reader(record, delimiter=delimiter, strict=True), line
    while (read := _next_row(reader, record, delimiter)) is not None:
        cells, strays = read
        if len(cells) > _MOST_CELLS:
            raise Refused(TableProblem.TOO_BIG)
        formulas = [number for number, cell in enumerate(cells) if cell.lstrip().startswith("=")]
        yield line, [_unescaped(cell.strip())[: MAX_LENGTH + 1] for cell in cells], formulas, strays
        line = reader.line_num + first


def _next_row(reader: Any, record: Record, delimiter: str) -> tuple[list[str], list[int]] | None:
    """The cells of the next row; where a quotation mark is astray, as well as they can be read, and which it is."""
    record.begin()
    try:
        cells = next(reader, None)
    except csv.Error as error:
        if '"' not in record.text:
            raise Refused(TableProblem.NOT_A_TABLE) from error
        whole = csv.reader(io.StringIO(record.text, newline=""), delimiter=delimiter)
        return next(whole, []), [stray_cell(record.text, delimiter)]
    return None if cells is None else (cells, [at for at, cell in enumerate(cells) if _QUOTED_LATE.match(cell)])


def _delimiter(text: str) -> str:
    """The separator that the first line holds most often."""
    first = text.lstrip().partition("\n")[0]
    return max(",;\t", key=first.count)


def _unescaped(cell: str) -> str:
    """A text without the apostrophe that kept a spreadsheet from taking it for a formula."""
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(FORMULA) else cell
