"""Reads one field of a plain object, and says in one sentence what is not understood."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from app.vocabulary.labels import Labelled

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_AMOUNT = re.compile(r"\d{1,9}\.\d{2}", re.ASCII)
_LONGEST_QUOTE = 40

Read = Callable[[str, object], Any]
W = TypeVar("W", bound=Labelled)


class FactError(ValueError):
    """Facts that are not understood. `msgid` is the French sentence, `params` what it names: translate, then format."""

    def __init__(self, msgid: str, **params: str) -> None:
        self.msgid = msgid
        self.params = params
        super().__init__(msgid % params)


def _quoted(value: object) -> str:
    text = value if isinstance(value, str) and value.isprintable() else repr(value)
    return text if len(text) <= _LONGEST_QUOTE else f"{text[: _LONGEST_QUOTE - 1]}…"


def day(field: str, value: object) -> date:
    """A day written as AAAA-MM-JJ."""
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise FactError(
        "Le champ « %(field)s » doit être un jour de la forme AAAA-MM-JJ, et non « %(value)s ».",
        field=field,
        value=_quoted(value),
    )


def day_or_none(field: str, value: object) -> date | None:
    """A day, or nothing."""
    return None if value is None else day(field, value)


def count(field: str, value: object) -> int:
    """A whole number, zero or more."""
    if type(value) is int and value >= 0:
        return value
    raise FactError(
        "Le champ « %(field)s » doit être un nombre entier, zéro ou plus, et non « %(value)s ».",
        field=field,
        value=_quoted(value),
    )


def word(words: type[W]) -> Callable[[str, object], W]:
    """What reads one word of a closed list."""

    def read(field: str, value: object) -> W:
        if isinstance(value, str) and value in set(words):
            return words(value)
        raise FactError(
            "Le champ « %(field)s » ne peut pas contenir « %(value)s » : attendu, %(known)s.",
            field=field,
            value=_quoted(value),
            known=", ".join(words),
        )

    return read


def words(words: type[W]) -> Callable[[str, object], frozenset[W]]:
    """What reads a list of words of a closed list."""
    read_one = word(words)

    def read(field: str, value: object) -> frozenset[W]:
        if isinstance(value, list | tuple | set | frozenset):
            return frozenset(read_one(field, one) for one in value)
        raise FactError(
            "Le champ « %(field)s » doit être une liste, et non « %(value)s ».",
            field=field,
            value=_quoted(value),
        )

    return read


def flag(field: str, value: object) -> bool:
    """True or false."""
    if isinstance(value, bool):
        return value
    raise FactError(
        "Le champ « %(field)s » doit être vrai ou faux, et non « %(value)s ».", field=field, value=_quoted(value)
    )


def amount(field: str, value: object) -> Decimal:
    """An amount in dollars, zero or more, written with a point and two decimals: never a float."""
    if isinstance(value, str) and _AMOUNT.fullmatch(value):
        return Decimal(value)
    raise FactError(
        "Le champ « %(field)s » doit être un montant de la forme « 123.45 », zéro ou plus, et non « %(value)s ».",
        field=field,
        value=_quoted(value),
    )


def listed(read_one: Read) -> Read:
    """What reads a list, each of its values by `read_one`, in their order."""

    def read(field: str, value: object) -> tuple[Any, ...]:
        if isinstance(value, list | tuple):
            return tuple(read_one(field, one) for one in value)
        raise FactError(
            "Le champ « %(field)s » doit être une liste, et non « %(value)s ».",
            field=field,
            value=_quoted(value),
        )

    return read


def fields_of(given: object, fields: Mapping[str, Read], absent: Mapping[str, object]) -> dict[str, Any]:
    """Read every field of an object, none besides; `absent`: what a field means that is not given."""
    if not isinstance(given, Mapping):
        raise FactError("Un objet JSON est attendu, et non « %(value)s ».", value=_quoted(given))
    for field in given:
        if field not in fields:
            raise FactError("Le champ « %(field)s » est inconnu.", field=_quoted(field))
    complete = {**absent, **given}
    for field in fields:
        if field not in complete:
            raise FactError("Le champ « %(field)s » est absent.", field=field)
    return {field: read(field, complete[field]) for field, read in fields.items()}
