"""Rulings and explanations in the language of the page: each link of the chain, and the smallest change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from flask import current_app, url_for
from flask_babel import gettext

from app.resolver.queries.explanations import change_of, steps_of
from app.site.web.page.spoken import Spoken, spoken
from app.site.web.reasons.chain import SpokenStep, spoken_steps
from app.site.web.reasons.next_steps import NextSteps, steps_of_granter, steps_to_take
from app.site.web.reasons.reader import asked_on
from app.vocabulary.accounts import Role
from app.vocabulary.rulings import AccessChange

if TYPE_CHECKING:
    from app.resolver.domain.rules import AccessRuling, Fix, GrantingRuling
    from app.resolver.queries.explanations import Explanation, SmallestChange


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
class Way:
    """What the reader can do about a refusal besides asking for the right; `posts`: by a button rather than a link."""

    text: str
    href: str
    posts: bool = False


@dataclass(frozen=True, slots=True)
class Explained:
    """A ruling as it is read: its reasons or its chain, all that would have to change as one, and where to ask for it.

    `ask_href` is None where nobody who could grant the right would help, or when the page is about somebody else.
    `ways`: where to turn to whoever else can help.
    """

    reasons: tuple[Spoken | SpokenStep, ...]
    fix: SpokenFix | NextSteps | None
    ask_href: str | None = None
    ways: tuple[Way, ...] = ()


_BY_THE_COMMISSION = frozenset({AccessChange.WITHDRAW_PAPER, AccessChange.GIVE_PRIOR_NOTICE})
_BY_ANOTHER_SESSION = frozenset(
    {
        AccessChange.OPEN_ACCOUNT,
        AccessChange.SIGN_IN_ELSEWHERE,
        AccessChange.SIGN_IN_FOR_EMPLOYER,
        AccessChange.SIGN_IN_FOR_FIRM,
    }
)


def spoken_reasons(reasons: Sequence[Reason]) -> tuple[Spoken, ...]:
    """Each reason, with its rule and source."""
    return tuple(spoken(reason, reason.rule) for reason in reasons)


def explained_access(ruling: AccessRuling) -> Explained:
    """A ruling on a service, for the person whom it is about."""
    change, steps = change_of(ruling), spoken_steps(steps_of(ruling), ruling.facts)
    if change is None:
        ways = () if ruling.allowed else _of_health_professional(ruling)
        return Explained(steps, _fix(change, ruling.allowed), ways=ways)
    fix, ways = steps_to_take(change, ruling.facts), ways_of(change)
    ask_href = _ask_href(ruling, change)
    if ask_href and asked_on(ruling.facts.service):
        asked = Way(gettext("Voir mes demandes d'accès"), url_for("access_requests.mine"))
        return Explained(steps, fix, ways=(asked, *ways))
    return Explained(steps, fix, ask_href, ways)


def explained_to_another(found: Explanation) -> Explained:
    """An explanation, for somebody else than the person whom it is about."""
    return Explained(spoken_steps(found.steps, found.facts, found.paper), _fix(found.change, found.allowed))


def explained_to_granter(found: Explanation) -> Explained:
    """The same for whoever grants, with what they can do, and where to reach the Commission if it can help."""
    explained = explained_to_another(found)
    if found.change is None:
        return explained
    fix = steps_of_granter(found.change, found.facts)
    return replace(explained, fix=fix, ways=_to_the_commission(found.change))


def ways_of(change: SmallestChange | None) -> tuple[Way, ...]:
    """Where to turn to the Commission, or to another session, if that is part of what would change the answer."""
    otherwise = change is not None and not _BY_ANOTHER_SESSION.isdisjoint(change.changes)
    return (*_to_the_commission(change), *((another_session(),) if otherwise else ()))


def _to_the_commission(change: SmallestChange | None) -> tuple[Way, ...]:
    """By telephone or on paper."""
    if change is None or _BY_THE_COMMISSION.isdisjoint(change.changes):
        return ()
    return (Way(gettext("Joindre la Commission"), url_for("help.index", _anchor="sans-ecran")),)


def another_session() -> Way:
    """The door, once this session is closed."""
    return Way(gettext("Fermer cette session et en ouvrir une autre"), url_for("signin.sign_out"), posts=True)


def _of_health_professional(ruling: AccessRuling) -> tuple[Way, ...]:
    """The pages of a health professional, to whom those of the employer never open."""
    if ruling.facts.role is not Role.HEALTH_PROFESSIONAL:
        return ()
    return (Way(gettext("Voir les papiers médicaux"), url_for("medical.index")),)


def explained_granting(ruling: GrantingRuling) -> Explained:
    """A ruling on the granting of a right: the rules do not say what would change it."""
    return Explained(spoken_reasons(ruling.reasons), None)


def spoken_fix(fixes: Iterable[Fix]) -> SpokenFix | None:
    """All that would have to change as one: every change, and everybody who can help, each once."""
    each = list(dict.fromkeys((fix.what, fix.who) for fix in fixes))
    whats = " ".join(gettext(what) for what, _ in each)
    whos = " ".join(dict.fromkeys(gettext(who) for _, who in each))
    return SpokenFix(whats, whos) if each else None


def _fix(change: SmallestChange | None, allowed: bool) -> SpokenFix | None:
    if change is not None:
        return spoken_fix(change.fixes)
    return None if allowed else SpokenFix(gettext("Rien ne changerait cette réponse."), gettext("Personne."))


def _ask_href(ruling: AccessRuling, change: SmallestChange | None) -> str | None:
    """The page where the right is asked for, if having it would help and it can be granted in this space."""
    here = change is not None and change.space is ruling.facts.signed_in_with
    needed = frozenset(change.changes) if change else frozenset()
    asks = AccessChange.GRANT in needed and not needed & {AccessChange.REGISTER, AccessChange.OPEN_ACCOUNT}
    if here and asks and "access_requests.ask" in current_app.view_functions:
        return url_for("access_requests.ask", service=ruling.facts.service)
    return None
