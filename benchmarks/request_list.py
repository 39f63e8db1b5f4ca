"""The requests of an employer: the first page at 100,000 of one employer on SQLite, beside the same rows in raw SQL.

Ours asks for the fifty lines that a page shows to somebody who holds every service. Beside it, the text of the same
statement. The same among 10,000 requests is measured with them: it costs the same. The whole page is asked once, for
its statements.
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
from app.requests.queries.lists import requests_of
from app.requests.queries.reach import Reach
from app.requests.words import Turn
from app.resolver.models.access import AccessGrant
from app.vocabulary.services import OnlineService
from app.wiring import migrations
from benchmarks.asking_pages import REQUESTS, caller, cookie_of, looked_at, portal_on
from benchmarks.made_up_files import AT, CHUNK, SINCE, fill
from benchmarks.measure import Result, compare

MANY, FEWER, FILES = 100_000, 10_000, 100
MOST_STATEMENTS = 7
GOAL = 0.75
SERVICES = ("direct_deposit", "employer_notice", "file_copy", "preventive_withdrawal", "review")
STATES = (("draft", "ours"), ("in_hand", "commission"), ("closed", "nobody"), ("waiting_for_employer", "ours"))
LINKS = rb'href="/demandes/(R\d+)"'

_PART = (
    "SELECT * FROM (SELECT id FROM online_requests WHERE employer_id = 1 AND service = '#' AND turn = 'ours' "
    "AND part_of_id IS NULL AND state <> 'discarded' ORDER BY changed_at DESC, id DESC LIMIT 51)"
)
_ASKED = (
    "SELECT r.public_id, r.form, r.form_version, r.state, r.turn, "
    "CASE WHEN r.state = 'draft' THEN r.changed_at ELSE r.state_at END, "
    "r.reference, r.limit_on, r.answer_by, json_extract(r.answers, '$.worker_given_name'), "
    "json_extract(r.answers, '$.worker_family_name') FROM online_requests r JOIN ("
)
_UNION = " UNION ALL ".join(_PART.replace("#", service) for service in SERVICES)
STATEMENT = text(f"{_ASKED}{_UNION}) AS ids ON ids.id = r.id ORDER BY r.changed_at DESC, r.id DESC LIMIT 51")


def _request(number: int) -> dict[str, Any]:
    state, turn = STATES[number % len(STATES)]
    service = SERVICES[number % len(SERVICES)]
    at = AT - timedelta(minutes=number)
    return {
        "id": number,
        "public_id": f"R{number:015d}",
        "employer_id": 1,
        "space": "clicsequr",
        "form": service,
        "form_version": 1,
        "service": service,
        "state": state,
        "turn": turn,
        "state_at": at,
        "reference": None if state == "draft" else f"ADR-2026-{number:08d}",
        "search_name": "roy camille",
        "answers": {"worker_family_name": "Roy", "worker_given_name": "Camille", "event_place": "Atelier 2"},
        "created_at": at,
        "created_by_id": 1,
        "changed_at": at,
        "changed_by_id": 1,
    }


def _filled(folder: Path, requests: int) -> Flask:
    folder.mkdir()
    url = f"sqlite:///{folder / 'requests.sqlite'}"
    portal = portal_on(url, folder)
    migrations.register(portal)
    with portal.app_context():
        flask_migrate.upgrade()
        fill(db.session(), FILES)
        given = {"employer_id": 1, "person_id": 1, "space": "clicsequr", **SINCE}
        rights = [{**given, "public_id": service, "service": service} for service in SERVICES]
        db.session.execute(insert(AccessGrant), rights)
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
    reach = Reach(1, 1, frozenset(map(OnlineService, SERVICES)))
    return [row.public_id for row in requests_of(session, reach, Turn.OURS).rows]


def _raw(session: Session) -> list[str]:
    return [row.public_id for row in session.connection().execute(STATEMENT).all()][:50]


def run(requests: int = MANY, fewer: int = FEWER) -> Result:
    """Fill two databases, check what they list, measure them in turn."""
    with tempfile.TemporaryDirectory() as folder, clock.use(AT):
        many_of, few_of = (_filled(Path(folder) / str(each), each) for each in (requests, fewer))
        shown, statements = looked_at(caller(many_of, "/demandes", cookie_of(many_of)), LINKS)
        assert statements <= MOST_STATEMENTS, f"{statements} statements, {MOST_STATEMENTS} at most"
        with many_of.app_context():
            expected = _raw(db.session())
            assert _ours(db.session()) == expected == [each.decode() for each in shown], "not the same requests"
        result = compare(
            {
                "Relais": _list(many_of, _ours),
                "raw SQL": _list(many_of, _raw),
                f"Relais, {fewer:,} requests": _list(few_of, _ours),
            },
            title=f"Requests, first page of {requests:,} of one employer",
            unit="lists/s",
            rounds=15,
            goal_ratio=GOAL,
            notes=[
                f"{statements} SQL statements for the whole page, at most {MOST_STATEMENTS}; the same fifty requests"
            ],
        )
        for each in (many_of, few_of):
            with each.app_context():
                db.engine.dispose()
        return result
