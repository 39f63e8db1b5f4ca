"""Clinics, and their people."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app import clock
from app.clinics.models.submissions import Submission
from app.clinics.models.suppliers import Supplier, SupplierPeriod
from app.extensions import new_public_id
from app.registry.models.clinics import ClinicMember
from app.registry.models.people import Person
from app.resolver.models.files import CompensationFile
from app.vocabulary.accounts import ClinicRole
from app.vocabulary.text import folded
from tests.factories.numbers import next_number
from tests.factories.people import make_person

EVER = date(2015, 1, 1)


def make_supplier(session: Session, name: str = "", discipline: str = "physio", **values: Any) -> Supplier:
    """A clinic that the feed has told of."""
    number = next_number()
    supplier = Supplier(public_id=new_public_id(), supplier_no=values.pop("supplier_no", f"F-{number}"))
    session.add(supplier)
    session.flush()
    called = name or f"Clinique {number}"
    period = {"name": called, "search_name": folded(called), "from_on": EVER, "recorded_at": clock.now()}
    session.add(SupplierPeriod(supplier_id=supplier.id, discipline=discipline, **{**period, **values}))
    session.flush()
    return supplier


def make_clinic_member(
    session: Session, supplier: Supplier, role: ClinicRole = ClinicRole.MEMBER, person: Person | None = None
) -> Person:
    """Somebody of a clinic, for ever."""
    found = person or make_person(session)
    held = {"role": role.value, "from_on": EVER, "recorded_at": clock.now()}
    session.add(ClinicMember(supplier_id=supplier.id, person_id=found.id, **held))
    session.flush()
    return found


def make_submission(
    session: Session, supplier: Supplier, file: CompensationFile, form: str, reference: str, on: date, **values: Any
) -> Submission:
    """A form that was accepted on a day, as reception keeps it."""
    number, body = next_number(), {"client_ref": reference, "file_no": file.file_no}
    kept = {"discipline": "physio", "state": "accepted", "sha256": "0" * 64, "remarks": [], "received_at": clock.now()}
    days = {"received_on": on, "first_on": on, "about_on": on}
    told = {"form": form, "key": str(number), "change_no": number, "body": body, **kept, **days, **values}
    row = Submission(supplier_id=supplier.id, file_id=file.id, **told)
    session.add(row)
    session.flush()
    return row
