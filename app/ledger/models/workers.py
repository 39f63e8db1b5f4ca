"""The workers that were seen alive."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Model, UtcDateTime


class Worker(Model):
    """A process that empties the outbox, named by its machine and process number."""

    __tablename__ = "workers"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
