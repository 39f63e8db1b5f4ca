"""The inbox of an employer: its first page at 100,000 threads of one employer on SQLite, beside the same in raw SQL.

Ours asks for the fifty lines that a page shows to somebody: only the threads that they may see, file by file, with what
they have not opened. Beside it, the text of a statement for the same fifty rows, which asks nothing about rights. The
same among 10,000 threads is measured with them: it costs the same. The whole page is asked once, for its statements.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from app.messaging.models import Message, Thread, ThreadMark
from app.messaging.queries.inbox import InboxQuestion, list_for
from app.messaging.queries.scope import Scope
from app.registry.queries.sessions import Principal
from app.resolver.models.access import AccessGrant
from app.vocabulary.accounts import Space
from benchmarks.first_pages import FirstPage, WholePage, measure
from benchmarks.made_up_files import AT, CHUNK, SINCE, TODAY
from benchmarks.measure import Result

THREADS, FEWER, FILES = 100_000, 10_000, 2_000
MOST_STATEMENTS = 7
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


def _ours(session: Session) -> list[str]:
    reader = Principal(1, "person", "Camille Roy", "fr", person_id=1, space=Space.CLICSEQUR, employer_id=1)
    return [row.public_id for row in list_for(session, reader, Scope(files=True), InboxQuestion(), TODAY).rows]


def _raw(session: Session) -> list[str]:
    return [row.public_id for row in session.connection().execute(STATEMENT).all()]


def run(threads: int = THREADS, fewer: int = FEWER) -> Result:
    """Fill two databases, check what they list, measure them in turn."""
    title = f"Inbox, first page of {threads:,} threads of one employer"
    page = FirstPage("threads", title, FILES, _threads, _ours, _raw)
    return measure(page, threads, fewer, [], WholePage("/messagerie", LINKS, MOST_STATEMENTS))
