"""The documents that answer a request, to those of the employer who may read them; and from one, its request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import url_for
from flask_babel import gettext as _

from app import clock
from app.extensions import db
from app.papers.queries.documents import get_for
from app.requests.queries.answers import Answer, answered_within, answers_of
from app.requests.queries.reach import reach_of
from app.resolver.queries.access import decision
from app.site.web.gate.guards import current_principal
from app.site.web.page.filters import French, day
from app.vocabulary.services import OnlineService

if TYPE_CHECKING:
    from datetime import date

    from app.registry.queries.sessions import Principal
    from app.requests.models.requests import OnlineRequest


def documents_in_words(row: OnlineRequest) -> tuple[tuple[Any, ...], ...]:
    """Each document that answers a request, with its title to whoever may read it; of the other side, nothing."""
    session, principal = db.session(), current_principal()
    reads = decision(session, principal, OnlineService.FILE_FOLLOWUP, clock.today()).allowed
    return tuple(_line(answer, reads) for answer in answers_of(session, row) if answer.document is not None)


def _line(answer: Answer, reads: bool) -> tuple[Any, ...]:
    name = _("Document en réponse")
    document = get_for(db.session(), current_principal(), answer.document or "") if reads else None
    if document is None:
        return name, _("Un document, déposé au dossier le %(day)s", day=day(clock.day_of(answer.at)))
    return name, French(document.title), _("Voir"), url_for("documents.show", public_id=document.public_id)


def answered_request(principal: Principal, notice_id: int | None, on: date) -> tuple[str, str] | None:
    """The request that a document answers, to whoever reaches it: reference and address."""
    session = db.session()
    row = answered_within(session, reach_of(session, principal, on), notice_id) if notice_id is not None else None
    return (row.reference or "", url_for("online_requests.show", public_id=row.public_id)) if row is not None else None
