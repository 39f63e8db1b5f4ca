"""Registering a certified product, letting it act for a clinic, and cutting either: at once, tokens included."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.api.domain.assertions import public_keys
from app.api.models.software import CertifiedProduct, ClinicAuthorisation
from app.api.queries.software import authorisations_lasting, last_product, product_on, products_lasting
from app.api.words import Scope
from app.clinics.models.suppliers import Supplier
from app.extensions import new_public_id
from app.ledger.steps import audit, intervals
from app.ledger.steps.audit import Actor
from app.ledger.steps.transaction import one_at_a_time, transaction
from app.vocabulary.audit import AuditAction


class NotKnown(LookupError):
    """No such product or clinic: the text says which."""


def register_product(
    name: str, version: str, jwks: object, from_on: date, until_on: date | None, actor: Actor, client_id: str = ""
) -> str:
    """Register a version of a product with its public keys, or the next one of a `client_id`, which it returns.

    Raises KeysRefused for keys that no product may sign with, NotKnown for a `client_id` that was never given.
    """
    keys = public_keys(jwks)
    at, begins = clock.now(), max(clock.today(), from_on)
    with transaction() as session:
        given = select(CertifiedProduct.id).where(CertifiedProduct.client_id == client_id)
        if client_id and session.scalar(given.limit(1)) is None:
            raise NotKnown(f"no product has the identifier {client_id}")
        for row in products_lasting(session, client_id, begins):
            intervals.close(session, row, begins, at)
        known = client_id or new_public_id()
        product = CertifiedProduct(client_id=known, name=name, version=version, jwks=keys)
        product.from_on, product.until_on = from_on, until_on
        intervals.open(session, product, at)
        details = {"product": f"{name} {version}"}
        audit.record(session, AuditAction.SOFTWARE_REGISTERED, actor, details=details)
    return known


def authorise(
    client_id: str, supplier_no: str, scopes: Iterable[Scope], from_on: date, until_on: date | None, actor: Actor
) -> None:
    """Let a product act for a clinic from a day on, in the place of what it might do so far. Raises NotKnown."""
    at, on = clock.now(), clock.today()
    begins = max(on, from_on)
    with transaction() as session:
        one_at_a_time(session, f"software:{supplier_no}")
        product = product_on(session, client_id, on)
        supplier = session.scalar(select(Supplier).where(Supplier.supplier_no == supplier_no))
        if product is None or supplier is None:
            raise NotKnown("no certified product has that identifier" if product is None else "no such supplier")
        for row in authorisations_lasting(session, client_id, supplier_no, begins):
            intervals.close(session, row, begins, at)
        given = ClinicAuthorisation(supplier_id=supplier.id, client_id=client_id, scopes=" ".join(sorted(scopes)))
        given.from_on, given.until_on = from_on, until_on
        intervals.open(session, given, at)
        _record(session, AuditAction.SOFTWARE_AUTHORISED, actor, product, supplier_no)


def revoke(client_id: str, actor: Actor, supplier_no: str = "") -> int:
    """Cut a product for one clinic, or for all without one: from now on, the tokens that were given no longer hold.

    Returns how many intervals it ended. Raises NotKnown.
    """
    at, on = clock.now(), clock.today()
    with transaction() as session:
        product = last_product(session, client_id)
        if product is None:
            raise NotKnown("no product has that identifier")
        rows: list[Any] = []
        if supplier_no:
            rows += authorisations_lasting(session, client_id, supplier_no, on)
        else:
            rows += products_lasting(session, client_id, on)
        for row in rows:
            intervals.close(session, row, on, at)
        if rows:
            action = AuditAction.SOFTWARE_CUT if supplier_no else AuditAction.SOFTWARE_ENDED
            _record(session, action, actor, product, supplier_no)
    return len(rows)


def _record(session: Session, action: AuditAction, actor: Actor, product: CertifiedProduct, supplier_no: str) -> None:
    details = {"product": f"{product.name} {product.version}", "supplier": supplier_no}
    audit.record(session, action, actor, details=details)
