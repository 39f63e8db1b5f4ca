"""What a worker does each time it wakes: send, write, list, and print what reaches nobody any more."""

from __future__ import annotations

from flask import Flask

from app.actions.emails import send_emails
from app.actions.fallback import fall_back_to_post
from app.actions.letters import write_letters, write_manifests
from app.delivery.queue import run_consumer


def deliver() -> int:
    """One round over the outbox; returns how much was done, so that the caller goes on while it is not nothing."""
    done = send_emails() + write_letters()
    if done == 0:
        done = fall_back_to_post() + write_manifests()
    return done


def run(app: Flask, workers: int = 1) -> None:
    """Work until SIGTERM or SIGINT: at each wake-up, and every few seconds even without one."""
    run_consumer(app, deliver, workers=workers)
