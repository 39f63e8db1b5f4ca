"""What people ask for waits on the first page of those who grant."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.extensions import db
from app.rights.queries.requests import requests_of_employer
from app.rights.words.requests import RequestState
from app.site.web.page.task import Waiting

if TYPE_CHECKING:
    from datetime import date

    from app.registry.queries.sessions import Principal
    from app.resolver.queries.facts import EmployerFacts
    from app.vocabulary.accounts import Space


def tasks(principal: Principal, facts: EmployerFacts, on: date) -> Iterable[Waiting]:
    """The requests that wait for an answer."""
    return () if principal.space is None else (waiting_requests(facts.employer_id, principal.space, on),)


def waiting_requests(employer_id: int, space: Space, on: date) -> Waiting:
    """How many wait in a space; a single one is led to at once."""
    asked = requests_of_employer(db.session(), employer_id, space, on, RequestState.PENDING, size=1)
    text = ngettext("demande d'accès attend votre réponse", "demandes d'accès attendent votre réponse", asked.total)
    href = url_for("access_requests.index")
    if asked.total == 1:
        href = url_for("access_requests.answer", public_id=asked.rows[0].public_id)
    return Waiting(asked.total, text, _("Répondre"), href)
