"""Registrations that wait for an agent, with what helps to judge one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clinics.models.enrolments import ClinicEnrolment
from app.clinics.models.suppliers import Supplier, SupplierPeriod
from app.clinics.queries.people import OfClinic, people_of
from app.clinics.words import Discipline, EnrolmentState
from app.ledger.queries.intervals import holds
from app.registry.queries.credentials import holder_at_address
from app.vocabulary.accounts import ClinicRole, CodeSpace

#: How many are shown at once: beyond, one answers the first ones.
MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class EnrolmentRow:
    """A registration, as it was written."""

    public_id: str
    supplier_no: str
    discipline: Discipline
    establishment: str
    name: str
    email: str
    asked_at: datetime
    state: EnrolmentState


@dataclass(frozen=True, slots=True)
class OnRecord:
    """The supplier of that number that day, as the Commission knows it."""

    supplier_id: int
    name: str
    email: str
    city: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A registration beside what is on record: no supplier, or the supplier and who is responsible for it.

    `already_of_it`: who asks is somebody of the clinic already.
    """

    enrolment: EnrolmentRow
    on_record: OnRecord | None
    responsible: Sequence[OfClinic]
    already_of_it: bool


def waiting_enrolments(session: Session) -> list[EnrolmentRow]:
    """Those that wait, the longest first."""
    waits = ClinicEnrolment.state == EnrolmentState.WAITING.value
    found = session.scalars(select(ClinicEnrolment).where(waits).order_by(ClinicEnrolment.id).limit(MOST_SHOWN))
    return [_as_row(row) for row in found]


def enrolment_judged(session: Session, public_id: str, on: date) -> Judged | None:
    """One registration with what is on record that day; None for one that is not there."""
    row = session.scalar(select(ClinicEnrolment).where(ClinicEnrolment.public_id == public_id))
    if row is None:
        return None
    known = _on_record(session, row.supplier_no, row.discipline, on)
    people = people_of(session, known.supplier_id, on) if known else []
    asks = holder_at_address(session, CodeSpace.CLINIC, row.email, row.given_name, row.family_name)
    return Judged(
        _as_row(row),
        known,
        [one for one in people if one.role is ClinicRole.RESPONSIBLE],
        asks is not None and any(one.person_id == asks.id for one in people),
    )


def supplier_of(session: Session, supplier_no: str, discipline: str, on: date) -> int | None:
    """The supplier of that number, if it gives care of that discipline that day."""
    known = _on_record(session, supplier_no, discipline, on)
    return None if known is None else known.supplier_id


def _as_row(row: ClinicEnrolment) -> EnrolmentRow:
    return EnrolmentRow(
        row.public_id,
        row.supplier_no,
        Discipline(row.discipline),
        row.establishment,
        row.name,
        row.email,
        row.asked_at,
        EnrolmentState(row.state),
    )


def _on_record(session: Session, supplier_no: str, discipline: str, on: date) -> OnRecord | None:
    found = session.execute(
        select(Supplier.id, SupplierPeriod.name, SupplierPeriod.email, SupplierPeriod.city)
        .join(SupplierPeriod, SupplierPeriod.supplier_id == Supplier.id)
        .where(
            Supplier.supplier_no == supplier_no,
            SupplierPeriod.discipline == discipline,
            holds(SupplierPeriod, on),
        )
        .order_by(SupplierPeriod.id)
        .limit(1)
    ).first()
    return None if found is None else OnRecord(*found)
