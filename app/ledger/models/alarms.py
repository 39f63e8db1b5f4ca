"""Operational alarms: something in the machinery fails, again and again, until somebody or something mends it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Model, PublicId, UtcDateTime

UNSETTLED = text("settled_at IS NULL")


class Alarm(PublicId, Model):
    """One thing that goes wrong, about one subject; open until settled, and open once only.

    `row_id` is the number of the row that it is about, 0 when it is about none; `name` then tells what (a task, a
    server). `detail` is the error's class or a server's answer: never what a row says. `first_seen_at`, `last_seen_at`
    and `retry_at` are real time (clock.ticking): `retry_at` is when the work is tried again.
    """

    __tablename__ = "alarms"
    __table_args__ = (
        CheckConstraint("(settled_at IS NULL) = (settled_how IS NULL)", name="settled"),
        Index(
            "uq_alarms_open",
            "code",
            "about",
            "row_id",
            "name",
            unique=True,
            sqlite_where=UNSETTLED,
            postgresql_where=UNSETTLED,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40))
    about: Mapped[str] = mapped_column(String(20))
    row_id: Mapped[int] = mapped_column(default=0)
    name: Mapped[str] = mapped_column(String(120), default="")
    detail: Mapped[str] = mapped_column(String(500), default="")
    times: Mapped[int] = mapped_column(default=1)
    first_seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    retry_at: Mapped[datetime] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_how: Mapped[str | None] = mapped_column(String(20))
    settled_by: Mapped[str] = mapped_column(String(160), default="")
    reason: Mapped[str] = mapped_column(String(500), default="")
