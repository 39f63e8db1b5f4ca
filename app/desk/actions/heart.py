"""The worker's heart: it says that the worker is alive, whatever its parts wait for, and watches room and mail."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

from flask import Flask

from app.desk.actions.health import watch
from app.desk.actions.worker import BEAT, beat

log = logging.getLogger(__name__)
#: Room and mail are looked at once in so many beats: once a minute.
BEATS_A_WATCH = 4


@contextmanager
def heartbeat(app: Flask, seconds: float = BEAT.total_seconds()) -> Iterator[None]:
    """Inside the block, a thread of its own beats every `seconds`: a server that says nothing stops no heart.

    A worker that lives and does nothing still shows: by what waits untouched (`desk/queries/health.py`).
    """
    over = threading.Event()

    def live() -> None:
        for number in count():
            with app.app_context():
                _beat(number)
            if over.wait(seconds):
                return

    heart = threading.Thread(target=live, name="heart", daemon=True)
    heart.start()
    try:
        yield
    finally:
        over.set()
        heart.join(seconds)


def _beat(number: int) -> None:
    try:
        beat()
        if number % BEATS_A_WATCH == 0:
            watch()
    except Exception as error:  # whatever happens, the next beat is tried: a heart that stops never starts again
        log.warning("the worker cannot say that it is alive: %s", type(error).__name__)
