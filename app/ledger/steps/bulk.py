"""Many rows at once: numbers given in advance, one statement; the rows that proofs rest on noticed for their seal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Integer, Table, func, literal, select
from sqlalchemy.orm import Session

from app.ledger.steps.insertion import Values, insert_one, insert_rows
from app.ledger.steps.sealing import mark


def insert_all(session: Session, model: Any, rows: Sequence[Values]) -> list[int]:
    """Insert rows that all have the same columns, and return their row numbers, in order.

    The ORM would insert apart those whose empty columns differ, and read the number of each back.
    """
    if not rows:
        return []
    session.flush()
    table: Table = model.__table__
    connection = session.connection()
    if len(rows) == 1:
        numbers = [insert_one(connection, model, rows[0])]
    else:
        numbers = _numbers(connection, table, len(rows))
        insert_rows(connection, model, [{**row, "id": number} for row, number in zip(rows, numbers, strict=True)])
    mark(session, table.name, numbers)
    return numbers


def _numbers(connection: Connection, table: Table, many: int) -> list[int]:
    """So many free row numbers: of PostgreSQL's sequence, or after SQLite's last row, as it would take them itself."""
    if connection.dialect.name == "postgresql":
        sequence = func.pg_get_serial_sequence(table.name, "id")
        taken = select(func.nextval(sequence)).select_from(func.generate_series(1, literal(many, Integer)))
        return sorted(connection.scalars(taken))
    last: int = connection.scalar(select(func.max(table.c.id))) or 0
    return list(range(last + 1, last + many + 1))
