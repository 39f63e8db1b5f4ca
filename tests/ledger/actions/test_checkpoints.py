"""The journal is sealed outside the database in time, verified each day, and what is altered is told to everybody."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask, current_app
from flask.testing import FlaskCliRunner
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.delivery.checkpoints import CheckpointBook, get_checkpoint_book
from app.desk.actions.daily import run_daily_tasks
from app.extensions import db
from app.ledger.actions.checkpoints import (
    EVERY_LINKS,
    checkpoint,
    journal_is_whole,
    verify_everything,
    write_checkpoint,
)
from app.ledger.models.alarms import Alarm
from app.ledger.models.audit import JournalCheck
from app.ledger.queries.journal_chain import hash_at
from app.ledger.steps import audit
from app.ledger.steps.transaction import snapshot, transaction
from app.vocabulary.audit import AuditAction
from tests.tools.tampering import anything_goes, cut, run, write_journal
from tests.web.page_client import PageClient
from tools.verify_journal import read_checkpoints

NOON = datetime(2026, 5, 4, 16, tzinfo=UTC)
At = Callable[[str | datetime], None]


def write(entries: int = 1) -> None:
    """Entries of one transaction."""
    with transaction() as session:
        audit.record_many(session, AuditAction.SIGNED_OUT, audit.SYSTEM, [{} for _ in range(entries)])


def book() -> CheckpointBook:
    """The checkpoints of this test's portal."""
    return get_checkpoint_book(current_app._get_current_object())  # type: ignore[attr-defined]


def sealed() -> list[int]:
    """The link of each checkpoint."""
    return [json.loads(line)["sequence"] for path in sorted(book().folder.glob("*")) for line in lines(path)]


def lines(path: Path) -> list[str]:
    """The checkpoints of a file."""
    return path.read_text(encoding="ascii").splitlines() if path.suffix == ".jsonl" else []


def tamper(url: str, *statements: str) -> None:
    """Change the database as its owner can, for good."""
    db.session().rollback()
    with anything_goes(url) as database:
        run(database, *statements, "COMMIT")


def alarms(session: Session) -> list[tuple[str, bool]]:
    """Each alarm, and whether it is open."""
    session.rollback()
    return [(alarm.code, alarm.settled_at is None) for alarm in session.scalars(select(Alarm).order_by(Alarm.id))]


def test_a_checkpoint_is_written_after_a_minute_or_a_thousand_links_when_there_is_something_new(
    session: Session, clock_at: At
) -> None:
    def round_at(seconds: int, entries: int = 0) -> list[int]:
        clock_at(NOON + timedelta(seconds=seconds))
        if entries:
            write(entries)
        assert write_checkpoint() == 0
        return sealed()

    assert round_at(0) == []
    assert round_at(1, 1) == [1]
    assert round_at(30, 1) == [1]
    assert round_at(60) == [1]
    assert round_at(61) == [1, 2]
    assert round_at(300) == [1, 2]
    assert round_at(301, EVERY_LINKS - 1) == [1, 2, EVERY_LINKS + 1]
    assert round_at(310, EVERY_LINKS - 1) == [1, 2, EVERY_LINKS + 1]
    assert round_at(311, 1) == [1, 2, EVERY_LINKS + 1, 2 * EVERY_LINKS + 1]
    assert verify_everything() == []


def test_the_day_s_verification_says_what_was_altered_and_so_do_the_alarm_and_the_health(
    session: Session, client: PageClient, database_url: str, clock_at: At
) -> None:
    clock_at(NOON)
    write(5)
    run_daily_tasks()
    assert client.raw.get("/healthz").json["journal"] == "well"
    tamper(database_url, "UPDATE audit_entries SET actor_name = 'Personne' WHERE id = 3")
    clock_at(NOON + timedelta(days=1))
    run_daily_tasks()
    session.rollback()
    check = session.scalars(select(JournalCheck).order_by(JournalCheck.id.desc()).limit(1)).one()
    assert check.is_full
    (finding,) = check.findings
    assert re.fullmatch(r"audit_entries 3: is not what was sealed, and is now [0-9a-f]{64} \(link 3\)", finding)
    assert ("journal_altered", True) in alarms(session)
    assert client.raw.get("/healthz").json["journal"] == "not well"
    # What it was is put back.
    tamper(database_url, "UPDATE audit_entries SET actor_name = 'Relais' WHERE id = 3")
    assert verify_everything() == []
    assert ("journal_altered", False) in alarms(session)
    assert client.raw.get("/healthz").json["journal"] == "well"


@pytest.mark.parametrize(
    "statements",
    [
        ("DELETE FROM audit_entries WHERE id = 6",),
        ("UPDATE audit_entries SET details = '{\"x\": 1}' WHERE id = 6",),
        ("DELETE FROM audit_entries WHERE id = 6", "DELETE FROM journal_links WHERE sequence = 6"),
    ],
)
def test_what_is_altered_since_the_last_checkpoint_is_noticed_at_the_next(
    session: Session, database_url: str, clock_at: At, statements: tuple[str, ...]
) -> None:
    clock_at(NOON)
    write(5)
    write_checkpoint()
    write(3)
    tamper(database_url, *statements)
    clock_at(NOON + timedelta(seconds=60))
    write_checkpoint()
    assert ("journal_altered", True) in alarms(session)


def test_an_older_database_is_noticed_at_once_then_accepted_with_its_reason(
    session: Session, client: PageClient, cli: FlaskCliRunner, database_url: str, clock_at: At
) -> None:
    clock_at(NOON)
    write_journal(session, 3)
    ends = sealed()
    db.session().rollback()
    with anything_goes(database_url) as database:
        cut(database, ends[0])
        run(database, "COMMIT")
    assert client.raw.get("/healthz").json["journal"] == "not well"
    write_checkpoint()
    assert ("journal_altered", True) in alarms(session)
    assert verify_everything()
    accepted = cli.invoke(args=["journal", "accept", "--why", "Copie du 4 mai remise en place"])
    assert accepted.exit_code == 0
    assert cli.invoke(args=["journal", "verify"]).exit_code == 0
    write(10)
    assert verify_everything() == []
    assert ("journal_altered", False) in alarms(session)
    assert client.raw.get("/healthz").json["journal"] == "well"


def test_what_was_accepted_stays_known_and_something_else_is_noticed(
    session: Session, cli: FlaskCliRunner, database_url: str
) -> None:
    write(5)
    checkpoint()
    tamper(database_url, "DELETE FROM audit_entries WHERE id = 2")
    assert verify_everything() == ["audit_entries 2: is gone (link 2)"]
    accepted = cli.invoke(args=["journal", "accept", "--why", "Enquête 12"])
    assert accepted.stdout == "accepted: audit_entries 2: is gone (link 2)\n"
    assert list(book().read().accepted) == ["audit_entries 2: is gone (link 2)"]
    assert verify_everything() == []
    tamper(database_url, "DELETE FROM audit_entries WHERE id = 3")
    assert verify_everything() == ["audit_entries 3: is gone (link 3)"]


ONE_MORE = """
INSERT INTO audit_entries (id, at, day, action, actor_kind, actor_name, details)
SELECT 90, at, day, action, actor_kind, actor_name, details FROM audit_entries WHERE id = 2
"""


@pytest.mark.parametrize("first", ["UPDATE audit_entries SET actor_name = 'Personne' WHERE id = 2", ONE_MORE])
def test_a_row_whose_alteration_was_accepted_is_noticed_when_it_is_altered_again(
    session: Session, cli: FlaskCliRunner, database_url: str, first: str
) -> None:
    write(5)
    checkpoint()
    tamper(database_url, first)
    assert len(verify_everything()) == 1
    assert cli.invoke(args=["journal", "accept", "--why", "Enquête 12"]).exit_code == 0
    assert verify_everything() == []
    tamper(database_url, "UPDATE audit_entries SET actor_name = 'Encore' WHERE id IN (2, 90)")
    assert any("is now" in finding for finding in verify_everything())
    session.rollback()
    assert ("journal_altered", True) in alarms(session)


def test_a_checkpoint_of_what_is_written_while_one_asks_is_no_alteration(
    session: Session, app: Flask, clock_at: At
) -> None:
    clock_at(NOON)
    write(2)
    assert checkpoint() == []

    def meanwhile() -> None:
        with app.app_context():
            write(1)
            assert checkpoint() == []

    asking = snapshot()
    assert hash_at(asking, 3) is None
    other = Thread(target=meanwhile)
    other.start()
    other.join()
    assert sealed() == [2, 3]
    assert journal_is_whole(asking)


@pytest.mark.databases("sqlite", because="it is about files")
def test_reading_the_last_checkpoint_changes_no_file(session: Session) -> None:
    write(2)
    checkpoint()
    (path,) = book().folder.glob("*.jsonl")
    with path.open("a", encoding="ascii") as file:
        file.write('{"number": 2, "sequ')
    before = path.read_bytes()
    last = book().last()
    assert last is not None
    assert last["number"] == 1
    assert path.read_bytes() == before


def test_checkpoints_that_are_gone_or_not_ours_are_noticed(
    session: Session, client: PageClient, clock_at: At, tmp_path: Path
) -> None:
    clock_at(NOON)
    write(2)
    assert verify_everything() == []
    (path,) = book().folder.glob("*.jsonl")
    kept = path.read_text(encoding="ascii")
    path.unlink()
    assert client.raw.get("/healthz").json["journal"] == "not well"
    path.write_text(kept.replace('"number":1', '"number":2'), encoding="ascii")
    assert client.raw.get("/healthz").json["journal"] == "not well"
    write_checkpoint()
    assert alarms(session) == [("journal_altered", True)]


@pytest.mark.databases("sqlite", because="it is about a folder")
def test_a_folder_that_cannot_be_written_is_an_alarm_until_it_can(session: Session, clock_at: At) -> None:
    clock_at(NOON)
    write(2)
    book().folder.parent.mkdir(exist_ok=True)
    book().folder.write_text("not a folder", encoding="ascii")
    write_checkpoint()
    assert alarms(session) == [("checkpoint_not_written", True)]
    book().folder.unlink()
    write_checkpoint()
    assert alarms(session) == [("checkpoint_not_written", False)]


@pytest.mark.databases("sqlite", because="it is about files")
def test_a_line_that_an_interruption_cut_is_written_again(session: Session) -> None:
    write(2)
    checkpoint()
    (path,) = book().folder.glob("*.jsonl")
    with path.open("a", encoding="ascii") as file:
        file.write('{"number": 2, "sequ')
    write(1)
    assert checkpoint() == []
    assert sealed() == [2, 3]
    assert verify_everything() == []


@pytest.mark.databases("sqlite", because="it is about a key")
def test_a_new_key_is_named_by_the_one_before_so_that_the_first_one_is_all_that_one_must_trust(
    session: Session, cli: FlaskCliRunner
) -> None:
    write(2)
    checkpoint()
    first = cli.invoke(args=["journal", "public-keys"]).stdout.split()
    for _ in range(2):
        new = cli.invoke(args=["journal", "renew-key"]).stdout.strip()
        assert book().public_keys[0] == new
        write(1)
        assert checkpoint() == []
    assert verify_everything() == []
    assert book().public_keys[-1:] == first
    assert oct(book().key.stat().st_mode & 0o777) == "0o600"
    assert read_checkpoints(book().folder, first).findings == []
    assert read_checkpoints(book().folder, book().public_keys[:1]).findings != []


def test_nothing_new_is_not_sealed_again(session: Session, cli: FlaskCliRunner) -> None:
    write(2)
    assert checkpoint() == checkpoint() == []
    assert sealed() == [2]
    write(1)
    assert cli.invoke(args=["journal", "checkpoint"]).stdout == "whole\n"
    assert sealed() == [2, 3]
