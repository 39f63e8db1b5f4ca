"""Whoever is responsible for a clinic lets a certified software act for it, and cuts it off, by themselves."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from app import clock
from app.api.actions.software import authorise, revoke
from app.api.words import Scope
from app.clinics.models.suppliers import Supplier
from app.entry.steps.sessions import actor_of
from app.extensions import db
from app.registry.queries.sessions import Principal


def authorise_own(principal: Principal, client_id: str, scopes: Iterable[Scope], until_on: date | None) -> None:
    """Let a product act for one's own clinic from today. Raises NotKnown for one that is not certified today."""
    authorise(client_id, _own(principal), scopes, clock.today(), until_on, actor_of(principal))


def cut_own(principal: Principal, client_id: str) -> int:
    """Cut a product off one's own clinic, with its tokens. Returns how much it ended. Raises NotKnown."""
    return revoke(client_id, actor_of(principal), _own(principal))


def _own(principal: Principal) -> str:
    """The supplier number of the reader's clinic: what the form says of it is not asked."""
    assert principal.supplier_id is not None  # noqa: S101 (the guard let in somebody of a clinic)
    return db.session().get_one(Supplier, principal.supplier_id).supplier_no
