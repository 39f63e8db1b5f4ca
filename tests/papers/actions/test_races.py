"""Reading and taking back at the same time: what was taken back is never read afterwards."""

from __future__ import annotations

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.ledger.models.audit import AuditEntry
from app.ledger.steps.audit import Actor
from app.papers.actions.openings import NoLongerAllowed, open_document
from app.papers.words.openings import Way
from app.registry.models.people import Person
from app.registry.queries.sessions import Principal
from app.resolver.models.documents import Document
from app.resolver.steps.granting import Giver
from app.rights.actions.grants import grant_access, revoke_access
from app.vocabulary.accounts import Role, Space
from app.vocabulary.services import OnlineService
from tests.factories.accounts import make_account
from tests.factories.deposits import deposit_document
from tests.factories.employers import make_employer
from tests.factories.files import make_file
from tests.factories.memberships import make_membership
from tests.factories.people import make_person

ROUNDS = 100
FOLLOWUP = OnlineService.FILE_FOLLOWUP


@dataclass
class Race:
    """An RSE who grants and takes back, a reader who opens one document again and again."""

    app: Flask
    giver: Giver
    reader: Person
    principal: Principal
    document: str

    def read_until_refused(self, go: threading.Barrier) -> list[float]:
        """When each opening that succeeded began."""
        began: list[float] = []
        go.wait()
        while True:
            at = time.monotonic()
            with self.app.app_context():
                try:
                    paper = open_document(self.principal, self.document, Way.SCREEN)
                except NoLongerAllowed:
                    return began
            assert paper is not None
            paper.file.close()
            began.append(at)

    def take_back(self, go: threading.Barrier, pause: float) -> float:
        """When the revocation was committed."""
        go.wait()
        time.sleep(pause)
        with self.app.app_context():
            assert revoke_access(self.giver, self.reader.public_id, FOLLOWUP).revoked
        return time.monotonic()


@pytest.fixture
def race(app: Flask, session: Session) -> Race:
    """Everything committed."""
    employer = make_employer(session)
    make_account(session, employer)
    rse, reader = make_person(session), make_person(session)
    make_membership(session, rse, employer, Role.RSE)
    make_membership(session, reader, employer)
    notice = deposit_document(session, make_file(session, employer), issued_on=clock.today())
    session.commit()
    principal = Principal(
        session_id=1,
        kind="person",
        name=reader.name,
        language="fr",
        person_id=reader.id,
        space=Space.CLICSEQUR,
        employer_id=employer.id,
    )
    giver = Giver(Actor("person", rse.id, rse.name), employer.id, Space.CLICSEQUR)
    return Race(app, giver, reader, principal, session.get_one(Document, notice.document_id).public_id)


def test_no_reading_that_began_after_a_revocation_succeeds(race: Race, session: Session) -> None:
    until_on, seed = clock.today() + timedelta(days=30), random.Random(7)
    read = 0
    with ThreadPoolExecutor(3) as pool:
        for number in range(ROUNDS):
            grant_access(race.giver, race.reader.public_id, [FOLLOWUP], until_on, f"round-{number}")
            session.rollback()
            go = threading.Barrier(3)
            readers = [pool.submit(race.read_until_refused, go) for _ in range(2)]
            taken = pool.submit(race.take_back, go, seed.uniform(0, 0.03)).result()
            began = [at for each in readers for at in each.result()]
            assert [at for at in began if at > taken] == []
            read += len(began)
    assert read > ROUNDS, "the readers did read meanwhile"
    session.rollback()
    entries = session.execute(
        select(AuditEntry.action)
        .where(AuditEntry.action.in_(["document_opened", "access_granted", "access_revoked"]))
        .order_by(AuditEntry.id)
    ).scalars()
    allowed = False
    for action in entries:
        allowed = action == "access_granted" or (allowed and action == "document_opened")
        assert allowed or action == "access_revoked", "the journal never shows a reading without the right"
