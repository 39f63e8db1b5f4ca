"""What stands above every page of a clinic: its name, and what the reader is for it."""

from __future__ import annotations

from dataclasses import dataclass

from app import clock
from app.clinics.queries.people import clinic_named
from app.extensions import db
from app.site.web.gate.guards import principal_or_none
from app.site.web.page.filters import label


@dataclass(frozen=True, slots=True)
class Around:
    """The clinic for which one came in, and as what."""

    name: str
    supplier_no: str
    role: str


def of_clinic() -> Around | None:
    """The reader's clinic; None for somebody who is of none any more."""
    reader = principal_or_none()
    if reader is None or reader.supplier_id is None or reader.clinic_role is None:
        return None
    name, supplier_no = clinic_named(db.session(), reader.supplier_id, clock.today())
    return Around(name, supplier_no, label(reader.clinic_role))
