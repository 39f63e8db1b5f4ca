"""Which product may act for which clinic, and whose token was given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.api.models.software import AccessToken, CertifiedProduct, ClinicAuthorisation
from app.clinics.models.suppliers import Supplier, SupplierPeriod
from app.ledger.queries.intervals import holds, lasts, stands


@dataclass(frozen=True, slots=True)
class Software:
    """A product that acts for a clinic, with what its token is for."""

    client_id: str
    supplier_id: int
    supplier_no: str
    scopes: frozenset[str]


def product_on(session: Session, client_id: str, on: date) -> CertifiedProduct | None:
    """The product that may sign as `client_id` that day."""
    named = CertifiedProduct.client_id == client_id
    newest = CertifiedProduct.id.desc()
    return session.scalar(select(CertifiedProduct).where(named, holds(CertifiedProduct, on)).order_by(newest).limit(1))


def authorisation_on(session: Session, client_id: str, supplier_no: str, on: date) -> ClinicAuthorisation | None:
    """What lets a product act that day for a clinic that gives care then."""
    return session.scalar(
        select(ClinicAuthorisation)
        .join(Supplier, Supplier.id == ClinicAuthorisation.supplier_id)
        .where(
            ClinicAuthorisation.client_id == client_id,
            Supplier.supplier_no == supplier_no,
            holds(ClinicAuthorisation, on),
            _gives_care(on),
        )
        .order_by(ClinicAuthorisation.id.desc())
        .limit(1)
    )


def software_of(session: Session, sha256: str, on: date, at: datetime) -> Software | None:
    """Who holds the token of a digest: nobody once it has ended, or the product or the clinic has been cut."""
    found = session.execute(
        select(ClinicAuthorisation.client_id, Supplier.id, Supplier.supplier_no, AccessToken.scopes)
        .join(CertifiedProduct, CertifiedProduct.id == AccessToken.product_id)
        .join(ClinicAuthorisation, ClinicAuthorisation.id == AccessToken.authorisation_id)
        .join(Supplier, Supplier.id == ClinicAuthorisation.supplier_id)
        .where(
            AccessToken.sha256 == sha256,
            AccessToken.expires_at > at,
            holds(CertifiedProduct, on),
            holds(ClinicAuthorisation, on),
            _gives_care(on),
        )
    ).one_or_none()
    return Software(found[0], found[1], found[2], frozenset(found[3].split())) if found else None


def last_product(session: Session, client_id: str) -> CertifiedProduct | None:
    """The last version that was certified as `client_id`, whether it still is or not; None if there never was one."""
    of_it = CertifiedProduct.client_id == client_id, stands(CertifiedProduct)
    newest = CertifiedProduct.from_on.desc(), CertifiedProduct.id.desc()
    return session.scalar(select(CertifiedProduct).where(*of_it).order_by(*newest).limit(1))


def products_lasting(session: Session, client_id: str, on: date) -> list[CertifiedProduct]:
    """What stands of a product, that day or later."""
    named = CertifiedProduct.client_id == client_id
    return list(session.scalars(select(CertifiedProduct).where(named, lasts(CertifiedProduct, on))))


def authorisations_lasting(session: Session, client_id: str, supplier_no: str, on: date) -> list[ClinicAuthorisation]:
    """What a clinic has given a product, that day or later."""
    of_clinic = select(Supplier.id).where(Supplier.supplier_no == supplier_no).scalar_subquery()
    of_both = ClinicAuthorisation.client_id == client_id, ClinicAuthorisation.supplier_id == of_clinic
    return list(session.scalars(select(ClinicAuthorisation).where(*of_both, lasts(ClinicAuthorisation, on))))


def _gives_care(on: date) -> ColumnElement[bool]:
    period = SupplierPeriod.supplier_id == Supplier.id
    return select(SupplierPeriod.id).where(period, holds(SupplierPeriod, on)).exists()
