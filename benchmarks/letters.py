"""Letters of one core: claimed, set, put on disk and recorded on SQLite, by the very action that the worker calls.

Beside it, in the same run: setting the same letters without writing them down, which is typst alone; and the least that
writing costs, PDFs of that size put on disk one by one with a row each.
"""

from __future__ import annotations

import csv
import itertools
import os
import shutil
import sqlite3
import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from app.delivery.post.addresses import PostalAddress
from app.delivery.post.letters import Enclosure, Letter, LetterPress, get_press
from app.extensions import db
from app.feeds.actions.deposits import import_deposits
from app.ledger.models.letters import Letter as LetterRow
from app.sending.actions.letters import write_letters
from app.sending.actions.manifests import write_manifests
from app.vocabulary.letters import LetterKind, NextTime
from benchmarks.deposits import SAMPLE, portal_with_registry
from benchmarks.measure import Result, compare

BATCH = 400
GOAL = 250


def _feed(folder: Path, letters: int) -> Path:
    """A deposit feed of documents that go by post, to one paper recipient at least each: so many letters or more."""
    folder.mkdir()
    shutil.copytree(SAMPLE / "deposits" / "pdf", folder / "pdf")
    with (SAMPLE / "expected.csv").open(encoding="utf-8") as stream:
        posted = {row["external_id"] for row in csv.DictReader(stream) if row["channel"] == "post"}
    with (SAMPLE / "deposits" / "manifest.csv").open(encoding="utf-8") as stream:
        rows = [row for row in csv.DictReader(stream) if row["external_id"] in posted]
    with (folder / "manifest.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0])
        writer.writeheader()
        for number, row in enumerate(itertools.islice(itertools.cycle(rows), letters)):
            writer.writerow({**row, "external_id": f"L-{number:07d}"})
    return folder


def _waiting(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).where(LetterRow.state == "waiting")) or 0


def _write(app: Flask) -> int:
    """BATCH letters from "waiting" to "written", and the manifest that lists them."""
    done = 0
    with app.app_context():
        while done < BATCH:
            handled = write_letters()
            if not handled:
                raise RuntimeError("no letter waits any more")
            done += handled
        write_manifests()
        db.session.remove()
    return done


LETTER = Letter(
    kind=LetterKind.DECISION,
    reference="",
    issued_on=date(2020, 2, 3),
    address=PostalAddress(
        "Inès Lévesque",
        "9945, avenue du Parc",
        "Saguenay",
        "QC",
        "G7H 5B1",
        "Ressources humaines",
        "Hôtel du Quai inc.",
    ),
    employer="Hôtel du Quai inc.",
    enclosure=Enclosure("Décision sur l'admissibilité de la réclamation", 3),
    values={
        "next_time": NextTime.PAPER_WITHDRAWN,
        "file_no": "002001121",
        "worker": "Jean-Guy Ménard",
        "review_days": 30,
    },
)


def _set(press: LetterPress, numbers: itertools.count[int]) -> int:
    """BATCH letters that were never set before, kept in memory only."""
    return sum(press.render(replace(LETTER, reference=f"reference-{next(numbers):06}")).pages for _ in range(BATCH))


def _put(folder: Path, content: bytes, numbers: itertools.count[int]) -> int:
    """BATCH files and rows, each durable before the next."""
    database = sqlite3.connect(folder / "bare.sqlite", isolation_level=None)
    database.execute("CREATE TABLE IF NOT EXISTS letters (name TEXT PRIMARY KEY)")
    for _ in range(BATCH):
        name = f"bare-{next(numbers)}.pdf"
        with (folder / name).open("wb") as file:
            file.write(content)
            os.fsync(file.fileno())
        database.execute("INSERT INTO letters VALUES (?)", (name,))
    database.close()
    return BATCH


def run(rounds: int = 7) -> Result:
    """Print and return the figures."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        app = portal_with_registry(folder / "data")
        with app.app_context():
            import_deposits(_feed(folder / "feed", BATCH * (rounds + 1)), print)
            press = get_press(app)
        numbers = itertools.count()
        content = press.render(LETTER).pdf
        return compare(
            {
                "written and recorded": lambda: _write(app),
                "set only": lambda: _set(press, numbers),
                "files and rows only": lambda: _put(folder, content, numbers),
            },
            title="Letters, one process on one core",
            unit="letters/s",
            rounds=rounds,
            goal=GOAL,
            notes=[f"{_waiting(app):,} letters still wait"],
        )


if __name__ == "__main__":
    run()
