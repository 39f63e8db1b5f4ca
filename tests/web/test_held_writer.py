"""Reading needs no writer: real gunicorn threads, twelve who sign in, and somebody who holds the database."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
import requests
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app import clock
from app.entry.actions.sessions import read_session
from app.extensions import db
from app.ledger.steps.transaction import Busy, transaction
from app.registry.models.people import Person
from app.registry.models.signin import Credential, UserSession
from app.registry.queries.sessions import Principal
from app.resolver.models.documents import Document, DocumentOpening
from app.vocabulary.accounts import Role, Space
from tests.factories.accounts import make_account
from tests.factories.credentials import PASSWORD, make_credential
from tests.factories.deposits import deposit_document
from tests.factories.employers import make_employer
from tests.factories.files import make_file
from tests.factories.grants import make_grant
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.sessions import open_person_session
from tests.servers.held_writer import held_writer
from tests.servers.live_site import LiveSite
from tests.servers.network import Network
from tests.servers.process import free_port

pytestmark = pytest.mark.databases("sqlite", "postgresql", because="locks")

DOOR = "/connexion/guichet-sst"
#: How many sign in at once, and how many of them may wait.
COMING, WAITING = 12, 2
#: Who waits for the writer waits for longer than any test lasts: whoever is answered meanwhile did not wait.
FOR_EVER = 600
#: Only ends a test that would wait for ever.
TOO_LONG = 240


@pytest.fixture
def settings(tmp_path: Path) -> dict[str, Any]:
    return {"RELAIS_DATA": tmp_path / "site", "WRITER_PATIENCE": 0.2, "WRITERS_WAITING": 1}


@pytest.fixture
def running(app: Flask, database_url: str, tmp_path: Path, planned_network: Network) -> Iterator[LiveSite]:
    """The site of this test's database, served as in production."""
    site = LiveSite(tmp_path / "site", free_port(), {"DATABASE_URL": database_url, "WRITER_PATIENCE": str(FOR_EVER)})
    planned_network.plan(site.port)
    try:
        site.serve()
        site.wait_for(site.port)
        yield site
    finally:
        site.stop()
    site.check_logs()


@pytest.fixture
def credential(session: Session) -> Credential:
    """A person who reads by clicSÉQUR-Entreprises and comes in by a code too; one document of their employer."""
    employer, person = make_employer(session), make_person(session)
    make_account(session, employer)
    make_membership(session, person, employer)
    make_grant(session, person, employer)
    make_membership(session, person, employer, Role.USER, Space.GUICHET_SST)
    credential = make_credential(session, person)
    notice = deposit_document(session, make_file(session, employer), issued_on=clock.today())
    session.commit()
    assert notice.document_id is not None
    return credential


@dataclass
class Visitor:
    """One browser before the door, its form already shown."""

    site: LiveSite
    code: str

    def __post_init__(self) -> None:
        self.browser = requests.Session()
        page = self.browser.get(self.site.address + DOOR, timeout=TOO_LONG).text
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        assert found is not None
        self.token = found[1]

    def come_in(self, password: str = PASSWORD) -> requests.Response:
        """Send the form."""
        values = {"csrf_token": self.token, "code": self.code, "password": password}
        return self.browser.post(self.site.address + DOOR, data=values, timeout=TOO_LONG)


@dataclass
class Reader:
    """The browser of somebody who is signed in."""

    site: LiveSite
    cookies: dict[str, str]

    def get(self, path: str) -> tuple[int, str]:
        """The answer to a page, and when to come back."""
        answer = requests.get(self.site.address + path, cookies=self.cookies, timeout=TOO_LONG)
        return answer.status_code, answer.headers.get("Retry-After", "")


def signed_in(app: Flask, site: LiveSite, person: Person) -> Reader:
    """A session opened without going through a door: the site signs its cookies with the same key."""
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signer is not None
    return Reader(site, {"relais": signer.dumps({"token": open_person_session(person)})})


def aged(session: Session) -> None:
    """Every session was last kept alive some minutes ago: the next page would write it again."""
    for row in session.scalars(select(UserSession)):
        row.expires_at -= timedelta(minutes=5)
    session.commit()


def test_who_reads_is_answered_at_once_while_somebody_holds_the_writer(
    app: Flask, running: LiveSite, database_url: str, session: Session, credential: Credential
) -> None:
    code = credential.user_code
    reader = signed_in(app, running, session.get_one(Person, credential.person_id))
    aged(session)
    document = session.scalars(select(Document)).one().public_id
    session.rollback()
    visitors = [Visitor(running, code) for _ in range(COMING)]
    with ThreadPoolExecutor(COMING) as pool:
        with held_writer(database_url):
            coming = [pool.submit(one.come_in, "un autre mot de passe") for one in visitors]
            told = [each.result() for each in islice(as_completed(coming), COMING - WAITING)]
            pages = [reader.get(path) for path in ("/", "/dossiers", f"/documents/{document}", "/mon-compte")]
            opening = reader.get(f"/documents/{document}/contenu")
            assert sum(each.done() for each in coming) == len(told), "the others wait for the writer"
        answers = [each.result() for each in coming if each.result() not in told]
    assert {(answer.status_code, answer.headers["Retry-After"]) for answer in told} == {(503, "5")}
    assert [status for status, _ in pages] == [200] * 4
    assert opening == (503, "5")
    assert session.scalar(select(func.count()).select_from(DocumentOpening)) == 0
    assert [answer.status_code for answer in answers] == [200] * WAITING
    assert reader.get(f"/documents/{document}/contenu")[0] == 200


def test_a_session_is_read_though_it_cannot_be_kept_alive(
    app: Flask, database_url: str, session: Session, credential: Credential
) -> None:
    token = open_person_session(session.get_one(Person, credential.person_id))
    aged(session)
    app.config["WRITER_PATIENCE"] = FOR_EVER

    def read() -> Principal | None:
        with app.test_request_context():
            return read_session(db.session(), token)

    with ThreadPoolExecutor(1) as pool, held_writer(database_url):
        assert pool.submit(read).result(timeout=TOO_LONG) is not None


def test_one_more_than_may_wait_is_told_to_come_back(app: Flask, database_url: str, session: Session) -> None:
    session.rollback()

    def write() -> str:
        with app.test_request_context():
            try:
                with transaction() as mine:
                    mine.execute(update(UserSession).values(browser=""))
            except Busy as busy:
                return str(busy)
        return "written"

    with ThreadPoolExecutor(2) as pool:
        with held_writer(database_url):
            first = [pool.submit(write) for _ in range(2)]
            said = [each.result() for each in first]
            assert "written" not in said
            assert write() != "written"
        assert write() == "written"
        assert [pool.submit(write).result() for _ in range(4)] == ["written"] * 4
