"""A PostgreSQL cluster of our own, on a free port of the loopback, thrown away with the session."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.servers.network import Network
from tests.servers.process import find_program, free_port, listens, stop, wait_until

#: Fast and forgetful. The time zone is deliberately neither UTC nor Quebec's: an instant that leaks shows at once.
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "64MB",
    "timezone": "Pacific/Auckland",
}


def _programs() -> list[Path]:
    """Debian keeps one folder a version outside the PATH; the newest first."""
    return sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: -float(path.parent.name))


def _unprivileged() -> dict[str, Any]:
    """PostgreSQL refuses to run as root: Popen arguments for somebody else, when we are root."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    account = names.get("postgres") or names["nobody"]
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


class PostgresServer:
    """A running cluster; `url(database)` for the application, `execute` for the tests' own administration."""

    def __init__(self, folder: Path, port: int) -> None:
        self.data = folder / "data"
        self.log = folder / "log"
        self.port = port
        account = _unprivileged()
        for path in (folder, self.data):
            path.mkdir(exist_ok=True)
            path.chmod(0o700)
            if account:
                os.chown(path, account["user"], account["group"])
        initdb = find_program("initdb", *_programs())
        options = ["--no-sync", "--auth=trust", "--username=relais", "--encoding=UTF8", "--locale=C"]
        subprocess.run([initdb, "-D", self.data, *options], check=True, capture_output=True, cwd=folder, **account)
        settings = [f"--{name}={value}" for name, value in SETTINGS.items()]
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [find_program("postgres", *_programs()), "-D", self.data, "-p", str(self.port), *settings],
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                text=True,
                cwd=folder,
                **account,
            )
        wait_until(self._ready, self.process, self.log)

    def _ready(self) -> bool:
        if not listens(self.port):
            return False
        try:
            self.execute("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True

    def url(self, database: str) -> str:
        """The address of a database, as DATABASE_URL has it."""
        return f"postgresql+psycopg://relais@127.0.0.1:{self.port}/{database}"

    def execute(self, statement: str) -> None:
        """Run one statement outside any transaction, on the cluster's own database."""
        address = f"host=127.0.0.1 port={self.port} user=relais dbname=postgres"
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement.encode())


@pytest.fixture(scope="session")
def postgres(planned_network: Network) -> Iterator[PostgresServer]:
    """The session's cluster."""
    port = free_port()
    planned_network.plan(port)
    # Not under pytest's own folder: only its owner may enter that one, and the server runs as somebody else.
    folder = Path(tempfile.mkdtemp(prefix="relais-postgres-"))
    try:
        server = PostgresServer(folder, port)
        yield server
        stop(server.process)
    finally:
        shutil.rmtree(folder)
