"""The real portal in processes of its own, on a SQLite folder thrown away with the test: what a browser visits.

Those of a `site` are forked from one that has imported the portal (forks.py); without it, they start from nothing.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from fcntl import LOCK_EX, flock
from pathlib import Path

import pytest

from tests.house.source import ROOT
from tests.servers.forks import Forked, Forks
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
    processes: dict[str, subprocess.Popen[str] | Forked] = field(default_factory=dict)
    forks: Forks | None = None

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
        command = [str(BIN / "flask"), "--app", "wsgi", *arguments]
        output, errors = self.folder / "command.out", self.folder / "command.err"
        output.write_text("")
        errors.write_text("")
        code = self._run(command, output, errors).wait(timeout=120)
        said = output.read_text(encoding="utf-8")
        assert code == 0, f"flask {' '.join(arguments)}: {said}{errors.read_text(encoding='utf-8')}"
        return said

    def _run(self, command: list[str], output: Path, errors: Path) -> subprocess.Popen[str] | Forked:
        if self.forks is not None:
            return self.forks.start([Path(command[0]).name, *command[1:]], self.environment, output, errors)
        with output.open("a") as out, errors.open("a") as err:
            return subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdin=subprocess.DEVNULL, stdout=out, stderr=err, text=True
            )

    def start(self, name: str, command: list[str], port: int | None = None) -> None:
        """Start one process; with a port, wait until it listens there."""
        log = self.folder / f"{name}.log"
        log.write_text("")
        self.processes[name] = self._run(command, log, log)
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
def running_site(
    folder: Path, template: Path, sink: Sink, network: Network, forks: Forks, **settings: str
) -> Iterator[LiveSite]:
    """The site and the demo identity provider in `folder`, on a copy of `template`: a database, or all of a folder."""
    if template.is_dir():
        shutil.copytree(template, folder, dirs_exist_ok=True)
    else:
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
    site = LiveSite(folder, port, usual | settings, forks=forks)
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
def site(
    tmp_path: Path, sqlite_template: Path, smtp: Sink, planned_network: Network, forks: Forks
) -> Iterator[LiveSite]:
    """A site of this test's own, without data. Its e-mail arrives in `smtp` once `site.deliver()` has run."""
    folder = tmp_path / "site"
    folder.mkdir()
    with running_site(folder, sqlite_template, smtp, planned_network, forks) as site:
        yield site


@pytest.fixture(scope="session")
def demo_data(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path, forks: Forks) -> Path:
    """A folder with the demo data and all its papers, to copy: made once for all the processes of a run."""
    here = tmp_path_factory.getbasetemp()
    folder = (here.parent if "PYTEST_XDIST_WORKER" in os.environ else here) / "demo-data"
    with (folder.parent / "demo-data.lock").open("w") as lock:
        flock(lock, LOCK_EX)
        if not folder.exists():
            making = folder.with_name("demo-data-made")
            making.mkdir()
            shutil.copyfile(sqlite_template, making / "relais.sqlite")
            LiveSite(making, 0, {}, forks=forks).flask("demo", "load")
            making.rename(folder)
    return folder


@pytest.fixture(scope="session")
def demonstration(
    tmp_path_factory: pytest.TempPathFactory,
    demo_data: Path,
    smtp_server: Sink,
    planned_network: Network,
    forks: Forks,
) -> Iterator[LiveSite]:
    """A site with the demo data, for the whole session: look at it, change nothing that another test looks at."""
    folder = tmp_path_factory.mktemp("demonstration")
    with running_site(folder, demo_data, smtp_server, planned_network, forks) as site:
        yield site


@pytest.fixture
def demo_site(
    tmp_path: Path, demo_data: Path, smtp: Sink, planned_network: Network, forks: Forks
) -> Iterator[LiveSite]:
    """A site of this test's own with the demo data: change what you like."""
    with running_site(tmp_path / "site", demo_data, smtp, planned_network, forks) as site:
        yield site
