"""Telling people of their drafts: one sentence, without name, subject or number."""

from __future__ import annotations

from datetime import date

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.ledger.models.emails import OutgoingEmail
from app.ledger.steps.outbox import message_id, queue_email
from app.registry.models.people import Person
from app.requests.models.requests import OnlineRequest
from app.vocabulary.emails import EmailKind

PAGE = "/demandes"


def tell_of_end(session: Session, row: OnlineRequest, ends_on: date, days: int) -> int:
    """Write to whoever changed a draft last, once for each reminder and each end."""
    person, kind = session.get_one(Person, row.changed_by_id), EmailKind.DRAFT_ENDING.value
    cause = f"{row.public_id}.{ends_on.isoformat()}.{days}"
    known = select(OutgoingEmail.id).where(OutgoingEmail.message_id == message_id(kind, cause))
    if not person.email or session.scalar(known) is not None:
        return 0
    queue_email(
        session,
        kind,
        cause,
        to_address=person.email,
        language=person.language,
        context={"link": current_app.config["PUBLIC_URL"].rstrip("/") + PAGE, "until": ends_on.isoformat()},
        at=clock.now(),
        person_id=person.id,
        employer_id=row.employer_id,
    )
    return 1
