"""Every migration, both ways, on the rows of the demonstration: linked rows of every kind, as the portal makes them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
import sqlalchemy as sa
from flask import Flask

from app import create_app
from app.demo.actions.load import load_demonstration
from app.extensions import db
from app.wiring import migrations
from config import Config
from tests.databases import dispose, move_schema
from tests.house.source import files

REVISIONS = [path.stem for path in sorted(files("migrations/versions", ".py"))]
#: Rows that do not outlive their table's way down: they are nothing without what the migration brought.
GONE_WITH = {
    "0007_firms_and_mandates": {"memberships", "access_grants"},
    "0014_letters_of_designations": {"letters"},
    # Threads about requests go: before, nothing kept them from who may not see the request.
    # Codes of clinics go with their space, which the one of before does not know.
    "0048_clinic_members": {"credentials"},
    "0038_threads_of_requests": {"threads", "messages", "thread_marks", "thread_events", "reply_drafts"},
}
#: Columns that the way down says in the words of before: a claim that nobody vouches for ends, what was confirmed is
#: accepted.
TOLD_AS_BEFORE = {"0021_vouched_designations": {"designations.state", "memberships.superseded_at"}}
#: Columns that the way up reckons anew, and the way down as before.
RECKONED_ANEW = {"0024_last_days": {"documents.review_until_on"}}
Content = dict[str, dict[str, list[str]]]


@pytest.fixture
def demonstration(
    database: str, empty_database_url: str, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Flask]:
    """The demonstration at the last revision: that of the other tests on SQLite, loaded here on PostgreSQL."""
    if database == "sqlite":
        shutil.copyfile(request.getfixturevalue("demo_data") / "relais.sqlite", tmp_path / "relais.sqlite")
    else:
        move_schema(empty_database_url, tmp_path)
    settings: dict[str, Any] = {"SQLALCHEMY_DATABASE_URI": empty_database_url, "SQLITE_SYNCHRONOUS": "OFF"}
    app = create_app(Config(RELAIS_ENV="test", RELAIS_DATA=tmp_path, SECRET_KEY="test", **settings))
    migrations.register(app)
    with app.app_context():
        assert database == "sqlite" or load_demonstration()
        dispose()
        yield app
        dispose()


def content() -> Content:
    """Every table, column by column: what each row holds there, in the order of its key, as text."""
    with db.engine.connect() as connection:
        keys = sa.inspect(connection).get_multi_pk_constraint()
        return {
            table: _columns(connection, table, key["constrained_columns"] if key else [])
            for (_schema, table), key in keys.items()
            if table != "alembic_version"
        }


def _columns(connection: sa.Connection, table: str, key: list[str]) -> dict[str, list[str]]:
    order = f" ORDER BY {', '.join(key)}" if key else ""
    found = connection.exec_driver_sql(f"SELECT * FROM {table}{order}")  # noqa: S608
    names, rows = list(found.keys()), found.all()
    return {name: [repr(row[at]) for row in rows] for at, name in enumerate(names)}


def lost(before: Content, after: Content, but: set[str]) -> list[str]:
    """The columns of both whose rows are not the same any more."""
    return [
        f"{table}.{column}"
        for table, columns in before.items()
        if table in after and table not in but
        for column, values in columns.items()
        if column in after[table] and after[table][column] != values
    ]


def orphans() -> list[Any]:
    """References of SQLite that lead nowhere. PostgreSQL lets none be."""
    with db.engine.connect() as connection:
        if connection.dialect.name != "sqlite":
            return []
        return list(connection.exec_driver_sql("PRAGMA foreign_key_check"))


def test_every_migration_goes_down_and_up_with_the_rows_of_the_demonstration(demonstration: Flask) -> None:
    full = content()
    assert len(full["notices"]["id"]) > 20
    for revision, before in zip(reversed(REVISIONS), [*reversed(REVISIONS[:-1]), "base"], strict=True):
        may_go, anew = GONE_WITH.get(revision, set()), RECKONED_ANEW.get(revision, set())
        told = TOLD_AS_BEFORE.get(revision, set()) | anew
        flask_migrate.downgrade(revision=before)
        down = content()
        assert set(lost(full, down, may_go)) <= told, f"{revision}, down"
        assert orphans() == [], f"{revision}, down"
        if before == "base":
            break
        flask_migrate.upgrade(revision=revision)
        assert set(lost(down, content(), set())) <= anew, f"{revision}, up again"
        assert orphans() == [], f"{revision}, up again"
        flask_migrate.downgrade(revision=before)
        full = content()
        assert full.keys() == down.keys(), f"{revision}, down a second time"
        assert set(lost(down, full, set())) <= told, f"{revision}, down a second time"
    assert down == {}
    flask_migrate.upgrade()
    assert set(content()) == set(db.metadata.tables)
