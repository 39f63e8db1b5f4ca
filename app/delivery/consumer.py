"""Huey's worker and consumer, with a patience of our own. Imported by a worker only: see queue.py."""

from __future__ import annotations

import logging
import signal
import time
from typing import Any

from huey.consumer import Consumer, Worker

from app.delivery.queue import WorkQueue

logger = logging.getLogger(__name__)


class PatientWorker(Worker):  # type: ignore[misc]
    """Huey's worker, which also looks at the outbox by itself: the queue may be down, the outbox is not."""

    def __init__(self, queue: WorkQueue, poll_seconds: float, **options: Any) -> None:
        super().__init__(**options)
        self._queue = queue
        self._poll_seconds = poll_seconds
        self._next = time.monotonic()

    def loop(self, now: Any = None) -> None:
        """One task if there is one; then a look of our own if the last is long ago."""
        super().loop(now)
        if time.monotonic() >= self._next:
            try:
                self._queue.drain()
            except Exception:
                logger.exception("the look at the outbox failed; the next is in %s s", self._poll_seconds)
            self._next = time.monotonic() + self._poll_seconds


class PatientConsumer(Consumer):  # type: ignore[misc]
    """Huey's consumer with our worker. SIGTERM and SIGINT both let what is being delivered end."""

    def __init__(self, queue: WorkQueue, poll_seconds: float, **options: Any) -> None:
        self._queue = queue
        self._poll_seconds = poll_seconds
        super().__init__(queue.huey, **options)
        self._signal_actions = {signal.SIGTERM: (False, True), signal.SIGINT: (False, True)}

    def _create_worker(self) -> PatientWorker:
        return PatientWorker(
            self._queue,
            self._poll_seconds,
            huey=self.huey,
            stop_flag=self.stop_flag,
            default_delay=self.default_delay,
            max_delay=self.max_delay,
            backoff=self.backoff,
            max_tasks=None,
        )

    def _handle_signal(self, signum: int, frame: Any) -> None:
        self._queue.stopping.set()
        super()._handle_signal(signum, frame)
