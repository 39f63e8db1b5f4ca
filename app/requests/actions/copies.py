"""The copy that whom a request is about receives from the employer: handed over on a day, by whoever says so."""

from __future__ import annotations

from datetime import date

from app import clock
from app.ledger.steps.audit import record
from app.ledger.steps.transaction import transaction
from app.registry.queries.sessions import Principal
from app.requests.queries.requests import filing_of
from app.requests.steps.opened import NotNow, in_journal, open_request, write_event
from app.requests.words import RequestEventKind, RequestProblem
from app.vocabulary.audit import AuditAction


def hand_over(principal: Principal, public_id: str, on: date) -> None:
    """Write on which day the copy of what was filed was handed over: between that day and this one.

    Raises NoSuchRequest, NotNow.
    """
    with transaction() as session:
        gesture = open_request(session, principal, public_id)
        row, filing = gesture.row, filing_of(session, gesture.row)
        if filing is None or not gesture.form.has_copy or not clock.day_of(filing.filed_at) <= on <= gesture.on:
            raise NotNow(RequestProblem.NO_LONGER)
        write_event(session, row, RequestEventKind.COPY_HANDED, gesture.actor, gesture.at, on.isoformat())
        details = {**in_journal(row), "on": on.isoformat()}
        record(session, AuditAction.COPY_HANDED_OVER, gesture.actor, employer_id=row.employer_id, details=details)
