"""The folder of letters as the print provider finds it: a batch a day, each with its manifest."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

MANIFEST = "manifest.csv"


@dataclass(frozen=True, slots=True)
class PrintedLetter:
    """One line of a manifest; `enclosure` is empty when nothing travels with the letter."""

    file: str
    pages: int
    recipient: str
    enclosure: str
    enclosure_pages: int


def batch_days(folder: Path) -> list[tuple[date, int]]:
    """The days that have a batch, latest first, each with its number of letters."""
    days = [path for path in folder.glob("????-??-??") if path.is_dir()]
    return sorted(((date.fromisoformat(path.name), len(list(path.glob("*.pdf")))) for path in days), reverse=True)


def batch_letters(folder: Path, day: date) -> list[PrintedLetter] | None:
    """The letters that the manifest of a day names; None while there is no manifest."""
    path = folder / day.isoformat() / MANIFEST
    if not path.is_file():
        return None
    with path.open(encoding="utf-8", newline="") as file:
        return list(_letters(csv.DictReader(file)))


def batch_file(folder: Path, day: date, name: str) -> bytes | None:
    """A file of a day's batch: the manifest, or a PDF that it names; None for anything else."""
    named = {name for letter in batch_letters(folder, day) or () for name in (letter.file, letter.enclosure)}
    if name != MANIFEST and (not name or name not in named):
        return None
    path = folder / day.isoformat() / name
    return path.read_bytes() if path.is_file() else None


def _letters(rows: csv.DictReader[str]) -> Iterator[PrintedLetter]:
    for row in rows:
        pages = int(row["enclosure_pages"] or 0)
        yield PrintedLetter(row["file"], int(row["pages"]), row["recipient"], row["enclosure"], pages)
