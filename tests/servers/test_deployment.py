"""The deployment of the documents: what its files start is started here, and the rest is read as its programs do."""

from __future__ import annotations

import configparser
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import yaml

from app.vocabulary.language import Language
from tests.application import PRODUCTION
from tests.house.source import ROOT, text
from tests.servers.live_site import LiveSite
from tests.servers.network import Network
from tests.servers.postgres import PostgresServer
from tests.servers.process import find_program, free_port
from tests.servers.proxy import running_proxy
from tests.servers.smtp import Sink

FOLDER = ROOT / "docs" / "deployment"
UNITS = FOLDER / "systemd"
STARTED = ("relais-upgrade", "relais-site", "relais-worker")


def unit(name: str) -> configparser.ConfigParser:
    """A unit of systemd, read."""
    parser = configparser.ConfigParser(interpolation=None, strict=True)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read_string(text(UNITS / f"{name}.service"))
    return parser


def command(name: str) -> list[str]:
    """What a unit starts, with this project in the place of /opt/relais and these programs in that of its own."""
    programs = str(Path(sys.executable).parent)
    line = unit(name)["Service"]["ExecStart"].replace("/opt/relais/.venv/bin", programs)
    return shlex.split(line.replace("/opt/relais", str(ROOT)))


def example() -> dict[str, str]:
    """The settings of the example, as systemd reads them."""
    lines = [line for line in text(FOLDER / "relais.env.example").splitlines() if line and not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)


@pytest.fixture
def deployed(
    tmp_path: Path, postgres: PostgresServer, smtp: Sink, planned_network: Network
) -> Iterator[tuple[LiveSite, int]]:
    """The three units on a PostgreSQL of their own, behind the proxy; and the proxy's port."""
    postgres.execute("CREATE DATABASE deployed")
    port = free_port()
    planned_network.plan(port)
    filled = {
        "DATABASE_URL": postgres.url("deployed"),
        "RELAIS_DATA": str(tmp_path / "data"),
        "RELAIS_CLOCK": "",
        "SECRET_KEY": PRODUCTION["SECRET_KEY"],
        "SQLITE_SYNCHRONOUS": "FULL",
        "OIDC_CLIENT_SECRET": "a secret of the tests",
        "MAIL_SERVER": "127.0.0.1",
        "MAIL_PORT": str(smtp.port),
        "MAIL_USE_TLS": "",
        "SITE_BIND": f"127.0.0.1:{port}",
    }
    site = LiveSite(tmp_path, port, example() | filled)
    try:
        upgraded = subprocess.run(
            command("relais-upgrade"), cwd=ROOT, env=site.environment, capture_output=True, text=True, check=False
        )
        assert upgraded.returncode == 0, upgraded.stdout + upgraded.stderr
        site.start("site", command("relais-site"), port)
        site.start("worker", command("relais-worker"))
        with running_proxy(tmp_path / "proxy", port, planned_network) as proxy_port:
            yield site, proxy_port
    finally:
        site.stop()
        postgres.execute("DROP DATABASE deployed WITH (FORCE)")
    site.check_logs()


def asked(port: int, path: str) -> requests.Response:
    """What the proxy answers."""
    return requests.get(f"https://127.0.0.1:{port}{path}", timeout=60, verify=False)  # noqa: S501 (the test's own)


@pytest.mark.filterwarnings("ignore:Unverified HTTPS request")
def test_what_the_units_start_is_well_behind_the_proxy(deployed: tuple[LiveSite, int]) -> None:
    site, port = deployed
    limit = time.monotonic() + 90
    while (health := asked(port, "/healthz")).status_code != 200:
        assert time.monotonic() < limit, health.text
        time.sleep(0.2)
    entry = asked(port, "/entree")
    assert entry.status_code == 200
    assert "Secure" in entry.headers["Set-Cookie"]
    assert entry.headers["Strict-Transport-Security"]
    assert asked(port, "/metrics").status_code == 404
    assert asked(port, "/developpement/courriels").status_code == 404
    assert Language.FR in entry.text
    line = next(line for line in (site.folder / "site.log").read_text().splitlines() if '"/entree"' in line)
    assert f'"request_id": "{entry.headers["X-Request-Id"]}"' in line
    assert "/entree" not in (site.folder / "proxy" / "relais.log").read_text()


def test_systemd_reads_the_units(tmp_path: Path) -> None:
    programs = str(Path(sys.executable).parent)
    for name in STARTED:
        said = text(UNITS / f"{name}.service").replace("/opt/relais/.venv/bin", programs)
        (tmp_path / f"{name}.service").write_text(said.replace("/opt/relais", str(ROOT)))
    program = find_program("systemd-analyze")
    units = [str(tmp_path / f"{name}.service") for name in STARTED]
    done = subprocess.run([program, "verify", "--man=no", *units], capture_output=True, text=True, check=False)
    ours = [line for line in (done.stdout + done.stderr).splitlines() if "relais" in line]
    assert ours == []


@pytest.mark.parametrize("name", STARTED)
def test_each_unit_runs_as_nobody_in_particular(name: str) -> None:
    service = unit(name)["Service"]
    assert service["User"] == "relais"
    assert service["EnvironmentFile"] == "/etc/relais/relais.env"
    assert (service["NoNewPrivileges"], service["ProtectSystem"]) == ("yes", "strict")


def test_site_and_worker_wait_for_the_schema() -> None:
    for name in ("relais-site", "relais-worker"):
        assert unit(name)["Unit"]["Requires"] == unit(name)["Unit"]["After"] == "relais-upgrade.service"


def composed() -> dict[str, Any]:
    """The services of compose.yaml."""
    services: dict[str, Any] = yaml.safe_load(text(FOLDER / "compose.yaml"))["services"]
    return services


def test_only_the_proxy_is_reached_from_outside() -> None:
    services = composed()
    assert {name for name, service in services.items() if "ports" in service} == {"proxy"}
    assert services["database"]["networks"] == ["inside"]


def test_containers_start_what_the_units_start() -> None:
    services = composed()
    for name in ("upgrade", "site", "worker"):
        started = shlex.split(unit(f"relais-{name}")["Service"]["ExecStart"])
        assert services[name]["command"] == [started[0].rpartition("/")[2], *started[1:]]
    image = text(FOLDER / "Containerfile")
    assert f"CMD {services['site']['command']}".replace("'", '"') in image


def test_site_and_worker_share_settings_and_data() -> None:
    services = composed()
    for part in ("environment", "env_file", "volumes", "image"):
        assert services["site"][part] == services["worker"][part] == services["upgrade"][part]
    for name in ("site", "worker"):
        assert services[name]["depends_on"]["upgrade"] == {"condition": "service_completed_successfully"}


def test_the_proxy_of_the_containers_is_the_one_that_is_tested() -> None:
    script = composed()["proxy"]["command"][2]
    changed = re.search(r"s/(.+?)/(.+?)/", script)
    assert changed is not None
    assert len(re.findall(changed[1], text(FOLDER / "nginx.conf"))) == 1


def test_the_image_holds_what_is_there() -> None:
    for line in text(FOLDER / "Containerfile").splitlines():
        if line.startswith("COPY"):
            assert all((ROOT / source).exists() for source in line.split()[1:-1]), line


def test_the_image_holds_all_that_the_site_imports(tmp_path: Path) -> None:
    for line in text(FOLDER / "Containerfile").splitlines():
        if line.startswith("COPY"):
            *sources, target = line.split()[1:]
            for source in sources:
                into = tmp_path / target / source if target.endswith("/") else tmp_path / target
                into.parent.mkdir(parents=True, exist_ok=True)
                copy = shutil.copytree if (ROOT / source).is_dir() else shutil.copyfile
                copy(ROOT / source, into)
    settings = {"RELAIS_DATA": str(tmp_path / "data"), "PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", "import wsgi"], cwd=tmp_path, env=settings, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_each_start_of_site_or_worker_upgrades_the_schema_first() -> None:
    assert "RemainAfterExit" not in unit("relais-upgrade")["Service"], "once it has run it must be able to run again"


def test_each_setting_of_the_example_is_explained() -> None:
    explained = set(re.findall(r"`([A-Z_]+)`", text(ROOT / "docs" / "operations.md")))
    assert example().keys() - explained == set()
