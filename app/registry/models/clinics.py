"""Who is of a clinic: people who are let in for a supplier of care, never for an employer."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Model
from app.ledger.models.history import Interval, runs_forward, standing_once


class ClinicMember(Interval, Model):
    """The days on which a person is of a clinic. Never without somebody responsible, once there has been one."""

    __tablename__ = "clinic_members"
    __table_args__ = (
        CheckConstraint("role IN ('responsible', 'member')", name="role"),
        runs_forward(),
        standing_once("clinic_members", "supplier_id", "person_id", "from_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    supplier_id: Mapped[int] = mapped_column(ForeignKey("suppliers.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    role: Mapped[str] = mapped_column(String(20))
