"""Days reckoned in the database: one expression, the same answer on SQLite and PostgreSQL."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Date, FunctionElement
from sqlalchemy.ext.compiler import compiles


class days_after(FunctionElement[Any]):  # noqa: N801 (reads as the SQL function that it stands for)
    """`days_after(day, number)`: the day that comes `number` days later; NULL if either is."""

    type = Date()
    name = "days_after"
    inherit_cache = True


@compiles(days_after)
def _add(element: days_after, compiler: Any, **options: Any) -> str:
    day, number = (compiler.process(clause, **options) for clause in element.clauses)
    return f"({day} + {number})"


@compiles(days_after, "sqlite")
def _add_on_sqlite(element: days_after, compiler: Any, **options: Any) -> str:
    day, number = (compiler.process(clause, **options) for clause in element.clauses)
    return f"date({day}, '+' || {number} || ' days')"
