"""Somebody who holds what writers need: SQLite's only writer, or the tables that sign-ins and openings write to."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

import psycopg

WRITTEN = "sign_in_throttles, user_sessions, document_openings"


@contextmanager
def held_writer(database_url: str) -> Iterator[None]:
    """Hold it for the block; nobody but readers gets through."""
    if database_url.startswith("sqlite"):
        path = database_url.removeprefix("sqlite:///")
        with closing(sqlite3.connect(path, isolation_level=None)) as holder:
            holder.execute("BEGIN IMMEDIATE")
            yield
            holder.execute("ROLLBACK")
        return
    with psycopg.connect(database_url.replace("+psycopg", "")) as connection:
        connection.execute(f"LOCK TABLE {WRITTEN} IN EXCLUSIVE MODE".encode())
        yield
        connection.rollback()
