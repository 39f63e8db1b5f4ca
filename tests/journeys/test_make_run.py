"""`make run` in one go: an empty folder becomes a portal that answers, and Ctrl-C leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from tests.house.source import ROOT
from tests.servers.network import Network
from tests.servers.process import free_port, listens, stop, wait_until


@pytest.fixture
def ports(network: Network) -> tuple[int, int]:
    """A port for the site and one for the identity provider."""
    chosen = free_port(), free_port()
    for port in chosen:
        network.plan(port)
    return chosen


def assert_software_is_heard(environment: dict[str, str]) -> None:
    """Certified software sends what was late, and what waited for it leaves; another has no token."""
    command = [sys.executable, "scripts/certified_software.py"]
    heard = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout
    assert "/plan refusal" in heard
    assert "received once: True" in heard
    told = heard.partition("received once: True")[2]
    assert "step_report: accepted" in told
    assert "attendance_sheet: accepted" in told
    assert "delayed" not in told
    other = subprocess.run([*command, "--uncertified"], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert (other.returncode, other.stdout.splitlines()[-1]) == (1, "POST /oauth/token -> 401 invalid_client")


def test_make_run_starts_everything_and_stops_it(tmp_path: Path, ports: tuple[int, int]) -> None:
    site, provider = ports
    environment = {name: value for name, value in os.environ.items() if name in {"PATH", "LANG", "HOME"}}
    environment |= {"PORT": str(site), "PROVIDER_PORT": str(provider), "RELAIS_DATA": str(tmp_path / "data")}
    log = tmp_path / "log"
    with log.open("w") as output:
        running = subprocess.Popen(
            [sys.executable, "scripts/run.py"], cwd=ROOT, env=environment, stdout=output, stderr=output, text=True
        )
    try:
        wait_until(lambda: "Relais is at" in log.read_text(), running, log)
        address = f"http://127.0.0.1:{site}"
        assert f"Relais is at {address}" in log.read_text()
        assert requests.get(address, timeout=60).status_code == 200
        found = requests.get(f"http://127.0.0.1:{provider}/.well-known/openid-configuration", timeout=60)
        assert found.json()["issuer"] == f"http://127.0.0.1:{provider}"
        assert_software_is_heard(environment)
        running.send_signal(signal.SIGINT)
        assert running.wait(timeout=120) == 0
    finally:
        stop(running)
    assert [port for port in ports if listens(port)] == []
    assert "Traceback" not in log.read_text()
