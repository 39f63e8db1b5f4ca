"""How long a feed holds SQLite's only writer: 4,000 deposits with their PDFs, then 10,000 rows of a registry.

Everybody who writes meanwhile (a sign-in, the opening of a document) waits that long. Beside it, in the same run: the
whole import, and what one acknowledged write costs with each setting of `SQLITE_SYNCHRONOUS`.
"""

from __future__ import annotations

import csv
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

from flask import Flask
from sqlalchemy import Engine, event
from sqlalchemy.engine import Connection
from stdnum import luhn

from app.extensions import db
from app.feeds.actions.deposits import import_deposits
from app.feeds.actions.registry import import_registry
from benchmarks.deposits import deposit_feed, portal_with_registry

DEPOSITS = 4_000
ROWS = 10_000
WRITES = 300
#: No sign-in waits longer than this, in seconds.
GOAL = 2.0


class Holds:
    """The longest time between taking SQLite's writer and giving it back, in seconds."""

    def __init__(self, engine: Engine) -> None:
        self._engine, self._since, self.longest = engine, 0.0, 0.0

    def _begun(self, connection: Connection) -> None:
        self._since = perf_counter() if connection.get_execution_options().get("write") else 0.0

    def _ended(self, _connection: Connection) -> None:
        if self._since:
            self.longest = max(self.longest, perf_counter() - self._since)
            self._since = 0.0

    @contextmanager
    def watching(self) -> Iterator[Holds]:
        """Watch what happens in the block."""
        heard: tuple[tuple[str, Callable[[Connection], None]], ...] = (
            ("begin", self._begun),
            ("commit", self._ended),
            ("rollback", self._ended),
        )
        for what, hear in heard:
            event.listen(self._engine, what, hear)
        try:
            yield self
        finally:
            for what, hear in heard:
                event.remove(self._engine, what, hear)


def _registry(folder: Path) -> Path:
    """A quarter each of employers, people, memberships and files."""
    folder.mkdir()
    quarter, address = ROWS // 4, ("1 rue Principale", "", "Québec", "QC", "G1K 7E2")
    neqs = [f"11{number:07d}{luhn.calc_check_digit(f'{number:07d}')}" for number in range(1, quarter + 1)]
    people = [f"B-{number}" for number in range(quarter)]
    place = ("address_line1", "address_line2", "city", "province", "postal_code")
    _write(
        folder / "employers.csv",
        ("neq", "name", "language", "attention", *place),
        [(neq, f"Employeur {neq}", "fr", "", *address) for neq in neqs],
    )
    _write(
        folder / "people.csv",
        ("person", "given_name", "family_name", "email", "language", *place),
        [(one, "Sacha", f"Roy {one}", f"{one}@example.org", "fr", *address) for one in people],
    )
    _write(
        folder / "memberships.csv",
        ("neq", "person", "space", "role", "from", "until"),
        [(neq, one, "clicsequr", "rse", "2020-01-01", "") for neq, one in zip(neqs, people, strict=True)],
    )
    files = [f"{number:08d}" for number in range(20_000_000, 20_000_000 + quarter)]
    _write(
        folder / "files.csv",
        ("file_no", "worker_given_name", "worker_family_name", "neq", "injury_on", "regional_office"),
        [
            (start + luhn.calc_check_digit(start), "Max", "Côté", neq, "2020-02-03", "Québec")
            for start, neq in zip(files, neqs, strict=True)
        ],
    )
    return folder


def _write(path: Path, header: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([header, *rows])


def _say(app: Flask, what: str, units: int, act: Callable[[], object]) -> float:
    with app.app_context():
        with Holds(db.engine).watching() as holds:
            started = perf_counter()
            act()
            seconds = perf_counter() - started
        db.session.remove()
        db.engine.dispose()
    met = "met" if holds.longest <= GOAL else "MISSED"
    print(
        f"  {what:<24} {seconds:6.2f} s ({units / seconds:6,.0f}/s)   "
        f"longest hold {holds.longest:6.3f} s   goal {GOAL} s: {met}"
    )
    return holds.longest


def _acknowledged(folder: Path, synchronous: str) -> float:
    """Milliseconds of one small committed write."""
    database = sqlite3.connect(folder / f"{synchronous}.sqlite", isolation_level=None)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute(f"PRAGMA synchronous = {synchronous}")
    database.execute("CREATE TABLE written (number INTEGER PRIMARY KEY, words TEXT)")
    started = perf_counter()
    for number in range(WRITES):
        database.execute("INSERT INTO written VALUES (?, ?)", (number, "x" * 200))
    seconds = perf_counter() - started
    database.close()
    return 1000 * seconds / WRITES


def run() -> dict[str, float]:
    """Print and return the longest holds, in seconds."""
    print("The only writer of SQLite, held by a feed")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        app = portal_with_registry(folder / "data")
        feed, registry = deposit_feed(folder / "feed", DEPOSITS), _registry(folder / "registry")
        found = {
            "deposits": _say(app, f"{DEPOSITS:,} deposits", DEPOSITS, lambda: import_deposits(feed, print)),
            "registry": _say(app, f"{ROWS:,} rows of registry", ROWS, lambda: import_registry(registry, print)),
        }
        costs = ", ".join(f"{word} {_acknowledged(folder, word):.2f} ms" for word in ("OFF", "NORMAL", "FULL"))
        print(f"  one acknowledged write: {costs}")
    return found


if __name__ == "__main__":
    run()
