"""What was decided of rights that end, what was told of them, and hints that somebody chose not to follow.

A right is named by its person, service, space and end, never by its row: a row is superseded at every change.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Model, UtcDateTime


class EndLeft(Model):
    """Somebody who grants lets a right end on `until_on`; `accepts_hole`: knowing that nobody would do it any more."""

    __tablename__ = "ends_left"
    __table_args__ = (
        UniqueConstraint("employer_id", "person_id", "space", "service", "until_on", name="uq_ends_left_right"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    employer_id: Mapped[int] = mapped_column(ForeignKey("employers.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    space: Mapped[str] = mapped_column(String(20))
    service: Mapped[str] = mapped_column(String(30))
    until_on: Mapped[date] = mapped_column(Date)
    accepts_hole: Mapped[bool] = mapped_column(default=False)
    left_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    left_at: Mapped[datetime] = mapped_column(UtcDateTime)


class EndReminder(Model):
    """The end of a right was told: `days` before it (30, 7 or 1); 0 once it has left a hole."""

    __tablename__ = "end_reminders"
    __table_args__ = (
        UniqueConstraint(
            "employer_id", "person_id", "space", "service", "until_on", "days", name="uq_end_reminders_stage"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    employer_id: Mapped[int] = mapped_column(ForeignKey("employers.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    space: Mapped[str] = mapped_column(String(20))
    service: Mapped[str] = mapped_column(String(30))
    until_on: Mapped[date] = mapped_column(Date)
    days: Mapped[int]
    told_at: Mapped[datetime] = mapped_column(UtcDateTime)


class HintKept(Model):
    """Somebody who grants has looked at a hint about a person and keeps things as they are, until `until_on`."""

    __tablename__ = "hints_kept"
    __table_args__ = (Index("ix_hints_kept_person", "employer_id", "space", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    employer_id: Mapped[int] = mapped_column(ForeignKey("employers.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    space: Mapped[str] = mapped_column(String(20))
    until_on: Mapped[date] = mapped_column(Date)
    kept_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    kept_at: Mapped[datetime] = mapped_column(UtcDateTime)
