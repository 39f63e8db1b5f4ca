"""A day's batch: each letter once, its enclosures beside it, and a manifest that is whole at any instant."""

from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from flask import Flask

from app.delivery.documents import BucketStore, FolderStore
from app.delivery.post.printing import LetterAlteredError, ManifestRow, PrintFolder, get_printer

DAY = date(2020, 2, 3)
ROW = ManifestRow("b.pdf", 1, sha256(b"letter b").hexdigest(), "Nadia Côté, « Hôtel »")
ROOT = Path(__file__).parents[2]


@pytest.fixture
def printer(tmp_path: Path) -> PrintFolder:
    """A print provider of its own."""
    return PrintFolder(tmp_path / "letters")


def names(folder: Path) -> list[str]:
    """Every file below a folder, hidden ones included."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_letter_stands_in_the_folder_of_its_day(printer: PrintFolder) -> None:
    path = printer.write(DAY, "aB3-_x", b"letter")
    assert path == printer.root / "2020-02-03" / "aB3-_x.pdf"
    assert path.read_bytes() == b"letter"
    assert names(printer.root) == ["2020-02-03/aB3-_x.pdf"]


def test_the_same_letter_again_is_no_second_letter(printer: PrintFolder) -> None:
    before = printer.write(DAY, "a", b"letter").stat()
    after = printer.write(DAY, "a", b"letter").stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_letter_is_never_overwritten(printer: PrintFolder) -> None:
    path = printer.write(DAY, "a", b"letter")
    with pytest.raises(LetterAlteredError):
        printer.write(DAY, "a", b"another letter")
    assert path.read_bytes() == b"letter"
    assert path.stat().st_mode & 0o777 == 0o400


def _write_two_under_one_name(printer: PrintFolder) -> None:
    with printer.batch(DAY) as batch:
        batch.write("b", b"letter b")
        batch.write("a", b"letter")
        batch.write("a", b"another letter")


def test_two_letters_of_a_block_do_not_share_a_name(printer: PrintFolder) -> None:
    with pytest.raises(LetterAlteredError):
        _write_two_under_one_name(printer)
    assert names(printer.root) == []


def test_a_block_writes_all_its_letters(printer: PrintFolder) -> None:
    printer.write(DAY, "a", b"letter a")
    with printer.batch(DAY) as batch:
        for name in "abcab":
            batch.write(name, b"letter " + name.encode())
    assert names(printer.folder(DAY)) == ["a.pdf", "b.pdf", "c.pdf"]


def test_two_blocks_that_write_the_same_letter_agree(printer: PrintFolder) -> None:
    with printer.batch(DAY) as first, printer.batch(DAY) as second:
        first.write("a", b"letter")
        second.write("a", b"letter")
    assert names(printer.folder(DAY)) == ["a.pdf"]


def _write_in_two_blocks(printer: PrintFolder) -> None:
    with printer.batch(DAY) as first, printer.batch(DAY) as second:
        first.write("a", b"letter")
        second.write("a", b"another letter")


def test_two_blocks_that_disagree_are_noticed(printer: PrintFolder) -> None:
    with pytest.raises(LetterAlteredError):
        _write_in_two_blocks(printer)
    assert names(printer.folder(DAY)) == ["a.pdf"]


@pytest.mark.parametrize("name", ["", "../a", "a/b", ".hidden"])
def test_a_name_leads_nowhere_else(printer: PrintFolder, name: str) -> None:
    with pytest.raises(ValueError, match="not a name"):
        printer.write(DAY, name, b"letter")


def test_an_enclosure_is_the_stored_document_itself(printer: PrintFolder, tmp_path: Path) -> None:
    store = FolderStore(tmp_path / "documents")
    digest = store.put(b"document").sha256
    name = printer.enclose(DAY, digest, store)
    assert name == f"enclosures/{digest}.pdf"
    assert printer.enclose(DAY, digest, store) == name
    kept = store.path(digest)
    assert kept is not None
    assert (printer.folder(DAY) / name).samefile(kept)


def test_an_enclosure_is_copied_when_it_cannot_be_linked(printer: PrintFolder, tmp_path: Path) -> None:
    for store in (BucketStore.at("memory:///"), FolderStore(tmp_path / "documents")):
        digest = store.put(b"document in " + type(store).__name__.encode()).sha256
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("app.delivery.post.printing._link", lambda _source, _target: False)
            name = printer.enclose(DAY, digest, store)
        assert sha256((printer.folder(DAY) / name).read_bytes()).hexdigest() == digest


def test_the_manifest_lists_the_letters_by_name(printer: PrintFolder) -> None:
    enclosed = replace(ROW, file="a.pdf", enclosure="enclosures/x.pdf", enclosure_pages=3, enclosure_sha256="0" * 64)
    path = printer.write_manifest(DAY, [ROW, enclosed])
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["file", "pages", "sha256", "recipient", "enclosure", "enclosure_pages", "enclosure_sha256"]
    assert rows[1] == ["a.pdf", "1", ROW.sha256, "Nadia Côté, « Hôtel »", "enclosures/x.pdf", "3", "0" * 64]
    assert rows[2] == ["b.pdf", "1", ROW.sha256, "Nadia Côté, « Hôtel »", "", "", ""]
    assert printer.read_manifest(DAY) == [enclosed, ROW]


def test_a_day_without_letters_has_no_manifest(printer: PrintFolder) -> None:
    assert printer.read_manifest(DAY) == []
    assert printer.faults(DAY) == []


def test_a_letter_that_is_missing_or_altered_is_a_fault(printer: PrintFolder) -> None:
    path = printer.write(DAY, "b", b"letter b")
    printer.write_manifest(DAY, [ROW, replace(ROW, file="gone.pdf")])
    assert printer.faults(DAY) == ["gone.pdf"]
    path.chmod(0o600)
    path.write_bytes(b"letter B")
    assert printer.faults(DAY) == ["b.pdf", "gone.pdf"]


WRITER = """
import sys, itertools
from datetime import date
from pathlib import Path
from app.delivery.post.printing import ManifestRow, PrintFolder
printer = PrintFolder(Path(sys.argv[1]))
print("ready", flush=True)
for round in itertools.count():
    rows = [ManifestRow(f"{n:04}.pdf", 1, "0" * 64, "Nadia Côté " * 20) for n in range(300)]
    printer.write_manifest(date(2020, 2, 3), rows[: 300 - round % 2])
    printer.write(date(2020, 2, 3), f"{round:06}", b"x" * 200_000)
"""


def test_a_crash_leaves_neither_half_a_manifest_nor_half_a_letter(printer: PrintFolder) -> None:
    for moment in (0.0, 0.05, 0.11, 0.2):
        process = subprocess.Popen([sys.executable, "-c", WRITER, printer.root], cwd=ROOT, stdout=subprocess.PIPE)
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        try:
            process.wait(timeout=moment)
        except subprocess.TimeoutExpired:
            os.kill(process.pid, signal.SIGKILL)
        process.wait()
        process.stdout.close()
        assert len(printer.read_manifest(DAY)) in {0, 299, 300}
        letters = list(printer.folder(DAY).glob("[0-9]*.pdf"))
        assert all(path.stat().st_size == 200_000 for path in letters)


def test_the_portal_prints_under_its_data(app: Flask) -> None:
    assert get_printer(app).root == app.config["RELAIS_DATA"] / "letters"
