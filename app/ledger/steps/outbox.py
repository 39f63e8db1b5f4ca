"""The outbox: what leaves the house is a row written with what caused it, sent later by the worker, once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Protocol
from urllib.parse import urlsplit

from flask import current_app
from sqlalchemy.orm import Session

from app import clock
from app.extensions import new_public_id
from app.ledger.models.emails import OutgoingEmail
from app.ledger.models.letters import Letter
from app.ledger.steps.bulk import insert_all
from app.ledger.steps.transaction import WAKE
from app.vocabulary.letters import LetterKind


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


class Cause(Protocol):
    """A row that a letter is about."""

    __tablename__: str
    id: int
    public_id: str


def queue_letter(
    session: Session,
    kind: LetterKind,
    cause: Cause,
    *,
    employer_id: int,
    address: dict[str, Any],
    at: datetime,
    context: dict[str, Any],
) -> Letter:
    """Write a letter that carries no notice (the code of a designation): its template says what `context` holds.

    `cause`: the row that it is about, in the database or about to be. A day of the context stands under a name that
    ends in `_on`, as 2020-02-03.
    """
    session.flush()
    public_id = new_public_id()
    letter = Letter(
        public_id=public_id,
        kind=kind.value,
        cause_kind=cause.__tablename__,
        cause_id=cause.id,
        reference=cause.public_id,
        name=letter_name(cause.public_id, public_id),
        employer_id=employer_id,
        address=address,
        context=context,
        created_at=at,
    )
    session.add(letter)
    session.info[WAKE] = True
    return letter


def letter_name(reference: str, sending: str) -> str:
    """The name of a letter's file in its batch, by the identifiers of what it is about and of its sending."""
    return f"{reference}.{sending}"


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
