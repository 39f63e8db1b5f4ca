"""Rights that people ask for."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Model, PublicId, UtcDateTime

OPEN = text("state IN ('draft', 'pending')")


class AccessRequest(PublicId, Model):
    """A person asks for the right to one service of one employer, in the space that they signed in to.

    `until_on` is the first day without the right, as asked; `granted_until_on` as given. `lapses_on` is the first day
    on which an unanswered request no longer holds. `answered_by_id` is the granter.
    """

    __tablename__ = "access_requests"
    __table_args__ = (
        CheckConstraint(
            "state IN ('draft', 'pending', 'granted', 'refused', 'withdrawn', 'expired')",
            name="state",
        ),
        Index("ix_access_requests_employer", "employer_id", "space", "state", "asked_at"),
        Index(
            "uq_access_requests_open",
            "employer_id",
            "person_id",
            "space",
            "service",
            unique=True,
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    employer_id: Mapped[int] = mapped_column(ForeignKey("employers.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    space: Mapped[str] = mapped_column(String(20))
    service: Mapped[str] = mapped_column(String(30))
    reason: Mapped[str] = mapped_column(String(500), default="")
    until_on: Mapped[date | None] = mapped_column(Date)
    state: Mapped[str] = mapped_column(String(10), default="draft")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lapses_on: Mapped[date | None] = mapped_column(Date, index=True)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    answer: Mapped[str] = mapped_column(String(500), default="")
    granted_until_on: Mapped[date | None] = mapped_column(Date)
