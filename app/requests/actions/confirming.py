"""What a second person confirms, or stops."""

from __future__ import annotations

from dataclasses import replace

from app import clock
from app.ledger.steps.audit import Actor
from app.ledger.steps.transaction import transaction
from app.registry.models.people import Person
from app.registry.queries.sessions import Principal
from app.requests.actions.filings import Sending, file_now
from app.requests.queries.viewers import viewer_ids
from app.requests.steps.opened import NotNow, Opened, open_request
from app.requests.words import RequestEventKind, RequestProblem, RequestState
from app.vocabulary.audit import AuditAction


def confirm(principal: Principal, public_id: str) -> bool:
    """Confirm what somebody else sent: it is filed in their name. False where it was stopped, whoever sent it having
    lost the right meanwhile. Raises NoSuchRequest, NotNow.
    """
    with transaction() as session:
        gesture = open_request(session, principal, public_id)
        gesture.check(RequestState.TO_CONFIRM)
        if gesture.reach.person_id == gesture.row.sent_by_id:
            raise NotNow(RequestProblem.SAME_PERSON)
        return settle(gesture)


def stop(principal: Principal, public_id: str) -> None:
    """Stop what was sent before it is confirmed, whoever sent it. Raises NoSuchRequest, NotNow."""
    with transaction() as session:
        gesture = open_request(session, principal, public_id)
        gesture.check(RequestState.TO_CONFIRM)
        _stop(gesture)


def settle(gesture: Opened) -> bool:
    """File in the name of who sent it, if they still may; else stop it."""
    session, row = gesture.session, gesture.row
    if row.sent_by_id not in viewer_ids(session, row, gesture.on):
        _stop(gesture)
        return False
    sender = session.get_one(Person, row.sent_by_id)
    gesture.tell(RequestEventKind.CONFIRMED, AuditAction.REQUEST_CONFIRMED)
    file_now(
        replace(
            gesture,
            actor=Actor("person", sender.id, sender.name),
            reach=replace(gesture.reach, person_id=sender.id, mandate_id=row.sent_mandate_id, firm_id=row.firm_id),
            # What was sent is read as on the day it was sent.
            on=clock.day_of(row.sent_at or gesture.at),
        ),
        Sending(row.sent_digest, twin_reason=row.twin_reason),
    )
    return True


def _stop(gesture: Opened) -> None:
    gesture.move(RequestState.TAKEN_BACK)
    gesture.tell(RequestEventKind.STOPPED, AuditAction.REQUEST_STOPPED)
