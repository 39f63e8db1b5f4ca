"""Inserting: many rows in one statement, while SQLite's only writer is held; a row that another may be adding too."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import Connection, Table, insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import Session

from app.extensions import Model

Values = Mapping[str, Any]


def insert_rows(connection: Connection, model: Any, rows: Sequence[Values]) -> None:
    """Insert rows that all have the same columns, in one statement.

    While SQLite's only writer is held, the values are made ready here: SQLAlchemy takes five times longer.
    """
    table: Table = model.__table__
    names = tuple(rows[0])
    if not _is_ready(connection, table, names):
        connection.execute(_insert(table), list(rows))
        return
    statement, ready = _prepared(table, names, connection.dialect)
    columns = [
        [row[name] for row in rows] if make is None else [make(row[name]) for row in rows]
        for name, make in zip(names, ready, strict=True)
    ]
    connection.exec_driver_sql(statement, list(zip(*columns, strict=True)))


def insert_one(connection: Connection, model: Any, row: Values) -> int:
    """Insert one row, and return its number."""
    table: Table = model.__table__
    names = tuple(row)
    if not _is_ready(connection, table, names):
        return int(connection.execute(_insert_one(table), dict(row)).scalar_one())
    statement, ready = _prepared(table, names, connection.dialect)
    values = [row[name] if make is None else make(row[name]) for name, make in zip(names, ready, strict=True)]
    return int(connection.exec_driver_sql(f"{statement} RETURNING id", tuple(values)).scalar_one())


def _is_ready(connection: Connection, table: Table, names: Collection[str]) -> bool:
    """Whether every column that has a value of its own is given, on SQLite."""
    return connection.dialect.name == "sqlite" and not any(
        column.default is not None and column.name not in names for column in table.c
    )


@cache
def _insert_one(table: Table) -> Any:
    return insert(table).returning(table.c.id)


@cache
def _insert(table: Table) -> Any:
    return insert(table)


@lru_cache(maxsize=100)
def _prepared(
    table: Table, names: tuple[str, ...], dialect: Dialect
) -> tuple[str, tuple[Callable[[Any], Any] | None, ...]]:
    """The statement that inserts these columns, and what makes the value of each ready for the database."""
    places = ", ".join("?" * len(names))
    quoted = ", ".join(dialect.identifier_preparer.quote(name) for name in names)
    statement = f"INSERT INTO {dialect.identifier_preparer.format_table(table)} ({quoted}) VALUES ({places})"  # noqa: S608 (names of our models)
    return statement, tuple(table.c[name].type.dialect_impl(dialect).bind_processor(dialect) for name in names)


def add_unless_present(session: Session, table: type[Model], unique: tuple[str, ...], values: dict[str, Any]) -> None:
    """Add a row unless there is one already with the same values in `unique`, the columns of a constraint."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    session.execute(dialect.insert(table).values(values).on_conflict_do_nothing(index_elements=list(unique)))
