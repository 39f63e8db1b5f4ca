"""Rights that end, and what their end has left to nobody, wait on the first page of those who grant."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.extensions import db
from app.rights.queries.ends import days_of_ending, open_holes
from app.site.web.page.task import Harm, Waiting, presses
from app.vocabulary import delays

if TYPE_CHECKING:
    from datetime import date

    from app.registry.queries.sessions import Principal
    from app.resolver.queries.facts import EmployerFacts


def tasks(principal: Principal, facts: EmployerFacts, on: date) -> Iterable[Waiting]:
    """The holes first: documents may reach nobody."""
    if principal.space is None:
        return ()
    session, href = db.session(), url_for("access_ends.index")
    holes = len(open_holes(session, facts, principal.space, on))
    days = days_of_ending(session, facts, principal.space, on)
    ending = len(days)
    pressing = ending and presses(min(days) - timedelta(days=1), on)
    return (
        Waiting(
            holes,
            ngettext(
                "droit a pris fin sans que personne prenne la suite",
                "droits ont pris fin sans que personne prenne la suite",
                holes,
            ),
            _("Voir ce qui manque"),
            href,
            Harm.LOSES,
        ),
        Waiting(
            ending,
            ngettext(
                "droit d'accès finit d'ici %(days)s jours",
                "droits d'accès finissent d'ici %(days)s jours",
                ending,
                days=delays.ENDS_SOON.days,
            ),
            _("Renouveler ou laisser finir"),
            href,
            Harm.PRESSES if pressing else Harm.WAITS,
        ),
    )
