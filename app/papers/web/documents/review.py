"""From a decision to the request for its review."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import url_for

from app import clock
from app.extensions import db
from app.resolver.queries.access import decision
from app.site.web.gate.guards import current_principal
from app.site.web.reasons.words import SLUGS
from app.vocabulary.documents import DocumentKind
from app.vocabulary.services import OnlineService

if TYPE_CHECKING:
    from app.papers.queries.documents import DocumentDetail


def review_href(document: DocumentDetail) -> str:
    """Where a review is asked for, by whoever may; otherwise, whom to ask. Nothing for what is no decision."""
    if document.kind is not DocumentKind.DECISION:
        return ""
    service = OnlineService.REVIEW
    if decision(db.session(), current_principal(), service, clock.today()).allowed:
        return url_for("online_requests.begin", service=service, decision=document.public_id)
    return url_for("services.index", _anchor=SLUGS[service])
