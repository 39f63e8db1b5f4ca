"""An employer and a firm that represents it, for the tests of mandates and of firms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.ledger.models.audit import AuditEntry
from app.ledger.models.emails import OutgoingEmail
from app.ledger.steps.audit import Actor
from app.mandates.actions.assignments import assign
from app.mandates.steps.assignments import Administrator
from app.mandates.steps.mandates import Proposal
from app.registry.models.employers import Employer
from app.registry.models.mandates import Firm, Mandate
from app.registry.models.people import Person
from app.registry.words.access import AccessProblem
from app.registry.words.mandates import FirmRole
from app.resolver.queries.facts import facts_of_employer
from app.resolver.steps.granting import Declined, Giver
from app.vocabulary.accounts import Role, Space
from app.vocabulary.services import OnlineService
from tests.factories.accounts import make_account
from tests.factories.employers import make_employer
from tests.factories.mandates import make_firm, make_firm_member, make_mandate
from tests.factories.memberships import make_membership
from tests.factories.people import make_person

FOLLOWUP, REVIEW = OnlineService.FILE_FOLLOWUP, OnlineService.REVIEW
ClockAt = Callable[[str], None]


@dataclass
class House:
    """An employer with its RSE, and a firm with its administrator and one accountant; their mandate is accepted."""

    session: Session
    employer: Employer
    rse: Person
    firm: Firm
    boss: Person
    clerk: Person
    mandate: Mandate

    @property
    def giver(self) -> Giver:
        return Giver(Actor("person", self.rse.id, self.rse.name), self.employer.id, Space.CLICSEQUR)

    @property
    def administrator(self) -> Administrator:
        return Administrator(Actor("person", self.boss.id, self.boss.name), (self.firm.neq,))

    def assign(self, *services: OnlineService) -> None:
        assign(self.administrator, self.mandate.public_id, self.clerk.public_id, services or (FOLLOWUP,))

    def readers(self, on: date | None = None) -> set[int]:
        return set(facts_of_employer(self.session, self.employer.id).readers_on(on or clock.today()))

    def actions(self) -> list[str]:
        return list(self.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))

    def emails(self) -> list[tuple[str, str]]:
        rows = self.session.execute(select(OutgoingEmail.kind, OutgoingEmail.to_address).order_by(OutgoingEmail.id))
        return [(kind, address) for kind, address in rows]


def make_house(session: Session) -> House:
    """The house, written."""
    employer, firm = make_employer(session), make_firm(session)
    make_account(session, employer)
    rse, boss, clerk = (make_person(session) for _ in range(3))
    make_membership(session, rse, employer, Role.RSE)
    make_firm_member(session, firm, boss, FirmRole.ADMINISTRATOR)
    make_firm_member(session, firm, clerk)
    until = clock.today() + timedelta(days=100)
    services = [FOLLOWUP.value, REVIEW.value]
    mandate = make_mandate(session, employer, firm, rse, services=services, until_on=until)
    session.commit()
    return House(session, employer, rse, firm, boss, clerk, mandate)


def proposal(neq: str, **values: object) -> Proposal:
    default = {"services": (FOLLOWUP,), "purpose": "Suivi", "until_on": clock.today() + timedelta(days=300)}
    return Proposal(neq, **{**default, **values})  # type: ignore[arg-type]


def declined(problem: AccessProblem, act: Callable[[], object]) -> None:
    with pytest.raises(Declined) as refused:
        act()
    assert refused.value.problem is problem
