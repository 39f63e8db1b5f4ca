"""What went where: the rows that `flask notices export` writes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.notices.models import Dispatch, Notice
from app.registry.models.employers import Employer
from app.vocabulary.notices import DispatchState


@dataclass(frozen=True, slots=True)
class ExportRow:
    """One notice and one recipient; the fields are the columns of the contract, in order."""

    external_id: str
    neq: str
    event: str
    channel: str
    rule: str
    recipient_kind: str
    recipient: str
    status: str


def export_rows(session: Session, since: datetime | None = None) -> Iterator[ExportRow]:
    """Every notice decided at or after `since`, by external identifier, then in the order of the recipients."""
    statement = (
        select(
            Notice.external_id,
            Employer.neq,
            Notice.event,
            Dispatch.channel,
            Dispatch.rule,
            Dispatch.recipient_kind,
            Dispatch.recipient,
            Dispatch.state,
        )
        .join(Dispatch, Dispatch.notice_id == Notice.id)
        .join(Employer, Employer.id == Notice.employer_id)
        .where(Dispatch.state != DispatchState.RELEASED.value)
        .order_by(Notice.external_id, Dispatch.id)
        .execution_options(yield_per=2000)
    )
    if since is not None:
        statement = statement.where(Notice.decided_at >= since)
    for row in session.execute(statement):
        yield ExportRow(*row)
