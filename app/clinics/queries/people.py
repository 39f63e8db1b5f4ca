"""Clinics by name, and who is of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clinics.models.suppliers import Supplier, SupplierPeriod
from app.ledger.queries.intervals import holds, stands
from app.registry.models.clinics import ClinicMember
from app.registry.models.people import Person
from app.registry.models.signin import Credential
from app.vocabulary.accounts import ClinicRole, CodeSpace


@dataclass(frozen=True, slots=True)
class OfClinic:
    """Somebody of a clinic; `has_come`: has chosen a password."""

    public_id: str
    person_id: int
    name: str
    email: str
    role: ClinicRole
    from_on: date
    has_come: bool


def clinic_named(session: Session, supplier_id: int, on: date) -> tuple[str, str]:
    """The name of a clinic that day, or the last that it had, and its supplier number."""
    found = session.execute(
        select(SupplierPeriod.name, Supplier.supplier_no)
        .join(Supplier, Supplier.id == SupplierPeriod.supplier_id)
        .where(Supplier.id == supplier_id, stands(SupplierPeriod))
        .order_by((SupplierPeriod.from_on <= on).desc(), SupplierPeriod.from_on.desc(), SupplierPeriod.id)
        .limit(1)
    ).first()
    return ("", "") if found is None else (found[0], found[1])


def people_of(session: Session, supplier_id: int, on: date) -> list[OfClinic]:
    """The people of a clinic that day: those responsible first, then by name."""
    code = (Credential.person_id == Person.id) & (Credential.space == CodeSpace.CLINIC.value)
    rows = session.execute(
        select(Person, ClinicMember, Credential.password_hash)
        .join(ClinicMember, ClinicMember.person_id == Person.id)
        .outerjoin(Credential, code)
        .where(ClinicMember.supplier_id == supplier_id, holds(ClinicMember, on))
        .order_by((ClinicMember.role == ClinicRole.RESPONSIBLE.value).desc(), Person.search_name, Person.id)
    )
    return [
        OfClinic(
            person.public_id, person.id, person.name, person.email, ClinicRole(held.role), held.from_on, bool(chosen)
        )
        for person, held, chosen in rows
    ]
