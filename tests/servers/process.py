"""Starting a real server for the tests, waiting until it answers, and stopping it by its process id."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest

if TYPE_CHECKING:
    from tests.servers.forks import Forked


def find_program(name: str, *folders: Path) -> str:
    """The path of a program. Its absence fails the test: nothing is skipped for want of a tool."""
    for folder in folders:
        if (folder / name).is_file():
            return str(folder / name)
    found = shutil.which(name)
    if found is None:
        pytest.fail(f"{name} is not installed: run scripts/test-tools", pytrace=False)
    return found


def free_port() -> int:
    """A port of the loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def listens(port: int) -> bool:
    """Whether something accepts connections on this port of the loopback."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_until(
    ready: Callable[[], bool], process: subprocess.Popen[str] | Forked, log: Path, seconds: float = 240
) -> None:
    """Wait until `ready()`; one that ends, or is not ready even on a busy machine, fails the test with its log."""
    limit = time.monotonic() + seconds
    try:
        while not ready():
            if process.poll() is not None:
                _fail(process, f"ended with {process.returncode}", log)
            if time.monotonic() > limit:
                _fail(process, f"was not ready after {seconds} s", log)
            time.sleep(0.05)
    except BaseException:
        stop(process)
        raise


def _fail(process: subprocess.Popen[str] | Forked, what: str, log: Path) -> NoReturn:
    pytest.fail(f"{process.args!r} {what}:\n{log.read_text()[-3000:]}", pytrace=False)


def stop(process: subprocess.Popen[str] | Forked) -> None:
    """Ask it to end; insist after ten seconds."""
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
