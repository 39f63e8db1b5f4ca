"""Finding a row by parts of a folded name, the same way in every search."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, and_, func, or_, true

from app.vocabulary.text import folded


def holds_word(column: Any, word: BindParameter[str] | str) -> ColumnElement[bool]:
    """Whether a folded name holds a folded word or a part of one: "lheureux" finds « L'Heureux ».

    A word that is bound later is to be given `escaped`.
    """
    return func.replace(column, " ", "").contains(escaped(word) if isinstance(word, str) else word, escape="/")


def escaped(word: str) -> str:
    """The word as LIKE reads it: its signs are signs."""
    return re.sub(r"([/%_])", r"/\1", word)


def named(text: str, *columns: Any) -> ColumnElement[bool]:
    """Whether each word of a text is in one of these folded names, in whatever order; true when it has none."""
    words = folded(text).split()
    return and_(true(), *(or_(*(holds_word(column, word) for column in columns)) for word in words))
