"""What an answer of the mail server changes."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from app import clock
from app.ledger.models.emails import OutgoingEmail
from app.ledger.steps import audit
from app.ledger.steps.alarms import About
from app.notices.models import Alert, Dispatch, Notice
from app.registry.models.employers import Employer
from app.registry.models.people import Person
from app.vocabulary.alarms import AlarmSubject
from app.vocabulary.audit import AuditAction
from app.vocabulary.notices import AlertCode, DispatchState

FIRST_DELAY = timedelta(seconds=30)


LONGEST_DELAY = timedelta(hours=2)


CLOSED = (
    OutgoingEmail.id,
    OutgoingEmail.kind,
    OutgoingEmail.state,
    OutgoingEmail.to_address,
    OutgoingEmail.dispatch_id,
    OutgoingEmail.employer_id,
    OutgoingEmail.person_id,
)


def about_email(email_id: int) -> About:
    """Return the subject of an alarm about one message."""
    return About(AlarmSubject.EMAIL, email_id)


def delay_after(attempts: int) -> timedelta:
    """How long to wait after so many attempts: doubling, bounded, with a jitter that spreads the load."""
    longest: timedelta = min(FIRST_DELAY * 2 ** min(attempts - 1, 20), LONGEST_DELAY)
    return longest * random.uniform(0.75, 1.25)  # noqa: S311 (a delay is no secret)


def keep(session: Session, email_id: int, **values: Any) -> None:
    session.execute(update(OutgoingEmail).where(OutgoingEmail.id == email_id).values(leased_until=None, **values))


def close(session: Session, row: Any, state: str, answer: str, alert: AlertCode | None = None) -> None:
    """A message that left, or never will; `alert` tells of a notice that it carried and that somebody misses."""
    at = clock.now()
    keep(session, row.id, state=state, settled_at=at, server_answer=answer)
    action = AuditAction.EMAIL_SENT if state == "sent" else AuditAction.EMAIL_FAILED
    audit.record(session, action, audit.SYSTEM, **entry_of(row, answer))
    if row.dispatch_id is None:
        return
    reached = (DispatchState.SENT if state == "sent" else DispatchState.FAILED).value
    told = update(Dispatch).where(Dispatch.id == row.dispatch_id).values(state=reached, settled_at=at)
    session.execute(told)
    if alert is not None:
        _alert(session, row.dispatch_id, alert, at)


def _alert(session: Session, dispatch_id: int, code: AlertCode, at: datetime) -> None:
    of_notice = select(Notice.id, Notice.employer_id).join(Dispatch, Dispatch.notice_id == Notice.id)
    for notice_id, employer_id in session.execute(of_notice.where(Dispatch.id == dispatch_id)).all():
        raised = {"notice_id": notice_id, "employer_id": employer_id, "code": code.value, "raised_at": at}
        session.execute(insert(Alert), [raised])


def entry_of(row: Any, answer: str = "") -> dict[str, Any]:
    """Return what the journal says of a message: an outgoing e-mail, or the columns of one."""
    details = {"kind": row.kind, "address": row.to_address, "answer": answer}
    return {"employer_id": row.employer_id, "person_id": row.person_id, "details": details}


def fail_for_good(session: Session, email_id: int, problem: str) -> None:
    """Close a message that will never leave, inside the transaction under way: a notice that it carries is printed."""
    close_whatever_it_says(session, email_id, "failed", problem, AlertCode.EMAIL_NOT_SENT)


def close_whatever_it_says(
    session: Session, email_id: int, state: str, answer: str, alert: AlertCode | None = None
) -> None:
    """Close a message that waits, even one whose row names an employer or a person who is not there."""
    row = session.execute(select(*CLOSED).where(OutgoingEmail.id == email_id).with_for_update()).one()
    if row.state != "waiting":
        return
    known = {**row._mapping}
    for name, table in (("employer_id", Employer), ("person_id", Person)):
        if known[name] is not None and session.scalar(select(table.id).where(table.id == known[name])) is None:
            known[name] = None
    close(session, SimpleNamespace(**known), state, answer, alert)
