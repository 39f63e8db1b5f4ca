"""What mandates leave to do on a granter's first page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.extensions import db
from app.resolver.queries.grants import ENDS_WITHIN
from app.resolver.queries.mandates import count_ending_soon
from app.site.web.page.task import Harm, Waiting
from app.vocabulary import delays

if TYPE_CHECKING:
    from app.registry.queries.sessions import Principal
    from app.resolver.queries.facts import EmployerFacts


def tasks(principal: Principal, facts: EmployerFacts, on: date) -> Iterator[Waiting]:
    """Mandates about to end: to be given another end, or let go."""
    if principal.space is None:
        return
    number = count_ending_soon(db.session(), facts.employer_id, principal.space, on, on + ENDS_WITHIN)
    if not number:
        return
    pressing = on + delays.PRESSING + timedelta(days=1)
    press = count_ending_soon(db.session(), facts.employer_id, principal.space, on, pressing)
    text = ngettext(
        "mandat finit d'ici %(days)s jours",
        "mandats finissent d'ici %(days)s jours",
        number,
        days=delays.ENDS_SOON.days,
    )
    harm = Harm.PRESSES if press else Harm.WAITS
    yield Waiting(number, text, _("Changer la fin ou laisser finir"), url_for("mandates.index"), harm)
