"""Statements that are asked thousands of times a second: compiled once for each kind of database.

SQLAlchemy finds a statement again in its cache and fills it in each time, which costs more than running a short one.
Here the text is kept, and the values go to the driver as they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection, Dialect, Select
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.selectable import CompoundSelect


class _Ready(NamedTuple):
    """The text for one kind of database, and the values that never change; `plain`: it knows no days."""

    text: str
    fixed: dict[str, Any]
    plain: bool


class Prepared:
    """A SELECT whose values are numbers, words and days; none of them a list.

    `rows(session, values)` gives plain tuples. SQLite keeps days as text: `days` are the places of the columns that
    hold days, read as such.
    """

    def __init__(
        self, statement: Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]], days: Sequence[int] = ()
    ) -> None:
        self._statement = statement
        self._days = tuple(days)
        self._ready: dict[str, _Ready] = {}

    def rows(self, session: Session, values: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
        """Every row. What the session holds back is written first, as any query of the session would.

        Raises SQLAlchemy's errors, as any query does.
        """
        if session.identity_map.check_modified() or session.new or session.deleted:
            session.flush()
        connection = session.connection()
        ready = self._ready.get(connection.dialect.name) or self._prepare(connection.dialect)
        if not ready.plain:
            return _fetched(connection, ready.text, {**ready.fixed, **values})
        written = {name: _as_text(value) for name, value in values.items()}
        rows = _fetched(connection, ready.text, ready.fixed | written)
        return self._with_days(rows) if rows and self._days else rows

    def _with_days(self, rows: list[Any]) -> list[Any]:
        """The same rows with days where there was text: column by column, which costs half of row by row."""
        columns: list[Any] = list(zip(*rows, strict=True))
        for place in self._days:
            columns[place] = [text and date.fromisoformat(text) for text in columns[place]]
        return list(zip(*columns, strict=True))

    def _prepare(self, dialect: Dialect) -> _Ready:
        # By name, a value that stands ten times in the text is handed over once.
        plain = dialect.name == "sqlite"
        compiled = self._statement.compile(dialect=sqlite.dialect(paramstyle="named") if plain else dialect)
        if not isinstance(compiled, SQLCompiler):
            raise TypeError("only a statement can be prepared")
        fixed = {name: value for name, value in compiled.params.items() if value is not None}
        self._ready[dialect.name] = _Ready(str(compiled), fixed, plain)
        return self._ready[dialect.name]


def _fetched(connection: Connection, text: str, parameters: Any) -> list[Any]:
    """The rows, from a cursor of the driver inside the connection's transaction."""
    cursor = connection.connection.cursor()
    try:
        # Whoever listens to what is executed hears this too.
        for listen in connection.dispatch.before_cursor_execute:
            listen(connection, cursor, text, parameters, None, False)
        cursor.execute(text, parameters)
        return list(cursor.fetchall())
    except connection.dialect.loaded_dbapi.Error as error:
        raise _translated(connection, cursor, text, error) from error
    finally:
        cursor.close()


def _translated(connection: Connection, cursor: DBAPICursor, text: str, error: Exception) -> BaseException:
    """The driver's error as SQLAlchemy's; a connection that is lost is given up."""
    dialect = connection.dialect
    lost = dialect.is_disconnect(error, connection.connection.dbapi_connection, cursor)  # type: ignore[arg-type]
    if lost:
        connection.invalidate(error)
    return DBAPIError.instance(
        text,
        None,
        error,
        dialect.loaded_dbapi.Error,
        hide_parameters=True,
        connection_invalidated=lost,
        dialect=dialect,
    )


def _as_text(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
