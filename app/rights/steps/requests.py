"""What happens to the requests of somebody whose right changes."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.ledger.steps.audit import SYSTEM, record
from app.registry.models.people import Person
from app.resolver.steps.granting import Gesture, Giver
from app.rights.models.requests import AccessRequest
from app.rights.words.requests import OPEN_REQUESTS, RequestState
from app.vocabulary.accounts import Space
from app.vocabulary.audit import AuditAction


def withdraw_all(gesture: Gesture, person: Person) -> int:
    """Inside a gesture by which somebody leaves: nobody will answer what they wrote or asked. Returns how many."""
    waiting = gesture.session.scalars(
        select(AccessRequest)
        .where(
            AccessRequest.employer_id == gesture.giver.employer_id,
            AccessRequest.person_id == person.id,
            AccessRequest.space == gesture.giver.space.value,
            AccessRequest.state.in_([state.value for state in OPEN_REQUESTS]),
        )
        .order_by(AccessRequest.id)
    ).all()
    for row in waiting:
        withdraw(gesture, row)
    return len(waiting)


def withdraw(gesture: Gesture, row: AccessRequest) -> None:
    was_sent = row.state == RequestState.PENDING
    row.state, row.answered_at = RequestState.WITHDRAWN.value, gesture.at
    if was_sent:
        journal(gesture.session, AuditAction.REQUEST_WITHDRAWN, row, gesture.giver)


def journal(session: Session, action: AuditAction, row: AccessRequest, by: Giver | None, **said: Any) -> None:
    """One entry about a request; `by` is None for the daily task. Days are the first day without the right."""
    details = {
        "request": row.public_id,
        "space": Space(row.space).value,
        "services": [row.service],
        "until_on": row.until_on.isoformat() if row.until_on else None,
        **said,
    }
    actor = by.actor if by else SYSTEM
    record(session, action, actor, employer_id=row.employer_id, person_id=row.person_id, details=details)
