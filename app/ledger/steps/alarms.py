"""Raising and settling an alarm inside the transaction of what failed."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from flask import current_app
from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app import clock
from app.extensions import new_public_id
from app.ledger.models.alarms import UNSETTLED, Alarm
from app.ledger.models.emails import OutgoingEmail
from app.ledger.steps import audit
from app.ledger.steps.outbox import message_id, queue_email
from app.ledger.steps.transaction import Unavailable
from app.vocabulary.alarms import AlarmCode, AlarmEnd, AlarmSubject
from app.vocabulary.audit import AuditAction
from app.vocabulary.emails import EmailKind
from app.vocabulary.language import Language

log = logging.getLogger(__name__)


FIRST_DELAY = timedelta(seconds=30)


LONGEST_DELAY = timedelta(hours=2)


DETAIL_CHARACTERS = 500


#: What goes wrong with a server is reported every few minutes; after so long, nobody asks it any more.
UNSEEN = timedelta(minutes=15)


#: The page of alarms: `app.medical.web.notices.alarms` answers there.
PAGE = "/avis/alarmes"


class Seen(NamedTuple):
    """How many times an alarm was seen since it is open, since when, and when the work is tried again (real time)."""

    times: int
    since: datetime
    retry_at: datetime


@dataclass(frozen=True, slots=True)
class About:
    """What an alarm is about: a row by its number, or something by its name."""

    kind: AlarmSubject
    row_id: int = 0
    name: str = ""


def delay_after(times: int) -> timedelta:
    """Return how long to wait after so many failures: doubling, bounded."""
    wait: timedelta = FIRST_DELAY * 2 ** min(times - 1, 20)
    return min(wait, LONGEST_DELAY)


def raise_alarm(
    session: Session, code: AlarmCode, about: About, detail: str = "", *, longest: timedelta = LONGEST_DELAY
) -> Seen:
    """Open an alarm inside the transaction under way, or count it once more. Returns how often it was seen.

    `detail` holds nothing that a row says: an error's class, a server's answer. `longest` bounds the wait before the
    work is tried again.
    """
    at = clock.ticking()
    row_id, times, since = session.execute(_insertion(session, code, about, detail[:DETAIL_CHARACTERS], at)).one()
    retry_at = at + min(delay_after(times), longest)
    session.execute(update(Alarm).where(Alarm.id == row_id).values(retry_at=retry_at))
    if times == 1:
        log.error("alarm %s about %s %s%s: %s", code.value, about.kind.value, about.row_id or "", about.name, detail)
        _journalise(session, AuditAction.ALARM_RAISED, audit.SYSTEM, details_of(session.get_one(Alarm, row_id)))
        _tell_operations(session, code)
    return Seen(times, since, retry_at)


def _insertion(session: Session, code: AlarmCode, about: About, detail: str, at: datetime) -> Any:
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    values = {
        "public_id": new_public_id(),
        "code": code.value,
        "about": about.kind.value,
        "row_id": about.row_id,
        "name": about.name,
        "detail": detail,
        "times": 1,
        "first_seen_at": at,
        "last_seen_at": at,
        "retry_at": at,
        "settled_by": "",
        "reason": "",
    }
    return (
        dialect.insert(Alarm)
        .values(values)
        .on_conflict_do_update(
            index_elements=["code", "about", "row_id", "name"],
            index_where=UNSETTLED,
            set_={"times": Alarm.times + 1, "last_seen_at": at, "detail": detail},
        )
        .returning(Alarm.id, Alarm.times, Alarm.first_seen_at)
    )


def settle_alarm(session: Session, code: AlarmCode, about: About) -> bool:
    """Settle an alarm whose cause is gone, inside the transaction under way. Returns whether one was open."""
    alarm = session.scalars(select(Alarm).where(*_open(code, about)).with_for_update()).one_or_none()
    if alarm is None:
        return False
    _end(alarm, AlarmEnd.BY_ITSELF, audit.SYSTEM)
    _journalise(session, AuditAction.ALARM_SETTLED, audit.SYSTEM, details_of(alarm))
    return True


def settle_former(session: Session, code: AlarmCode, about: About) -> None:
    """Settle the alarms of the same kind under names that nobody has reported for a while.

    A server that was replaced, or bears another name in the settings, comes back to settle nothing.
    """
    others = (Alarm.code == code.value, Alarm.about == about.kind.value, Alarm.name != about.name)
    unseen = (Alarm.settled_at.is_(None), Alarm.last_seen_at < clock.ticking() - UNSEEN)
    for name in session.scalars(select(Alarm.name).where(*others, *unseen)).all():
        settle_alarm(session, code, About(about.kind, about.row_id, name))


def _open(code: AlarmCode, about: About) -> tuple[Any, ...]:
    return (
        Alarm.code == code.value,
        Alarm.about == about.kind.value,
        Alarm.row_id == about.row_id,
        Alarm.name == about.name,
        Alarm.settled_at.is_(None),
    )


def _end(alarm: Alarm, how: AlarmEnd, actor: audit.Actor, reason: str = "") -> None:
    alarm.settled_at, alarm.settled_how, alarm.settled_by = clock.ticking(), how.value, actor.name
    alarm.reason = reason


def details_of(alarm: Alarm, **more: str) -> dict[str, Any]:
    """Return what the journal says of an alarm."""
    return {"alarm": alarm.code, "about": alarm.about, "row": alarm.row_id, "name": alarm.name, **more}


def _tell_operations(session: Session, code: AlarmCode) -> None:
    """Write to the operations' address, if there is one: once an hour at most for each kind of alarm."""
    address, at = current_app.config["ALARM_EMAIL"], clock.ticking()
    cause = f"{code.value}.{at:%Y%m%d%H}"
    known = select(OutgoingEmail.id).where(OutgoingEmail.message_id == message_id(EmailKind.ALARM_RAISED.value, cause))
    if not address or session.scalar(known) is not None:
        return
    try:
        with session.begin_nested():
            queue_email(
                session,
                EmailKind.ALARM_RAISED.value,
                cause,
                to_address=address,
                language=Language.FR.value,
                context={"alarm": code.value, "link": current_app.config["PUBLIC_URL"].rstrip("/") + PAGE},
                at=clock.now(),
            )
    except IntegrityError:
        log.info("the operations are told of %s by another alarm of this hour", code.value)


def _journalise(session: Session, action: AuditAction, actor: audit.Actor, details: dict[str, Any]) -> None:
    """Write the entry, unless the journal is what does not work: the alarm must not be lost with it."""
    session.flush()
    try:
        with session.begin_nested():
            audit.record(session, action, actor, details=details)
    except Unavailable:
        log.error("the journal cannot be written: the alarm stands without its entry")
