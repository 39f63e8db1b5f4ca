"""What the page of online services receives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.site.web.page.filters import day, label
from app.site.web.reasons.sentences import Explained, explained_access
from app.site.web.reasons.words import LETS, SLUGS
from app.vocabulary.services import OnlineService

if TYPE_CHECKING:
    from app.registry.queries.people import Member
    from app.resolver.domain.rules import AccessRuling
    from app.resolver.queries.grants import Right


#: The services that are not asked for by a form.
OPENED_HERE = {OnlineService.FILE_FOLLOWUP: "files.index", OnlineService.MESSAGING: "messaging.index"}


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """One service, for the person who asks. `keep_href`: where to ask to keep a right that ends soon.

    `open_href`: where the service opens.
    """

    anchor: str
    name: str
    lets: str
    state: str
    tone: str
    question: str
    answer: str
    explained: Explained
    open_href: str
    keep_href: str
    why_href: str


@dataclass(frozen=True, slots=True)
class ServicesPage:
    """The seven services. `granters`: who grants rights to this person, by name.

    `waiting`: requests under way, by whose turn it is.
    """

    title: str
    intro: str
    rows: tuple[ServiceRow, ...]
    granters: str
    waiting: tuple[tuple[str, Sequence[Any]], ...]


def services_page(
    rulings: Mapping[OnlineService, AccessRuling],
    rights: Mapping[OnlineService, Right],
    granters: Sequence[Member],
    waiting: tuple[tuple[str, Sequence[Any]], ...],
) -> ServicesPage:
    """The page of a person, for one employer in one space.

    `rights`: those that were granted, with their end; `waiting`: requests under way, by whose turn it is.
    """
    count = sum(ruling.allowed for ruling in rulings.values())
    return ServicesPage(
        title=_("Services en ligne"),
        intro=_intro(count, len(rulings)),
        rows=tuple(_row(service, ruling, rights.get(service)) for service, ruling in rulings.items()),
        granters=", ".join(granter.name for granter in granters),
        waiting=waiting,
    )


def _intro(count: int, total: int) -> str:
    if not count:
        return str(_("Aucun de ces services ne vous est ouvert aujourd'hui."))
    text: str = ngettext(
        "%(num)s des %(total)s services vous est ouvert aujourd'hui.",
        "%(num)s des %(total)s services vous sont ouverts aujourd'hui.",
        count,
        total=total,
    )
    return text


def _href(service: OnlineService) -> str:
    """Where a service opens: a page of its own, or the form by which it is asked for."""
    if service in OPENED_HERE:
        return url_for(OPENED_HERE[service])
    return url_for("online_requests.begin", service=service)


def _row(service: OnlineService, ruling: AccessRuling, right: Right | None) -> ServiceRow:
    state, tone, answer = _state(ruling, right)
    return ServiceRow(
        anchor=SLUGS[service],
        name=label(service),
        lets=str(LETS[service]),
        state=state,
        tone=tone,
        question=_("D'où vient ce droit?") if ruling.allowed else _("Pourquoi est-ce fermé?"),
        answer=answer,
        explained=explained_access(ruling),
        open_href=_href(service) if ruling.allowed else "",
        keep_href=url_for("access_requests.ask", service=service) if right is not None and right.ends_soon else "",
        why_href=url_for("services.why", service=service),
    )


def _state(ruling: AccessRuling, right: Right | None) -> tuple[str, str, str]:
    if ruling.allowed and right is not None and right.granted and right.last_on:
        until = _("Ouvert jusqu'au %(day)s", day=day(right.last_on))
        return until, "good", _("Ce service vous est ouvert jusqu'au %(day)s.", day=day(right.last_on))
    if ruling.allowed:
        return _("Ouvert"), "good", _("Ce service vous est ouvert.")
    if ruling.held:
        return _("Pas encore ouvert"), "wait", _("Vous avez le droit, mais le service n'est pas encore ouvert.")
    return _("Fermé"), "closed", _("Ce service ne vous est pas ouvert.")
