"""« Pourquoi? » for oneself: one service, on any day and at any hour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _

from app.site.web.page.filters import label
from app.site.web.reasons.sentences import Explained, explained_access, explained_to_another

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.registry.queries.people import Member
    from app.resolver.domain.rules import AccessRuling
    from app.resolver.queries.explanations import Explanation
    from app.site.web.page.moment import Moment, MomentForm


@dataclass(frozen=True, slots=True)
class OwnWhyPage:
    """One answer, explained to the person whom it is about. `granters`: who grants to them today, by name."""

    title: str
    answer: str
    explained: Explained
    known: str
    filters: MomentForm
    granters: str
    back_href: str


def own_why_page(
    ruling: AccessRuling | None,
    found: Explanation,
    moment: Moment,
    filters: MomentForm,
    granters: Sequence[Member],
) -> OwnWhyPage:
    """The page of a service. `ruling` is that of the session, which answers for today; another day, what was held."""
    allowed = found.allowed if ruling is None else ruling.allowed
    return OwnWhyPage(
        title=_("Pourquoi? %(service)s", service=label(found.service)),
        answer=_answer(allowed, moment),
        explained=explained_to_another(found) if ruling is None else explained_access(ruling),
        known=moment.known,
        filters=filters,
        granters=", ".join(granter.name for granter in granters),
        back_href=url_for("services.index"),
    )


def _answer(allowed: bool, moment: Moment) -> str:
    if moment.is_past and allowed:
        return str(_("Oui : vous pouviez utiliser ce service %(when)s.", when=moment.when))
    if moment.is_past:
        return str(_("Non : vous ne pouviez pas utiliser ce service %(when)s.", when=moment.when))
    if allowed:
        return str(_("Oui : vous pouvez utiliser ce service %(when)s.", when=moment.when))
    return str(_("Non : vous ne pouvez pas utiliser ce service %(when)s.", when=moment.when))
