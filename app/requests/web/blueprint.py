"""The blueprint of requests, and the gate that each of its pages passes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, abort

from app import clock
from app.extensions import db
from app.requests.queries.reach import WITH_FORMS, Reach, reach_of
from app.requests.queries.requests import get_for
from app.resolver.queries.access import decision
from app.site.web.gate.errors import Refusal
from app.site.web.gate.guards import current_principal
from app.vocabulary.accounts import Space

if TYPE_CHECKING:
    from app.requests.models.requests import OnlineRequest

blueprint = Blueprint("online_requests", __name__)


def reached(public_id: str) -> tuple[Reach, OnlineRequest]:
    """What the reader reaches, and the request; 404 for what is not theirs, and for a right that is gone.

    Whoever signed in with codes, which open no request, is told so, whether or not there is one.
    """
    principal = current_principal()
    if principal.space is Space.CNESST_CODES:
        raise Refusal(decision(db.session(), principal, WITH_FORMS[0], clock.today()))
    reach = reach_of(db.session(), principal, clock.today())
    found = get_for(db.session(), reach, public_id)
    return (reach, found) if found is not None else abort(404)
