"""What a worker does each time it wakes: tables, letters, e-mails, and what is done now and then.

Each part fails alone, with an alarm: none waits for another. Tables of people that somebody confirmed come first:
somebody looks at their progress. E-mails come late: a mail server may be slow. Simulations come last, some employers
at a time: nothing that leaves waits for one.
"""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from flask import Flask
from sqlalchemy import select

from app import clock
from app.delivery.queue import run_consumer
from app.desk.actions.daily import run_daily_tasks
from app.desk.actions.outdated_alarms import settle_outdated
from app.desk.actions.put_aside import forget_put_aside
from app.extensions import db
from app.ledger.actions.alarms import report, report_mended
from app.ledger.actions.checkpoints import write_checkpoint
from app.ledger.models.workers import Worker
from app.ledger.queries.alarms import retry_at
from app.ledger.steps.alarms import About
from app.ledger.steps.transaction import Busy, transaction
from app.notices.actions.fallback import fall_back_to_post
from app.personnel.actions.application import apply_personnel_plans
from app.sending.actions.emails import send_emails
from app.sending.actions.letters import write_letters
from app.sending.actions.manifests import write_manifests
from app.vocabulary.alarms import AlarmCode, AlarmSubject
from app.withdrawal.actions.simulations import play_simulations

log = logging.getLogger(__name__)
BEAT = timedelta(seconds=15)
#: How often what is done now and then is looked at while e-mails and letters keep coming.
NOW_AND_THEN = timedelta(seconds=5)
#: The longest time for which a part that failed is left alone.
LONGEST_PAUSE = timedelta(minutes=5)

Part = Callable[[], int]
FIRST: Mapping[str, Part] = {"personnel_tables": apply_personnel_plans, "letters": write_letters}
RARE: Mapping[str, Part] = {
    "checkpoints": write_checkpoint,
    "put_aside": forget_put_aside,
    "fallback": fall_back_to_post,
    "manifests": write_manifests,
    "daily_tasks": run_daily_tasks,
    "outdated_alarms": settle_outdated,
}
LAST: Mapping[str, Part] = {"emails": send_emails, "simulations": play_simulations}

_looked_at: datetime | None = None


def deliver() -> int:
    """One round over the outbox; returns how much was done, so that the caller goes on while it is not nothing."""
    beat()
    done = _do_all(FIRST)
    due = _is_due()
    if due:
        done += _do_all(RARE)
    done += _do_all(LAST)
    if done == 0 and not due:
        done += _do_all(RARE)
    return done


def _is_due() -> bool:
    global _looked_at
    at = clock.ticking()
    if _looked_at is not None and timedelta() <= at - _looked_at < NOW_AND_THEN:
        return False
    _looked_at = at
    return True


def _do_all(parts: Mapping[str, Part]) -> int:
    return sum(_do(name, part) for name, part in parts.items())


def _do(name: str, part: Part) -> int:
    """Do one part; whatever it raises is an alarm, settled once it goes through, and stops no other part.

    One that failed is left alone for a while. It gives back what it claimed: what comes next is tried, not leased.
    """
    about = About(AlarmSubject.TASK, name=name)
    try:
        failed_until = retry_at(db.session(), AlarmCode.WORK_STOPPED, about.kind, name)
        if failed_until is not None and failed_until > clock.ticking():
            return 0
        done = part()
        if failed_until is not None:
            report_mended(AlarmCode.WORK_STOPPED, about)
    except Busy:
        log.warning("the worker's part %s waits: somebody else writes", name)
        return 0
    except Exception as error:
        log.exception("the worker's part %s failed", name)
        db.session().rollback()
        report(AlarmCode.WORK_STOPPED, about, type(error).__name__, longest=LONGEST_PAUSE)
        return 0
    finally:
        db.session().rollback()
    return done


def beat() -> None:
    """Say that this worker is alive, at most once every BEAT. Raises Unavailable."""
    name, at = f"{socket.gethostname()}:{os.getpid()}", clock.ticking()
    with transaction() as session:
        worker = session.scalar(select(Worker).where(Worker.name == name))
        if worker is None:
            session.add(Worker(name=name, seen_at=at))
        elif at - worker.seen_at >= BEAT:
            worker.seen_at = at


def run(app: Flask, workers: int = 1) -> None:
    """Work until SIGTERM or SIGINT: at each wake-up, and every few seconds even without one."""
    run_consumer(app, deliver, workers=workers)
