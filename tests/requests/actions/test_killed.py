"""A served site that is killed while several people file: what was acknowledged is filed, once; and nothing else is.

Each browser sends a filing until it is answered, the same POST again whenever the site died under it.
"""

from __future__ import annotations

import json
import os
import random
import re
import signal
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

import pytest
import requests
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from app.ledger.steps.transaction import transaction
from app.registry.models.people import Person
from app.requests.actions.exports import export_requests
from app.requests.actions.reading import shown
from app.requests.models.requests import Filing, OnlineRequest, RequestEvent
from app.requests.steps.secrets import keep_secret
from app.vocabulary.accounts import Role
from tests.factories.accounts import make_account
from tests.factories.employers import make_employer
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.requests import NAS, make_draft, request_of
from tests.factories.sessions import open_person_session, principal_of
from tests.servers.forks import Forks
from tests.servers.live_site import LiveSite
from tests.servers.network import Network
from tests.servers.process import free_port

pytestmark = pytest.mark.databases("sqlite", "postgresql", because="what a database keeps of a process that dies")

REQUESTS, KILLS, BROWSERS, RECEIPTS = 500, 5, 3, 5
#: Only ends a test that would wait for ever.
TOO_LONG = 240
CHILDREN = "/proc/{0}/task/{0}/children"


@pytest.fixture
def settings(tmp_path: Path) -> dict[str, Any]:
    return {"RELAIS_DATA": tmp_path / "site"}


@pytest.fixture
def site(app: Flask, database_url: str, tmp_path: Path, planned_network: Network, forks: Forks) -> Iterator[LiveSite]:
    """The site of this test's database, served as in production."""
    site = LiveSite(tmp_path / "site", free_port(), {"DATABASE_URL": database_url}, forks=forks)
    planned_network.plan(site.port)
    try:
        site.serve()
        site.wait_for(site.port)
        yield site
    finally:
        site.stop()


@pytest.fixture
def rse(session: Session) -> Person:
    person, employer = make_person(session), make_employer(session)
    make_account(session, employer)
    make_membership(session, person, employer, Role.RSE)
    session.commit()
    return person


def make_drafts(session: Session, person: Person) -> list[tuple[str, str]]:
    """So many drafts that can be filed, each about somebody else; with the digest that its check page carries."""
    first = request_of(make_draft(principal_of(open_person_session(person)), worker_given_name="Personne 0"))
    kept = {column.key: getattr(first, column.key) for column in OnlineRequest.__table__.columns if column.key != "id"}
    rows = [
        {**kept, "public_id": f"P{number}", "subject": str(number)}
        | {"answers": {**first.answers, "worker_given_name": f"Personne {number}"}}
        for number in range(1, REQUESTS)
    ]
    with transaction() as writing:
        writing.execute(insert(OnlineRequest), rows)
        for draft in writing.scalars(select(OnlineRequest).where(OnlineRequest.public_id != kept["public_id"])):
            keep_secret(writing, draft, {}, "worker_nas", NAS)
    session.rollback()
    return [(draft.public_id, shown(draft).digest) for draft in session.scalars(select(OnlineRequest))]


@dataclass
class Browser:
    """Somebody who files one draft after another, and notes what was acknowledged."""

    site: LiveSite
    cookie: str
    drafts: SimpleQueue[tuple[str, str]]
    acknowledged: list[str] = field(default_factory=list)

    def file_all(self) -> list[str]:
        """File until nothing is left."""
        token = self._token(self.drafts.get())
        while True:
            try:
                public_id, digest = self.drafts.get_nowait()
            except Empty:
                return self.acknowledged
            values = {"csrf_token": token, "digest": digest, "declared": "y"}
            answer = self.insist("POST", f"/demandes/{public_id}/verifier", values)
            # To the request: 303 from what was just filed, 302 from what had been filed before the site died.
            assert answer.status_code in (302, 303), answer.text[-2000:]
            assert answer.headers["Location"] == f"/demandes/{public_id}"
            self.acknowledged.append(public_id)

    def _token(self, draft: tuple[str, str]) -> str:
        """What the check page of a draft carries besides the digest, the same on each page of a session."""
        self.drafts.put(draft)
        page = self.insist("GET", f"/demandes/{draft[0]}/verifier", {}).text
        assert draft[1] in page
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        assert found is not None, page[-2000:]
        return found[1]

    def insist(self, method: str, path: str, values: dict[str, str]) -> requests.Response:
        """Ask until the site answers: one that is being started again does not, one that is busy says so."""
        until = time.monotonic() + TOO_LONG
        while time.monotonic() < until:
            try:
                answer = requests.request(
                    method,
                    self.site.address + path,
                    data=values,
                    cookies={"relais": self.cookie},
                    allow_redirects=False,
                    timeout=TOO_LONG,
                )
            except requests.ConnectionError:
                time.sleep(0.02)
                continue
            if answer.status_code != 503:
                self.cookie = answer.cookies.get("relais", self.cookie)
                return answer
        raise AssertionError("the site never came back")


def kill(site: LiveSite) -> None:
    """End every process of the site at once, in the middle of whatever it does, and start another."""
    master = site.processes["site"]
    workers = [int(pid) for pid in Path(CHILDREN.format(master.pid)).read_text().split()]
    for pid in (master.pid, *workers):
        os.kill(pid, signal.SIGKILL)
    master.wait()
    site.serve()


def kill_now_and_then(site: LiveSite, browsers: list[Browser], people: list[Future[list[str]]]) -> int:
    """Kill the site while they file, a little after so many more were acknowledged; how many times."""
    chance, killed = random.Random(7), 0
    while not all(person.done() for person in people):
        filed = sum(len(browser.acknowledged) for browser in browsers)
        if killed < KILLS and filed >= (killed + 1) * REQUESTS // (KILLS + 1):
            time.sleep(chance.random() / 20)
            kill(site)
            killed += 1
        time.sleep(0.005)
    return killed


def test_each_acknowledged_filing_is_there_once_whenever_the_site_is_killed(
    app: Flask, session: Session, site: LiveSite, rse: Person
) -> None:
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signer is not None
    drafts: SimpleQueue[tuple[str, str]] = SimpleQueue()
    for draft in make_drafts(session, rse):
        drafts.put(draft)
    cookies = [str(signer.dumps({"token": open_person_session(rse)})) for _number in range(BROWSERS)]
    browsers = [Browser(site, cookie, drafts) for cookie in cookies]
    with ThreadPoolExecutor(BROWSERS) as pool:
        people = [pool.submit(browser.file_all) for browser in browsers]
        killed = kill_now_and_then(site, browsers, people)
        acknowledged = [public_id for person in people for public_id in person.result()]
    assert killed == KILLS
    _check(session, acknowledged)
    receipts(browsers[0], acknowledged[:: REQUESTS // RECEIPTS])


def _check(session: Session, acknowledged: list[str]) -> None:
    """Each of those has one filing, one reference, one line of history and one exported line; nothing else has."""
    session.rollback()
    assert len(acknowledged) == len(set(acknowledged)) == REQUESTS
    rows = session.scalars(select(OnlineRequest)).all()
    assert {row.public_id for row in rows} == set(acknowledged)
    assert {row.state for row in rows} == {"filed"}
    filed = session.scalars(select(Filing).order_by(Filing.filed_at, Filing.id)).all()
    assert {row.id: row.reference for row in rows} == {filing.request_id: filing.reference for filing in filed}
    assert len({filing.reference for filing in filed}) == len(filed) == REQUESTS
    told = select(func.count()).select_from(RequestEvent).where(RequestEvent.kind == "filed")
    assert session.scalar(told) == REQUESTS
    exported = [json.loads(line)["reference"] for line in export_requests(None)]
    assert exported == [filing.reference for filing in filed]


def receipts(browser: Browser, chosen: list[str]) -> None:
    """A filing has one receipt, whoever asks and how often."""
    for public_id in chosen:
        first, second = (browser.insist("GET", f"/demandes/{public_id}/recepisse", {}) for _time in range(2))
        assert first.content.startswith(b"%PDF")
        assert first.content == second.content
