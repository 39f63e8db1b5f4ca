"""What people ask for waits on the first page of those who grant."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.extensions import db
from app.rights.queries.requests import count_pending
from app.site.web.page.task import Waiting

if TYPE_CHECKING:
    from datetime import date

    from app.registry.queries.sessions import Principal
    from app.resolver.queries.facts import EmployerFacts


def tasks(principal: Principal, facts: EmployerFacts, on: date) -> Iterable[Waiting]:
    """The requests that wait for an answer."""
    if principal.space is None:
        return ()
    number = count_pending(db.session(), facts.employer_id, principal.space, on)
    text = ngettext("demande d'accès attend votre réponse", "demandes d'accès attendent votre réponse", number)
    return (Waiting(number, text, _("Répondre"), url_for("access_requests.index")),)
