"""The queue only wakes workers: a wake-up that is lost loses nothing, one that is doubled does nothing."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, current_app

from app import create_app
from app.delivery.queue import QueueSettingError, WorkQueue, get_queue, open_queue, wake
from config import Config
from tests.servers.forks import Forked, Forks
from tests.servers.postgres import PostgresServer


def portal(tmp_path: Path, **settings: Any) -> Flask:
    """A portal with the queue of these settings."""
    usual: dict[str, Any] = {"RELAIS_ENV": "test", "RELAIS_DATA": tmp_path, "SECRET_KEY": "a secret of the tests"}
    return create_app(Config(**(usual | settings)))


@pytest.fixture(params=["sqlite", "postgresql"])
def queued(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """A portal whose wake-ups wait in a real queue."""
    url = "sqlite:"
    if request.param == "postgresql":
        server: PostgresServer = request.getfixturevalue("postgres")
        url = server.url("postgres")
    application = portal(tmp_path, QUEUE_URL=url)
    yield application
    queue = get_queue(application)
    queue.huey.flush()
    queue.huey.storage.close()


def test_under_test_a_wake_up_is_carried_out_on_the_spot(tmp_path: Path) -> None:
    application = portal(tmp_path)
    rounds: list[int] = []
    waiting = [3, 2, 0]

    def deliver() -> int:
        rounds.append(waiting[len(rounds)])
        assert current_app.config["RELAIS_DATA"] == tmp_path
        return rounds[-1]

    wake(application)
    get_queue(application).deliver = deliver
    wake(application)
    assert rounds == [3, 2, 0]


def test_one_wake_up_that_waits_is_enough(forks: Forks, queued: Flask) -> None:
    for _ in range(5):
        wake(queued)
    assert get_queue(queued).huey.storage.queue_size() == 1


def test_a_worker_takes_the_wake_up_and_looks(forks: Forks, queued: Flask) -> None:
    wake(queued)
    worker = WorkQueue(queued)
    rounds: list[int] = []
    worker.deliver = lambda: rounds.append(1) or 0
    worker.huey.execute(worker.huey.dequeue())
    assert rounds == [1]
    assert worker.huey.storage.queue_size() == 0
    worker.huey.storage.close()


def test_a_task_that_we_did_not_sign_is_never_read(forks: Forks, queued: Flask) -> None:
    stranger = portal(Path(queued.config["RELAIS_DATA"]), QUEUE_URL=queued.config["QUEUE_URL"], SECRET_KEY="another")
    wake(stranger)
    with pytest.raises(ValueError, match="Signature"):
        get_queue(queued).huey.dequeue()
    get_queue(stranger).huey.storage.close()


def test_a_queue_that_is_down_stops_nobody(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    application = portal(tmp_path, QUEUE_URL="sqlite:")
    queue = get_queue(application)
    queue.huey.storage.close()
    database = tmp_path / "queue.sqlite"
    for path in tmp_path.glob("queue.sqlite*"):
        path.unlink()
    database.mkdir()
    wake(application)
    assert "no wake-up" in caplog.text


@pytest.mark.parametrize("url", ["amqp://127.0.0.1", "nonsense", "http://a.example"])
def test_a_queue_of_another_kind_is_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(QueueSettingError, match="QUEUE_URL"):
        open_queue(portal(tmp_path, QUEUE_URL=url))


def test_redis_asks_for_its_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huey.storage.Redis", None)
    with pytest.raises(QueueSettingError, match="redis"):
        open_queue(portal(tmp_path, QUEUE_URL="redis://127.0.0.1"))


WORKER = """
import sys, time
from pathlib import Path
from app import create_app
from app.delivery.queue import run_consumer
folder, poll, seconds = Path(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3])

def deliver():
    with (folder / "rounds").open("a") as file:
        file.write("begin\\n")
        file.flush()
        time.sleep(seconds)
        file.write("end\\n")
    if (folder / "fault").exists():
        raise RuntimeError("a fault of the outbox")
    return 0

run_consumer(create_app(), deliver, poll_seconds=poll)
"""


@contextmanager
def worker(forks: Forks, application: Flask, *, poll: float, seconds: float = 0) -> Iterator[Forked]:
    """A worker process on the same queue, once it has looked for the first time."""
    folder = Path(application.config["RELAIS_DATA"])
    environment = os.environ | {
        "RELAIS_ENV": "test",
        "RELAIS_DATA": str(folder),
        "SECRET_KEY": application.config["SECRET_KEY"],
        "QUEUE_URL": application.config["QUEUE_URL"],
    }
    command = ["python", "-c", WORKER, str(folder), str(poll), str(seconds)]
    process = forks.start(command, environment, folder / "worker.log", folder / "worker.log")
    try:
        wait_for(lambda: "begin" in rounds(folder))
        yield process
    finally:
        process.kill()
        process.wait()


def rounds(folder: Path) -> list[str]:
    """What the worker wrote: when a round began, and when it ended."""
    path = folder / "rounds"
    return path.read_text().split() if path.exists() else []


def wait_for(ready: Any, seconds: float = 120) -> None:
    """Wait for something that comes at once on a quiet machine; the limit only ends a test that would hang."""
    limit = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < limit, "it did not happen in time"
        time.sleep(0.02)


def test_a_wake_up_reaches_a_worker_at_once(forks: Forks, queued: Flask) -> None:
    folder = Path(queued.config["RELAIS_DATA"])
    with worker(forks, queued, poll=3600):
        before = len(rounds(folder))
        wake(queued)
        wait_for(lambda: len(rounds(folder)) > before)


def test_without_any_wake_up_a_worker_looks_by_itself(forks: Forks, queued: Flask) -> None:
    folder = Path(queued.config["RELAIS_DATA"])
    with worker(forks, queued, poll=0.1):
        wait_for(lambda: len(rounds(folder)) >= 6)


def test_a_fault_does_not_stop_a_worker(forks: Forks, queued: Flask) -> None:
    folder = Path(queued.config["RELAIS_DATA"])
    (folder / "fault").touch()
    with worker(forks, queued, poll=0.1):
        wait_for(lambda: len(rounds(folder)) >= 6)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_that_is_asked_to_stop_ends_what_it_began(forks: Forks, queued: Flask, number: signal.Signals) -> None:
    folder = Path(queued.config["RELAIS_DATA"])
    with worker(forks, queued, poll=0.1, seconds=1) as process:
        process.send_signal(number)
        assert process.wait(timeout=120) == 0
        assert rounds(folder).count("begin") == rounds(folder).count("end")
