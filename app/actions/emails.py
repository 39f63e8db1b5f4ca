"""Sending what waits in the outbox of e-mail: claimed under a lease, sent one by one, its answer kept.

A message may cross the wire twice after a crash, never as two messages: its Message-ID and bytes are the same.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy.orm import Session

from app import clock
from app.actions import audit
from app.actions.credentials import prepare_welcome
from app.actions.invitation_links import prepare_link
from app.actions.transaction import transaction
from app.delivery.email import Accepted, Answer, Mailer, PermanentFailure, TemporaryFailure, get_mailer
from app.delivery.messages import Email
from app.models.emails import OutgoingEmail
from app.models.notices import Alert, Dispatch
from app.queries.outbox import employer_name, notice_words, waiting_emails
from app.queries.working_addresses import NEVER_LEFT
from app.vocabulary.accounts import Role, Space
from app.vocabulary.audit import AuditAction
from app.vocabulary.emails import EmailKind
from app.vocabulary.invitations import InvitationOutcome, InvitationPurpose
from app.vocabulary.labels import Labelled
from app.vocabulary.language import Language
from app.vocabulary.mandates import MandateChange
from app.vocabulary.notices import AlertCode, DispatchState
from app.vocabulary.sensitive import SensitiveMoment
from app.vocabulary.services import OnlineService

log = logging.getLogger(__name__)
CHUNK = 20
LEASE = timedelta(minutes=5)
GIVE_UP_AFTER = timedelta(hours=72)
FIRST_DELAY = timedelta(seconds=30)
LONGEST_DELAY = timedelta(hours=2)

Values = dict[str, Any]
#: Values of a message that name a member of the vocabulary.
_MEMBERS: dict[str, type[Labelled]] = {
    "space": Space,
    "moment": SensitiveMoment,
    "purpose": InvitationPurpose,
    "outcome": InvitationOutcome,
    "change": MandateChange,
}
NOTHING_TO_SEND = Accepted(NEVER_LEFT)


@dataclass(frozen=True, slots=True)
class _Claimed:
    """A message under lease, ready for the mailer; without an e-mail when there is nothing left to say."""

    id: int
    email: Email | None


def send_emails() -> int:
    """Send the messages whose time has come, at most CHUNK of them; returns how many were handled."""
    with transaction() as session:
        claimed = [_claim(session, row) for row in waiting_emails(session, clock.ticking(), CHUNK)]
    if not claimed:
        return 0
    with get_mailer(current_app._get_current_object()) as mailer:  # type: ignore[attr-defined]
        for one in claimed:
            _settle(one.id, _answer(mailer, one))
    return len(claimed)


def _claim(session: Session, row: OutgoingEmail) -> _Claimed:
    row.leased_until = clock.ticking() + LEASE
    row.attempts += 1
    values = _values(session, row)
    if values is None:
        return _Claimed(row.id, None)
    email = Email(EmailKind(row.kind), row.message_id, row.to_address, Language(row.language), row.created_at, values)
    return _Claimed(row.id, email)


def _answer(mailer: Mailer, one: _Claimed) -> Answer:
    """What became of one message. Whatever it does to the mailer, the others leave."""
    try:
        return NOTHING_TO_SEND if one.email is None else mailer.send(one.email)
    except Exception as error:
        log.error("the message %s cannot be sent: %s", one.id, type(error).__name__)
        return TemporaryFailure(type(error).__name__)


def _values(session: Session, row: OutgoingEmail) -> Values | None:
    """What the templates of each kind need; None when the message has lost its object."""
    common: Values = {"link": current_app.config["PUBLIC_URL"].rstrip("/") + "/"}
    if row.employer_id is not None:
        common["employer"] = employer_name(session, row.employer_id)
    maker = _MAKERS.get(EmailKind(row.kind), _from_context)
    values = maker(session, row)
    return None if values is None else common | values


def _of_notice(session: Session, row: OutgoingEmail) -> Values:
    if row.dispatch_id is None or row.person_id is None:
        raise ValueError("the e-mail of a notice belongs to a dispatch and a person")
    words = notice_words(session, row.dispatch_id, row.person_id, clock.today())
    return {"is_decision": words.is_decision, "because": words.because}


def _from_context(_session: Session, row: OutgoingEmail) -> Values:
    """The values kept with the message; codes become words, days become dates."""
    context = dict(row.context)
    if "services" in context:
        context["services"] = [OnlineService(code) for code in context["services"]]
    for name in _MEMBERS.keys() & context.keys():
        context[name] = _MEMBERS[name](context[name])
    if "done_at" in context:
        context["done_at"] = datetime.fromisoformat(context["done_at"])
    if "role" in context:
        context["role"] = Role(context["role"])
    for name in ("from_on", "until", "withdrawal_on"):
        if context.get(name):
            context[name] = date.fromisoformat(context[name])
    return context


_MAKERS: dict[EmailKind, Callable[[Session, OutgoingEmail], Values | None]] = {
    EmailKind.NEW_DOCUMENT: _of_notice,
    EmailKind.FILE_IMPUTED: _of_notice,
    EmailKind.WELCOME_CODE: prepare_welcome,
    EmailKind.TEMPORARY_PASSWORD: prepare_welcome,
    EmailKind.INVITATION_LINK: prepare_link,
}


def _settle(email_id: int, answer: Answer) -> None:
    """Keep the mail server's answer, and what follows from it."""
    with transaction() as session:
        row = session.get_one(OutgoingEmail, email_id)
        at = clock.now()
        row.server_answer, row.leased_until = answer.answer, None
        if answer is NOTHING_TO_SEND:
            # Nothing left the house: the journal must not say that a mail server accepted it.
            row.state, row.settled_at = "failed", at
        elif isinstance(answer, Accepted):
            _close(session, row, "sent", AuditAction.EMAIL_SENT, at)
        elif isinstance(answer, PermanentFailure) or clock.ticking() - row.waiting_since >= GIVE_UP_AFTER:
            _close(session, row, "failed", AuditAction.EMAIL_FAILED, at)
        elif isinstance(answer, TemporaryFailure):
            row.next_attempt_at = clock.ticking() + delay_after(row.attempts)


def delay_after(attempts: int) -> timedelta:
    """How long to wait after so many attempts: doubling, bounded, with a jitter that spreads the load."""
    longest: timedelta = min(FIRST_DELAY * 2 ** min(attempts - 1, 20), LONGEST_DELAY)
    return longest * random.uniform(0.75, 1.25)  # noqa: S311 (a delay is no secret)


def _close(session: Session, row: OutgoingEmail, state: str, action: AuditAction, at: datetime) -> None:
    row.state, row.settled_at = state, at
    details = {"kind": row.kind, "address": row.to_address, "answer": row.server_answer}
    audit.record(session, action, audit.SYSTEM, employer_id=row.employer_id, person_id=row.person_id, details=details)
    if row.dispatch_id is None:
        return
    dispatch = session.get_one(Dispatch, row.dispatch_id)
    dispatch.state, dispatch.settled_at = (DispatchState.SENT if state == "sent" else DispatchState.FAILED).value, at
    if state == "failed" and row.employer_id is not None:
        session.add(
            Alert(
                notice_id=dispatch.notice_id,
                employer_id=row.employer_id,
                code=AlertCode.EMAIL_REFUSED.value,
                raised_at=at,
            )
        )
