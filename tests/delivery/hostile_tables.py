"""Tables of some kilobytes that would take minutes and gigabytes to whoever parses them without looking first."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

from openpyxl import Workbook

MILLION = 1_000_000
SHEET, TEXTS, FORMATS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"
NAMESPACE = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def workbook(*rows: tuple[object, ...]) -> bytes:
    """A workbook as a spreadsheet saves it."""
    book, packed = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(packed)
    return packed.getvalue()


PLAIN = workbook(("Prénom", "Nom"), ("Ève", "Côté"))


def with_parts(content: bytes, method: int = zipfile.ZIP_DEFLATED, **parts: bytes | None) -> bytes:
    """The same workbook with other parts (`sheet`, `texts`, `formats`, or any name); None leaves one out."""
    names = {"sheet": SHEET, "texts": TEXTS, "formats": FORMATS, "book": "xl/workbook.xml"}
    changed = {names.get(name, name): data for name, data in parts.items()}
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(packed, "w", method, compresslevel=9) as new,
    ):
        for name in dict.fromkeys([*old.namelist(), *changed]):
            data = changed[name] if name in changed else old.read(name)
            if data is not None:
                new.writestr(name, data)
    return packed.getvalue()


def sheet(cells: bytes, after: bytes = b"", encoding: str = "utf-8") -> bytes:
    """The XML of a sheet."""
    text = b"<worksheet " + NAMESPACE + b"><sheetData>" + cells + b"</sheetData>" + after + b"</worksheet>"
    head = f'<?xml version="1.0" encoding="{encoding}"?>'
    return (head + text.decode()).encode(encoding)


def _texts(body: bytes) -> bytes:
    return b"<sst " + NAMESPACE + b">" + body + b"</sst>"


def _formats(body: bytes) -> bytes:
    return b"<styleSheet " + NAMESPACE + b">" + body + b"</styleSheet>"


ROW = b'<row r="1"><c r="A1" t="inlineStr"><is><t>Nom</t></is></c></row>'

HOSTILE: dict[str, Callable[[], bytes]] = {
    "fourteen million empty elements": lambda: with_parts(PLAIN, sheet=sheet(b"<a/>" * 14 * MILLION)),
    "seven million empty elements in UTF-16": lambda: with_parts(
        PLAIN, sheet=sheet(b"<a/>" * 7 * MILLION, encoding="utf-16")
    ),
    "an attribute of 58 MB": lambda: with_parts(PLAIN, sheet=sheet(b'<row a="' + b"x" * 58 * MILLION + b'"/>')),
    "an attribute of 20 MB": lambda: with_parts(PLAIN, sheet=sheet(b'<row a="' + b"x" * 20 * MILLION + b'"/>')),
    "a text of 20 MB": lambda: with_parts(
        PLAIN, sheet=sheet(b'<row><c t="inlineStr"><is><t>' + b"x" * 20 * MILLION + b"</t></is></c></row>")
    ),
    "a comment of 20 MB, full of tags": lambda: with_parts(
        PLAIN, sheet=sheet(b"<!--" + (b"<" + b"x" * 400_000) * 50 + b"-->")
    ),
    "a million attributes": lambda: with_parts(
        PLAIN, sheet=sheet(b"<row " + b" ".join(b'a%d=""' % n for n in range(MILLION)) + b"/>")
    ),
    "a million elements inside one another": lambda: with_parts(
        PLAIN, sheet=sheet(b"<a>" * MILLION + b"</a>" * MILLION)
    ),
    "a million cell formats": lambda: with_parts(
        PLAIN, formats=_formats(b"<cellXfs>" + b'<xf numFmtId="14"/>' * MILLION + b"</cellXfs>")
    ),
    "a million fonts": lambda: with_parts(
        PLAIN, formats=_formats(b"<fonts>" + b'<font><sz val="1"/></font>' * MILLION + b"</fonts>")
    ),
    "two hundred thousand formats of numbers": lambda: with_parts(
        PLAIN, formats=_formats(b"<numFmts>" + b'<numFmt numFmtId="1" formatCode="[x"/>' * 200_000 + b"</numFmts>")
    ),
    "a million merged cells": lambda: with_parts(
        PLAIN,
        sheet=sheet(ROW, b"<mergeCells>" + b'<mergeCell ref="A1:B1"/>' * MILLION + b"</mergeCells>"),
    ),
    "a million shared texts": lambda: with_parts(PLAIN, texts=_texts(b"<si><t>x</t></si>" * MILLION)),
    "a shared text of 15 MB, by pieces": lambda: with_parts(
        PLAIN, texts=_texts(b"<si>" + (b"<r><t>" + b"x" * 100_000 + b"</t></r>") * 600 + b"</si>")
    ),
    "a text of a thousand signs in every cell": lambda: with_parts(
        PLAIN,
        texts=_texts(b"<si><t>" + b"x" * 1000 + b"</t></si>"),
        sheet=sheet((b"<row>" + b'<c t="s"><v>0</v></c>' * 60 + b"</row>") * 4999),
    ),
    "half a million relations": lambda: with_parts(
        PLAIN, **{"xl/_rels/workbook.xml.rels": b"<R>" + b"<Relationship/>" * 500_000 + b"</R>"}
    ),
    "half a million sheets": lambda: with_parts(
        PLAIN, book=b"<workbook " + NAMESPACE + b"><sheets>" + b"<sheet/>" * 500_000 + b"</sheets></workbook>"
    ),
    "many parts that nobody asks for": lambda: with_parts(
        PLAIN, **{f"xl/media/{n}.xml": b" " * MILLION for n in range(70)}
    ),
    "forty thousand parts": lambda: with_parts(PLAIN, **{f"{n}": b"" for n in range(40_000)}),
}
