"""Accounts that employers hold in the secure spaces."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Model
from app.ledger.models.history import Interval, runs_forward, standing_once

#: Of rows that stand: one's own, what a mandate gave, what is held while standing in; all may begin the same day.
OWN = text("superseded_at IS NULL AND mandate_id IS NULL AND absence_id IS NULL")
BY_MANDATE = text("superseded_at IS NULL AND mandate_id IS NOT NULL")
BY_ABSENCE = text("superseded_at IS NULL AND absence_id IS NOT NULL")


class Account(Interval, Model):
    """An employer's account in one space. The employer's situation is derived from these, day by day."""

    __tablename__ = "accounts"
    __table_args__ = (
        CheckConstraint("space IN ('clicsequr', 'cnesst_codes', 'guichet_sst')", name="space"),
        runs_forward(),
        standing_once("accounts", "employer_id", "space", "from_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    employer_id: Mapped[int] = mapped_column(ForeignKey("employers.id"), index=True)
    space: Mapped[str] = mapped_column(String(20))
