"""Who is of which clinic."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.ledger.queries.intervals import holds
from app.registry.models.clinics import ClinicMember


def first_clinic_of(session: Session, person_id: int, on: date) -> int | None:
    """The clinic for which somebody comes in: the one that they have been of for longest."""
    own = (ClinicMember.person_id == person_id, holds(ClinicMember, on))
    return session.scalar(select(ClinicMember.supplier_id).where(*own).order_by(ClinicMember.from_on, ClinicMember.id))
