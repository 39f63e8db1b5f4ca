"""An employer whose RSE is signed in: what the tests of the rooms of rights begin with."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.registry.models.employers import Employer
from app.registry.models.people import Person
from app.vocabulary.accounts import Role
from tests.factories.accounts import make_account
from tests.factories.employers import make_employer
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.sessions import sign_in_person
from tests.web.page_client import Page, PageClient

RIGHTS, PAPER, SERVICES = "/droits-d-acces", "/personnes-qui-recoivent-du-papier", "/services-en-ligne"


@dataclass
class House:
    """An employer on clicSÉQUR: an RSE who is signed in, and a user."""

    session: Session
    client: PageClient
    employer: Employer
    rse: Person
    user: Person

    def path(self, *more: str) -> str:
        """The address of the user's page, or below it."""
        return "/".join((RIGHTS, "personnes", self.user.public_id, *more))

    def count(self, table: type) -> int:
        """How many rows a table has."""
        self.session.rollback()
        return self.session.scalar(select(func.count()).select_from(table)) or 0

    def wizard_at(self, step: str) -> Page:
        """The wizard for the user, with the steps before this one answered."""
        page = self.client.get(f"{RIGHTS}/accorder?person={self.user.public_id}")
        if step == "services":
            return page.submit("Continuer")
        if step == "resume":
            return page.submit("Continuer").submit("Continuer", services=["file_followup", "messaging"])
        return page


@pytest.fixture
def house(session: Session, client: PageClient) -> House:
    """Everything committed, the RSE signed in."""
    employer = make_employer(session)
    make_account(session, employer)
    rse = make_person(session, given_name="Marie", family_name="Tremblay")
    user = make_person(session, given_name="Luc", family_name="Gagnon", email="luc@courriel.example")
    make_membership(session, rse, employer, Role.RSE)
    make_membership(session, user, employer)
    session.commit()
    sign_in_person(client, rse)
    return House(session, client, employer, rse, user)
