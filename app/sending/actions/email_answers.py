"""What the mail server answered, recorded with what follows from it; kept on disk while it cannot be.

Nothing is sent twice once an answer is known: a message whose answer waits on disk is not claimed. Only what happened
between the hand-over and the answer, when a worker is killed there, is not known: that message leaves again, under the
same Message-ID.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.delivery.email import Accepted, Answer, NotComposed, PermanentFailure
from app.delivery.received.aside import Aside, KeptAnswer, Slot
from app.extensions import db
from app.ledger.actions.alarms import report, report_mended
from app.ledger.models.emails import OutgoingEmail
from app.ledger.queries.alarms import failing_rows
from app.ledger.steps import audit
from app.ledger.steps.alarms import About, raise_alarm, settle_alarm
from app.ledger.steps.transaction import Busy, Unavailable, transaction
from app.registry.queries.working_addresses import NEVER_LEFT
from app.sending.steps.email_answers import (
    CLOSED,
    about_email,
    close,
    close_whatever_it_says,
    delay_after,
    fail_for_good,
    keep,
)
from app.vocabulary import delays
from app.vocabulary.alarms import AlarmCode, AlarmSubject
from app.vocabulary.audit import AuditAction
from app.vocabulary.notices import AlertCode

log = logging.getLogger(__name__)


#: After so many tries, an answer that cannot be recorded as it is is recorded without its words.
ANSWER_TRIES = 3


UNREADABLE = "the mail server's answer could not be kept in its own words"


NOTHING_TO_SEND = Accepted(NEVER_LEFT)


#: The journal, and whatever else must be written before anything may leave.
RECORD = About(AlarmSubject.PORTAL, name="journal")


def kept_answers() -> Aside:
    """Return the folder of answers that wait to be recorded."""
    return Aside(Path(current_app.config["RELAIS_DATA"]))


def record_kept_answers(aside: Aside) -> tuple[int, frozenset[int]]:
    """Record what waits on disk. Returns how many were, and the messages whose answer still waits: never send them."""
    done, still = 0, set()
    for path, kept in aside.kept().items():
        if _record_kept(aside, path, kept):
            done += 1
        else:
            still.add(kept.email_id)
    return done, frozenset(still)


def _record_kept(aside: Aside, path: Path, kept: KeptAnswer) -> bool:
    """Record one answer; returns whether it waits no more. One about a message that is not there is put away."""
    try:
        if not _is_known(kept):
            aside.put_away(path)
            report(AlarmCode.ANSWER_UNMATCHED, About(AlarmSubject.PORTAL, name=path.stem), "put away")
            return True
        apply_answer(kept.email_id, _answer_of(kept.accepted, kept.answer))
    except Busy:
        return False
    except Exception as error:
        log.error("the answer kept for message %s cannot be recorded: %s", kept.email_id, type(error).__name__)
        if not _journal_is_open() or not _record_without_words(kept, type(error).__name__):
            return False
    _settle_alarm_of_answer(kept.email_id)
    aside.forget(path)
    return True


def _journal_is_open() -> bool:
    """Whether an entry could be written now: then what could not be recorded is the row's fault, not the journal's."""
    try:
        with transaction() as session:
            audit.prove(session, AuditAction.EMAIL_SENT, [{}])
    except Unavailable:
        return False
    return True


def _is_known(kept: KeptAnswer) -> bool:
    """Whether the row is the message that was answered: after a restore, its number may be another's."""
    with transaction() as session:
        known = session.scalar(select(OutgoingEmail.message_id).where(OutgoingEmail.id == kept.email_id))
    return known == kept.message_id


def _answer_of(accepted: bool, words: str) -> Answer:
    return Accepted(words) if accepted else PermanentFailure(words)


def _record_without_words(kept: KeptAnswer, problem: str) -> bool:
    """Count a failure as an alarm, and after ANSWER_TRIES record what happened without the server's words."""
    refused = None if kept.accepted else AlertCode.EMAIL_REFUSED
    try:
        with transaction() as session:
            seen = raise_alarm(session, AlarmCode.ANSWER_NOT_RECORDED, about_email(kept.email_id), problem)
        if seen.times < ANSWER_TRIES:
            return False
        with transaction() as session:
            close_whatever_it_says(session, kept.email_id, "sent" if kept.accepted else "failed", UNREADABLE, refused)
    except Exception as error:
        log.error("message %s cannot be closed even without an answer: %s", kept.email_id, type(error).__name__)
        return False
    return True


def _settle_alarm_of_answer(email_id: int) -> None:
    """Settle the alarm about an answer that could not be recorded, where there is one."""
    if (email_id, "") in failing_rows(db.session(), AlarmCode.ANSWER_NOT_RECORDED, AlarmSubject.EMAIL):
        report_mended(AlarmCode.ANSWER_NOT_RECORDED, about_email(email_id))


def record_answer(email_id: int, message_id: str, answer: Answer, slot: Slot) -> bool:
    """Record one answer, or keep it on disk and raise an alarm. Returns whether it was recorded."""
    try:
        apply_answer(email_id, answer)
    except Exception as error:
        is_kept = isinstance(answer, Accepted | PermanentFailure) and answer is not NOTHING_TO_SEND
        if is_kept:
            _keep_aside(slot, KeptAnswer(email_id, message_id, isinstance(answer, Accepted), answer.answer))
        if is_kept and not isinstance(error, Unavailable):
            report(AlarmCode.ANSWER_NOT_RECORDED, about_email(email_id), type(error).__name__)
        else:
            report(AlarmCode.NOT_RECORDED, RECORD, type(error).__name__)
        return False
    return True


def _keep_aside(slot: Slot, kept: KeptAnswer) -> None:
    try:
        slot.keep(kept)
    except OSError as error:
        log.critical("the answer for message %s is lost: %s", kept.email_id, type(error).__name__)


def apply_answer(email_id: int, answer: Answer) -> None:
    """Keep the mail server's answer, and what follows from it, unless that was done already."""
    if isinstance(answer, NotComposed):
        put_off(email_id, answer.answer.partition(":")[0])
        return
    with transaction() as session:
        row = session.execute(select(*CLOSED).where(OutgoingEmail.id == email_id).with_for_update()).one()
        if row.state != "waiting":
            return
        settle_alarm(session, AlarmCode.EMAIL_NOT_COMPOSED, about_email(email_id))
        if answer is NOTHING_TO_SEND:
            # Nothing left the house: the journal must not say that a mail server accepted it.
            keep(session, email_id, state="failed", settled_at=clock.now(), server_answer=answer.answer)
        elif isinstance(answer, Accepted):
            close(session, row, "sent", answer.answer)
        elif isinstance(answer, PermanentFailure):
            close(session, row, "failed", answer.answer, AlertCode.EMAIL_REFUSED)
        else:
            _try_later(session, row, answer)


def _try_later(session: Session, row: Any, answer: Answer) -> None:
    found = select(OutgoingEmail.waiting_since, OutgoingEmail.attempts).where(OutgoingEmail.id == row.id)
    since, attempts = session.execute(found).one()
    if clock.ticking() - since >= delays.EMAIL_GIVEN_UP:
        close(session, row, "failed", answer.answer, AlertCode.EMAIL_NOT_SENT)
        return
    keep(session, row.id, next_attempt_at=clock.ticking() + delay_after(attempts), server_answer=answer.answer)


def put_off(email_id: int, problem: str) -> None:
    """Leave a message that cannot be made for later, longer each time, with an alarm; in the end, for good.

    Reads none of the columns that may be damaged. `problem` is the class of the error.
    """
    with transaction() as session:
        seen = raise_alarm(session, AlarmCode.EMAIL_NOT_COMPOSED, about_email(email_id), problem)
        if clock.ticking() - seen.since >= delays.EMAIL_GIVEN_UP:
            fail_for_good(session, email_id, problem)
            settle_alarm(session, AlarmCode.EMAIL_NOT_COMPOSED, about_email(email_id))
            return
        keep(session, email_id, attempts=OutgoingEmail.attempts + 1, next_attempt_at=seen.retry_at)


def give_up_on(email_ids: Sequence[int], answer: str) -> None:
    """Close messages for which nobody could do anything in time, each in a transaction of its own."""
    for email_id in email_ids:
        try:
            with transaction() as session:
                fail_for_good(session, email_id, answer)
        except Unavailable:
            raise
        except Exception as error:
            put_off(email_id, type(error).__name__)
