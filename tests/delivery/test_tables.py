"""Tables of the personnel department as files: every way they are saved, and everything hostile that one could hold."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Callable
from datetime import date, datetime

import pytest
from openpyxl import Workbook, load_workbook

from app.delivery.received.tables import MAX_BYTES, TableRefused, csv_bytes, read_table, xlsx_bytes
from app.vocabulary.personnel import TableProblem

TEXT = "Prénom;Nom;Courriel\r\nÈve;Côté;eve@courriel.example\r\n"
MIDNIGHT = datetime(2027, 4, 1)  # noqa: DTZ001 (spreadsheets know no time zone)
EVE = ("Ève", "Côté", "eve@courriel.example")


def workbook(*rows: tuple[object, ...]) -> bytes:
    """A workbook as a spreadsheet saves it."""
    book, packed = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(packed)
    return packed.getvalue()


def with_part(content: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The same workbook with one of its parts changed."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            data = old.read(part)
            new.writestr(part.filename, change(data) if part.filename == name else data)
    return packed.getvalue()


def problem_of(content: bytes) -> TableProblem:
    """Why a file is refused."""
    with pytest.raises(TableRefused) as refused:
        read_table(content)
    return refused.value.problem


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_csv_is_read_however_it_was_saved(separator: str, ending: str, encoding: str) -> None:
    content = TEXT.replace(";", separator).replace("\r\n", ending).encode(encoding)
    table = read_table(content)
    assert table.headings == ("Prénom", "Nom", "Courriel")
    assert [row.cells for row in table.rows] == [EVE]


def test_a_quoted_line_break_does_not_end_a_row_and_lines_are_counted_as_in_the_file() -> None:
    table = read_table('Nom;Note\r\n"Côté";"une\r\ndeux"\r\nRoy;x\r\n'.encode())
    assert [(row.line, row.cells) for row in table.rows] == [(2, ("Côté", "une\r\ndeux")), (4, ("Roy", "x"))]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_the_line_by_which_excel_says_the_separator_is_no_row(separator: str, encoding: str) -> None:
    said = f"sep={separator}\r\n{TEXT.replace(';', separator)}".encode(encoding)
    table = read_table(said)
    assert table.headings == ("Prénom", "Nom", "Courriel")
    assert [(row.line, row.cells) for row in table.rows] == [(3, EVE)]


@pytest.mark.parametrize(
    "said", ['"sep=;"\r\n', "sep=;;;\r\n", "SEP=; \n", "sep=;\r"], ids=["quoted", "padded", "blank", "old Mac"]
)
def test_that_line_is_known_however_a_program_saved_it_again(said: str) -> None:
    table = read_table((said + TEXT).encode())
    assert (table.headings, [row.cells for row in table.rows]) == (("Prénom", "Nom", "Courriel"), [EVE])


def test_a_separator_inside_quotes_is_no_separator() -> None:
    assert read_table(b'Nom,Note\n"Roy, fils",x\n').rows[0].cells == ("Roy, fils", "x")


def test_rows_without_anything_are_left_out() -> None:
    assert [row.line for row in read_table(b"Nom;x\n;\nRoy;y\n;;\n").rows] == [3]


def test_a_workbook_is_read_with_its_days_numbers_and_booleans() -> None:
    content = workbook(("Nom", "a", "b", "c", "d"), ("Côté", date(2027, 3, 31), MIDNIGHT, 12.0, True))
    assert read_table(content).rows[0].cells[:5] == ("Côté", "2027-03-31", "2027-04-01", "12", "oui")


SHARED = b"""<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
<si><t>Nom</t></si><si><r><t>C</t></r><r><t>\xc3\xb4t\xc3\xa9</t></r></si></sst>"""
SHEET = b"""<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
<row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="2"><c r="A2" t="s"><v>1</v></c></row></sheetData></worksheet>"""
KIND = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"


def test_texts_that_a_workbook_shares_between_cells_are_read() -> None:
    content = with_part(workbook(("Nom",)), "xl/worksheets/sheet1.xml", lambda _: SHEET)
    types = b'<Override PartName="/xl/sharedStrings.xml" ContentType="' + KIND + b'"/></Types>'
    content = with_part(content, "[Content_Types].xml", lambda data: data.replace(b"</Types>", types))
    packed = io.BytesIO(content)
    with zipfile.ZipFile(packed, "a") as archive:
        archive.writestr("xl/sharedStrings.xml", SHARED)
    assert read_table(packed.getvalue()).rows[0].cells[0] == "Côté"


@pytest.mark.parametrize("content", [workbook(("Nom", "x"), ("Côté", '=HYPERLINK("a")')), b"Nom;x\nC;=1+1\n"])
def test_a_formula_is_said_to_be_one_and_not_computed(content: bytes) -> None:
    assert read_table(content).rows[0].formulas == {1}


HOSTILE = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "'=1", "=cmd|' /C calc'!A0", 'a"b;c,d', "été\nhiver", "O'Neil"]


def test_what_is_written_as_csv_comes_back_and_is_no_formula_on_the_way() -> None:
    content = csv_bytes([["Nom", "x"], *([text, "y"] for text in HOSTILE)])
    assert content.startswith(b"\xef\xbb\xbf")
    rows = read_table(content).rows
    assert [row.cells[0] for row in rows] == HOSTILE
    assert not any(row.formulas for row in rows)
    lines = content.decode("utf-8-sig").split("\r\n")
    assert not [line for line in lines if line.lstrip('"').startswith(("=", "+", "-", "@", "\t"))]


def test_what_is_written_as_a_workbook_comes_back_as_text() -> None:
    content = xlsx_bytes("Personnel", [["Nom", "x"], *([text, "y"] for text in HOSTILE)])
    rows = read_table(content).rows
    assert [row.cells[0] for row in rows] == [text.strip() for text in HOSTILE]
    assert not any(row.formulas for row in rows)
    sheet = load_workbook(io.BytesIO(content)).active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s"}


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", TableProblem.EMPTY),
        (b"\n\n;;;\n", TableProblem.EMPTY),
        (b"x" * (MAX_BYTES + 1), TableProblem.TOO_BIG),
        (b"Nom\n" + b"Roy\n" * 5001, TableProblem.TOO_BIG),
        (b"\n" * 30_000 + b"Roy\n", TableProblem.TOO_BIG),
        (b";".join([b"x"] * 61) + b"\n", TableProblem.TOO_BIG),
        (b"\xd0\xcf\x11\xe0 an old workbook", TableProblem.OLD_OR_PROTECTED),
        (b"PK\x03\x04 not a workbook", TableProblem.NOT_A_TABLE),
        (b"%PDF-1.7\n\0\0\0", TableProblem.NOT_A_TABLE),
        (b"Nom\n" + b"x" * 200_000, TableProblem.NOT_A_TABLE),
    ],
)
def test_what_is_not_a_table_or_is_too_big_is_refused(content: bytes, problem: TableProblem) -> None:
    assert problem_of(content) is problem


def test_a_workbook_that_unpacks_to_too_much_is_refused_at_once() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * (100 * 2**20))
    assert len(packed.getvalue()) < MAX_BYTES
    assert problem_of(packed.getvalue()) is TableProblem.TOO_MUCH_INSIDE


def with_extra(content: bytes, name: str, data: bytes) -> bytes:
    """The same workbook with one more part."""
    packed = io.BytesIO(content)
    with zipfile.ZipFile(packed, "a") as archive:
        archive.writestr(name, data)
    return packed.getvalue()


def test_a_workbook_with_macros_is_refused_whatever_it_is_called() -> None:
    content = with_extra(workbook(("Nom", "x"), ("Roy", "y")), "xl/vbaProject.bin", b"\xd0\xcf\x11\xe0")
    assert problem_of(content) is TableProblem.HAS_MACROS


@pytest.mark.parametrize("name", ["word/document.xml", "content.xml", "xl/workbook.bin"])
def test_an_archive_that_is_no_workbook_is_said_to_be_none(name: str) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(name, b"<x/>")
    assert problem_of(packed.getvalue()) is TableProblem.NOT_A_TABLE


def processor_seconds() -> float:
    """What this process and the confined ones that ended have used: a busy machine does not lengthen it."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def test_a_hundred_thousand_rows_are_refused_before_they_are_read() -> None:
    rows = b"Roy;y\n" * 100_000
    begun = processor_seconds()
    assert problem_of(b"Nom;x\n" + rows) is TableProblem.TOO_BIG
    cells = b'<row><c t="inlineStr"><is><t>Roy</t></is></c></row>' * 100_000
    empty = workbook(("Nom",))
    large = with_part(
        empty, "xl/worksheets/sheet1.xml", lambda data: data.replace(b"</sheetData>", cells + b"</sheetData>")
    )
    assert len(large) < MAX_BYTES
    assert problem_of(large) is TableProblem.TOO_BIG
    assert processor_seconds() - begun < 10


def test_a_part_that_lies_about_its_size_is_refused() -> None:
    content = bytearray(workbook(("Nom", "x"), ("Roy", "y")))
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as archive:
        part = archive.getinfo("xl/worksheets/sheet1.xml")
    for at in range(len(content) - 46):
        if content[at : at + 4] == b"PK\x01\x02" and part.filename.encode() in content[at + 46 : at + 90]:
            content[at + 24 : at + 28] = (10).to_bytes(4, "little")
    assert problem_of(bytes(content)) is TableProblem.NOT_A_TABLE


ENTITIES = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("document_type", [ENTITIES, OUTSIDE, b'<!DOCTYPE x SYSTEM "http://127.0.0.1:1/x.dtd">'])
@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml", "docProps/core.xml"])
def test_xml_with_a_document_type_is_refused(document_type: bytes, part: str) -> None:
    def change(data: bytes) -> bytes:
        at = data.index(b"?>") + 2 if data.startswith(b"<?xml") else 0
        return data[:at] + document_type + data[at:]

    content = workbook(("Nom", "x"), ("Roy", "y"))
    assert read_table(content).rows
    assert problem_of(with_part(content, part, change)) is TableProblem.NOT_A_TABLE


def test_a_row_or_a_column_at_the_end_of_the_world_costs_nothing() -> None:
    content = workbook(("Nom", "x"), ("Roy", "y"))
    far = with_part(content, "xl/worksheets/sheet1.xml", lambda data: data.replace(b'r="2"', b'r="1000000000"'))
    begun = processor_seconds()
    assert problem_of(far) in {TableProblem.TOO_BIG, TableProblem.NOT_A_TABLE, TableProblem.EMPTY}
    assert processor_seconds() - begun < 2


@pytest.mark.parametrize(
    ("row", "cells", "stray"),
    [
        (b'Ana,"Roy" dite Lavoie,x', ("Ana", "Roy dite Lavoie", "x"), 1),
        (b'"An" a,Roy,x', ("An a", "Roy", "x"), 0),
        (b'"Ana, la ""vraie""",Roy,"x"y', ('Ana, la "vraie"', "Roy", "xy"), 2),
        (b'Ana, "Roy",x', ("Ana", '"Roy"', "x"), 1),
    ],
)
def test_a_stray_quotation_mark_is_known_by_its_row_and_its_cell(
    row: bytes, cells: tuple[str, ...], stray: int
) -> None:
    table = read_table(b"a,b,c\n1,2,3\n" + row + b"\n4,5,6\n")
    assert [(one.line, one.cells, one.strays) for one in table.rows] == [
        (2, ("1", "2", "3"), frozenset()),
        (3, cells, frozenset({stray})),
        (4, ("4", "5", "6"), frozenset()),
    ]


def test_a_quotation_mark_that_is_never_closed_is_known_by_where_it_opens() -> None:
    table = read_table(b'a;b\n1;2\n3;"4\n5;6\n')
    assert [(one.line, one.strays) for one in table.rows] == [(2, frozenset()), (3, frozenset({1}))]
