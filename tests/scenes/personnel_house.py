"""An employer on clicSÉQUR with two RSEs, and tables of its people: planned, applied, undone."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.delivery.received.tables import csv_bytes
from app.ledger.steps.audit import Actor
from app.personnel.actions.application import apply_personnel_plans
from app.personnel.actions.plans import confirm_plan, make_plan, undo_plan
from app.personnel.models import PersonnelPlan, PersonnelRow
from app.personnel.queries.state import plan_for, rows_of
from app.registry.models.employers import Employer
from app.registry.models.people import Person
from app.resolver.queries.facts import facts_of_employer
from app.resolver.queries.grants import rights_of
from app.resolver.steps.granting import Giver
from app.vocabulary.accounts import Role, Space
from app.vocabulary.personnel import RowKind
from app.vocabulary.services import OnlineService
from app.vocabulary.text import folded
from tests.factories.accounts import make_account
from tests.factories.employers import make_employer
from tests.factories.grants import make_grant
from tests.factories.memberships import make_membership
from tests.factories.people import make_person

FOLLOWUP, MESSAGING, DEPOSIT = OnlineService.FILE_FOLLOWUP, OnlineService.MESSAGING, OnlineService.DIRECT_DEPOSIT
HEAD = ("Prénom", "Nom", "Courriel", "Suivi des dossiers", "Messagerie", "Parti le")


def in_days(days: int) -> date:
    """A day from today."""
    return clock.today() + timedelta(days=days)


@dataclass
class House:
    """An employer on clicSÉQUR with two RSEs, and what its table says."""

    session: Session
    employer: Employer
    rse: Person
    other: Person
    giver: Giver
    people: dict[str, Person] = field(default_factory=dict)

    def user(self, name: str, **rights: int | None) -> Person:
        """A user, with rights that end in so many days, or never."""
        person = make_person(self.session, given_name=name, family_name="Roy", email=f"{folded(name)}@courriel.example")
        make_membership(self.session, person, self.employer)
        for service, days in rights.items():
            until = None if days is None else in_days(days)
            make_grant(self.session, person, self.employer, OnlineService(service), until_on=until)
        self.session.commit()
        self.people[name] = person
        return person

    def plan(self, *rows: tuple[str, ...], absent_left: bool = False, head: tuple[str, ...] = HEAD) -> str:
        """The plan of a table."""
        return make_plan(self.giver, "personnel.csv", csv_bytes([head, *rows]), absent_left=absent_left)

    def row(self, name: str, *cells: str) -> tuple[str, ...]:
        """The row of somebody named Roy."""
        return (name, "Roy", f"{folded(name)}@courriel.example", *cells)

    def rows(self, plan: str) -> list[PersonnelRow]:
        """The rows of a plan, in their order."""
        self.session.expire_all()
        return list(rows_of(self.session, self.found(plan)))

    def found(self, plan: str) -> PersonnelPlan:
        """The plan itself."""
        self.session.rollback()
        self.session.expire_all()
        found = plan_for(self.session, self.employer.id, self.giver.space, plan)
        assert found is not None
        return found

    def kinds(self, plan: str) -> list[RowKind]:
        """What each row does."""
        return [RowKind(row.kind) for row in self.rows(plan)]

    def problems(self, plan: str) -> list[str]:
        """What is wrong, row by row."""
        return [problem["code"] for row in self.rows(plan) for problem in row.problems]

    def apply(self, plan: str, *, holes_accepted: bool = True) -> PersonnelPlan:
        """Confirm a plan and let the worker do it."""
        confirm_plan(self.giver, plan, holes_accepted=holes_accepted)
        apply_personnel_plans()
        return self.found(plan)

    def undo(self, plan: str) -> PersonnelPlan:
        """Undo a plan and let the worker do it."""
        undo_plan(self.giver, plan)
        apply_personnel_plans()
        return self.found(plan)

    def rights(self, on: date | None = None) -> dict[str, dict[str, date | None]]:
        """Who holds what today, by given name, from the resolver."""
        self.session.rollback()
        facts = facts_of_employer(self.session, self.employer.id)
        names = {one.id: one.given_name for one in self.session.scalars(select(Person))}
        today = on or clock.today()
        ids = {held.person_id for held in facts.memberships if held.holds(today) and held.person_id}
        return {
            names[id_]: {
                right.service.value: right.until_on
                for right in rights_of(facts, id_, self.giver.space, today)
                if right.granted
            }
            for id_ in ids
            if facts.roles_on(id_, self.giver.space, today)
        }

    def count(self, table: type) -> int:
        """How many rows a table has."""
        self.session.rollback()
        return self.session.scalar(select(func.count()).select_from(table)) or 0


@pytest.fixture
def house(session: Session) -> House:
    """The employer, its RSEs, and nobody else."""
    employer = make_employer(session)
    make_account(session, employer)
    rse = make_person(session, given_name="Marie", family_name="Tremblay", email="marie@courriel.example")
    other = make_person(session, given_name="Jean", family_name="Tremblay", email="jean@courriel.example")
    make_membership(session, rse, employer, Role.RSE)
    make_membership(session, other, employer, Role.RSE)
    session.commit()
    return House(session, employer, rse, other, Giver(Actor("person", rse.id, rse.name), employer.id, Space.CLICSEQUR))
