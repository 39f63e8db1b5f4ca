"""Long lists, latest first, cut at a row's number: a page costs the same wherever it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy.orm import Session

T = TypeVar("T")
SIZE = 50


@dataclass(frozen=True, slots=True)
class Slice(Generic[T]):
    """Some rows, latest first. `newer` and `older` are the numbers at which its neighbours begin, if there are any."""

    rows: tuple[T, ...]
    newer: int | None
    older: int | None


def slice_of(
    session: Session,
    statement: Any,
    number: Any,
    make: Callable[..., T],
    *,
    older: int | None = None,
    newer: int | None = None,
    size: int = SIZE,
) -> Slice[T]:
    """The rows of a statement whose first column is a model with the number `number`, older or newer than a known one.

    With neither, or when nothing is newer, the latest.
    """
    if newer is not None:
        rows = session.execute(statement.where(number > newer).order_by(number).limit(size + 1)).all()
        if rows:
            shown = rows[:size][::-1]
            first = shown[0][0].id if len(rows) > size else None
            return Slice(tuple(make(*row) for row in shown), first, shown[-1][0].id)
        older = None
    if older is not None:
        statement = statement.where(number < older)
    rows = session.execute(statement.order_by(number.desc()).limit(size + 1)).all()
    shown = rows[:size]
    first = shown[0][0].id if shown and older is not None else None
    last = shown[-1][0].id if len(rows) > size else None
    return Slice(tuple(make(*row) for row in shown), first, last)
