"""The cells of an XLSX workbook, read from its parts in pieces: values only, with nothing kept that is not asked for.

Each part is inflated by pieces, up to a limit, and looked at before a parser sees it: how many elements begin, how far
apart. Only four parts are parsed: the workbook, its relations, the shared texts, the first sheet that is shown, and the
formats of numbers (which tell days from numbers). No document type, no entity, no encoding but the usual ones.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

from app.delivery.received.confined.sheet import SheetReader
from app.delivery.received.confined.table_limits import Refused
from app.delivery.received.confined.workbook_parts import FormatsReader, RelationsReader, TextsReader, WorkbookReader
from app.delivery.received.confined.xml_pieces import Reader, Weight, parse, weigh
from app.vocabulary.personnel import TableProblem

R = TypeVar("R", bound=Reader)

MEGABYTE = 2**20
MAX_PARTS = 500
#: What all the parts of a workbook may inflate to, those that are never parsed included.
MAX_UNPACKED = 60 * MEGABYTE
#: A sheet of 5,000 rows and 60 columns holds 300,000 cells, of up to six tags each.
_SHEET = Weight(32 * MEGABYTE, tags=2_500_000)
_TEXTS = Weight(16 * MEGABYTE, tags=2_000_000)
_FORMATS = Weight(8 * MEGABYTE, tags=400_000)
_SMALL = Weight(MEGABYTE, tags=20_000)
_PIECE = 65_536
_ENCRYPTED = 0x1
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_DIRECTORY_ENTRY = b"PK\x01\x02"


@dataclass(frozen=True, slots=True)
class Cells:
    """One row: its number from 1, the text of each column (from 0) that holds any, and where formulas stand."""

    line: int
    texts: dict[int, str]
    formulas: list[int]


def sheet_rows(content: bytes, merged: list[str]) -> Iterator[Cells]:
    """The rows of the first sheet that is shown; its ranges of merged cells join `merged`. Raises Refused."""
    if content.count(_DIRECTORY_ENTRY) > MAX_PARTS:
        raise Refused(TableProblem.TOO_MUCH_INSIDE)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        yield from _Workbook(archive).rows(merged)


class _Workbook:
    """An archive whose parts were counted and weighed."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._parts = {part.filename: part for part in archive.infolist()}
        self._check_parts()

    def _check_parts(self) -> None:
        parts = self._archive.infolist()
        if sum(part.file_size for part in parts) > MAX_UNPACKED:
            raise Refused(TableProblem.TOO_MUCH_INSIDE)
        if any(part.filename.lower().endswith("vbaproject.bin") or "/macrosheets/" in part.filename for part in parts):
            raise Refused(TableProblem.HAS_MACROS)
        unusual = [part for part in parts if part.flag_bits & _ENCRYPTED or part.compress_type not in _METHODS]
        if unusual or len(self._parts) < len(parts):  # of two parts of one name, each reader shows another
            raise Refused(TableProblem.NOT_A_TABLE)
        for part in parts:
            if part.filename.lower().endswith((".xml", ".rels")):
                weigh(self._pieces(part.filename), Weight(MAX_UNPACKED))

    def rows(self, merged: list[str]) -> Iterator[Cells]:
        """What the sheet holds, row by row, then which of its cells are merged."""
        where = self._office_document()
        book = self._read(where, WorkbookReader(), _SMALL)
        relations = self._read(_relations_of(where), RelationsReader(), _SMALL)
        folder = posixpath.dirname(where)
        sheet = next((relations.sheets[key] for key in book.shown if key in relations.sheets), None)
        if sheet is None:
            raise Refused(TableProblem.NOT_A_TABLE)
        texts = self._read_if_any(_inside(folder, relations.texts or "sharedStrings.xml"), TextsReader(), _TEXTS)
        formats = self._read_if_any(_inside(folder, relations.formats or "styles.xml"), FormatsReader(), _FORMATS)
        reader = SheetReader(texts.found, formats, book.epoch)
        name = _inside(folder, sheet)
        weigh(self._pieces(name), _SHEET)
        for _piece in parse(self._pieces(name), reader):
            yield from (Cells(*row) for row in reader.taken())
        merged.extend(reader.merged)

    def _office_document(self) -> str:
        """Where the workbook stands, as the package says."""
        package = self._read("_rels/.rels", RelationsReader(), _SMALL)
        if not package.workbook:
            raise Refused(TableProblem.NOT_A_TABLE)
        return _inside("", package.workbook)

    def _read(self, name: str, reader: R, most: Weight) -> R:
        weigh(self._pieces(name), most)
        for _piece in parse(self._pieces(name), reader):
            pass
        return reader

    def _read_if_any(self, name: str, reader: R, most: Weight) -> R:
        return self._read(name, reader, most) if name in self._parts else reader

    def _pieces(self, name: str) -> Iterator[bytes]:
        """A part, inflated by pieces; one that lies about its size or its content is refused by its checksum."""
        if name not in self._parts:
            raise Refused(TableProblem.NOT_A_TABLE)
        with self._archive.open(self._parts[name]) as file:
            while piece := file.read(_PIECE):
                yield piece


def _inside(folder: str, target: str) -> str:
    """The name of the part that a relation leads to."""
    return posixpath.normpath(target[1:] if target.startswith("/") else posixpath.join(folder, target))


def _relations_of(name: str) -> str:
    folder, file = posixpath.split(name)
    return posixpath.join(folder, "_rels", f"{file}.rels")
