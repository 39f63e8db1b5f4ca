"""Importing 10,000 deposits, each with a PDF of its own that is inspected, stored and routed, on SQLite.

Beside it, in the same run: the inspection of the same PDFs alone, and a bare `sqlite3` insert of the same rows.
"""

from __future__ import annotations

import csv
import shutil
import sqlite3
import tempfile
from itertools import cycle, islice
from pathlib import Path

import flask_migrate
from flask import Flask

from app import create_app
from app.delivery.received.inspection import inspect
from app.extensions import db
from app.feeds.actions.deposits import import_deposits
from app.feeds.actions.registry import import_registry
from app.wiring import migrations
from benchmarks.measure import Contender, Result, compare
from config import Config

SAMPLE = Path(__file__).parents[1] / "tests" / "samples" / "small"
DEPOSITS = 10_000
GOAL = 500
KEY = "benchmark"


def deposit_feed(folder: Path, deposits: int = DEPOSITS) -> Path:
    """A deposit feed of that many rows over the sample's employers, every PDF different from the others."""
    (folder / "pdf").mkdir(parents=True)
    with (SAMPLE / "deposits" / "manifest.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    contents = {row["pdf"]: (SAMPLE / "deposits" / row["pdf"]).read_bytes() for row in rows}
    with (folder / "manifest.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0])
        writer.writeheader()
        for number, row in enumerate(islice(cycle(rows), deposits)):
            name = f"pdf/{number}.pdf"
            head, end, tail = contents[row["pdf"]].rpartition(b"startxref")
            (folder / name).write_bytes(b"%b%%%d\n%b%b" % (head, number, end, tail))
            writer.writerow({**row, "external_id": f"B-{number:07d}", "pdf": name})
    return folder


def portal_with_registry(folder: Path) -> Flask:
    """A portal on an SQLite database that holds the sample's registry and nothing else."""
    shutil.rmtree(folder, ignore_errors=True)
    app = create_app(Config(RELAIS_ENV="test", RELAIS_DATA=folder, SECRET_KEY=KEY))
    migrations.register(app)
    with app.app_context():
        flask_migrate.upgrade()
        import_registry(SAMPLE / "registry", print)
    return app


def _import(app: Flask, feed: Path) -> int:
    with app.app_context():
        report = import_deposits(feed, print)
        db.session.remove()
        db.engine.dispose()
    return report.counts["manifest.csv"]["added"]


def _inspect(feed: Path) -> int:
    return sum(1 for path in (feed / "pdf").iterdir() if inspect(path).pages)


def _insert(feed: Path, folder: Path) -> int:
    """The least that any import must do with a row: read it, and insert it unless it is there."""
    path = folder / "bare.sqlite"
    path.unlink(missing_ok=True)
    database = sqlite3.connect(path)
    with (feed / "manifest.csv").open(encoding="utf-8") as stream, database:
        database.execute("CREATE TABLE manifest (external_id TEXT PRIMARY KEY, a, b, c, d, e, f, g, h, i)")
        reader = csv.reader(stream)
        next(reader)
        added = database.executemany("INSERT OR IGNORE INTO manifest VALUES (?,?,?,?,?,?,?,?,?,?)", reader).rowcount
    database.close()
    return added


def run(rounds: int = 3) -> Result:
    """Print and return the figures."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        feed = deposit_feed(folder / "feed")
        return compare(
            {
                "import": Contender(lambda app: _import(app, feed), lambda: portal_with_registry(folder / "data")),
                "inspection alone": lambda: _inspect(feed),
                "bare sqlite3 insert": lambda: _insert(feed, folder),
            },
            title=f"Import of {DEPOSITS:,} deposits, each PDF different",
            unit="deposits/s",
            rounds=rounds,
            goal=GOAL,
        )


if __name__ == "__main__":
    run()
