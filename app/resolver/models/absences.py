"""Absences: somebody stands in for chosen days."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Model, PublicId, UtcDateTime


class Absence(PublicId, Model):
    """A person is away on the days of `[from_on, until_on)` and another has their role and rights meanwhile.

    What the stand-in receives are memberships and grants of their own that bear `absence_id` and end by themselves;
    an absence that is cancelled or cut short ends them earlier. `reminded_days`: the last reminder of its end that both
    people received, in days before its last day.
    """

    __tablename__ = "absences"
    __table_args__ = (CheckConstraint("until_on >= from_on", name="interval"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    employer_id: Mapped[int] = mapped_column(ForeignKey("employers.id"), index=True)
    space: Mapped[str] = mapped_column(String(20))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    stand_in_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    from_on: Mapped[date] = mapped_column(Date)
    until_on: Mapped[date] = mapped_column(Date)
    named_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reminded_days: Mapped[int | None]
