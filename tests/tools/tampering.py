"""A journal with a checkpoint at each step, and whoever may do anything to its database."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any

import psycopg
from sqlalchemy.orm import Session

from app.ledger.actions.checkpoints import checkpoint
from app.ledger.steps import audit
from app.vocabulary.audit import AuditAction
from tests.factories.employers import make_employer
from tests.factories.files import make_file
from tests.factories.people import make_person
from tests.factories.readings import make_document, make_opening
from tools.verify_journal import TABLES, Checkpoints, Report, compare, export_sql, hash_of, sqlite_records, verify

Database = sqlite3.Connection | psycopg.Connection[Any]


def write_journal(session: Session, documents: int) -> None:
    """Openings of so many documents, each in the journal too, with a checkpoint after each."""
    employer, person = make_employer(session), make_person(session)
    file = make_file(session, employer)
    for number in range(documents):
        document = make_document(session, file, date(2020, 3, 2))
        make_opening(session, document, person)
        about = {"person_id": person.id, "document_id": document.id, "details": {"way": "écran", "n": number}}
        audit.record(session, AuditAction.DOCUMENT_OPENED, audit.SYSTEM, **about)
        session.commit()
        assert checkpoint() == []


@contextmanager
def anything_goes(url: str) -> Iterator[Database]:
    """A connection whose owner has put the triggers aside. Nothing of what it does is kept."""
    if url.startswith("sqlite"):
        database = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
        names = database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        yield _begun(database, [f"DROP TRIGGER {name}" for (name,) in names])
        database.close()
    else:
        with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
            yield _begun(connection, ["SET session_replication_role = replica"])


def _begun(database: Database, statements: list[str]) -> Database:
    run(database, "BEGIN", *statements, "SAVEPOINT tampering")
    return database


def run(database: Database, *statements: str) -> None:
    """Execute statements without parameters."""
    for statement in statements:
        database.execute(statement)  # type: ignore[arg-type]


def undo(database: Database) -> None:
    """Take back all that was done since the beginning."""
    run(database, "ROLLBACK TO SAVEPOINT tampering")


def records(database: Database) -> Iterator[list[Any]]:
    """What the verifier reads of this database."""
    if isinstance(database, sqlite3.Connection):
        return sqlite_records(database)
    selects = [statement for statement in export_sql() if statement.startswith("SELECT")]
    rows = (row for statement in selects for (row,) in database.execute(statement.encode()))
    return (json.loads(row) if isinstance(row, str) else row for row in rows)


def verified(database: Database, checkpoints: Checkpoints, up_to: int | None = None) -> Report:
    """The verifier's report; `up_to`: as it was when this link was the last one that a checkpoint knew."""
    links = [link for link in checkpoints.links if up_to is None or link[0] <= up_to]
    report = verify(records(database), [number for number, _ in links])
    report.findings += compare(report, replace(checkpoints, links=links))
    return report


def cut(database: Database, keep: int) -> None:
    """Take away every link after `keep`, with the rows that they seal."""
    for name in TABLES:
        gone = f"SELECT row_id FROM journal_links WHERE subject = '{name}' AND sequence > {keep}"  # noqa: S608
        run(database, f"DELETE FROM {name} WHERE id IN ({gone})")  # noqa: S608
    run(database, f"DELETE FROM journal_links WHERE sequence > {keep}")  # noqa: S608


def forge_links(database: Database) -> None:
    """Make every link follow from the one before again, as somebody would who knows how it is done."""
    before = "0" * 64
    found = database.execute("SELECT sequence, subject, row_id, digest FROM journal_links ORDER BY sequence").fetchall()
    for sequence, name, row_id, digest in found:
        before = hash_of(before, sequence, name, row_id, digest)
        run(database, f"UPDATE journal_links SET hash = '{before}' WHERE sequence = {sequence}")  # noqa: S608


def edit(database: Database, place: int) -> None:
    """Change one word of an entry."""
    values = (
        "actor_name = 'Personne'",
        "action = 'signed_in'",
        "person_id = NULL",
        "day = '1999-01-01'",
        "at = '1999-01-01 00:00:00.000000'",
        "details = '{}'",
        "actor_id = 4",
        "document_id = 1 + document_id",
    )
    run(database, f"UPDATE audit_entries SET {values[place % len(values)]} WHERE id = {place}")  # noqa: S608


def delete_one(database: Database, place: int) -> None:
    """Delete an entry."""
    run(database, f"DELETE FROM audit_entries WHERE id = {place}")  # noqa: S608


def delete_openings(database: Database, place: int) -> None:
    """Delete every trace that a document was opened, the links too."""
    gone = "SELECT id FROM {0} WHERE document_id = {1}"
    for name in ("audit_entries", "document_openings"):
        rows = gone.format(name, place)
        run(database, f"DELETE FROM journal_links WHERE subject = '{name}' AND row_id IN ({rows})")  # noqa: S608
        run(database, f"DELETE FROM {name} WHERE document_id = {place}")  # noqa: S608


def swap(database: Database, place: int) -> None:
    """Exchange an entry and the next."""
    for old, new in ((place, -1), (place + 1, place), (-1, place + 1)):
        run(database, f"UPDATE audit_entries SET id = {new} WHERE id = {old}")  # noqa: S608


def insert(database: Database, place: int) -> None:
    """Add an entry like another."""
    columns = "at, day, action, actor_kind, actor_id, actor_name, employer_id, person_id, document_id, details"
    run(
        database,
        f"INSERT INTO audit_entries (id, {columns}) SELECT 100000 + id, {columns} FROM audit_entries "  # noqa: S608
        f"WHERE id = {place}",
    )


TAMPERING: dict[str, Callable[[Database, int], None]] = {
    "edit": edit,
    "delete one": delete_one,
    "every opening of a document": delete_openings,
    "swap": swap,
    "insert": insert,
}
