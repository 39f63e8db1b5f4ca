"""The work queue: huey, whose only use is to wake workers.

A task carries no data: it says "look at the outbox". A lost wake-up therefore loses nothing (the worker also looks
every few seconds by itself), and a doubled one does nothing. SQLite under RELAIS_DATA by default; `QUEUE_URL`
names a PostgreSQL (`postgresql://…`), a Redis (`redis://…`, which needs the package `redis`), or `sqlite:` outright.
Under test without it, the queue is in memory and a wake-up is carried out on the spot.
"""

from __future__ import annotations

import logging
import signal
import threading
import time
from collections.abc import Callable
from typing import Any

from flask import Flask
from huey import Huey
from huey.consumer import Consumer, Worker
from huey.exceptions import ConfigurationError as HueyConfigurationError
from huey.serializer import SignedSerializer
from huey.storage import MemoryStorage, PostgresStorage, RedisStorage, SqliteStorage

logger = logging.getLogger(__name__)
NAME = "relais"
_KEY = "relais_queue"


class QueueSettingError(RuntimeError):
    """QUEUE_URL names a queue that cannot be used here."""


def open_queue(app: Flask) -> Huey:
    """A queue by the settings: QUEUE_URL, SQLite without one, in memory and immediate under test."""
    storage, options = _storage(app)
    try:
        return Huey(
            NAME,
            results=False,
            storage_class=storage,
            immediate=storage is MemoryStorage,
            # huey pickles its tasks: only what we signed is ever read back.
            serializer=SignedSerializer(secret=app.config["SECRET_KEY"], salt="relais-queue"),
            **options,
        )
    except (HueyConfigurationError, ImportError) as error:
        raise QueueSettingError(str(error)) from error


def _storage(app: Flask) -> tuple[type[Any], dict[str, Any]]:
    url: str = app.config["QUEUE_URL"]
    scheme = url.partition(":")[0].partition("+")[0]
    if scheme in {"postgresql", "postgres"}:
        return PostgresStorage, {"dsn": "postgresql:" + url.partition(":")[2], "table_prefix": "queue"}
    if scheme in {"redis", "rediss"}:
        return RedisStorage, {"url": url, "read_timeout": 1}
    if scheme not in {"", "sqlite"}:
        raise QueueSettingError(f"QUEUE_URL must begin with postgresql://, redis:// or sqlite:, not {scheme}:")
    if app.config["TESTING"] and not url:
        return MemoryStorage, {}
    return SqliteStorage, {"filename": str(app.config["RELAIS_DATA"] / "queue.sqlite"), "timeout": 15}


class WorkQueue:
    """Wakes workers, and is the bell that a worker listens to."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.huey = open_queue(app)
        self.deliver: Callable[[], int] | None = None
        self.stopping = threading.Event()
        self._look = self.huey.task(name="look_at_the_outbox")(self.drain)

    def wake(self) -> None:
        """Ask for a look at the outbox; one that is still queued is enough."""
        if self.huey.immediate or not self.huey.storage.queue_size():
            self._look()

    def drain(self) -> None:
        """Deliver until nothing is left to deliver, or until the worker is asked to stop."""
        while self.deliver is not None and not self.stopping.is_set():
            with self.app.app_context():
                if not self.deliver():
                    return


def get_queue(app: Flask) -> WorkQueue:
    """The application's queue, opened once."""
    if _KEY not in app.extensions:
        app.extensions[_KEY] = WorkQueue(app)
    queue: WorkQueue = app.extensions[_KEY]
    return queue


def wake(app: Flask) -> None:
    """Wake a worker: something was put in the outbox and committed. Never raises: the worker also looks by itself.

    Opening the queue may fail too: its file is made, or its server reached, at the first wake-up.
    """
    try:
        get_queue(app).wake()
    except Exception as error:  # each storage raises its own driver's errors, which share no base
        logger.warning("no wake-up: %s", type(error).__name__)


class _PatientWorker(Worker):  # type: ignore[misc]
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


class _PatientConsumer(Consumer):  # type: ignore[misc]
    """Huey's consumer with our worker. SIGTERM and SIGINT both let what is being delivered end."""

    def __init__(self, queue: WorkQueue, poll_seconds: float, **options: Any) -> None:
        self._queue = queue
        self._poll_seconds = poll_seconds
        super().__init__(queue.huey, **options)
        self._signal_actions = {signal.SIGTERM: (False, True), signal.SIGINT: (False, True)}

    def _create_worker(self) -> _PatientWorker:
        return _PatientWorker(
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


def run_consumer(
    app: Flask, deliver: Callable[[], int], poll_seconds: float = 5.0, workers: int = 1, stop_seconds: float = 30.0
) -> None:
    """Run workers until SIGTERM or SIGINT. Call it from the main thread of a process of its own.

    `deliver` is called inside an application context, at each wake-up and every `poll_seconds`, again and again while
    it says that it delivered something (a number above 0). It may be called by several threads, and on several
    machines. At a signal, what runs may end within `stop_seconds`.
    """
    queue = get_queue(app)
    queue.deliver = deliver
    queue.stopping.clear()
    queue.huey.immediate = False
    _PatientConsumer(
        queue,
        poll_seconds,
        workers=workers,
        periodic=False,
        initial_delay=0.1,
        max_delay=1.0,
        shutdown_timeout=stop_seconds,
        graceful_signal="TERM",
    ).run()
