"""The journal's chain: verifying 100,000 entries, and what sealing adds to an action and to many entries at once.

Verifying is the whole of `tools/verify_journal.py` on an SQLite file, beside reading the same rows with bare `sqlite3`.
Sealing is measured on SQLite, against the same transactions from which the sealing was taken out.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import flask_migrate
from flask import Flask

from app import create_app
from app.extensions import db
from app.ledger.steps import audit, sealing
from app.ledger.steps.transaction import transaction
from app.vocabulary.audit import AuditAction
from app.wiring import migrations
from benchmarks.measure import Contender, Result, compare
from config import Config
from tools.verify_journal import main, sqlite_records

ENTRIES = 100_000
#: Entries a second: 100,000 within five seconds.
GOAL = 20_000
MANY = 10_000
ACTIONS = 300
KEY = "benchmark"


def _portal(folder: Path) -> Flask:
    shutil.rmtree(folder, ignore_errors=True)
    app = create_app(Config(RELAIS_ENV="test", RELAIS_DATA=folder, SECRET_KEY=KEY))
    migrations.register(app)
    with app.app_context():
        flask_migrate.upgrade()
    return app


def journal(folder: Path, entries: int) -> Path:
    """The SQLite file of a portal whose journal holds so many entries, as sign-ins and openings write them."""
    app = _portal(folder)
    with app.app_context():
        for start in range(0, entries, MANY):
            _write(min(MANY, entries - start))
        db.session.remove()
        db.engine.dispose()
    return folder / "relais.sqlite"


def _write(entries: int) -> None:
    details = {"door": "guichet_sst", "way": "écran", "firm": "Côté, Gagnon et associés"}
    with transaction() as session:
        audit.record_many(session, AuditAction.SIGNED_IN, audit.SYSTEM, [{"details": details} for _ in range(entries)])


def _verify(path: Path) -> int:
    if main([str(path), "--without-checkpoints"]):
        raise ValueError("the journal of this benchmark is whole")
    return ENTRIES


def _read(path: Path) -> int:
    with closing(sqlite3.connect(path)) as database:
        return sum(1 for _ in sqlite_records(database)) // 2


def _sealed(app: Flask, work: Callable[[], int]) -> int:
    with app.app_context():
        return work()


def _unsealed(app: Flask, work: Callable[[], int]) -> int:
    """The same, where nothing that is written is noticed."""
    tables = dict(sealing.TABLES)
    sealing.TABLES.clear()
    try:
        return _sealed(app, work)
    finally:
        sealing.TABLES.update(tables)


def _actions() -> int:
    for _ in range(ACTIONS):
        _write(1)
    return ACTIONS


def _many() -> int:
    _write(MANY)
    return MANY


def run(rounds: int = 5) -> list[Result]:
    """Print and return the figures."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = journal(folder / "verified", ENTRIES)
        app = _portal(folder / "written")
        results = [
            compare(
                {"verifier": lambda: _verify(path), "reading the rows": lambda: _read(path)},
                title=f"Verifying a journal of {ENTRIES:,} entries",
                unit="entries/s",
                rounds=rounds,
                goal=GOAL,
            )
        ]
        for title, work in (("one entry", _actions), (f"{MANY:,} entries", _many)):
            contenders = {
                "sealed": Contender(lambda work=work: _sealed(app, work)),  # type: ignore[misc]
                "not sealed": Contender(lambda work=work: _unsealed(app, work)),  # type: ignore[misc]
            }
            results.append(compare(contenders, title=f"Transactions of {title} each", unit="entries/s", rounds=rounds))
        return results


if __name__ == "__main__":
    run()
