"""Reads facts from plain values (a JSON object, a form): what each question of the rules is asked with."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from app.rules.access import AccessFacts
from app.rules.granting import GrantingFacts
from app.rules.opening import OpeningFacts
from app.rules.reading.fields import Read, count, day, day_or_none, fields_of, flag, word, words
from app.rules.routing import RouteFacts
from app.vocabulary.accounts import Role, Space
from app.vocabulary.documents import Category, Side
from app.vocabulary.services import OnlineService

_ROUTE: Mapping[str, Read] = {
    "issued_on": day,
    "accounts": words(Space),
    "withdrawal_on": day_or_none,
    "prior_notice_on": day_or_none,
    "category": word(Category),
    "readers": count,
    "health_professionals": count,
}
_ACCESS: Mapping[str, Read] = {
    "on": day,
    "accounts": words(Space),
    "signed_in_with": word(Space),
    "role": word(Role),
    "grants": words(OnlineService),
    "service": word(OnlineService),
    "withdrawal_on": day_or_none,
    "prior_notice_on": day_or_none,
}
_GRANTING: Mapping[str, Read] = {
    "on": day,
    "accounts": words(Space),
    "signed_in_with": word(Space),
    "role": word(Role),
    "service": word(OnlineService),
    "target_space": word(Space),
}
_OPENING: Mapping[str, Read] = {
    "on": day,
    "side": word(Side),
    "deposited": flag,
    "on_screen": flag,
    "designated": flag,
    "vouched": flag,
    "concerned": flag,
}

#: What an absent field means, where it can mean only one thing.
_WHEN_ABSENT: Mapping[str, object] = {"withdrawal_on": None, "prior_notice_on": None, "grants": (), "vouched": False}


def route_facts(given: object) -> tuple[RouteFacts, date]:
    """Facts and day of a question about the channel; the day is the field `issued_on`."""
    read = fields_of(given, _ROUTE, _WHEN_ABSENT)
    on: date = read.pop("issued_on")
    return RouteFacts(**read), on


def access_facts(given: object) -> tuple[AccessFacts, date]:
    """Facts and day of a question about using a service."""
    read = fields_of(given, _ACCESS, _WHEN_ABSENT)
    on: date = read.pop("on")
    return AccessFacts(**read), on


def granting_facts(given: object) -> tuple[GrantingFacts, date]:
    """Facts and day of a question about granting a right."""
    read = fields_of(given, _GRANTING, _WHEN_ABSENT)
    on: date = read.pop("on")
    return GrantingFacts(**read), on


def opening_facts(given: object) -> tuple[OpeningFacts, date]:
    """Facts and day of a question about opening a document."""
    read = fields_of(given, _OPENING, _WHEN_ABSENT)
    on: date = read.pop("on")
    return OpeningFacts(**read), on
