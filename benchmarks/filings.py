"""Filings of one process on SQLite: a whole employer's notice, checked, signed by digest, told to the journal, sealed.

Beside it, in the same run: the same rows written bare into the same tables, with all their indexes and triggers, one
transaction a filing, by `sqlite3` alone, as durable. Nothing is asked, checked or computed there.
"""

# ruff: noqa: S608 (statements made of names of our tables)

from __future__ import annotations

import itertools
import sqlite3
import tempfile
from functools import partial
from pathlib import Path
from typing import Any

import flask_migrate
from flask import Flask
from sqlalchemy import insert, select

from app.extensions import db
from app.registry.queries.sessions import Principal
from app.requests.actions.drafts import Begins, begin_draft
from app.requests.actions.filings import Sending, file_request
from app.requests.actions.reading import shown
from app.requests.actions.saving import save_step
from app.requests.domain.catalogue import form_of
from app.requests.models.requests import OnlineRequest
from app.resolver.models.access import AccessGrant
from app.vocabulary.accounts import Role, Space
from app.wiring import migrations
from benchmarks.asking_pages import portal_on
from benchmarks.made_up_files import SINCE, fill
from benchmarks.measure import Contender, Result, compare

BATCH = 50
GOAL = 0.40
#: The user of the employer that `fill` makes, who is given the right to file.
WHO = Principal(
    session_id=1,
    kind="person",
    name="Camille Roy",
    language="fr",
    person_id=1,
    space=Space.CLICSEQUR,
    employer_id=1,
    roles=frozenset({Role.USER}),
)
ANSWERS = {
    "version_differs": "no",
    "worker_family_name": "Roy",
    "worker_address": "12, rue des Ormes",
    "employer_name": "Ateliers Boréal inc.",
    "employer_address": "1, rue Une",
    "contact_name": "Bruno Roy",
    "contact_phone": "4185550199",
    "event_kind": "accident",
    "event_on": "2026-01-08",
    "event_place": "Atelier 2",
    "event_circumstances": "Une palette a glissé du chariot.",
    "incapacity_from": "2026-01-08",
    "returned": "no",
    "contract_income": "52000",
    "working_days": ["mon", "tue", "wed", "thu", "fri"],
    "days": [{"day": f"2026-01-{day:02d}", "gross": "200.00", "deductions": "46.25"} for day in range(9, 23)],
}
#: Where a filing writes a row, by the columns that tell one filing from another; besides, its request changes.
WRITTEN = {
    "filings": ("id", "request_id", "reference"),
    "request_events": ("id", "request_id"),
    "audit_entries": ("id",),
    "journal_links": ("sequence", "row_id", "hash"),
}
CHANGED = ("state", "turn", "state_at", "answer_by", "reference")


def _drafts(app: Flask, numbers: itertools.count[int]) -> list[tuple[str, Sending]]:
    """BATCH drafts that can be filed, each about somebody else, with what their check page shows."""
    worker = next(step for step in form_of("employer_notice").definition.steps if step.name == "worker")
    made = []
    with app.app_context():
        for number in itertools.islice(numbers, BATCH):
            named = {**ANSWERS, "worker_given_name": f"Personne {number}"}
            public_id = begin_draft(WHO, "employer_notice", Begins(named))
            save_step(WHO, public_id, worker, {"worker_nas": "123456782"}, 0)
            row = db.session().scalars(select(OnlineRequest).where(OnlineRequest.public_id == public_id)).one()
            made.append((public_id, Sending(shown(row).digest)))
        db.session.remove()
    return made


def _file(app: Flask, drafts: list[tuple[str, Sending]]) -> int:
    with app.app_context():
        filed = sum(bool(file_request(WHO, public_id, sending)) for public_id, sending in drafts)
        db.session.remove()
    return filed


class _Bare:
    """The rows of one filing, to be written again and again as those of others."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self.database = database
        database.row_factory = sqlite3.Row
        request = self._last("online_requests", "id")
        self.request, self.changed = dict(request), [request[name] for name in CHANGED[:-1]]
        self.rows = {table: dict(self._last(table, keys[0])) for table, keys in WRITTEN.items()}
        self.inserts = {
            table: f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join(f':{name}' for name in row)})"
            for table, row in self.rows.items()
        }
        self.update = f"UPDATE online_requests SET {', '.join(f'{name} = ?' for name in CHANGED)} WHERE id = ?"
        self.last = 10**6

    def _last(self, table: str, key: str) -> Any:
        return self.database.execute(f"SELECT * FROM {table} ORDER BY {key} DESC LIMIT 1").fetchone()

    def drafts(self) -> list[int]:
        """So many drafts to be filed."""
        numbers = list(range(self.last, self.last + BATCH))
        self.last += BATCH
        row = {**self.request, "state": "draft", "turn": "ours", "reference": None, "answer_by": None}
        rows = [{**row, "id": number, "public_id": f"B{number}", "subject": f"s{number}"} for number in numbers]
        insert_all = f"INSERT INTO online_requests VALUES ({', '.join(f':{name}' for name in row)})"
        self.database.execute("BEGIN IMMEDIATE")
        self.database.executemany(insert_all, rows)
        self.database.execute("COMMIT")
        return numbers

    def file(self, numbers: list[int]) -> int:
        """Write what the filing of each writes."""
        for number in numbers:
            given = {"id": number, "sequence": number, "row_id": number, "request_id": number}
            given |= {"reference": f"ADR-{number}", "hash": f"{number:064d}"}
            self.database.execute("BEGIN IMMEDIATE")
            for table, keys in WRITTEN.items():
                self.database.execute(self.inserts[table], self.rows[table] | {name: given[name] for name in keys})
            self.database.execute(self.update, (*self.changed, given["reference"], number))
            self.database.execute("COMMIT")
        return len(numbers)


def _copied(app: Flask, folder: Path) -> sqlite3.Connection:
    """Another database, just like the one in which something was filed."""
    with app.app_context():
        ours = db.session().connection().connection.driver_connection
        assert isinstance(ours, sqlite3.Connection)
        bare = sqlite3.connect(folder / "bare.sqlite", isolation_level=None)
        ours.backup(bare)
        db.session.remove()
    for statement in ("PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", "PRAGMA foreign_keys = ON"):
        bare.execute(statement)
    return bare


def run(rounds: int = 7) -> Result:
    """Print and return the figures."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        app = portal_on(f"sqlite:///{folder / 'filings.sqlite'}", folder)
        migrations.register(app)
        with app.app_context():
            flask_migrate.upgrade()
            fill(db.session(), 10)
            right = {"employer_id": 1, "person_id": 1, "space": "clicsequr", **SINCE, "public_id": "right"}
            db.session().execute(insert(AccessGrant), [{**right, "service": "employer_notice"}])
            db.session().commit()
            db.session.remove()
        ours = itertools.count(1)
        _file(app, _drafts(app, ours))
        bare = _Bare(_copied(app, folder))
        try:
            return compare(
                {
                    "filed": Contender(partial(_file, app), lambda: _drafts(app, ours)),
                    "bare rows": Contender(bare.file, bare.drafts),
                },
                title="Filings, one process",
                unit="filings/s",
                rounds=rounds,
                goal_ratio=GOAL,
            )
        finally:
            bare.database.close()
            with app.app_context():
                db.engine.dispose()


if __name__ == "__main__":
    run()
