"""The software that a clinic lets act for it, and what it could choose besides: as those see them who give tokens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.api.models.software import CertifiedProduct, ClinicAuthorisation
from app.api.queries.software import authorisation_on, last_product, product_on
from app.api.words import Scope
from app.clinics.models.suppliers import Supplier
from app.ledger.queries.intervals import holds, lasts


@dataclass(frozen=True, slots=True)
class Certified:
    """A software that is certified today, by its name and version."""

    client_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Authorised:
    """A software that a clinic lets act for it, today or from a later day.

    `acts`: would be given a token today. `is_certified`: the Commission has not cut it, nor has its certificate ended.
    """

    client_id: str
    name: str
    scopes: tuple[Scope, ...]
    from_on: date
    until_on: date | None
    is_certified: bool
    acts: bool


def authorised_by(session: Session, supplier_id: int, on: date) -> list[Authorised]:
    """What a clinic has let in and not taken back, by name."""
    rows = session.execute(
        select(ClinicAuthorisation, Supplier.supplier_no)
        .join(Supplier, Supplier.id == ClinicAuthorisation.supplier_id)
        .where(Supplier.id == supplier_id, lasts(ClinicAuthorisation, on))
    )
    found = [_authorised(session, row, supplier_no, on) for row, supplier_no in rows.all()]
    return sorted(found, key=lambda one: (one.name, one.from_on))


def _authorised(session: Session, row: ClinicAuthorisation, supplier_no: str, on: date) -> Authorised:
    certified = product_on(session, row.client_id, on)
    allowed = authorisation_on(session, row.client_id, supplier_no, on)
    return Authorised(
        row.client_id,
        _named(last_product(session, row.client_id)),
        tuple(scope for scope in Scope if scope.value in row.scopes.split()),
        row.from_on,
        row.until_on,
        certified is not None,
        certified is not None and allowed is not None and allowed.id == row.id,
    )


def to_choose(session: Session, supplier_id: int, on: date) -> list[Certified]:
    """The software certified that day that a clinic does not let act for it yet, by name."""
    given = select(ClinicAuthorisation.client_id).where(
        ClinicAuthorisation.supplier_id == supplier_id, lasts(ClinicAuthorisation, on)
    )
    certified = select(CertifiedProduct).where(holds(CertifiedProduct, on), CertifiedProduct.client_id.not_in(given))
    newest = {row.client_id: row for row in session.scalars(certified.order_by(CertifiedProduct.id))}
    return sorted((Certified(each, _named(row)) for each, row in newest.items()), key=lambda one: one.name)


def _named(row: CertifiedProduct | None) -> str:
    assert row is not None  # noqa: S101 (what is authorised was certified one day)
    return f"{row.name} {row.version}"
