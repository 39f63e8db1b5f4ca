"""Rulings in the language of the page: a rule's sentence is French, its source stays as it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from flask_babel import gettext

from app.site.web.page.filters import SPACE


class Said(Protocol):
    """What a ruling, a rule or a reason has in common."""

    @property
    def says(self) -> str: ...
    @property
    def source(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Spoken:
    """A rule as it is read."""

    says: str
    rule: str
    source: str


def spoken(said: Said, rule: str) -> Spoken:
    """A ruling or a rule, in the language of the page; `rule` is its id."""
    return Spoken(gettext(said.says), rule, said.source)


def spoken_record(record: Mapping[str, Any]) -> Spoken:
    """A ruling as it was stored with what it decided, with the version of its rule."""
    says = str(record["says"])
    return Spoken(gettext(says), f"{record['rule']}{SPACE}(v{record['version']})", record["source"])
