"""An employer whose documents are on screen, and a person who reads them: what the tests of reading begin with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.registry.models.employers import Employer
from app.registry.models.people import Person
from app.resolver.models.access import AccessGrant
from app.resolver.models.documents import Document, MedicalPaper
from app.resolver.models.files import CompensationFile
from app.vocabulary.accounts import Role
from app.vocabulary.documents import Category
from tests.factories.accounts import make_account
from tests.factories.deposits import deposit_document
from tests.factories.employers import make_employer
from tests.factories.files import make_file
from tests.factories.grants import make_grant
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.sessions import sign_in_person
from tests.web.page_client import PageClient

DAY = date(2026, 3, 2)


@dataclass
class ReadingRoom:
    """An employer, its RSE, a user who may read and is signed in, and one file."""

    session: Session
    client: PageClient
    employer: Employer
    rse: Person
    reader: Person
    grant: AccessGrant
    file: CompensationFile

    def deposit(self, file: CompensationFile | None = None, **values: Any) -> Document:
        """Deposit a document on screen, as the Commission does, and return it."""
        notice = deposit_document(self.session, file or self.file, **{"issued_on": DAY, **values})
        document = self.session.get_one(Document, notice.document_id)
        self.session.commit()
        return document

    def deposit_medical(self, **values: Any) -> MedicalPaper:
        """Deposit a medical paper, and return it."""
        notice = deposit_document(self.session, self.file, **{"issued_on": DAY, "category": Category.MEDICAL, **values})
        paper = self.session.get_one(MedicalPaper, notice.medical_paper_id)
        self.session.commit()
        return paper

    def count(self, table: type) -> int:
        """How many rows a table has."""
        self.session.rollback()
        return self.session.scalar(select(func.count()).select_from(table)) or 0

    def sign_in(self, person: Person) -> PageClient:
        """The browser, with this person in it."""
        return sign_in_person(self.client, person)


@pytest.fixture
def room(session: Session, client: PageClient, clock_at: Any) -> ReadingRoom:
    """Everything committed, the reader signed in, on a day of 2026."""
    clock_at("2026-03-02T10:00")
    employer = make_employer(session, name="Ateliers Boréal inc.")
    make_account(session, employer)
    rse = make_person(session, given_name="Marie", family_name="Tremblay")
    reader = make_person(session, given_name="Luc", family_name="Gagnon", email="luc@courriel.example")
    make_membership(session, rse, employer, Role.RSE)
    make_membership(session, reader, employer)
    grant = make_grant(session, reader, employer)
    file = make_file(session, employer, worker_given_name="Noémie", worker_family_name="L'Heureux")
    session.commit()
    sign_in_person(client, reader)
    return ReadingRoom(session, client, employer, rse, reader, grant, file)
