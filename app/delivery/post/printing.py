"""The print provider's port: one folder a day, letters written once, enclosures, and a manifest rebuilt whole.

    letters/2020-02-03/<notice public id>.<dispatch public id>.pdf
    letters/2020-02-03/enclosures/<sha256>.pdf
    letters/2020-02-03/manifest.csv

A letter is on disk before `write` returns, so the row that says "written" may be committed after it. After a crash
the same letter is written again: the same bytes are a no-op, other bytes are an error and change nothing.
"""

from __future__ import annotations

import contextlib
import csv
import io
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import date, datetime
from hashlib import sha256
from operator import attrgetter
from pathlib import Path

from flask import Flask

from app.delivery.documents import DocumentStore
from app.delivery.files import (
    DRAFTS,
    discard,
    make_folders,
    publish_all,
    replace,
    sweep,
    sync_folder,
    write_draft,
    write_once,
)

MANIFEST = "manifest.csv"
ENCLOSURES = "enclosures"


class LetterAlteredError(RuntimeError):
    """Another content already stands under that letter's name."""


@dataclass(frozen=True, slots=True)
class ManifestRow:
    """One letter of a batch, for the print provider: what to print, how many pages, and what to put with it."""

    file: str
    pages: int
    sha256: str
    recipient: str
    enclosure: str = ""
    enclosure_pages: int | None = None
    enclosure_sha256: str = ""


COLUMNS = tuple(field.name for field in fields(ManifestRow))


class PrintFolder:
    """The adapter: batches of letters as folders under `root`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        make_folders(root)

    def folder(self, day: date) -> Path:
        """The folder of a day's batch; it may not exist yet."""
        return self.root / day.isoformat()

    def sweep(self, before: datetime) -> int:
        """Remove what is left of letters whose writing was interrupted before an instant; returns how many files."""
        return sweep(self.root, f"*/{DRAFTS}", before)

    def letter_path(self, day: date, name: str) -> Path:
        """Where the letter of a dispatch stands; `name` is the dispatch's public identifier."""
        if not name or "/" in name or name.startswith("."):
            raise ValueError(f"not a name for a letter: {name!r}")
        return self.folder(day) / f"{name}.pdf"

    def write(self, day: date, name: str, pdf: bytes) -> Path:
        """Write a letter once, durably. The same bytes again are a no-op; other bytes raise LetterAlteredError."""
        with self.batch(day) as batch:
            return batch.write(name, pdf)

    @contextmanager
    def batch(self, day: date) -> Iterator[PrintBatch]:
        """A block that writes many letters of a day; all of them are on disk, under their names, when it ends.

        After a fault, none of the block's letters is kept.
        """
        block = PrintBatch(self, day)
        try:
            yield block
            block.publish()
        finally:
            block.discard()

    def enclose(self, day: date, document_sha256: str, store: DocumentStore) -> str:
        """Put a stored document beside the letters, once a day; the name to give in the manifest."""
        name = f"{ENCLOSURES}/{document_sha256}.pdf"
        path = self.folder(day) / name
        if path.exists():
            return name
        make_folders(path.parent)
        source = store.path(document_sha256)
        if source is None or not _link(source, path):
            write_once(path, store.read(document_sha256, verify=True))
        sync_folder(path.parent)
        return name

    def write_manifest(self, day: date, rows: Iterable[ManifestRow]) -> Path:
        """Rebuild the manifest of a day from all its rows, in the order of the file names; atomic, so never partial."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(map(attrgetter(*COLUMNS), sorted(rows, key=attrgetter("file"))))
        path = self.folder(day) / MANIFEST
        make_folders(path.parent)
        replace(path, text.getvalue().encode("utf-8"))
        return path

    def read_manifest(self, day: date) -> list[ManifestRow]:
        """The rows of a day's manifest, as written; none if there is no manifest."""
        with contextlib.suppress(FileNotFoundError), (self.folder(day) / MANIFEST).open(encoding="utf-8") as file:
            return [_row(row) for row in csv.DictReader(file)]
        return []

    def faults(self, day: date) -> list[str]:
        """What a day's folder holds against its manifest: files that are missing, or that are not what was written."""
        folder = self.folder(day)
        expected = {
            name: digest
            for row in self.read_manifest(day)
            for name, digest in ((row.file, row.sha256), (row.enclosure, row.enclosure_sha256))
            if name
        }
        return [name for name, digest in sorted(expected.items()) if _digest(folder / name) != digest]


class PrintBatch:
    """The letters of one block: drafts until its end, then put on disk and named together."""

    def __init__(self, printer: PrintFolder, day: date) -> None:
        self._printer = printer
        self._day = day
        self._drafts: dict[Path, Path] = {}
        self._contents: dict[Path, bytes] = {}
        make_folders(printer.folder(day))

    def write(self, name: str, pdf: bytes) -> Path:
        """Add a letter. Raises LetterAlteredError if another content stands, or was added, under that name."""
        path = self._printer.letter_path(self._day, name)
        if path in self._contents or path.exists():
            self._check(path, self._contents.get(path), pdf)
        else:
            self._contents[path] = pdf
            self._drafts[path] = write_draft(path, pdf, sync=False)
        return path

    def _check(self, path: Path, kept: bytes | None, pdf: bytes) -> None:
        if (path.read_bytes() if kept is None else kept) != pdf:
            raise LetterAlteredError(str(path))

    def publish(self) -> None:
        """Put every draft on disk, then give it its name."""
        for path in publish_all(self._drafts):
            self._check(path, None, self._contents[path])
        self._drafts.clear()

    def discard(self) -> None:
        """Forget what was not published."""
        discard(self._drafts)


def _link(source: Path, target: Path) -> bool:
    """Whether a hard link could be made (or already stands); another file system, for one, cannot."""
    try:
        os.link(source, target)
    except FileExistsError:
        return True
    except OSError:
        return False
    return True


def _digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def _row(row: dict[str, str]) -> ManifestRow:
    pages = row["enclosure_pages"]
    return ManifestRow(
        file=row["file"],
        pages=int(row["pages"]),
        sha256=row["sha256"],
        recipient=row["recipient"],
        enclosure=row["enclosure"],
        enclosure_pages=int(pages) if pages else None,
        enclosure_sha256=row["enclosure_sha256"],
    )


def get_printer(app: Flask) -> PrintFolder:
    """The application's print provider: a folder under RELAIS_DATA."""
    return PrintFolder(app.config["RELAIS_DATA"] / "letters")
