"""A site that is killed while people file: what was acknowledged is filed, once."""

from __future__ import annotations

import json
import os
import signal
import time
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.requests.actions.exports import export_requests
from app.requests.models.requests import Filing, OnlineRequest, RequestEvent
from app.vocabulary.accounts import Role, Space
from tests.factories.accounts import make_account
from tests.factories.employers import make_employer
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.requests import make_draft
from tests.factories.sessions import open_person_session, principal_of
from tests.servers.forks import Forks

REQUESTS, KILLS = 60, 4
#: Files every draft that is left, and says each reference aloud once it has it, as a page does to a browser.
SITE = """
import sys
from pathlib import Path
from sqlalchemy import select
from app import create_app
from app.entry.actions.sessions import read_session
from app.extensions import db
from app.ledger.steps.transaction import transaction
from app.requests.actions.filings import Sending, file_request
from app.requests.actions.reading import shown
from app.requests.models.requests import OnlineRequest
from config import Config

url, data, token, said = sys.argv[1:]
app = create_app(Config(RELAIS_ENV="test", RELAIS_DATA=Path(data), SECRET_KEY="test", SQLALCHEMY_DATABASE_URI=url))
with app.app_context(), open(said, "a", buffering=1) as acknowledged:
    principal = read_session(db.session(), token)
    drafts = db.session().scalars(select(OnlineRequest).where(OnlineRequest.state == "draft")).all()
    for draft in drafts:
        answer = file_request(principal, draft.public_id, Sending(shown(draft).digest))
        acknowledged.write(answer + "\\n")
"""


def acknowledged(said: Path) -> list[str]:
    """The references that were said, whole lines only."""
    return said.read_text().splitlines() if said.exists() else []


def kill_while_filing(forks: Forks, arguments: list[str], said: Path, more: int) -> None:
    """Start a site that files, and kill it once it has filed a few more; let it end if there are no more."""
    log = said.with_suffix(".log")
    before = len(acknowledged(said))
    site = forks.start(["python", "-c", SITE, *arguments], dict(os.environ), log, log)
    until = time.monotonic() + 120
    while site.poll() is None and len(acknowledged(said)) < before + more:
        assert time.monotonic() < until, log.read_text()
        time.sleep(0.002)
    site.send_signal(signal.SIGKILL)
    site.wait()


def test_each_acknowledged_filing_is_there_once_whatever_is_killed(
    app: Flask, session: Session, forks: Forks, database_url: str, tmp_path: Path
) -> None:
    rse, employer = make_person(session), make_employer(session)
    make_account(session, employer)
    make_membership(session, rse, employer, Role.RSE)
    session.commit()
    token = open_person_session(rse, Space.CLICSEQUR)
    for number in range(REQUESTS):
        make_draft(principal_of(token), worker_given_name=f"Personne {number}")
    said, arguments = tmp_path / "said", [database_url, str(app.config["RELAIS_DATA"]), token]
    for _round in range(KILLS):
        kill_while_filing(forks, [*arguments, str(said)], said, REQUESTS // (KILLS + 1))
    kill_while_filing(forks, [*arguments, str(said)], said, REQUESTS)
    session.rollback()
    _check(session, acknowledged(said))


def _check(session: Session, references: list[str]) -> None:
    filed = session.scalars(select(Filing.reference).order_by(Filing.filed_at, Filing.id)).all()
    assert len(filed) == len(set(filed)) == REQUESTS
    assert set(references) <= set(filed)
    assert len(references) == len(set(references))
    states = session.execute(select(OnlineRequest.state, func.count()).group_by(OnlineRequest.state)).all()
    assert [tuple(row) for row in states] == [("filed", REQUESTS)]
    told = select(func.count()).select_from(RequestEvent).where(RequestEvent.kind == "filed")
    assert session.scalar(told) == REQUESTS
    assert [json.loads(line)["reference"] for line in export_requests(None)] == list(filed)
