"""The real portal in processes of its own, on a SQLite folder thrown away with the test: what a browser visits."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.house.source import ROOT
from tests.servers.network import Network
from tests.servers.process import free_port, listens, stop, wait_until
from tests.servers.smtp import Sink

BIN = Path(sys.executable).parent


@dataclass
class LiveSite:
    """A running site. `flask` runs a command beside it, `live_at` moves its clock."""

    folder: Path
    port: int
    settings: dict[str, str]
    processes: dict[str, subprocess.Popen[str]] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """Where a browser finds it."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """What its processes are started with."""
        kept = {name: value for name, value in os.environ.items() if name in {"PATH", "LANG", "HOME"}}
        own = {
            "RELAIS_ENV": "development",
            "RELAIS_DATA": str(self.folder),
            "RELAIS_CLOCK": str(self.folder / "clock"),
            "SECRET_KEY": "test",
            "SQLITE_SYNCHRONOUS": "OFF",
            "PUBLIC_URL": self.address,
        }
        return {**kept, **own, **self.settings}

    def live_at(self, instant: str) -> None:
        """Move the portal's clock: "2020-02-03", or an instant in ISO 8601. Empty: the real time again."""
        (self.folder / "clock").write_text(instant, encoding="utf-8")

    def flask(self, *arguments: str) -> str:
        """Run a command to its end on the same data; its failure fails the test with what it said."""
        command = [BIN / "flask", "--app", "wsgi", *arguments]
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode == 0, f"flask {' '.join(arguments)}: {done.stdout}{done.stderr}"
        return done.stdout

    def start(self, name: str, command: list[str], port: int | None = None) -> None:
        """Start one process; with a port, wait until it listens there."""
        log = self.folder / f"{name}.log"
        with log.open("w") as output:
            process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                text=True,
            )
        self.processes[name] = process
        if port is not None:
            self.wait_for(port, name)

    def serve(self) -> None:
        """Start the site as it is served in production, with four threads."""
        gunicorn = [str(BIN / "gunicorn"), "--bind", f"127.0.0.1:{self.port}", "--threads", "4"]
        self.start("site", [*gunicorn, "--log-level", "warning", "wsgi:app"])

    def wait_for(self, port: int, name: str = "site") -> None:
        """Until a process that was started listens on its port."""
        wait_until(lambda: listens(port), self.processes[name], self.folder / f"{name}.log")

    def deliver(self) -> None:
        """Let the worker send and write what waits, to the end."""
        self.flask("worker", "--once")

    def stop(self) -> None:
        """Stop what was started, by process id."""
        for process in self.processes.values():
            stop(process)

    def check_logs(self) -> None:
        """No process may have met an error of its own, even one that the pages hid."""
        for log in self.folder.glob("*.log"):
            said = log.read_text(encoding="utf-8")
            assert "Traceback" not in said, f"{log.name}:\n{said[-5000:]}"
            assert '"faults"' not in said, f"{log.name}:\n{said[-5000:]}"


@contextmanager
def running_site(folder: Path, template: Path, sink: Sink, network: Network, **settings: str) -> Iterator[LiveSite]:
    """The site and the demo identity provider, on a copy of the database `template` in `folder`."""
    shutil.copyfile(template, folder / "relais.sqlite")
    port, provider_port = free_port(), free_port()
    network.plan(port)
    network.plan(provider_port)
    usual = {
        "MAIL_SERVER": "127.0.0.1",
        "MAIL_PORT": str(sink.port),
        "OIDC_ISSUER": f"http://127.0.0.1:{provider_port}",
        "OIDC_CLIENT_SECRET": "a secret of the tests",
    }
    site = LiveSite(folder, port, usual | settings)
    provider = [str(BIN / "flask"), "--app", "wsgi", "identity-provider", "--port", str(provider_port)]
    try:
        site.serve()
        site.start("provider", provider, provider_port)
        site.wait_for(port)
        yield site
    finally:
        site.stop()
    site.check_logs()


@pytest.fixture
def site(tmp_path: Path, sqlite_template: Path, smtp: Sink, planned_network: Network) -> Iterator[LiveSite]:
    """A site of this test's own, without data. Its e-mail arrives in `smtp` once `site.deliver()` has run."""
    folder = tmp_path / "site"
    folder.mkdir()
    with running_site(folder, sqlite_template, smtp, planned_network) as site:
        yield site


@pytest.fixture(scope="session")
def demonstration(
    tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path, smtp_server: Sink, planned_network: Network
) -> Iterator[LiveSite]:
    """A site with the demo data, for the whole session: look at it, change nothing that another test looks at."""
    folder = tmp_path_factory.mktemp("demonstration")
    with running_site(folder, sqlite_template, smtp_server, planned_network) as site:
        site.flask("demo", "load")
        yield site
