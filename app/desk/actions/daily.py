"""What is done once each Quebec day, by whichever worker comes first: reminders, lapses, nightly checks.

A task receives the day and returns how much it did. It opens its own transactions and can be repeated without doing
anything twice; it catches up by itself when a day was missed (what should have been told by now is told now).
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date, datetime, timedelta

from sqlalchemy import select

from app import clock
from app.desk.actions.put_aside import forget_interrupted_writes, forget_old_plans
from app.entry.actions.known_browsers import forget_old_browsers
from app.entry.actions.pending_identities import forget_old_identities
from app.entry.actions.tidying import forget_old_counts, settle_tallies
from app.extensions import db
from app.invitations.actions.invitations import expire_invitations
from app.ledger.actions.alarms import report
from app.ledger.actions.checkpoints import verify_daily
from app.ledger.actions.rounds import RoundIncomplete
from app.ledger.models.daily import DailyRun
from app.ledger.steps.alarms import About, settle_alarm
from app.ledger.steps.insertion import add_unless_present
from app.ledger.steps.transaction import Busy, transaction
from app.mandates.actions.ends import remind_of_mandates
from app.messaging.actions.unread import tell_of_unread_messages
from app.personnel.actions.departures import settle_departures
from app.requests.actions.ages import watch_ages, watch_keepers
from app.requests.actions.draft_ends import end_drafts
from app.requests.actions.settling import settle_deposits
from app.reviews.actions.openings import review_daily
from app.rights.actions.absence_reminders import remind_of_absences
from app.rights.actions.absences import narrow_every_stand_in
from app.rights.actions.end_reminders import remind_ends, tell_holes
from app.rights.actions.requests import expire_requests
from app.rights.actions.vacant_roles import say_vacant_roles
from app.vocabulary import delays
from app.vocabulary.alarms import AlarmCode, AlarmSubject
from app.withdrawal.actions.prior_letters import write_lost_again

log = logging.getLogger(__name__)

#: Nobody is written to in the middle of the night.
EARLIEST = timedelta(hours=6)

#: Each task by its name in `daily_runs`, in the order in which they are done.
TASKS: dict[str, Callable[[date], int]] = {
    "expire_invitations": expire_invitations,
    "expire_requests": expire_requests,
    "remind_ends": remind_ends,
    "tell_holes": tell_holes,
    "narrow_stand_ins": narrow_every_stand_in,
    "settle_departures": settle_departures,
    "say_vacant_roles": say_vacant_roles,
    "access_reviews": review_daily,
    "remind_of_mandates": remind_of_mandates,
    "remind_of_absences": remind_of_absences,
    "tell_of_unread_messages": tell_of_unread_messages,
    "write_lost_prior_notices": write_lost_again,
    "end_drafts": end_drafts,
    "watch_ages": watch_ages,
    "watch_keepers": watch_keepers,
    "settle_deposits": settle_deposits,
    "verify_journal": verify_daily,
    "forget_old_plans": forget_old_plans,
    "forget_interrupted_writes": forget_interrupted_writes,
    "forget_old_counts": forget_old_counts,
    "forget_old_browsers": forget_old_browsers,
    "forget_old_identities": forget_old_identities,
    "settle_tallies": settle_tallies,
}

_failed_at: dict[str, datetime] = {}


def run_daily_tasks() -> int:
    """Do what was not yet done today; returns how much was done. A task that fails is tried again later."""
    on = clock.today()
    if not TASKS or clock.now() < clock.start_of(on) + EARLIEST:
        return 0
    done = set(db.session().scalars(select(DailyRun.task).where(DailyRun.on_day == on)))
    return sum(_run(name, task, on) for name, task in TASKS.items() if name not in done and not _pauses(name))


def _pauses(name: str) -> bool:
    failed_at = _failed_at.get(name)
    return failed_at is not None and timedelta() <= clock.ticking() - failed_at < delays.DAILY_PAUSE


def _run(name: str, task: Callable[[date], int], on: date) -> int:
    about = About(AlarmSubject.TASK, name=name)
    try:
        outcome = task(on)
    except RoundIncomplete as incomplete:
        # Each row that was left has its own alarm.
        log.warning("the daily task %s is to be made again: %s", name, incomplete)
        _failed_at[name] = clock.ticking()
        return 0
    except Busy:
        _failed_at[name] = clock.ticking()
        return 0
    except Exception as error:
        log.exception("the daily task %s failed", name)
        db.session().rollback()
        _failed_at[name] = clock.ticking()
        report(AlarmCode.TASK_NOT_DONE, about, type(error).__name__)
        return 0
    with transaction() as session:
        values = {"task": name, "on_day": on, "done_at": clock.now(), "outcome": outcome}
        add_unless_present(session, DailyRun, ("task", "on_day"), values)
        settle_alarm(session, AlarmCode.TASK_NOT_DONE, about)
    _failed_at.pop(name, None)
    return outcome
