"""Whether the parts that the portal cannot do without are well."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.workers import Worker

#: A worker that was not seen for that long is not well.
SILENCE = timedelta(seconds=60)


def worker_is_well(session: Session, at: datetime) -> bool:
    """Whether a worker was seen alive lately; it also says that the database answers."""
    return session.scalar(select(Worker.id).where(Worker.seen_at >= at - SILENCE).limit(1)) is not None
