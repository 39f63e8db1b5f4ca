"""A table of some kilobytes costs seconds and megabytes at most; what it holds is read as a spreadsheet shows it."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from app.delivery.received.confined.asking import ROOT
from app.delivery.received.confined.table import read
from app.delivery.received.confined.workbook_parts import EPOCH, EPOCH_1904, day_of
from app.delivery.received.tables import MAX_BYTES, READER, TableRefused, read_table
from app.vocabulary.personnel import TableProblem
from tests.delivery.hostile_tables import HOSTILE, PLAIN, sheet, with_parts

MEGABYTE = 2**20
#: Reads a table given by its path in a process of its own, and says what it took: seconds of processor, bytes.
MEASURE = """
import resource, sys
from app.delivery.received.tables import TableRefused, READER, read_table
content = open(sys.argv[1], "rb").read()
try:
    read_table(content)
    print("taken")
except TableRefused as refused:
    print(refused.problem.value)
READER.end()
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(used.ru_utime + used.ru_stime, used.ru_maxrss * 1024)
"""


def measured(content: bytes, folder: Path) -> tuple[str, float, int]:
    """The verdict, the seconds of processor and the most memory of the process that read a table."""
    path = folder / "table.xlsx"
    path.write_bytes(content)
    run = subprocess.run([sys.executable, "-c", MEASURE, path], cwd=ROOT, capture_output=True, text=True, check=True)
    verdict, seconds, memory = run.stdout.split()
    return verdict, float(seconds), int(memory)


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_table_is_refused_within_5_seconds_and_200_megabytes(what: str, tmp_path: Path) -> None:
    content = HOSTILE[what]()
    assert len(content) < MAX_BYTES
    verdict, seconds, memory = measured(content, tmp_path)
    assert verdict == "too_much_inside"
    assert seconds < 5
    assert memory < 200 * MEGABYTE


def test_the_process_that_reads_tables_has_no_more_than_that() -> None:
    assert READER.bounds.memory <= 150 * MEGABYTE
    assert READER.bounds.processor <= 8


def test_the_largest_table_is_read(tmp_path: Path) -> None:
    book, packed = Workbook(write_only=True), io.BytesIO()
    made = book.create_sheet()
    for row in range(5000):
        made.append([f"valeur {row} {column} é" for column in range(60)])
    book.save(packed)
    verdict, _seconds, memory = measured(packed.getvalue(), tmp_path)
    assert verdict == "taken"
    assert memory < 200 * MEGABYTE


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b";" * MAX_BYTES, TableProblem.TOO_BIG),
        (b";" * 1500 + b"\nRoy\n", TableProblem.TOO_BIG),
        (b"Nom;x\n" + b"Roy;y" * 200_000, TableProblem.TOO_BIG),
        (b"Nom\0;x\nRoy;y\n", TableProblem.NOT_A_TABLE),
        (b"Nom\n" + b"x" * 140_000, TableProblem.NOT_A_TABLE),
    ],
)
def test_a_hostile_csv_is_refused(content: bytes, problem: TableProblem) -> None:
    with pytest.raises(TableRefused) as refused:
        read_table(content[:MAX_BYTES])
    assert refused.value.problem is problem


AMBIGUOUS = {
    "the same row twice": b'<row r="2"/><row r="2"><c r="A2"><v>1</v></c></row>',
    "the same cell twice": b'<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>',
    "a cell of another row": b'<row r="1"><c r="A2"><v>1</v></c></row>',
    "a shared text that is not there": b'<row><c t="s"><v>7</v></c></row>',
    "a column that is none": b'<row r="1"><c r="AAAA1"><v>1</v></c></row>',
}


@pytest.mark.parametrize("what", AMBIGUOUS)
def test_what_readers_would_show_differently_is_refused(what: str) -> None:
    with pytest.raises(TableRefused) as refused:
        read_table(with_parts(PLAIN, sheet=sheet(AMBIGUOUS[what])))
    assert refused.value.problem is TableProblem.NOT_A_TABLE


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_workbook_compressed_otherwise_than_spreadsheets_do_is_refused(method: int) -> None:
    with pytest.raises(TableRefused) as refused:
        read_table(with_parts(PLAIN, method))
    assert refused.value.problem is TableProblem.NOT_A_TABLE


@pytest.mark.parametrize("encoding", ["cp037", "cp1026", "utf-7"])
def test_xml_in_an_unusual_encoding_hides_nothing(encoding: str) -> None:
    text = sheet(b"<row/>", encoding="utf-8").decode().replace('"utf-8"', f'"{encoding}"')
    with pytest.raises(TableRefused) as refused:
        read_table(with_parts(PLAIN, sheet=text.encode(encoding)))
    assert refused.value.problem is TableProblem.NOT_A_TABLE


def test_a_column_beyond_the_sixtieth_is_too_much_whatever_its_place() -> None:
    far = sheet(b'<row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>2</v></c></row>')
    with pytest.raises(TableRefused) as refused:
        read_table(with_parts(PLAIN, sheet=far))
    assert refused.value.problem is TableProblem.TOO_BIG


def test_the_sheet_that_is_shown_is_read_when_the_first_is_hidden() -> None:
    book, packed = Workbook(), io.BytesIO()
    book.active.append(("Nom", "Parti le"))
    book.active.append(("Luc", "parti"))
    book.active.sheet_state = "hidden"
    now = book.create_sheet("Personnel")
    now.append(("Nom", "Parti le"))
    now.append(("Luc", "reste"))
    book.active = 1
    book.save(packed)
    assert read_table(packed.getvalue()).rows[0].cells == ("Luc", "reste")


def hides_a_row(sheet: Worksheet) -> None:
    sheet.row_dimensions[3].hidden = True


def hides_a_column(sheet: Worksheet) -> None:
    sheet.column_dimensions["B"].hidden = True


def hides_what_is_empty(sheet: Worksheet) -> None:
    sheet.row_dimensions[9].hidden = sheet.column_dimensions["F"].hidden = True


@pytest.mark.parametrize(
    ("hide", "problem"),
    [(hides_a_row, TableProblem.HIDDEN), (hides_a_column, TableProblem.HIDDEN), (hides_what_is_empty, None)],
)
def test_what_nobody_sees_is_not_read(hide: Callable[[Worksheet], None], problem: TableProblem | None) -> None:
    book, packed = Workbook(), io.BytesIO()
    sheet = book.worksheets[0]
    for row in (("Nom", "Parti le"), ("Luc", "reste"), ("Ana", "parti")):
        sheet.append(row)
    hide(sheet)
    book.save(packed)
    try:
        said = None if len(read_table(packed.getvalue()).rows) == 2 else TableProblem.EMPTY
    except TableRefused as refused:
        said = refused.problem
    assert said is problem


CELLS = st.one_of(
    st.none(),
    st.text(st.characters(min_codepoint=32, max_codepoint=0x2FFF, exclude_categories=["Cs", "Cn"]), max_size=30),
    st.integers(-(10**15), 10**15),
    st.floats(-1e6, 1e6, allow_nan=False),
    st.booleans(),
    st.dates(date(1901, 1, 1), date(2199, 12, 31)),
    st.datetimes(datetime(1901, 1, 1), datetime(2199, 12, 31)),  # noqa: DTZ001 (spreadsheets know no time zone)
    st.times(time(0, 0), time(23, 59)).map(lambda moment: moment.replace(second=0, microsecond=0)),
)


@given(st.lists(st.lists(CELLS, min_size=1, max_size=5), min_size=1, max_size=5))
@settings(max_examples=60)
def test_what_openpyxl_writes_is_read_as_openpyxl_reads_it(rows: list[list[object]]) -> None:
    book, packed = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append([text.replace("=", "-") if isinstance(text, str) else text for text in row])
    book.save(packed)
    said = read({}, packed.getvalue())["rows"]
    ours = {(line, column): text for line, cells, *_ in said for column, text in enumerate(cells) if text}
    theirs = load_workbook(io.BytesIO(packed.getvalue())).active
    shown = {
        (cell.row, cell.column - 1): text for row in theirs.iter_rows() for cell in row if (text := _shown(cell.value))
    }
    assert ours == shown


def _shown(value: object) -> str:
    if value is None or value is False:
        return ""
    if value is True:
        return "oui"
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, time):
        return value.isoformat("seconds")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


@pytest.mark.parametrize(
    ("value", "epoch", "day"),
    [
        (1, EPOCH, "1900-01-01"),
        (59, EPOCH, "1900-02-28"),
        (61, EPOCH, "1900-03-01"),
        (46477, EPOCH, "2027-03-31"),
        (45015, EPOCH_1904, "2027-03-31"),
        (0.5, EPOCH, "12:00:00"),
        (10**9, EPOCH, None),
        (-(10**9), EPOCH, None),
    ],
)
def test_days_are_counted_from_the_epoch_of_the_workbook(value: float, epoch: datetime, day: str | None) -> None:
    assert day_of(value, epoch) == day


@given(st.binary(max_size=300), st.integers(0, 2**32))
@settings(max_examples=60)
def test_a_workbook_that_was_altered_is_read_or_refused_and_breaks_nothing(content: bytes, place: int) -> None:
    data = bytearray(PLAIN)
    at = place % len(data)
    data[at : at + len(content)] = content
    said = read({}, bytes(data))
    assert said.keys() <= {"rows", "merged"} or said["refused"] in set(TableProblem)
