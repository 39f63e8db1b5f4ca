"""Sending what waits in the outbox of e-mail: claimed under a lease, sent one by one, its answer kept.

Nothing leaves that cannot be recorded: the journal is asked before, with the very entries that will be written, and
room for an answer is taken on disk. A message may cross the wire twice after a crash, never as two messages: its
Message-ID and bytes are the same.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from flask import current_app
from sqlalchemy import update
from sqlalchemy.orm import Session

from app import clock
from app.delivery.email import Accepted, Answer, Mailer, NotComposed, PermanentFailure, Unreachable, get_mailer
from app.delivery.messages import Email
from app.delivery.received.aside import Slot
from app.extensions import db
from app.ledger.actions.alarms import report, report_mended
from app.ledger.models.emails import OutgoingEmail
from app.ledger.queries.alarms import failing_rows, retry_at
from app.ledger.steps import audit
from app.ledger.steps.alarms import About
from app.ledger.steps.transaction import Busy, Unavailable, transaction
from app.notices.steps.removed_documents import stop_removed
from app.notices.steps.stopped_professionals import hold_stopped
from app.sending.actions.email_answers import (
    NOTHING_TO_SEND,
    RECORD,
    give_up_on,
    kept_answers,
    put_off,
    record_answer,
    record_kept_answers,
)
from app.sending.queries.outbox import old_email_ids, waiting_email_ids, waiting_emails
from app.sending.steps.email_answers import entry_of
from app.sending.steps.email_contents import email_of
from app.vocabulary import delays
from app.vocabulary.alarms import AlarmCode, AlarmSubject
from app.vocabulary.audit import AuditAction

log = logging.getLogger(__name__)
CHUNK = 20
LEASE = timedelta(minutes=5)
#: How long one round may take before letters and daily tasks have their turn.
ROUND = timedelta(seconds=20)
#: The longest time for which a server that does not answer, or a journal that is closed, is left alone.
LONGEST_SILENCE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class _Claimed:
    """A message under lease, ready for the mailer; without an e-mail when there is nothing left to say."""

    id: int
    email: Email | None


def send_emails() -> int:
    """Send the messages whose time has come, at most CHUNK of them; returns how many were handled."""
    try:
        return _send_round()
    except Busy:
        return 0
    except (Unavailable, OSError) as error:
        log.error("nothing is sent that cannot be recorded: %s", type(error).__name__)
        report(AlarmCode.NOT_RECORDED, RECORD, type(error).__name__, longest=LONGEST_SILENCE)
        return 0


def _send_round() -> int:
    if not _may_record():
        return 0
    done, unrecorded = record_kept_answers(kept_answers())
    silent = failing_rows(db.session(), AlarmCode.MAIL_SERVER_SILENT, AlarmSubject.SERVER)
    silent_until = silent.get((0, server().name))
    if silent_until is not None and silent_until > clock.ticking():
        old = old_email_ids(db.session(), clock.ticking() - delays.EMAIL_GIVEN_UP, clock.ticking(), CHUNK)
        give_up_on(old, f"the mail server took nothing for {delays.EMAIL_GIVEN_UP.days} days")
        return done + len(old)
    claimed = _claim(1 if silent_until is not None else CHUNK, unrecorded)
    return done + (_send_recorded(claimed, was_silent=bool(silent)) if claimed else 0)


def server() -> About:
    """Return the mail server of the settings, as the subject of an alarm."""
    return About(AlarmSubject.SERVER, name=f"{current_app.config['MAIL_SERVER']}:{current_app.config['MAIL_PORT']}")


def _may_record() -> bool:
    """Whether the journal, if it was closed, is open again; it is not asked each time. Raises Unavailable."""
    closed_until = retry_at(db.session(), AlarmCode.NOT_RECORDED, RECORD.kind, RECORD.name)
    if closed_until is None:
        return True
    if closed_until > clock.ticking():
        return False
    _prove()
    report_mended(AlarmCode.NOT_RECORDED, RECORD)
    return True


def _prove() -> None:
    with transaction() as session:
        audit.prove(session, AuditAction.EMAIL_SENT, [{}])


def _claim(limit: int, unrecorded: frozenset[int]) -> list[_Claimed]:
    """Claim together what waits; when one of them cannot be, each alone, so that it keeps no other waiting."""
    at = clock.ticking()
    try:
        with transaction() as session:
            return _claim_rows(session, waiting_emails(session, at, limit, but=unrecorded))
    except Busy:
        raise
    except Exception as error:
        log.error("the messages that wait cannot be claimed together: %s", type(error).__name__)
    _prove()
    ids = waiting_email_ids(db.session(), at, limit, but=unrecorded)
    return [claimed for email_id in ids for claimed in _claim_alone(email_id)]


def _claim_alone(email_id: int) -> list[_Claimed]:
    try:
        with transaction() as session:
            return _claim_rows(session, waiting_emails(session, clock.ticking(), 1, only=email_id))
    except Busy:
        raise
    except Exception as error:
        put_off(email_id, type(error).__name__)
        return []


def _claim_rows(session: Session, rows: Sequence[OutgoingEmail]) -> list[_Claimed]:
    """Lease rows, once the journal has shown that it will take what is to be said of them."""
    stop_removed(session, [row.dispatch_id for row in rows])
    hold_stopped(session, [row.dispatch_id for row in rows])
    rows = [row for row in rows if row.state == "waiting"]
    claimed = [_claim_row(session, row) for row in rows]
    audit.prove(session, AuditAction.EMAIL_SENT, [entry_of(row) for row in rows])
    return claimed


def _claim_row(session: Session, row: OutgoingEmail) -> _Claimed:
    row.leased_until = clock.ticking() + LEASE
    row.attempts += 1
    return _Claimed(row.id, email_of(session, row))


def _send_recorded(claimed: Sequence[_Claimed], *, was_silent: bool) -> int:
    """Send once there is room on disk for an answer. Raises OSError when there is none: nothing has left then.

    Whatever fails, what has not left is given back.
    """
    try:
        with kept_answers().room() as slot:
            return _send(claimed, slot, was_silent=was_silent)
    except Exception:
        _release([one.id for one in claimed])
        raise


def _send(claimed: Sequence[_Claimed], slot: Slot, *, was_silent: bool) -> int:
    """Send what was claimed until the server falls silent, an answer cannot be recorded, or the round is over."""
    began = clock.ticking()
    with get_mailer(current_app._get_current_object()) as mailer:  # type: ignore[attr-defined]
        for number, one in enumerate(claimed, start=1):
            answer = _answer(mailer, one)
            recorded = record_answer(one.id, one.email.message_id if one.email else "", answer, slot)
            silent = isinstance(answer, Unreachable)
            if silent:
                report(AlarmCode.MAIL_SERVER_SILENT, server(), answer.answer, longest=LONGEST_SILENCE)
            elif was_silent and isinstance(answer, Accepted | PermanentFailure) and answer is not NOTHING_TO_SEND:
                report_mended(AlarmCode.MAIL_SERVER_SILENT, server())
                was_silent = False
            if silent or not recorded or clock.ticking() - began >= ROUND:
                _release([left.id for left in claimed[number:]])
                return number
    return len(claimed)


def _answer(mailer: Mailer, one: _Claimed) -> Answer:
    """What became of one message. Whatever it does to the mailer, the others leave."""
    try:
        return NOTHING_TO_SEND if one.email is None else mailer.send(one.email)
    except Exception as error:
        log.error("the message %s cannot be sent: %s", one.id, type(error).__name__)
        return NotComposed(type(error).__name__)


def _release(email_ids: Sequence[int]) -> None:
    """Give back messages that were claimed and not tried. Where that cannot be written, their lease ends by itself."""
    if not email_ids:
        return
    try:
        with transaction() as session:
            back = {"leased_until": None, "attempts": OutgoingEmail.attempts - 1}
            waiting = (OutgoingEmail.state == "waiting", OutgoingEmail.leased_until.is_not(None))
            untried = (OutgoingEmail.id.in_(email_ids), *waiting)
            session.execute(update(OutgoingEmail).where(*untried).values(back))
    except Unavailable:
        log.warning("%s claimed messages wait for the end of their lease", len(email_ids))
