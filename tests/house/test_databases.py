"""The database that the tests share: whatever one of them did to it, the next one finds it as migrations made it."""

from __future__ import annotations

import psycopg
import pytest

from tests.databases import Reused
from tests.servers.postgres import PostgresServer

DONE_TO_IT = {
    "left a table of its own": "CREATE TABLE left_here (email TEXT UNIQUE)",
    "took a table away": "DROP TABLE audit_entries CASCADE",
    "took what refuses away": "ALTER TABLE audit_entries DISABLE TRIGGER ALL",
    "took the right to write": "ALTER DATABASE {name} SET default_transaction_read_only = on",
}


def shape(url: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url) as connection:
        asked = (
            "SELECT relname::text, relkind::text, tgname::text, tgenabled::text FROM pg_class"
            " LEFT JOIN pg_trigger ON tgrelid = pg_class.oid AND NOT tgisinternal"
            " WHERE relnamespace = 'public'::regnamespace ORDER BY 1, 2, 3"
        )
        return [*connection.execute(asked), *connection.execute("SHOW default_transaction_read_only")]


@pytest.mark.parametrize("statement", DONE_TO_IT.values(), ids=DONE_TO_IT.keys())
def test_what_a_test_does_to_the_tables_ends_with_it(reused: Reused, postgres: PostgresServer, statement: str) -> None:
    url = postgres.url(reused.name).replace("+psycopg", "")
    before = shape(url)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement.format(name=reused.name).encode())
    assert shape(url) != before
    reused.empty()
    assert shape(url) == before


def test_rows_alone_do_not_make_it_anew(reused: Reused, postgres: PostgresServer) -> None:
    url = postgres.url(reused.name).replace("+psycopg", "")

    def number() -> object:
        with psycopg.connect(url, autocommit=True) as connection:
            return connection.execute("SELECT oid FROM pg_database WHERE datname = current_database()").fetchone()

    before = number()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("INSERT INTO alembic_version VALUES ('0000')")
        connection.execute("DELETE FROM alembic_version WHERE version_num = '0000'")
        connection.execute("ANALYZE")
    reused.empty()
    assert number() == before
