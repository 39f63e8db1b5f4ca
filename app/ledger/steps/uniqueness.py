"""Adding a row that somebody else may be adding at the same moment."""

from __future__ import annotations

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.extensions import Model


def add_unless_present(session: Session, table: type[Model], unique: tuple[str, ...], values: dict[str, Any]) -> None:
    """Add a row unless there is one already with the same values in `unique`, the columns of a constraint."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    session.execute(dialect.insert(table).values(values).on_conflict_do_nothing(index_elements=list(unique)))
