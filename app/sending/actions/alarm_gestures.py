"""What somebody of the Commission does about an alarm: try again now, or set aside with a reason.

Setting aside an e-mail or a letter closes it for good: what it carried falls back to post, or is held with its alert.
A notice never reaches nobody because somebody put an alarm away.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from app import clock
from app.ledger.models.alarms import Alarm
from app.ledger.models.emails import OutgoingEmail
from app.ledger.models.letters import Letter, LetterBatch
from app.ledger.steps import audit
from app.ledger.steps.alarms import details_of
from app.ledger.steps.transaction import WAKE, transaction
from app.notices.models import Alert, Dispatch, Notice
from app.notices.steps import held
from app.sending.actions.manifests import UNLISTED
from app.sending.steps.email_answers import fail_for_good
from app.vocabulary.alarms import SETTLING_THEMSELVES, AlarmEnd, AlarmSubject
from app.vocabulary.audit import AuditAction
from app.vocabulary.notices import AlertCode, DispatchState

SAID = "set aside by the Commission"


class NotOpen(Exception):
    """There is no such open alarm, or it settles by itself only."""


def try_again(alarm_id: str, actor: audit.Actor) -> None:
    """Let the work that failed be tried again now; `alarm_id` is public. Raises NotOpen."""
    with transaction() as session:
        alarm = _open_alarm(session, alarm_id)
        alarm.retry_at = clock.ticking()
        if alarm.about == AlarmSubject.EMAIL:
            due = {"next_attempt_at": clock.ticking(), "leased_until": None}
            waiting = (OutgoingEmail.id == alarm.row_id, OutgoingEmail.state == "waiting")
            session.execute(update(OutgoingEmail).where(*waiting).values(due))
        elif alarm.about == AlarmSubject.LETTER:
            _write_again(session, alarm.row_id)
        elif alarm.about == AlarmSubject.DISPATCH:
            _release_again(session, alarm.row_id)
        audit.record(session, AuditAction.ALARM_RETRIED, actor, details=details_of(alarm))
        session.info[WAKE] = True


def _write_again(session: Session, letter_id: int) -> None:
    """A letter that waits is due now; the manifest of one that is written is made anew."""
    session.execute(update(Letter).where(Letter.id == letter_id, Letter.state == "waiting").values(leased_until=None))
    batch = select(Letter.batch_id).where(Letter.id == letter_id, Letter.state == "written").scalar_subquery()
    session.execute(update(LetterBatch).where(LetterBatch.id == batch).values(manifest_sha256=""))


def _release_again(session: Session, dispatch_id: int) -> None:
    """Release what is held for the employer of a sending, which settles the alarm or counts it once more."""
    of_notice = select(Notice.employer_id).join(Dispatch, Dispatch.notice_id == Notice.id)
    session.flush()
    held.release(session, session.scalars(of_notice.where(Dispatch.id == dispatch_id)).all())


def set_aside(alarm_id: str, reason: str, actor: audit.Actor) -> None:
    """Settle an alarm with a reason, and close for good what it is about; `alarm_id` is public. Raises NotOpen."""
    with transaction() as session:
        alarm = _open_alarm(session, alarm_id)
        if alarm.code in SETTLING_THEMSELVES:
            raise NotOpen(alarm_id)
        if alarm.about == AlarmSubject.EMAIL:
            fail_for_good(session, alarm.row_id, SAID)
        elif alarm.about == AlarmSubject.LETTER:
            _hold_letter(session, alarm.row_id, clock.now(), _given_up(alarm))
        alarm.settled_at, alarm.settled_how = clock.ticking(), AlarmEnd.SET_ASIDE.value
        alarm.settled_by, alarm.reason = actor.name, reason
        audit.record(session, AuditAction.ALARM_SET_ASIDE, actor, details=details_of(alarm, reason=reason))
        session.info[WAKE] = True


def _open_alarm(session: Session, alarm_id: str) -> Alarm:
    found = select(Alarm).where(Alarm.public_id == alarm_id, Alarm.settled_at.is_(None)).with_for_update()
    alarm = session.scalars(found).one_or_none()
    if alarm is None:
        raise NotOpen(alarm_id)
    return alarm


def _given_up(alarm: Alarm) -> tuple[str, ...]:
    """The states of a letter that setting its alarm aside closes: what no manifest lists is written, and no more."""
    return ("waiting", "written") if alarm.name == UNLISTED.name else ("waiting",)


def _hold_letter(session: Session, letter_id: int, at: datetime, states: Sequence[str]) -> None:
    """A letter that will not be printed: what it carries is held, with an alert that asks for somebody."""
    batch = select(Letter.batch_id).where(Letter.id == letter_id, Letter.state == "written").scalar_subquery()
    session.execute(update(LetterBatch).where(LetterBatch.id == batch).values(manifest_sha256=""))
    given_up = {"state": "failed", "failure": AlertCode.LETTER_NOT_WRITTEN.value, "leased_until": None}
    session.execute(update(Letter).where(Letter.id == letter_id, Letter.state.in_(states)).values(given_up))
    carried = (
        select(Dispatch.id, Notice.id, Notice.employer_id)
        .join(Letter, Letter.dispatch_id == Dispatch.id)
        .join(Notice, Notice.id == Dispatch.notice_id)
        .where(Letter.id == letter_id, Letter.state == "failed")
    )
    for dispatch_id, notice_id, employer_id in session.execute(carried).all():
        held = {"state": DispatchState.HELD.value, "settled_at": at}
        session.execute(update(Dispatch).where(Dispatch.id == dispatch_id).values(held))
        alert = {"notice_id": notice_id, "employer_id": employer_id, "raised_at": at}
        session.execute(insert(Alert), [{**alert, "code": AlertCode.LETTER_NOT_WRITTEN.value}])
