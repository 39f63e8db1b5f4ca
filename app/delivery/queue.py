"""The work queue: huey, whose only use is to wake workers.

A task carries no data: it says "look at the outbox". A lost wake-up therefore loses nothing (the worker also looks
every few seconds by itself), and a doubled one does nothing. SQLite under RELAIS_DATA by default; `QUEUE_URL`
names a PostgreSQL (`postgresql://…`), a Redis (`redis://…`, which needs the package `redis`), or `sqlite:` outright.
Under test without it, the queue is in memory and a wake-up is carried out on the spot.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from flask import Flask

if TYPE_CHECKING:
    from huey import Huey

logger = logging.getLogger(__name__)
NAME = "relais"
_KEY = "relais_queue"


class QueueSettingError(RuntimeError):
    """QUEUE_URL names a queue that cannot be used here."""


def open_queue(app: Flask) -> Huey:
    """A queue by the settings: QUEUE_URL, SQLite without one, in memory and immediate under test."""
    # At the first wake-up only: huey brings the drivers of every storage, psycopg first.
    from huey import Huey
    from huey.exceptions import ConfigurationError as HueyConfigurationError
    from huey.serializer import SignedSerializer
    from huey.storage import MemoryStorage

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
    from huey.storage import MemoryStorage, PostgresStorage, RedisStorage, SqliteStorage

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


def run_consumer(
    app: Flask, deliver: Callable[[], int], poll_seconds: float = 5.0, workers: int = 1, stop_seconds: float = 30.0
) -> None:
    """Run workers until SIGTERM or SIGINT. Call it from the main thread of a process of its own.

    `deliver` is called inside an application context, at each wake-up and every `poll_seconds`, again and again while
    it says that it delivered something (a number above 0). It may be called by several threads, and on several
    machines. At a signal, what runs may end within `stop_seconds`.
    """
    from app.delivery.consumer import PatientConsumer

    queue = get_queue(app)
    queue.deliver = deliver
    queue.stopping.clear()
    queue.huey.immediate = False
    PatientConsumer(
        queue,
        poll_seconds,
        workers=workers,
        periodic=False,
        initial_delay=0.1,
        max_delay=1.0,
        shutdown_timeout=stop_seconds,
        graceful_signal="TERM",
    ).run()
