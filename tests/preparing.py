"""What pages ask of SQLite in the tests, prepared on PostgreSQL too: each distinct statement, once a process.

Pages are asked on SQLite alone, which is twice as fast; PostgreSQL is stricter about types, grouping and functions, and
says so when a statement is prepared, before a row is read.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock, local
from typing import Any

import psycopg
import pytest
from sqlalchemy import Connection, event
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.dml import Insert as SqliteInsert
from sqlalchemy.engine import Engine
from sqlalchemy.engine.interfaces import ExecutionContext
from sqlalchemy.exc import SQLAlchemyError

from tests.databases import PAGES
from tests.servers.postgres import PostgresServer

#: What PREPARE takes, as SQLAlchemy writes it; the rest opens and closes transactions, or changes tables.
ASKED = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")
#: How the journal's seal reads an instant on SQLite; it is tested on both.
SEALED = "' ', 'T') || 'Z'"
#: A statement with parameters as PREPARE takes them: $1, $2.
POSTGRESQL = PGDialect_psycopg(paramstyle="numeric_dollar")


class Preparer:
    """A connection to a migrated PostgreSQL database, on which every statement seen for the first time is prepared."""

    def __init__(self, server: PostgresServer, database: str) -> None:
        self._connection = psycopg.connect(server.url(database).replace("+psycopg", ""), autocommit=True)
        self._seen: set[str] = set()
        # Several threads ask at once in tests of races: each keeps its values, and one prepares at a time.
        self._given = local()
        self._preparing = Lock()
        self.refused: list[str] = []

    def keep(self, _to: Connection, _statement: Any, many: Any, one: dict[str, Any], _options: Any) -> None:
        """Keep the values that a statement is given: what SQLite executes has lost those of its lists."""
        self._given.values = (many[0] if many else one) or {}

    def see(
        self, asked: Connection, _cursor: Any, sql: str, _values: Any, context: ExecutionContext | None, _many: bool
    ) -> None:
        """Prepare what SQLite is about to execute; what PostgreSQL refuses is kept, with its words."""
        if asked.dialect.name != "sqlite":
            return
        if sql in self._seen or SEALED in sql or not sql.startswith(ASKED):
            return
        self._seen.add(sql)
        # Without context or statement: what ledger/queries/prepared.py keeps compiled, and the connection's settings.
        # Each database has its own way to insert or update. Queries and actions, tested on both, send those.
        statement: Any = context and context.invoked_statement
        if statement is None or isinstance(statement, SqliteInsert):
            return
        try:
            translated = _translated(statement, context, getattr(self._given, "values", {}))
            with self._preparing:
                self._connection.execute(f"PREPARE seen AS {translated}".encode())
                self._connection.execute("DEALLOCATE seen")
        except (psycopg.Error, SQLAlchemyError) as refusal:
            self.refused.append(f"{refusal}\n{sql}")

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Prepare every statement of a block. Raises AssertionError at its end, with what was refused."""
        event.listen(Engine, "before_execute", self.keep)
        event.listen(Engine, "before_cursor_execute", self.see)
        try:
            yield
        finally:
            event.remove(Engine, "before_execute", self.keep)
            event.remove(Engine, "before_cursor_execute", self.see)
        refused, self.refused = self.refused, []
        assert not refused, "\n\n".join(refused)

    def close(self) -> None:
        """Leave the database to others."""
        self._connection.close()


def _translated(statement: Any, context: Any, given: dict[str, Any]) -> str:
    """The statement as PostgreSQL reads it, with as many values in its lists as SQLite was given."""
    compiled = statement.compile(dialect=POSTGRESQL, column_keys=context.compiled.column_keys)
    return str(compiled.construct_expanded_state(given).statement)


@pytest.fixture(scope="session")
def preparer(request: pytest.FixtureRequest, sqlite_template: Path) -> Iterator[Preparer | None]:
    """What prepares the statements of this process; none while working on SQLite alone (`--database sqlite`).

    The migrations' own statements are not among them: `sqlite_template` is made first.
    """
    if request.config.getoption("--database") == "sqlite":
        yield None
        return
    server = request.getfixturevalue("postgres")
    database = f"{request.getfixturevalue('postgres_template')}_seen"
    server.execute(f"CREATE DATABASE {database} TEMPLATE template_relais")
    made = Preparer(server, database)
    yield made
    made.close()


@pytest.fixture
def prepared_statements(preparer: Preparer | None) -> Iterator[None]:
    """Every distinct statement of the test is prepared on PostgreSQL."""
    if preparer is None:
        yield
        return
    with preparer.watching():
        yield


@pytest.fixture(scope="module", autouse=True)
def _preparer_of_pages(request: pytest.FixtureRequest) -> None:
    """Made before the module's own fixtures: a database that is migrated meanwhile would set the clock anew."""
    if PAGES in request.path.parts:
        request.getfixturevalue("preparer")


@pytest.fixture(autouse=True)
def _prepared_on_pages(request: pytest.FixtureRequest) -> None:
    """What pages ask of SQLite, PostgreSQL understands."""
    if PAGES in request.path.parts:
        request.getfixturevalue("prepared_statements")
