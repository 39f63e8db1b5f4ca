"""Rulings and explanations in the language of the page: each link of the chain, and the smallest change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from flask import current_app, url_for
from flask_babel import gettext

from app.queries.explanations import change_of, steps_of
from app.vocabulary.rulings import AccessChange
from app.web.services.chain import SpokenStep, spoken_steps
from app.web.spoken import Spoken, spoken

if TYPE_CHECKING:
    from app.queries.explanations import Explanation, SmallestChange
    from app.queries.rules import AccessRuling, Fix, GrantingRuling


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
    """A ruling as it is read: its reasons or its chain, all that would have to change as one, and where to ask for it.

    `ask_href` is None where nobody who could grant the right would help, or when the page is about somebody else.
    """

    reasons: tuple[Spoken | SpokenStep, ...]
    fix: SpokenFix | None
    ask_href: str | None = None


def spoken_reasons(reasons: Sequence[Reason]) -> tuple[Spoken, ...]:
    """Each reason, with its rule and source."""
    return tuple(spoken(reason, reason.rule) for reason in reasons)


def explained_access(ruling: AccessRuling) -> Explained:
    """A ruling on a service, for the person whom it is about."""
    change = change_of(ruling)
    return Explained(spoken_steps(steps_of(ruling), ruling.facts), _fix(change), _ask_href(ruling, change))


def explained_to_another(found: Explanation) -> Explained:
    """An explanation, for somebody else than the person whom it is about."""
    return Explained(spoken_steps(found.steps, found.facts, found.paper), _fix(found.change))


def explained_granting(ruling: GrantingRuling) -> Explained:
    """A ruling on the granting of a right: the rules do not say what would change it."""
    return Explained(spoken_reasons(ruling.reasons), None)


def spoken_fix(fixes: Iterable[Fix]) -> SpokenFix | None:
    """All that would have to change as one: every change, and everybody who can help, each once."""
    each = list(dict.fromkeys((fix.what, fix.who) for fix in fixes))
    whats = " ".join(gettext(what) for what, _ in each)
    whos = " ".join(dict.fromkeys(gettext(who) for _, who in each))
    return SpokenFix(whats, whos) if each else None


def _fix(change: SmallestChange | None) -> SpokenFix | None:
    return spoken_fix(change.fixes) if change else None


def _ask_href(ruling: AccessRuling, change: SmallestChange | None) -> str | None:
    """The page where the right is asked for, if having it would help and it can be granted in this space."""
    here = change is not None and change.space is ruling.facts.signed_in_with
    asks = change is not None and AccessChange.GRANT in change.changes and AccessChange.REGISTER not in change.changes
    if here and asks and "access_requests.ask" in current_app.view_functions:
        return url_for("access_requests.ask", service=ruling.facts.service)
    return None
