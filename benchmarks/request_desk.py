"""The Commission's desk: its first page at 100,000 requests on SQLite, beside the same fifty rows in raw SQL.

Ours finds the offices that wait and takes the oldest requests of each, all offices together, as the page first shows
them. Beside it, the text of the same two statements for the same fifty rows. The same among 10,000 requests is measured
with them: it costs the same. The whole page is asked nothing here: its statements are bounded by
`tests/requests/web/test_desk.py`.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import flask_migrate
from flask import Flask
from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from app import clock
from app.extensions import db
from app.requests.models.requests import OnlineRequest
from app.requests.queries.desk import DeskQuestion, list_for_desk
from app.wiring import migrations
from benchmarks.asking_pages import REQUESTS, portal_on
from benchmarks.made_up_files import AT, CHUNK, fill
from benchmarks.measure import Result, compare

MANY, FEWER, FILES = 100_000, 10_000, 100
GOAL = 0.75
OFFICES = ("", "Estrie", "Gaspé", "Laval", "Longueuil", "Québec")
STATES = (("filed", "commission"), ("in_hand", "commission"), ("draft", "ours"), ("closed", "nobody"))


_EACH_OFFICE = text(
    "WITH RECURSIVE each(office) AS (SELECT min(office) FROM online_requests WHERE turn = 'commission' UNION ALL "
    "SELECT (SELECT min(office) FROM online_requests WHERE turn = 'commission' AND office > each.office) FROM each "
    "WHERE each.office IS NOT NULL) SELECT office FROM each WHERE office IS NOT NULL"
)
_PART = (
    "SELECT * FROM (SELECT id, state_at FROM online_requests WHERE turn = 'commission' AND office = :office_# "
    "AND reference IS NOT NULL ORDER BY state_at, id LIMIT 51)"
)
_ASKED = (
    "SELECT r.public_id, r.reference, r.form, r.form_version, r.state, r.state_at, r.office, r.assigned_to, r.answers, "
    "e.name FROM ("
)
_JOINED = (
    ") AS ids JOIN online_requests r ON r.id = ids.id JOIN employers e ON e.id = r.employer_id "
    "ORDER BY r.state_at, r.id LIMIT 51"
)
_UNION = " UNION ALL ".join(_PART.replace("#", str(number)) for number in range(len(OFFICES)))
STATEMENT = text(_ASKED + _UNION + _JOINED)


def _request(number: int) -> dict[str, Any]:
    state, turn = STATES[number % len(STATES)]
    at = AT - timedelta(minutes=number)
    return {
        "id": number,
        "public_id": f"R{number:015d}",
        "employer_id": 1,
        "space": "clicsequr",
        "form": "employer_notice",
        "form_version": 1,
        "service": "employer_notice",
        "state": state,
        "turn": turn,
        "state_at": at,
        "reference": None if state == "draft" else f"ADR-2026-{number:08d}",
        "office": OFFICES[number % len(OFFICES)],
        "search_name": "roy camille",
        "answers": {"worker_family_name": "Roy", "worker_given_name": "Camille", "event_place": "Atelier 2"},
        "created_at": at,
        "created_by_id": 1,
        "changed_at": at,
        "changed_by_id": 1,
    }


def _filled(folder: Path, requests: int) -> Flask:
    folder.mkdir()
    url = f"sqlite:///{folder / 'desk.sqlite'}"
    portal = portal_on(url, folder)
    migrations.register(portal)
    with portal.app_context():
        flask_migrate.upgrade()
        fill(db.session(), FILES)
        for first in range(1, requests + 1, CHUNK):
            numbers = range(first, min(first + CHUNK, requests + 1))
            db.session.execute(insert(OnlineRequest), [_request(number) for number in numbers])
        db.session.execute(text("ANALYZE"))
        db.session.commit()
        db.session.remove()
    return portal


def _list(app: Flask, ask: Callable[[Session], list[str]]) -> Callable[[], int]:
    """A batch of first pages, each in a session of its own, as each request has."""

    def run_many() -> int:
        with app.app_context():
            for _ in range(REQUESTS):
                ask(db.session())
                db.session.remove()
        return REQUESTS

    return run_many


def _ours(session: Session) -> list[str]:
    return [row.public_id for row in list_for_desk(session, DeskQuestion()).rows]


def _raw(session: Session) -> list[str]:
    connection = session.connection()
    offices = {f"office_{number}": office for number, office in enumerate(connection.execute(_EACH_OFFICE).scalars())}
    return [row.public_id for row in connection.execute(STATEMENT, offices).all()][:50]


def run(requests: int = MANY, fewer: int = FEWER) -> Result:
    """Fill two databases, check what they list, measure them in turn."""
    with tempfile.TemporaryDirectory() as folder, clock.use(AT):
        many_of, few_of = (_filled(Path(folder) / str(each), each) for each in (requests, fewer))
        with many_of.app_context():
            assert _ours(db.session()) == _raw(db.session()), "not the same requests"
        result = compare(
            {
                "Relais": _list(many_of, _ours),
                "raw SQL": _list(many_of, _raw),
                f"Relais, {fewer:,} requests": _list(few_of, _ours),
            },
            title=f"Desk, first page of {requests:,} requests of every office",
            unit="lists/s",
            rounds=15,
            goal_ratio=GOAL,
            notes=["two statements each, the offices that wait and the list; the same fifty requests"],
        )
        for each in (many_of, few_of):
            with each.app_context():
                db.engine.dispose()
        return result
