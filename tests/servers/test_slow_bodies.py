"""Bodies that hardly come keep nobody out: the proxy keeps them to itself, and the site gives them up."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.application import PRODUCTION
from tests.house.source import ROOT
from tests.servers.live_site import LiveSite
from tests.servers.network import Network
from tests.servers.process import free_port
from tests.servers.proxy import running_proxy
from tests.servers.slow_bodies import SlowBodies

GUNICORN = [
    str(Path(sys.executable).parent / "gunicorn"),
    "--config",
    str(ROOT / "docs/deployment/gunicorn.conf.py"),
    "wsgi:app",
]


@pytest.fixture
def served(tmp_path: Path, sqlite_template: Path, planned_network: Network) -> Iterator[LiveSite]:
    """The site in production, as the documents start it, with two threads."""
    folder = tmp_path / "site"
    folder.mkdir()
    shutil.copyfile(sqlite_template, folder / "relais.sqlite")
    port = free_port()
    planned_network.plan(port)
    settings = PRODUCTION | {"RELAIS_CLOCK": "", "TRUSTED_PROXIES": "1", "BODY_GRACE_SECONDS": "2"}
    settings |= {"SITE_BIND": f"127.0.0.1:{port}", "SITE_WORKERS": "1", "SITE_THREADS": "2"}
    site = LiveSite(folder, port, settings)
    try:
        site.start("site", GUNICORN, port)
        yield site
    finally:
        site.stop()
    site.check_logs()


def assert_answers(address: str) -> None:
    """The entry page comes."""
    answer = requests.get(f"{address}/entree", timeout=60, verify=False, headers={"X-Forwarded-Proto": "https"})  # noqa: S501
    assert answer.status_code == 200


@pytest.mark.filterwarnings("ignore:Unverified HTTPS request")
@pytest.mark.parametrize("number", [8, 64])
def test_behind_the_proxy_nobody_notices_them(
    served: LiveSite, tmp_path: Path, planned_network: Network, number: int
) -> None:
    """Pages come while every body is under way: one that held a thread would first be given up, and answered."""
    with running_proxy(tmp_path / "proxy", served.port, planned_network) as port:
        with SlowBodies(port, number, tls=True) as bodies:
            for _ in range(3):
                assert_answers(f"https://127.0.0.1:{port}")
        assert bodies.answers == []


def test_without_a_proxy_each_is_given_up_and_the_site_goes_on(served: LiveSite) -> None:
    with SlowBodies(served.port, 8) as bodies:
        answers = bodies.wait_for_answers()
    assert [answer.split(b"\r\n")[0] for answer in answers] == [b"HTTP/1.1 408 REQUEST TIMEOUT"] * 8
    assert_answers(served.address)
