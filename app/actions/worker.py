"""What a worker does each time it wakes: send, write, list, print what reaches nobody any more, and the day's tasks.

Tables of people that somebody confirmed come first: somebody looks at their progress.
"""

from __future__ import annotations

import os
import socket
from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from app import clock
from app.actions.daily import run_daily_tasks
from app.actions.emails import send_emails
from app.actions.fallback import fall_back_to_post
from app.actions.letters import write_letters, write_manifests
from app.actions.personnel_application import apply_personnel_plans
from app.actions.transaction import transaction
from app.delivery.queue import run_consumer
from app.models.workers import Worker

BEAT = timedelta(seconds=15)


def deliver() -> int:
    """One round over the outbox; returns how much was done, so that the caller goes on while it is not nothing."""
    beat()
    done = apply_personnel_plans() + send_emails() + write_letters()
    if done == 0:
        done = fall_back_to_post() + write_manifests() + run_daily_tasks()
    return done


def beat() -> None:
    """Say that this worker is alive, at most once every BEAT."""
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
