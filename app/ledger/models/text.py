"""Column types that sort the same way on SQLite and PostgreSQL."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.types import TypeEngine


def sortable_text(length: int) -> TypeEngine[str]:
    """Text compared byte by byte, so that a prefix is a range of an index on either database."""
    return String(length).with_variant(String(length, collation="C"), "postgresql")
