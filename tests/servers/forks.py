"""The portal's programs as processes of their own, forked from one that has imported them: `forking.py`."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.house.source import ROOT


class Forked:
    """A program that runs: what the tests use of `subprocess.Popen`."""

    def __init__(self, forks: Forks, pid: int, arguments: list[str]) -> None:
        self.args, self.pid, self.returncode = arguments, pid, None
        self._forks = forks

    def poll(self) -> int | None:
        """How it ended; nothing while it runs."""
        if self.returncode is None:
            self.returncode = self._forks.ask({"wait": self.pid})["ended"]
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end. Raises subprocess.TimeoutExpired."""
        limit = time.monotonic() + (timeout or float("inf"))
        while (code := self.poll()) is None:
            if time.monotonic() > limit:
                raise subprocess.TimeoutExpired(self.args, timeout or 0)
            time.sleep(0.01)
        return code

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)

    def send_signal(self, number: int) -> None:
        """Send it a signal, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)


class Forks:
    """The process that has imported the portal, started when it is first asked for."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "tests.servers.forking"]
        self._process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )
        self._read()

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "the process that starts the others has ended"
        answer: dict[str, Any] = json.loads(line)
        return answer

    def ask(self, question: dict[str, Any]) -> dict[str, Any]:
        """One question, one answer."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(question) + "\n")
        return self._read()

    def start(self, arguments: list[str], environment: dict[str, str], output: Path, errors: Path) -> Forked:
        """Start `flask …`, `gunicorn …` or `python -c …` in the project's folder; what it says goes to two files."""
        asked = {
            "arguments": arguments,
            "environment": environment,
            "output": str(output),
            "errors": str(errors),
        }
        return Forked(self, self.ask(asked)["pid"], arguments)

    def stop(self) -> None:
        """End the process; those that it started have been stopped by those who asked for them."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()


@pytest.fixture(scope="session")
def forks() -> Iterator[Forks]:
    """Where the programs of this session's sites are started from."""
    forks = Forks()
    yield forks
    forks.stop()
