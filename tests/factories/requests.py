"""Requests of the online services, made by the verbs that make them."""

from __future__ import annotations

import io
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy import select

from app.extensions import db
from app.registry.queries.sessions import Principal
from app.requests.actions.drafts import Begins, begin_draft
from app.requests.actions.filings import Sending, file_request
from app.requests.actions.pieces.attaching import attach
from app.requests.actions.reading import shown
from app.requests.actions.saving import save_step
from app.requests.domain.catalogue import form_of
from app.requests.models.requests import OnlineRequest

#: Passes Luhn, and belongs to nobody.
NAS = "123456782"
#: All that an employer's notice needs, as it is kept: an accident on 8 January 2026.
NOTICE: Mapping[str, Any] = {
    "version_differs": "no",
    "worker_family_name": "Bélanger",
    "worker_given_name": "Noémie",
    "worker_address": "12, rue des Ormes",
    "employer_name": "Ateliers Boréal inc.",
    "employer_address": "1, rue Une",
    "contact_name": "Bruno Roy",
    "contact_phone": "4185550199",
    "event_kind": "accident",
    "event_on": "2026-01-08",
    "event_place": "Atelier 2",
    "event_circumstances": "Une palette a glissé du chariot.",
    "incapacity_from": "2026-01-08",
    "returned": "no",
    "contract_income": "52000",
    "working_days": ["mon", "tue", "wed", "thu", "fri"],
    "days": [{"day": "2026-01-09", "gross": "200.00", "deductions": "46.25"}],
}


def make_draft(principal: Principal, answers: Mapping[str, Any] = NOTICE, **more: Any) -> str:
    """A draft that can be filed; returns its identifier."""
    public_id = begin_draft(principal, "employer_notice", Begins({**answers, **more}))
    worker = next(step for step in form_of("employer_notice").definition.steps if step.name == "worker")
    save_step(principal, public_id, worker, {"worker_nas": NAS}, 0)
    return public_id


def request_of(public_id: str) -> OnlineRequest:
    """The request as it stands."""
    session = db.session()
    session.rollback()
    session.expire_all()
    return session.scalars(select(OnlineRequest).where(OnlineRequest.public_id == public_id)).one()


def make_filed(principal: Principal, pieces: Mapping[str, bytes] = MappingProxyType({}), **more: Any) -> str:
    """A request that was filed, with so many attachments, by kind; returns its identifier."""
    public_id = make_draft(principal, **more)
    for kind, content in pieces.items():
        attach(principal, public_id, kind, f"{kind}.pdf", io.BytesIO(content))
    file_request(principal, public_id, Sending(shown(request_of(public_id)).digest))
    return public_id
