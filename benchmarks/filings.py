"""Filings of one process on SQLite: a whole employer's notice, checked, signed by digest, told to the journal, sealed.

Beside it, in the same run: the bare insert of the same rows, one transaction a filing, by `sqlite3` alone, as durable.
"""

from __future__ import annotations

import itertools
import json
import sqlite3
import tempfile
from functools import partial
from pathlib import Path

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
from app.requests.models.requests import Filing, OnlineRequest
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
#: What a filing writes: itself, a line of history, an entry of the journal and its link; the request is changed.
TABLES = (
    "CREATE TABLE requests (id INTEGER PRIMARY KEY, state TEXT, reference TEXT UNIQUE, subject TEXT UNIQUE)",
    "CREATE TABLE filings (id INTEGER PRIMARY KEY, request INT UNIQUE, reference TEXT UNIQUE, content TEXT, sha TEXT)",
    "CREATE TABLE events (id INTEGER PRIMARY KEY, request INT, kind TEXT, at TEXT, name TEXT)",
    "CREATE TABLE journal (id INTEGER PRIMARY KEY, at TEXT, action TEXT, name TEXT, details TEXT)",
    "CREATE TABLE links (id INTEGER PRIMARY KEY, entry INT, hash TEXT)",
)


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


def _content(app: Flask) -> str:
    """A filing as it is kept."""
    _file(app, _drafts(app, itertools.count(10**6))[:1])
    with app.app_context():
        return db.session().scalars(select(Filing.content)).first() or ""


def _bare(database: sqlite3.Connection, content: str, numbers: itertools.count[int]) -> int:
    for number in itertools.islice(numbers, BATCH):
        database.execute("BEGIN IMMEDIATE")
        database.execute("INSERT INTO requests VALUES (?, 'draft', NULL, ?)", (number, f"subject {number}"))
        values = (number, number, f"ADR-{number}", content, "d" * 64)
        database.execute("INSERT INTO filings VALUES (?, ?, ?, ?, ?)", values)
        database.execute("UPDATE requests SET state = 'filed', reference = ? WHERE id = ?", (f"ADR-{number}", number))
        database.execute("INSERT INTO events VALUES (?, ?, 'filed', '2026', 'Camille Roy')", (number, number))
        details = json.dumps({"request": number})
        database.execute("INSERT INTO journal VALUES (?, '2026', 'filed', 'Camille Roy', ?)", (number, details))
        database.execute("INSERT INTO links VALUES (?, ?, ?)", (number, number, "h" * 64))
        database.execute("COMMIT")
    return BATCH


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
        content = _content(app)
        bare = sqlite3.connect(folder / "bare.sqlite", isolation_level=None)
        for statement in ("PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", *TABLES):
            bare.execute(statement)
        ours, theirs = itertools.count(1), itertools.count(1)
        try:
            return compare(
                {
                    "filed": Contender(partial(_file, app), lambda: _drafts(app, ours)),
                    "bare inserts": Contender(lambda: _bare(bare, content, theirs)),
                },
                title="Filings, one process",
                unit="filings/s",
                rounds=rounds,
                goal_ratio=GOAL,
            )
        finally:
            bare.close()
            with app.app_context():
                db.engine.dispose()


if __name__ == "__main__":
    run()
