"""`make run`: the site, the worker and the demo identity provider, on demo data. Ctrl-C stops all three.

`PORT` (8000) is the site's port on 127.0.0.1, `PROVIDER_PORT` (8001) the identity provider's. Settings of the
environment are kept; what they leave open is set for a demonstration. Everything that is written goes to
`RELAIS_DATA` (`instance/`): delete it to begin again.
"""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PORT = int(os.environ.get("PORT", "8000"))
PROVIDER_PORT = int(os.environ.get("PROVIDER_PORT", "8001"))
ISSUER = f"http://127.0.0.1:{PROVIDER_PORT}"
SHARED_SECRET = secrets.token_urlsafe()
FLASK = [str(BIN / "flask"), "--app", "wsgi"]
STARTING_SECONDS = 60


def environment() -> dict[str, str]:
    """The settings of a demonstration, under those of the environment."""
    demonstration = {
        "RELAIS_ENV": "development",
        "PUBLIC_URL": f"http://127.0.0.1:{PORT}",
        "OIDC_ISSUER": ISSUER,
        "OIDC_CLIENT_SECRET": SHARED_SECRET,
    }
    return {**demonstration, **os.environ}


def flask(*arguments: str) -> str:
    """Run one command to its end and return what it printed; if it fails, so do we, with its own words."""
    command = [*FLASK, *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment(), stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        sys.exit(f"flask {' '.join(arguments)} failed")
    return done.stdout


def programs() -> dict[str, list[str]]:
    """What is started, by the name under which a person is told of it."""
    gunicorn = [str(BIN / "gunicorn"), "--bind", f"127.0.0.1:{PORT}", "--threads", "8", "--log-level", "warning"]
    started = {"site": [*gunicorn, "wsgi:app"], "worker": [*FLASK, "worker"]}
    if environment()["OIDC_ISSUER"] == ISSUER:
        started["identity provider"] = [*FLASK, "identity-provider", "--port", str(PROVIDER_PORT)]
    return started


def listens(port: int) -> bool:
    """Whether something accepts connections on this port of the loopback."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def start(name: str, command: list[str]) -> subprocess.Popen[bytes]:
    """Start one program in a session of its own, so that Ctrl-C reaches it through us only.

    What the identity provider says of each request is of no interest here: it goes to a file.
    """
    options: dict[str, Any] = {"cwd": ROOT, "env": environment(), "stdin": subprocess.DEVNULL}
    if name != "identity provider":
        return subprocess.Popen(command, start_new_session=True, **options)
    folder = Path(os.environ.get("RELAIS_DATA", ROOT / "instance"))
    with (folder / "identity-provider.log").open("w") as log:
        return subprocess.Popen(command, start_new_session=True, stdout=log, stderr=log, **options)


def stop(running: dict[str, subprocess.Popen[bytes]]) -> None:
    """Ask each to end, by its process id; insist after ten seconds."""
    for process in running.values():
        process.terminate()
    for process in running.values():
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def ended(running: dict[str, subprocess.Popen[bytes]]) -> str | None:
    """The name of a program that ended by itself, if one did."""
    return next((name for name, process in running.items() if process.poll() is not None), None)


def wait_until_ready(running: dict[str, subprocess.Popen[bytes]]) -> None:
    """Until all that people reach accepts connections, or a program ends."""
    ports = [PORT, PROVIDER_PORT] if "identity provider" in running else [PORT]
    limit = time.monotonic() + STARTING_SECONDS
    while not all(map(listens, ports)) and not ended(running) and time.monotonic() < limit:
        time.sleep(0.1)


def interrupted(_number: int, _frame: FrameType | None) -> NoReturn:
    """SIGTERM stops us as Ctrl-C does; so does SIGINT where a shell started us in the background and ignores it."""
    raise KeyboardInterrupt


def main() -> int:
    """Prepare, start, wait. Returns 1 when a program ended by itself."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, interrupted)
    for variable, port in (("PORT", PORT), ("PROVIDER_PORT", PROVIDER_PORT)):
        if listens(port):
            sys.exit(f"Port {port} is taken. Choose another: {variable}={port + 100} make run")
    flask("db", "upgrade")
    print(flask("demo", "load"), end="", flush=True)
    running: dict[str, subprocess.Popen[bytes]] = {}
    try:
        running = {name: start(name, command) for name, command in programs().items()}
        wait_until_ready(running)
        print(f"\nRelais is at http://127.0.0.1:{PORT}   (Ctrl-C to stop)", flush=True)
        while not ended(running):
            time.sleep(0.5)
        print(f"The {ended(running)} ended by itself: stopping the rest.", file=sys.stderr)
    except KeyboardInterrupt:
        print("\nStopping.", flush=True)
        return 0
    finally:
        stop(running)
    return 1


if __name__ == "__main__":
    sys.exit(main())
