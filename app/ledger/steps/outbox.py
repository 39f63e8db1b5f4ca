"""The outbox: what leaves the house is a row written with what caused it, sent later by the worker, once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from flask import current_app
from sqlalchemy.orm import Session

from app import clock
from app.extensions import new_public_id
from app.ledger.models.emails import OutgoingEmail
from app.ledger.steps.bulk import insert_all
from app.ledger.steps.transaction import WAKE


def message_id(*parts: str) -> str:
    """A Message-ID that depends only on what caused the message, so that a repetition is the same message."""
    host = urlsplit(current_app.config["PUBLIC_URL"]).hostname
    return f"<{'.'.join(parts)}@{host}>"


def queue_email(
    session: Session,
    kind: str,
    cause: str,
    *,
    to_address: str,
    language: str,
    context: dict[str, Any],
    at: datetime,
    person_id: int | None = None,
    employer_id: int | None = None,
    wait: timedelta = timedelta(),
) -> None:
    """Write a message that carries no notice (a right granted, a user code). `cause` makes it unique.

    `wait`: how long it stays before it may leave.
    """
    row = {
        "public_id": new_public_id(),
        "kind": kind,
        "message_id": message_id(kind, cause),
        "dispatch_id": None,
        "person_id": person_id,
        "employer_id": employer_id,
        "to_address": to_address,
        "language": language,
        "context": context,
        "state": "waiting",
        "attempts": 0,
        **from_now_on(wait),
        "created_at": at,
        "server_answer": "",
    }
    insert_all(session, OutgoingEmail, [row])
    session.info[WAKE] = True


def from_now_on(wait: timedelta = timedelta()) -> dict[str, datetime]:
    """Return when a message may leave. Waits are measured in real time, even where the portal's clock was moved."""
    moment = clock.ticking() + wait
    return {"next_attempt_at": moment, "waiting_since": moment}


def redirect_email(session: Session, email: OutgoingEmail, to_address: str, wait: timedelta) -> None:
    """Send a message that has not left to another address, after a wait."""
    email.to_address = to_address
    for name, moment in from_now_on(wait).items():
        setattr(email, name, moment)
    session.info[WAKE] = True
