"""What waits about those who grant: one of them no longer comes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import ngettext

from app.rights.web.grants.person_notes import sleeping_granters
from app.site.web.page.task import Waiting
from app.vocabulary import delays

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from app.registry.queries.sessions import Principal
    from app.resolver.queries.facts import EmployerFacts


def tasks(principal: Principal, _facts: EmployerFacts, _on: date) -> Iterable[Waiting]:
    """The other granters who have not come for long."""
    others = [one for one in sleeping_granters() if one.person_id != principal.person_id]
    if not others:
        return ()
    number = len(others)
    text = ngettext(
        "personne accorde les droits sans être venue depuis %(days)s jours",
        "personnes accordent les droits sans être venues depuis %(days)s jours",
        number,
        days=delays.ASLEEP.days,
    )
    href = url_for("access.person", person=others[0].public_id)
    return (Waiting(number, text, ngettext("Voir sa page", "Voir la première", number), href),)
