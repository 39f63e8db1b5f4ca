"""What the mail server answered, recorded with what follows from it; kept on disk while it cannot be.

Nothing is sent twice once an answer is known: a message whose answer waits on disk is not claimed. Only what happened
between the hand-over and the answer, when a worker is killed there, is not known: that message leaves again, under the
same Message-ID.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from flask import current_app
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from app import clock
from app.actions import audit
from app.actions.alarms import About, raise_alarm, report, report_mended, settle_alarm
from app.actions.transaction import Busy, Unavailable, transaction
from app.delivery.aside import Aside, KeptAnswer, Slot
from app.delivery.email import Accepted, Answer, NotComposed, PermanentFailure
from app.extensions import db
from app.models.emails import OutgoingEmail
from app.models.employers import Employer
from app.models.notices import Alert, Dispatch, Notice
from app.models.people import Person
from app.queries.alarms import failing_rows
from app.queries.working_addresses import NEVER_LEFT
from app.vocabulary import delays
from app.vocabulary.alarms import AlarmCode, AlarmSubject
from app.vocabulary.audit import AuditAction
from app.vocabulary.notices import AlertCode, DispatchState

log = logging.getLogger(__name__)
FIRST_DELAY = timedelta(seconds=30)
LONGEST_DELAY = timedelta(hours=2)
#: After so many tries, an answer that cannot be recorded as it is is recorded without its words.
ANSWER_TRIES = 3
UNREADABLE = "the mail server's answer could not be kept in its own words"
NOTHING_TO_SEND = Accepted(NEVER_LEFT)
#: The journal, and whatever else must be written before anything may leave.
RECORD = About(AlarmSubject.PORTAL, name="journal")

_CLOSED = (
    OutgoingEmail.id,
    OutgoingEmail.kind,
    OutgoingEmail.state,
    OutgoingEmail.to_address,
    OutgoingEmail.dispatch_id,
    OutgoingEmail.employer_id,
    OutgoingEmail.person_id,
)


def about_email(email_id: int) -> About:
    """Return the subject of an alarm about one message."""
    return About(AlarmSubject.EMAIL, email_id)


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
        settle(kept.email_id, _answer_of(kept.accepted, kept.answer))
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
            _close_whatever_it_says(session, kept.email_id, "sent" if kept.accepted else "failed", UNREADABLE, refused)
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
        settle(email_id, answer)
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


def settle(email_id: int, answer: Answer) -> None:
    """Keep the mail server's answer, and what follows from it, unless that was done already."""
    if isinstance(answer, NotComposed):
        put_off(email_id, answer.answer.partition(":")[0])
        return
    with transaction() as session:
        row = session.execute(select(*_CLOSED).where(OutgoingEmail.id == email_id).with_for_update()).one()
        if row.state != "waiting":
            return
        settle_alarm(session, AlarmCode.EMAIL_NOT_COMPOSED, about_email(email_id))
        if answer is NOTHING_TO_SEND:
            # Nothing left the house: the journal must not say that a mail server accepted it.
            _keep(session, email_id, state="failed", settled_at=clock.now(), server_answer=answer.answer)
        elif isinstance(answer, Accepted):
            _close(session, row, "sent", answer.answer)
        elif isinstance(answer, PermanentFailure):
            _close(session, row, "failed", answer.answer, AlertCode.EMAIL_REFUSED)
        else:
            _try_later(session, row, answer)


def _try_later(session: Session, row: Any, answer: Answer) -> None:
    found = select(OutgoingEmail.waiting_since, OutgoingEmail.attempts).where(OutgoingEmail.id == row.id)
    since, attempts = session.execute(found).one()
    if clock.ticking() - since >= delays.EMAIL_GIVEN_UP:
        _close(session, row, "failed", answer.answer, AlertCode.EMAIL_NOT_SENT)
        return
    _keep(session, row.id, next_attempt_at=clock.ticking() + delay_after(attempts), server_answer=answer.answer)


def delay_after(attempts: int) -> timedelta:
    """How long to wait after so many attempts: doubling, bounded, with a jitter that spreads the load."""
    longest: timedelta = min(FIRST_DELAY * 2 ** min(attempts - 1, 20), LONGEST_DELAY)
    return longest * random.uniform(0.75, 1.25)  # noqa: S311 (a delay is no secret)


def _keep(session: Session, email_id: int, **values: Any) -> None:
    session.execute(update(OutgoingEmail).where(OutgoingEmail.id == email_id).values(leased_until=None, **values))


def _close(session: Session, row: Any, state: str, answer: str, alert: AlertCode | None = None) -> None:
    """A message that left, or never will; `alert` tells of a notice that it carried and that somebody misses."""
    at = clock.now()
    _keep(session, row.id, state=state, settled_at=at, server_answer=answer)
    action = AuditAction.EMAIL_SENT if state == "sent" else AuditAction.EMAIL_FAILED
    audit.record(session, action, audit.SYSTEM, **entry_of(row, answer))
    if row.dispatch_id is None:
        return
    reached = (DispatchState.SENT if state == "sent" else DispatchState.FAILED).value
    told = update(Dispatch).where(Dispatch.id == row.dispatch_id).values(state=reached, settled_at=at)
    session.execute(told)
    if alert is not None:
        _alert(session, row.dispatch_id, alert, at)


def _alert(session: Session, dispatch_id: int, code: AlertCode, at: datetime) -> None:
    of_notice = select(Notice.id, Notice.employer_id).join(Dispatch, Dispatch.notice_id == Notice.id)
    for notice_id, employer_id in session.execute(of_notice.where(Dispatch.id == dispatch_id)).all():
        raised = {"notice_id": notice_id, "employer_id": employer_id, "code": code.value, "raised_at": at}
        session.execute(insert(Alert), [raised])


def entry_of(row: Any, answer: str = "") -> dict[str, Any]:
    """Return what the journal says of a message: an outgoing e-mail, or the columns of one."""
    details = {"kind": row.kind, "address": row.to_address, "answer": answer}
    return {"employer_id": row.employer_id, "person_id": row.person_id, "details": details}


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
        _keep(session, email_id, attempts=OutgoingEmail.attempts + 1, next_attempt_at=seen.retry_at)


def fail_for_good(session: Session, email_id: int, problem: str) -> None:
    """Close a message that will never leave, inside the transaction under way: a notice that it carries is printed."""
    _close_whatever_it_says(session, email_id, "failed", problem, AlertCode.EMAIL_NOT_SENT)


def _close_whatever_it_says(
    session: Session, email_id: int, state: str, answer: str, alert: AlertCode | None = None
) -> None:
    """Close a message that waits, even one whose row names an employer or a person who is not there."""
    row = session.execute(select(*_CLOSED).where(OutgoingEmail.id == email_id).with_for_update()).one()
    if row.state != "waiting":
        return
    known = {**row._mapping}
    for name, table in (("employer_id", Employer), ("person_id", Person)):
        if known[name] is not None and session.scalar(select(table.id).where(table.id == known[name])) is None:
            known[name] = None
    _close(session, SimpleNamespace(**known), state, answer, alert)


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
