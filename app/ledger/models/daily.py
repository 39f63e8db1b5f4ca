"""What is done once a day, and when it was."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Model, UtcDateTime


class DailyRun(Model):
    """A daily task was done for a Quebec day; `outcome` is how many things it did."""

    __tablename__ = "daily_runs"
    __table_args__ = (UniqueConstraint("task", "on_day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    task: Mapped[str] = mapped_column(String(40))
    on_day: Mapped[date] = mapped_column(Date)
    done_at: Mapped[datetime] = mapped_column(UtcDateTime)
    outcome: Mapped[int] = mapped_column(default=0)
