"""What was sent and waits for a second person: nothing leaves, and everybody who grants is told."""

from __future__ import annotations

from flask import current_app
from sqlalchemy import select

from app.ledger.steps.outbox import queue_email
from app.registry.models.employers import Employer
from app.registry.models.people import Person
from app.registry.queries.people import granters
from app.requests.steps.opened import Opened
from app.requests.words import RequestEventKind, RequestState
from app.vocabulary.accounts import Space
from app.vocabulary.audit import AuditAction
from app.vocabulary.emails import EmailKind


def one_at_a_time(gesture: Opened) -> None:
    """Let one request of an employer be held at a time: the second waits for the first, and then sees it."""
    gesture.session.execute(select(Employer.id).where(Employer.id == gesture.row.employer_id).with_for_update())


def hold(gesture: Opened, digest: str, twin_reason: str) -> None:
    """Keep what was sent, by whom and when, until a second person confirms it."""
    row = gesture.row
    row.sent_at, row.sent_by_id, row.sent_digest = gesture.at, gesture.reach.person_id, digest
    row.sent_mandate_id, row.twin_reason = gesture.reach.mandate_id, twin_reason
    gesture.move(RequestState.TO_CONFIRM)
    gesture.tell(RequestEventKind.SENT, AuditAction.REQUEST_SENT)
    _tell_granters(gesture)


def _tell_granters(gesture: Opened) -> None:
    """Write to each of them at once. Whoever sent it too: the account that sent it may be in other hands."""
    row = gesture.row
    ids = {
        member.person_id for space in Space for member in granters(gesture.session, row.employer_id, space, gesture.on)
    }
    link = f"{current_app.config['PUBLIC_URL'].rstrip('/')}/demandes/{row.public_id}"
    chosen = select(Person).where(Person.id.in_(ids), Person.email != "").order_by(Person.id)
    for person in gesture.session.scalars(chosen):
        queue_email(
            gesture.session,
            EmailKind.DEPOSIT_TO_CONFIRM.value,
            f"{row.public_id}.{person.public_id}",
            to_address=person.email or "",
            language=person.language,
            context={"link": link},
            at=gesture.at,
            person_id=person.id,
            employer_id=row.employer_id,
        )
