"""An office at work: who grants, who reads, and what the tests of leaving, roles and absences ask of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.ledger.models.audit import AuditEntry
from app.ledger.models.emails import OutgoingEmail
from app.ledger.steps.audit import Actor
from app.registry.models.employers import Employer
from app.registry.models.people import Person
from app.resolver.queries.facts import EmployerFacts, facts_of_employer
from app.resolver.steps.granting import Giver
from app.vocabulary.accounts import Role, Space
from app.vocabulary.services import OnlineService
from tests.factories.accounts import make_account
from tests.factories.employers import make_employer
from tests.factories.grants import make_grant
from tests.factories.memberships import make_membership
from tests.factories.people import make_person

GRANTERS = {Space.CLICSEQUR: Role.RSE, Space.GUICHET_SST: Role.RESPONDENT}
FOLLOWUP, REVIEW = OnlineService.FILE_FOLLOWUP, OnlineService.REVIEW


@dataclass
class Office:
    """An employer in one space: two who grant, a clerk who follows the files, and a user without any right."""

    session: Session
    employer: Employer
    space: Space
    rse: Person
    second: Person
    clerk: Person
    user: Person

    def giver(self, person: Person | None = None) -> Giver:
        """Who acts: the first who grants unless it is said."""
        who = person or self.rse
        return Giver(Actor("person", who.id, who.name), self.employer.id, self.space)

    def facts(self) -> EmployerFacts:
        """What is known now."""
        self.session.rollback()
        return facts_of_employer(self.session, self.employer.id)

    def roles(self, person: Person, on: date | None = None) -> frozenset[Role]:
        """What somebody is in the space."""
        return self.facts().roles_on(person.id, self.space, on or clock.today())

    def rights(self, person: Person, on: date | None = None) -> frozenset[OnlineService]:
        """What somebody was granted in the space."""
        return self.facts().grants_on(person.id, self.space, on or clock.today())

    def entries(self) -> list[str]:
        """The actions of the journal."""
        self.session.rollback()
        return list(self.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))

    def details(self, action: str) -> dict[str, Any]:
        """What the last entry of an action keeps."""
        self.session.rollback()
        found = select(AuditEntry.details).where(AuditEntry.action == action).order_by(AuditEntry.id.desc()).limit(1)
        return self.session.scalars(found).one()

    def mail(self, person: Person) -> list[str]:
        """What was queued for somebody, by kind."""
        self.session.rollback()
        found = select(OutgoingEmail.kind).where(OutgoingEmail.person_id == person.id).order_by(OutgoingEmail.id)
        return list(self.session.scalars(found))


def make_office(session: Session, space: Space = Space.CLICSEQUR) -> Office:
    """A new employer, committed."""
    employer = make_employer(session)
    make_account(session, employer, space)
    rse, second, clerk, user = (make_person(session) for _ in range(4))
    for granter in (rse, second):
        make_membership(session, granter, employer, GRANTERS[space], space)
    for member in (clerk, user):
        make_membership(session, member, employer, Role.USER, space)
    make_grant(session, clerk, employer, FOLLOWUP, space)
    session.commit()
    return Office(session, employer, space, rse, second, clerk, user)
