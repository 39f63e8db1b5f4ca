"""Designations of health professionals by employers."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Model, PublicId, UtcDateTime
from app.models.address import PostalAddress


class Designation(PublicId, PostalAddress, Model):
    """An employer designates a health professional, named by their order and membership number.

    Nothing exists for the person before they accept by their own sign-in; then `person_id` is set and a membership
    in the role of health professional begins. Order numbers have no known format: text of 1 to 12 characters.
    """

    __tablename__ = "designations"
    __table_args__ = (
        CheckConstraint("state IN ('proposed', 'accepted', 'refused', 'ended')", name="state"),
        Index("ix_designations_employer", "employer_id", "space", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    employer_id: Mapped[int] = mapped_column(ForeignKey("employers.id"))
    space: Mapped[str] = mapped_column(String(20))
    given_name: Mapped[str] = mapped_column(String(80))
    family_name: Mapped[str] = mapped_column(String(80))
    professional_order: Mapped[str] = mapped_column(String(120))
    order_member_no: Mapped[str] = mapped_column(String(12))
    email: Mapped[str] = mapped_column(String(254), default="")
    state: Mapped[str] = mapped_column(String(10), default="proposed")
    invitation_id: Mapped[int | None] = mapped_column(ForeignKey("invitations.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    named_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
