"""Who may wait for the database's writer: few, and not for long, so that there are always threads left to read.

SQLite has one writer; PostgreSQL has rows that somebody holds. Either way a request that must write waits for another
to end, and it holds one of the threads of the site meanwhile. Whoever finds no place is told at once to come back.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

from flask import Flask

_KEY = "relais_gate"
#: How long a request waits for a place, in seconds, while places are still given back.
GRACE = 0.5


class NoPlace(Exception):
    """As many as may wait for the writer already do."""


class Gate:
    """At most `places` requests of this process write, or wait to write, at a time."""

    def __init__(self, places: int) -> None:
        self._places, self._taken = places, 0
        self._stuck = False
        self._changed = threading.Condition()

    @contextmanager
    def place(self) -> Iterator[None]:
        """Hold a place for the block. Raises NoPlace: at once when the writer was not had lately, else after GRACE."""
        self._enter()
        through = False
        try:
            yield
            through = True
        finally:
            self._leave(through)

    def _enter(self) -> None:
        limit = monotonic() + GRACE
        with self._changed:
            while self._taken >= self._places:
                left = limit - monotonic()
                self._stuck = self._stuck or left <= 0
                if self._stuck:
                    raise NoPlace
                self._changed.wait(left)
            self._taken += 1

    def _leave(self, through: bool) -> None:
        with self._changed:
            self._taken -= 1
            if through:
                self._stuck = False
            self._changed.notify()


def get_gate(app: Flask) -> Gate:
    """The application's gate, as wide as WRITERS_WAITING."""
    gate: Gate = app.extensions.setdefault(_KEY, Gate(app.config["WRITERS_WAITING"]))
    return gate
