"""Two made-up rows in every table, whatever the tables are: a migration is proved on data, not on empty tables."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

ROWS = (1, 2)
#: Optional columns that a condition over several columns wants filled.
NEEDED: dict[str, tuple[str, ...]] = {
    "letters": ("dispatch_id",),
    "notices": ("document_id",),
    "outgoing_emails": ("dispatch_id",),
    "threads": ("employer_id", "space"),
    "user_sessions": ("person_id",),
}
#: Words that a condition over several columns wants.
WORDS: dict[str, dict[str, str]] = {"letters": {"cause_kind": "notices"}}


def fill(connection: Connection) -> dict[str, int]:
    """Put two rows in each table that has none. Returns how many rows each table then holds."""
    empty = {table for table, rows in counts(connection).items() if not rows}
    for table in _tables(connection) if empty else []:
        if table.name in empty:
            for number in ROWS:
                connection.execute(table.insert().values(_row(connection, table, number)))
    return counts(connection)


def counts(connection: Connection) -> dict[str, int]:
    """How many rows each table holds."""
    names = [name for name in sa.inspect(connection).get_table_names() if name != "alembic_version"]
    return {name: connection.scalar(sa.select(sa.func.count()).select_from(sa.table(name))) or 0 for name in names}


def _tables(connection: Connection) -> list[sa.Table]:
    """What the migrations made so far, each table after those that it refers to."""
    found = sa.MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name != "alembic_version"]


def _row(connection: Connection, table: sa.Table, number: int) -> dict[str, Any]:
    words = _allowed_words(connection, table)
    needed = NEEDED.get(table.name, ())
    return {
        column.name: _value(column, number, words.get(column.name))
        for column in table.columns
        if (not column.nullable or column.name in needed) and not _numbers_itself(column)
    }


def _numbers_itself(column: sa.Column[Any]) -> bool:
    return column.primary_key and isinstance(column.type, sa.Integer) and not column.foreign_keys


def _allowed_words(connection: Connection, table: sa.Table) -> dict[str, str]:
    """The first word of each closed list: `role IN (…)`, or `role = ANY (ARRAY[…` as PostgreSQL writes it."""
    words = dict(WORDS.get(table.name, {}))
    for check in sa.inspect(connection).get_check_constraints(table.name):
        for column in table.columns:
            found = re.search(rf"\b{column.name}\b[^,']*?(?:IN|ANY)\s*\([^']*'([^']*)'", check["sqltext"])
            if found:
                words[column.name] = found[1]
    return words


def _value(column: sa.Column[Any], number: int, word: str | None) -> Any:
    if word is not None:
        return word
    if column.foreign_keys:
        return number
    made = {
        sa.Boolean: number == 1,
        sa.Date: date(2020, 2, number),
        sa.DateTime: datetime(2020, 2, number, 12, tzinfo=UTC),
        sa.Float: number / 2,
        sa.Integer: number,
        sa.JSON: {"number": number},
        sa.LargeBinary: bytes([number]),
        sa.String: str(number).zfill(min(getattr(column.type, "length", None) or 10, 16)),
    }
    return next(value for kind, value in made.items() if isinstance(column.type, kind))
