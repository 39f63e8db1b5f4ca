"""The inbox of an employer: its first page at 100,000 threads of one employer on SQLite, beside the same in raw SQL.

Ours asks for the fifty lines that a page shows to somebody: only the threads that they may see, file by file, with what
they have not opened. Beside it, the text of a statement for the same fifty rows, which asks nothing about rights. The
same among 10,000 threads is measured with them: it costs the same. The whole page is asked once, for its statements.
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
from app.messaging.models import Message, Thread, ThreadMark
from app.messaging.queries.inbox import InboxQuestion, list_for
from app.messaging.queries.scope import Scope
from app.registry.queries.sessions import Principal
from app.resolver.models.access import AccessGrant
from app.vocabulary.accounts import Space
from app.wiring import migrations
from benchmarks.asking_pages import REQUESTS, caller, cookie_of, looked_at, portal_on
from benchmarks.made_up_files import AT, CHUNK, SINCE, TODAY, fill
from benchmarks.measure import Result, compare

THREADS, FEWER, FILES = 100_000, 10_000, 2_000
MOST_STATEMENTS = 7
GOAL = 0.75
TURNS = ("party", "commission", "closed", "closed")
LINKS = rb'href="/messagerie/(T\d+)"'

STATEMENT = text(
    "SELECT t.public_id, t.subject, t.turn_since_at, t.desk, f.file_no, f.worker_given_name, "
    "t.last_message_id > coalesce(m.opened_id, 0) AS unread FROM threads t "
    "LEFT JOIN compensation_files f ON f.id = t.file_id "
    "LEFT JOIN thread_marks m ON m.thread_id = t.id AND m.reader_kind = 'person' AND m.reader_id = 1 "
    "WHERE t.employer_id = 1 AND t.turn = 'party' ORDER BY t.turn_since_at DESC, t.id DESC LIMIT 50"
)


def _threads(session: Session, threads: int) -> None:
    """That many threads, two in three about a file, each with one message; every third was opened."""
    given: dict[str, Any] = {"public_id": "messaging", "service": "messaging", "employer_id": 1, "person_id": 1}
    session.execute(insert(AccessGrant), [{**given, "space": "clicsequr", **SINCE}])
    for first in range(1, threads + 1, CHUNK):
        numbers = range(first, min(first + CHUNK, threads + 1))
        session.execute(insert(Thread), [_thread(number) for number in numbers])
        session.execute(insert(Message), [_message(number) for number in numbers])
        session.execute(insert(ThreadMark), [_mark(number) for number in numbers])
    session.commit()


def _thread(number: int) -> dict[str, Any]:
    about = number % FILES + 1 if number % 3 else None
    return {
        "id": number,
        "public_id": f"T{number:015d}",
        "side": "employer",
        "employer_id": 1,
        "space": "clicsequr",
        "subject_kind": "file" if about else "general",
        "subject": "progress" if about else "access",
        "file_id": about,
        "desk": "Estrie" if about else "Bureau central",
        "turn": TURNS[number % len(TURNS)],
        "begun_on": TODAY,
        "turn_since_at": AT - timedelta(minutes=number),
        "last_message_id": number,
        "told": "",
    }


def _message(number: int) -> dict[str, Any]:
    author = {"author_kind": "person", "author_id": 1, "author_name": "Camille Roy"}
    said = {"side": "party", "kind": "message", "words": "Bonjour", "sent_at": AT}
    return {"id": number, "public_id": f"M{number:015d}", "thread_id": number, **author, **said}


def _mark(number: int) -> dict[str, Any]:
    """Every thread was listed before, so that nothing is left to be noted."""
    opened = {"opened_id": 0 if number % 3 else number, "opened_at": None if number % 3 else AT}
    reader = {"reader_kind": "person", "reader_id": 1, "reader_name": "Camille Roy"}
    return {"thread_id": number, **reader, "seen_id": number, "seen_at": AT, **opened}


def _filled(folder: Path, threads: int) -> Flask:
    folder.mkdir()
    url = f"sqlite:///{folder / 'inbox.sqlite'}"
    portal = portal_on(url, folder)
    migrations.register(portal)
    with portal.app_context():
        flask_migrate.upgrade()
        fill(db.session(), FILES)
        _threads(db.session(), threads)
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
    reader = Principal(1, "person", "Camille Roy", "fr", person_id=1, space=Space.CLICSEQUR, employer_id=1)
    return [row.public_id for row in list_for(session, reader, Scope(files=True), InboxQuestion(), TODAY).rows]


def _raw(session: Session) -> list[str]:
    return [row.public_id for row in session.connection().execute(STATEMENT).all()]


def run(threads: int = THREADS, fewer: int = FEWER) -> Result:
    """Fill two databases, check what they list, measure them in turn."""
    with tempfile.TemporaryDirectory() as folder, clock.use(AT):
        many_of, few_of = (_filled(Path(folder) / str(each), each) for each in (threads, fewer))
        shown, statements = looked_at(caller(many_of, "/messagerie", cookie_of(many_of)), LINKS)
        assert statements <= MOST_STATEMENTS, f"{statements} statements, {MOST_STATEMENTS} at most"
        with many_of.app_context():
            expected = _raw(db.session())
            assert _ours(db.session()) == expected == [each.decode() for each in shown], "not the same threads"
        result = compare(
            {
                "Relais": _list(many_of, _ours),
                "raw SQL": _list(many_of, _raw),
                f"Relais, {fewer:,} threads": _list(few_of, _ours),
            },
            title=f"Inbox, first page of {threads:,} threads of one employer",
            unit="lists/s",
            rounds=15,
            goal_ratio=GOAL,
            notes=[
                f"{statements} SQL statements for the whole page, at most {MOST_STATEMENTS}; the same fifty threads"
            ],
        )
        for each in (many_of, few_of):
            with each.app_context():
                db.engine.dispose()
        return result
