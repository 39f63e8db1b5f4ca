"""A letter of a notice that came back: its sending is held, with an alert, until another address is known."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.ledger.steps.bulk import insert_all
from app.notices.models import Alert, Dispatch, Notice
from app.notices.steps import held
from app.resolver.models.documents import not_removed
from app.vocabulary.notices import AlertCode, DispatchState


def hold_returned(session: Session, dispatch_ids: Sequence[int], at: datetime) -> None:
    """Hold these sendings, and send again at once where another address is already known.

    What carries a document that was taken back meanwhile is over.
    """
    found = session.execute(
        select(Dispatch, Notice.employer_id)
        .join(Notice, Notice.id == Dispatch.notice_id)
        .where(
            Dispatch.id.in_(dispatch_ids),
            Dispatch.state == DispatchState.WRITTEN.value,
            not_removed(Notice.document_id),
        )
        .order_by(Dispatch.id)
        .with_for_update(of=Dispatch)
    ).all()
    code = AlertCode.LETTER_RETURNED.value
    for dispatch, _ in found:
        dispatch.state, dispatch.settled_at = DispatchState.HELD.value, at
    alerts = [
        {"notice_id": dispatch.notice_id, "employer_id": employer_id, "code": code, "raised_at": at}
        for dispatch, employer_id in found
    ]
    insert_all(session, Alert, alerts)
    session.flush()
    if found:
        held.release(session, sorted({employer_id for _, employer_id in found}))
