"""Cohorts: the employers whose paper is to be withdrawn together."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Model, PublicId, UtcDateTime

EVERYBODY = text("everybody")


class Cohort(PublicId, Model):
    """A named list of employers. It may change until `announced_at`, when a date for it was first approved.

    `everybody`: no list, but every employer on Guichet SST on the day when a date is approved; there is one at most.
    """

    __tablename__ = "cohorts"
    __table_args__ = (
        Index("uq_cohorts_everybody", "everybody", unique=True, sqlite_where=EVERYBODY, postgresql_where=EVERYBODY),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    everybody: Mapped[bool] = mapped_column(default=False)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    announced_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class CohortMember(Model):
    """An employer of a cohort: of one alone, so that no two of them set its date."""

    __tablename__ = "cohort_members"

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohorts.id"), index=True)
    employer_id: Mapped[int] = mapped_column(ForeignKey("employers.id"), unique=True)
