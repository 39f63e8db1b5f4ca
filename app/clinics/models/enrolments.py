"""Registrations of clinics, until an agent has answered them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Model, PublicId, UtcDateTime


class ClinicEnrolment(PublicId, Model):
    """What somebody who answers for a clinic has written at the door. Nobody has checked any of it.

    `supplier_no`: as typed; `supplier_id`: the clinic, once an agent has accepted.
    """

    __tablename__ = "clinic_enrolments"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'accepted', 'refused')", name="state"),
        CheckConstraint("discipline IN ('physio', 'ergo')", name="discipline"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    supplier_no: Mapped[str] = mapped_column(String(20))
    discipline: Mapped[str] = mapped_column(String(10))
    establishment: Mapped[str] = mapped_column(String(200))
    given_name: Mapped[str] = mapped_column(String(80))
    family_name: Mapped[str] = mapped_column(String(80))
    email: Mapped[str] = mapped_column(String(254))
    language: Mapped[str] = mapped_column(String(2))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(10), index=True, default="waiting")
    supplier_id: Mapped[int | None] = mapped_column(ForeignKey("suppliers.id"))
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def name(self) -> str:
        """Given and family name, as read aloud."""
        return f"{self.given_name} {self.family_name}"
