"""Reads facts from plain values (a JSON object, a form) and says in one sentence what is not understood."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeVar

from app.rules.access import AccessFacts
from app.rules.granting import GrantingFacts
from app.rules.opening import OpeningFacts
from app.rules.routing import RouteFacts
from app.vocabulary.accounts import Role, Space
from app.vocabulary.documents import Category, Side
from app.vocabulary.labels import Labelled
from app.vocabulary.services import OnlineService

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
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


def _day(field: str, value: object) -> date:
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


def _day_or_none(field: str, value: object) -> date | None:
    return None if value is None else _day(field, value)


def _count(field: str, value: object) -> int:
    if type(value) is int and value >= 0:
        return value
    raise FactError(
        "Le champ « %(field)s » doit être un nombre entier, zéro ou plus, et non « %(value)s ».",
        field=field,
        value=_quoted(value),
    )


def _word(words: type[W]) -> Callable[[str, object], W]:
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


def _words(words: type[W]) -> Callable[[str, object], frozenset[W]]:
    read_one = _word(words)

    def read(field: str, value: object) -> frozenset[W]:
        if isinstance(value, list | tuple | set | frozenset):
            return frozenset(read_one(field, one) for one in value)
        raise FactError(
            "Le champ « %(field)s » doit être une liste, et non « %(value)s ».",
            field=field,
            value=_quoted(value),
        )

    return read


def _flag(field: str, value: object) -> bool:
    if isinstance(value, bool):
        return value
    raise FactError(
        "Le champ « %(field)s » doit être vrai ou faux, et non « %(value)s ».", field=field, value=_quoted(value)
    )


_ROUTE: Mapping[str, Read] = {
    "issued_on": _day,
    "accounts": _words(Space),
    "withdrawal_on": _day_or_none,
    "prior_notice_on": _day_or_none,
    "category": _word(Category),
    "readers": _count,
    "health_professionals": _count,
}
_ACCESS: Mapping[str, Read] = {
    "on": _day,
    "accounts": _words(Space),
    "signed_in_with": _word(Space),
    "role": _word(Role),
    "grants": _words(OnlineService),
    "service": _word(OnlineService),
    "withdrawal_on": _day_or_none,
    "prior_notice_on": _day_or_none,
}
_GRANTING: Mapping[str, Read] = {
    "on": _day,
    "accounts": _words(Space),
    "signed_in_with": _word(Space),
    "role": _word(Role),
    "service": _word(OnlineService),
    "target_space": _word(Space),
}
_OPENING: Mapping[str, Read] = {
    "on": _day,
    "side": _word(Side),
    "deposited": _flag,
    "on_screen": _flag,
    "designated": _flag,
    "vouched": _flag,
    "concerned": _flag,
}

#: What an absent field means, where it can mean only one thing.
_WHEN_ABSENT: Mapping[str, object] = {"withdrawal_on": None, "prior_notice_on": None, "grants": (), "vouched": False}


def _read(given: object, fields: Mapping[str, Read]) -> dict[str, Any]:
    if not isinstance(given, Mapping):
        raise FactError("Un objet JSON est attendu, et non « %(value)s ».", value=_quoted(given))
    for field in given:
        if field not in fields:
            raise FactError("Le champ « %(field)s » est inconnu.", field=_quoted(field))
    complete = {**_WHEN_ABSENT, **given}
    for field in fields:
        if field not in complete:
            raise FactError("Le champ « %(field)s » est absent.", field=field)
    return {field: read(field, complete[field]) for field, read in fields.items()}


def route_facts(given: object) -> tuple[RouteFacts, date]:
    """Facts and day of a question about the channel; the day is the field `issued_on`."""
    read = _read(given, _ROUTE)
    on: date = read.pop("issued_on")
    return RouteFacts(**read), on


def access_facts(given: object) -> tuple[AccessFacts, date]:
    """Facts and day of a question about using a service."""
    read = _read(given, _ACCESS)
    on: date = read.pop("on")
    return AccessFacts(**read), on


def granting_facts(given: object) -> tuple[GrantingFacts, date]:
    """Facts and day of a question about granting a right."""
    read = _read(given, _GRANTING)
    on: date = read.pop("on")
    return GrantingFacts(**read), on


def opening_facts(given: object) -> tuple[OpeningFacts, date]:
    """Facts and day of a question about opening a document."""
    read = _read(given, _OPENING)
    on: date = read.pop("on")
    return OpeningFacts(**read), on
