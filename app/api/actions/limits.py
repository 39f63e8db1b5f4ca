"""How much a certified software may ask for a clinic: requests in a while, unknown file numbers a day."""

from __future__ import annotations

from dataclasses import replace

from flask import current_app
from sqlalchemy.orm import Session

from app import clock
from app.api.queries.software import Software
from app.clinics.domain.remarks import Verdict
from app.clinics.queries.known import cares_for
from app.entry.steps.throttling import Counted, a_day, next_at, spend
from app.extensions import db
from app.ledger.steps.transaction import Unavailable, transaction
from app.vocabulary import delays


def count_request(software: Software) -> int:
    """Count a request of a product for a clinic; how many seconds it must wait instead, or 0.

    Where nothing can be written just now, nothing is counted: what only reads is answered all the same.
    """
    most = current_app.config["SOFTWARE_REQUESTS"]
    counted = a_day("software-asks", f"{software.client_id} {software.supplier_no}", most, exists=True)
    counted = replace(counted, forgotten=delays.SOFTWARE_PACE)
    try:
        with transaction(wait=False) as session:
            return 0 if spend(session, clock.ticking(), counted) else _wait(session, counted)
    except Unavailable:
        return 0


def wait_to_name(software: Software, body: object) -> int:
    """How many seconds to wait before naming a file that the clinic has sent nothing for, after very many unknown ones.

    Nothing is said then of whether that file exists. Those in care here are never waited for.
    """
    session, counted = db.session(), _unknown(software)
    wait = _wait(session, counted)
    return 0 if wait and cares_for(session, body, software.supplier_id) else wait


def count_unknown(software: Software, verdict: Verdict) -> None:
    """Count a file number that was not known, whichever product of the clinic named it."""
    if any(each.finding.code == "file_unknown" for each in verdict.remarks):
        with transaction() as session:
            spend(session, clock.ticking(), _unknown(software))


def _unknown(software: Software) -> Counted:
    most = current_app.config["SOFTWARE_UNKNOWN_FILES"]
    return a_day("unknown-files", software.supplier_no, most, exists=True)


def _wait(session: Session, counted: Counted) -> int:
    at = clock.ticking()
    again = next_at(session, counted, at)
    return max(1, round((again - at).total_seconds())) if again else 0
