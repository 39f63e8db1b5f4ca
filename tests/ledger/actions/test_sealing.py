"""Every row that a proof rests on gets its link in its own transaction, whoever writes it and whatever else happens."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.desk.actions.worker import deliver
from app.extensions import Model, db
from app.ledger.models.audit import AuditEntry, JournalLink
from app.ledger.queries.journal_chain import all_records
from app.ledger.steps import audit
from app.ledger.steps.sealing import NotSealable
from app.ledger.steps.transaction import Unavailable, one_at_a_time, snapshot, transaction
from app.notices.models import Dispatch
from app.vocabulary.audit import AuditAction
from tests.application import only_the_portal_seals
from tests.factories.deposits import deposit_document
from tests.factories.employers import make_employer
from tests.factories.files import make_file
from tests.migrations.filling import fill
from tests.servers.forks import Forks
from tools.verify_journal import TABLES, verify

COVERED = {
    "audit_entries",
    "documents",
    "medical_papers",
    "notices",
    "dispatches",
    "outgoing_emails",
    "letters",
    "document_openings",
    "medical_openings",
}
CHANGES = {"dispatches", "outgoing_emails", "letters"}
#: Columns that prove nothing: what a worker needs to do its work, what the sending says already, and a title behind the
#: medical wall.
LEFT_OUT = {
    "documents": {"review_until_on"},
    "medical_papers": {"title"},
    "outgoing_emails": {"language", "context", "attempts", "next_attempt_at", "leased_until", "waiting_since"},
    "letters": {
        "kind",
        "cause_kind",
        "cause_id",
        "reference",
        "name",
        "context",
        "attempts",
        "leased_until",
        "batch_id",
    },
}


@pytest.fixture(autouse=True)
def _only_the_portal_seals() -> Iterator[None]:
    """What these tests find sealed was sealed by the portal."""
    with only_the_portal_seals():
        yield


def findings() -> list[str]:
    """What the verifier finds in the database."""
    return [str(finding) for finding in verify(all_records(snapshot())).findings]


def write(number: int = 0) -> None:
    """One action like any other."""
    with transaction() as session:
        audit.record(session, AuditAction.SIGNED_OUT, audit.SYSTEM, details={"number": number})


def test_every_column_of_the_tables_that_are_covered_is_covered_or_left_out_for_a_reason() -> None:
    assert set(TABLES) == COVERED
    assert {name for name, table in TABLES.items() if table.changes} == CHANGES
    for name, table in TABLES.items():
        columns = {column.rstrip("!:*") for column in table.columns}
        assert columns | LEFT_OUT.get(name, set()) == set(Model.metadata.tables[name].columns.keys()), name


def test_a_deposit_and_what_becomes_of_it_are_sealed_as_they_happen(session: Session) -> None:
    employer = make_employer(session)
    deposit_document(session, make_file(session, employer))
    sealed = dict(session.execute(select(JournalLink.subject, func.count()).group_by(JournalLink.subject)).all())
    assert sealed == {"audit_entries": 1, "documents": 1, "notices": 1, "dispatches": 1, "letters": 1}
    assert findings() == []
    while deliver():
        pass
    assert session.scalar(select(Dispatch.state)) == "written"
    sealed = dict(session.execute(select(JournalLink.subject, func.count()).group_by(JournalLink.subject)).all())
    assert sealed == {"audit_entries": 2, "documents": 1, "notices": 1, "dispatches": 2, "letters": 2}
    assert findings() == []


def test_one_statement_that_changes_many_rows_is_noticed_too(session: Session) -> None:
    deposit_document(session, make_file(session, make_employer(session)))
    with transaction() as current:
        current.execute(update(Dispatch).values(state="failed"))
    assert findings() == []
    with pytest.raises(NotSealable), transaction() as current:
        current.execute(update(Dispatch).values(state="sent").returning(Dispatch.state))
    assert session.scalar(select(Dispatch.state)) == "failed"


def test_what_is_rolled_back_is_not_sealed(session: Session) -> None:
    write(1)
    with suppress(ZeroDivisionError), transaction() as current:
        audit.record(current, AuditAction.SIGNED_OUT, audit.SYSTEM)
        raise ZeroDivisionError
    with transaction() as current:
        with suppress(ZeroDivisionError), current.begin_nested():
            audit.record(current, AuditAction.SIGNED_OUT, audit.SYSTEM, details={"number": 2})
            raise ZeroDivisionError
        audit.record(current, AuditAction.SIGNED_OUT, audit.SYSTEM, details={"number": 3})
    entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id))
    assert [entry.details["number"] for entry in entries] == [1, 3]
    assert findings() == []
    assert session.scalar(select(func.max(JournalLink.sequence))) == 2


def test_what_stands_before_and_after_a_savepoint_that_is_taken_back_is_sealed(session: Session) -> None:
    def record(current: Session, number: int) -> None:
        audit.record(current, AuditAction.SIGNED_OUT, audit.SYSTEM, details={"number": number})

    with transaction() as current:
        record(current, 1)
        for _ in range(2):
            with suppress(ZeroDivisionError), current.begin_nested():
                record(current, 2)
                with suppress(ZeroDivisionError), current.begin_nested():
                    record(current, 3)
                    raise ZeroDivisionError
                raise ZeroDivisionError
        with current.begin_nested():
            record(current, 4)
        record(current, 5)
    entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id))
    assert [entry.details["number"] for entry in entries] == [1, 4, 5]
    assert findings() == []
    assert session.scalar(select(func.max(JournalLink.sequence))) == 3


def test_a_transaction_that_is_taken_back_from_within_a_savepoint_leaves_nothing_to_be_sealed(session: Session) -> None:
    with transaction() as current:
        audit.record(current, AuditAction.SIGNED_OUT, audit.SYSTEM)
        current.begin_nested()
        audit.record(current, AuditAction.SIGNED_OUT, audit.SYSTEM)
        current.rollback()
    write()
    assert findings() == []
    assert session.scalar(select(func.max(JournalLink.sequence))) == 1


def test_what_cannot_be_sealed_does_not_happen(session: Session) -> None:
    session.execute(text("ALTER TABLE journal_links RENAME TO elsewhere"))
    session.commit()
    with pytest.raises(Unavailable):
        write()
    session.rollback()
    assert session.scalar(select(func.count()).select_from(AuditEntry)) == 0


def test_the_database_refuses_to_change_or_delete_what_is_sealed(session: Session) -> None:
    fill(session.connection())
    session.commit()
    ways = ["DELETE FROM {0}", "UPDATE {0} SET {1} = {1}"]
    ways += ["TRUNCATE {0} CASCADE"] if session.get_bind().dialect.name == "postgresql" else []
    accepted = []
    for name in sorted({*COVERED, "journal_links"}):
        for way in ways:
            answer = tried(session, way.format(name, "sequence" if name == "journal_links" else "id"))
            if "are never changed" not in answer and not (name in CHANGES and way.startswith("UPDATE")):
                accepted.append((name, way, answer))
    assert accepted == []


def tried(session: Session, statement: str) -> str:
    """What the database answers; nothing is kept."""
    try:
        session.execute(text(statement))
    except DBAPIError as error:
        return str(error.orig)
    finally:
        session.rollback()
    return "accepted"


@pytest.mark.databases("postgresql", because="SQLite lets one write at a time")
def test_many_who_write_at_once_leave_one_unbroken_chain(app: Flask, session: Session) -> None:
    def several(writer: int) -> None:
        with app.app_context():
            for number in range(10):
                if number % 3 == 2:
                    with suppress(ZeroDivisionError), transaction() as current:
                        audit.record(current, AuditAction.SIGNED_OUT, audit.SYSTEM)
                        raise ZeroDivisionError
                with transaction() as current:
                    if number % 2:
                        one_at_a_time(current, "something else")
                    audit.record(current, AuditAction.SIGNED_OUT, audit.SYSTEM, details={"writer": writer})
            db.session.remove()

    with ThreadPoolExecutor(12) as threads:
        list(threads.map(several, range(12)))
    assert findings() == []
    assert session.scalar(select(func.max(JournalLink.sequence))) == 120


KILLED = """
import os, signal, sys
from pathlib import Path
from app import create_app
from app.ledger.steps import audit
from app.ledger.steps.transaction import transaction
from app.vocabulary.audit import AuditAction
from app.ledger.steps.sealing import seal
from config import Config

url, data, moment = sys.argv[1:]
app = create_app(Config(RELAIS_ENV="test", RELAIS_DATA=Path(data), SECRET_KEY="test", SQLALCHEMY_DATABASE_URI=url))
with app.app_context(), transaction() as session:
    audit.record(session, AuditAction.SIGNED_OUT, audit.SYSTEM)
    if moment == "sealed":
        seal(session)
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("moment", ["written", "sealed"])
def test_a_writer_that_is_killed_before_its_commit_leaves_nothing_and_holds_nobody(
    session: Session, forks: Forks, database_url: str, tmp_path: Path, moment: str
) -> None:
    write(1)
    command, log = ["python", "-c", KILLED, database_url, str(tmp_path / "data"), moment], tmp_path / "killed.log"
    assert forks.start(command, dict(os.environ), log, log).wait(timeout=120) == -signal.SIGKILL
    write(2)
    assert findings() == []
    assert session.scalar(select(func.count()).select_from(AuditEntry)) == 2
