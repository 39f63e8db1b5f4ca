"""Rulings on access and granting in the language of the page: each reason, and each change that would lift one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from flask_babel import gettext

from app.web.spoken import Spoken, spoken

if TYPE_CHECKING:
    from app.queries.rules import AccessRuling, GrantingRuling


class Reason(Protocol):
    """What a ruling rests on."""

    @property
    def says(self) -> str: ...
    @property
    def rule(self) -> str: ...
    @property
    def source(self) -> str: ...


@dataclass(frozen=True, slots=True)
class SpokenFix:
    """What would change the answer, and who can do it."""

    what: str
    who: str


@dataclass(frozen=True, slots=True)
class Explained:
    """A ruling as it is read: its reasons, and all that would have to change, as one."""

    reasons: tuple[Spoken, ...]
    fix: SpokenFix | None


def spoken_reasons(reasons: Sequence[Reason]) -> tuple[Spoken, ...]:
    """Each reason, with its rule and source."""
    return tuple(spoken(reason, reason.rule) for reason in reasons)


def explained_access(ruling: AccessRuling) -> Explained:
    """A ruling on a service."""
    fixes = list(dict.fromkeys((fix.what, fix.who) for fix in ruling.fixes))
    whats = " ".join(gettext(what) for what, _ in fixes)
    whos = " ".join(dict.fromkeys(gettext(who) for _, who in fixes))
    return Explained(spoken_reasons(ruling.reasons), SpokenFix(whats, whos) if fixes else None)


def explained_granting(ruling: GrantingRuling) -> Explained:
    """A ruling on the granting of a right: the rules do not say what would change it."""
    return Explained(spoken_reasons(ruling.reasons), None)
