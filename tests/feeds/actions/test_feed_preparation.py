"""Feeds prepare aside: others write meanwhile, and what they changed is looked at again before anything is written."""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import create_engine, func, select, text
from sqlalchemy.orm import Session

from app.delivery.documents import get_store, sha256_of
from app.extensions import db
from app.feeds.actions.deposits import MANIFEST, import_deposits
from app.feeds.actions.registry import import_registry
from app.feeds.steps.reading import BadRow
from app.notices.models import Notice
from app.registry.models.employers import Employer
from app.resolver.models.documents import Document
from tests.factories.deposits import pdf_of
from tests.factories.employers import make_employer
from tests.factories.files import make_file
from tests.servers.full_disk import full_disk

HEADER = "external_id,file_no,neq,kind,category,title,issued_on,deposited_on,review_days,pdf"


@pytest.fixture
def feed(session: Session, tmp_path: Path) -> Path:
    """Two rows: a PDF that is missing, and a good one after it."""
    employer = make_employer(session)
    file = make_file(session, employer)
    session.commit()
    folder = tmp_path / "feed"
    folder.mkdir()
    (folder / "a.pdf").write_bytes(pdf_of("a"))
    with (folder / MANIFEST).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(HEADER.split(","))
        for number, pdf in enumerate(("missing.pdf", "a.pdf")):
            about = (f"D-{number}", file.file_no, employer.neq, "document", "administrative", "Titre", "2020-03-02")
            writer.writerow([*about, "", "", pdf])
    return folder


def check_that_nobody_waits(database_url: str) -> None:
    """SQLite's only writer is free; on PostgreSQL, nobody is in the middle of a transaction."""
    if database_url.startswith("sqlite"):
        with closing(sqlite3.connect(database_url.removeprefix("sqlite:///"), isolation_level=None, timeout=0)) as mine:
            mine.execute("BEGIN IMMEDIATE")
            mine.execute("ROLLBACK")
        return
    engine = create_engine(database_url)
    with engine.connect() as connection:
        others = "datname = current_database() AND pid <> pg_backend_pid() AND state LIKE 'idle in transaction%'"
        assert connection.scalar(text(f"SELECT count(*) FROM pg_stat_activity WHERE {others}")) == 0  # noqa: S608
    engine.dispose()


def elsewhere(app: Flask, act: Callable[[], object]) -> None:
    """Do something in a thread of its own, to its end."""

    def work() -> None:
        with app.app_context():
            act()
            db.session.remove()

    thread = Thread(target=work)
    thread.start()
    thread.join()


def count(session: Session, table: type) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_others_write_while_a_deposit_feed_is_read_and_its_papers_are_inspected(
    feed: Path, session: Session, database_url: str
) -> None:
    heard: list[BadRow] = []

    def hear(row: BadRow) -> None:
        heard.append(row)
        check_that_nobody_waits(database_url)

    import_deposits(feed, hear, skip_bad_rows=True)
    assert len(heard) == 1
    assert count(session, Document) == 1


def test_others_write_while_a_registry_feed_is_read(session: Session, tmp_path: Path, database_url: str) -> None:
    columns = "neq,name,language,attention,address_line1,address_line2,city,province,postal_code"
    rows = "110000000,Trop court,fr,,,,,,\n1100000007,Aciérie,fr,,,,,,\n"
    (tmp_path / "employers.csv").write_text(f"{columns}\n{rows}", encoding="utf-8")
    heard: list[BadRow] = []

    def hear(row: BadRow) -> None:
        heard.append(row)
        check_that_nobody_waits(database_url)

    import_registry(tmp_path, hear, skip_bad_rows=True)
    assert len(heard) == 1
    assert count(session, Employer) == 1


def test_a_row_that_another_import_wrote_meanwhile_is_left_alone(app: Flask, feed: Path, session: Session) -> None:
    session.rollback()

    def hear(_row: BadRow) -> None:
        elsewhere(app, lambda: import_deposits(feed, lambda _bad: None, skip_bad_rows=True))

    report = import_deposits(feed, hear, skip_bad_rows=True)
    assert report.counts[MANIFEST] == {"added": 0, "changed": 0, "unchanged": 1}
    assert count(session, Notice) == 1


def test_what_is_true_no_more_when_it_is_written_is_refused(app: Flask, feed: Path, session: Session) -> None:
    def forget() -> None:
        db.session.execute(text("DELETE FROM file_employers"))
        db.session.commit()

    heard: list[str] = []

    def hear(row: BadRow) -> None:
        heard.append(row.column)
        if row.column == "pdf":
            elsewhere(app, forget)

    report = import_deposits(feed, hear, skip_bad_rows=True)
    assert heard == ["pdf", "neq"]
    assert report.counts[MANIFEST]["added"] == 0
    assert count(session, Notice) == 0


@pytest.mark.databases("sqlite", because="it is about files")
def test_a_row_that_is_refused_after_its_pdf_was_inspected_leaves_no_pdf(feed: Path, app: Flask) -> None:
    with (feed / MANIFEST).open(encoding="utf-8", newline="") as stream:
        *_, good = csv.reader(stream)
    (feed / "b.pdf").write_bytes(pdf_of("b"))
    with (feed / MANIFEST).open("a", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerow([*good[:-1], "b.pdf"])
    refused: list[BadRow] = []
    import_deposits(feed, refused.append, skip_bad_rows=True)
    assert [row.line for row in refused] == [2, 4]
    kept = (sha256_of(pdf_of(name)) for name in ("a", "b"))
    assert [get_store(app).has(sha256) for sha256 in kept] == [True, False]


@pytest.mark.databases("sqlite", because="it is about a disk")
def test_a_store_that_refuses_is_one_sentence_and_nothing_is_written(
    feed: Path, app: Flask, cli: FlaskCliRunner, session: Session
) -> None:
    get_store(app)
    with full_disk():
        done = cli.invoke(args=["deposits", "import", str(feed), "--skip-bad-rows"])
    assert done.exit_code == 1
    assert done.stderr.splitlines()[-1] == "Error: the document store does not answer: nothing was written"
    assert session.scalar(select(func.count()).select_from(Document)) == 0
