"""The journal alone rebuilds who is and holds what today: gestures at random, through the real actions.

What is replayed is compared with the resolver after every few gestures, days passing in between.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.actions import mandate_ends
from app.actions.absences import AbsenceDeclined, AbsencePlan, cancel_absence, name_stand_in
from app.actions.accepting_invitations import NotAccepted, accept_by_mailbox
from app.actions.access import grant_access
from app.actions.assignments import Administrator, assign, unassign
from app.actions.audit import Actor
from app.actions.end_changes import change_end
from app.actions.granting import Declined, Giver, NotGranted, Unknown
from app.actions.invitations import invite_user
from app.actions.leaving import remove_person
from app.actions.people import Enrolment
from app.actions.personnel import NotNow, confirm_plan, make_plan, undo_plan
from app.actions.personnel_application import apply_personnel_plans
from app.actions.revoking import revoke_access
from app.actions.roles import name_granter
from app.delivery.tables import csv_bytes
from app.models.absences import Absence
from app.models.audit import AuditEntry
from app.models.employers import Employer
from app.models.invitations import Invitation
from app.models.people import Person
from app.models.personnel import PersonnelPlan
from app.queries.facts import facts_of_employer
from app.vocabulary.accounts import Role, Space
from app.vocabulary.mandates import FirmRole
from app.vocabulary.services import OnlineService
from tests.factories.accounts import make_account
from tests.factories.employers import make_employer
from tests.factories.mandates import make_firm, make_firm_member, make_mandate
from tests.factories.memberships import make_membership
from tests.factories.people import make_person

SPACE = Space.GUICHET_SST
SERVICES = list(OnlineService)[:4]
REFUSALS = (Declined, NotGranted, Unknown, NotAccepted, AbsenceDeclined, NotNow)
HEAD = ("Prénom", "Nom", "Courriel", "Avis de l'employeur (ADR)", "Retrait préventif", "Parti le")

Held = dict[str, date | None]


@dataclass
class Replayed:
    """Who is and holds what, from the entries of the journal: in their own name, as stand-ins, for firms.

    Each day is the first one without. What somebody holds as a stand-in never outlasts what the absent person has.
    """

    roles: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    rights: dict[int, Held] = field(default_factory=lambda: defaultdict(dict))
    coming: dict[tuple[int, str], list[tuple[date, date]]] = field(default_factory=lambda: defaultdict(list))
    ends: dict[int, date | None] = field(default_factory=dict)
    absences: dict[str, dict[str, Any]] = field(default_factory=dict)
    mandates: dict[tuple[str, int], tuple[list[str], date]] = field(default_factory=dict)

    def read(self, entry: AuditEntry, people: dict[str, int]) -> None:
        """Take one entry into account."""
        if entry.details.get("space") != SPACE:
            return
        reader = getattr(self, f"_{entry.action}", None)
        if reader is not None:
            reader(entry.person_id, entry.details, entry.day, people)
            self._narrow(entry.day)

    def on(self, day: date) -> dict[int, tuple[set[str], set[str]]]:
        """The roles and the rights of that day."""
        found: dict[int, tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
        for person_id, roles in self.roles.items():
            end = self.ends.get(person_id)
            found[person_id][0].update(role for role in roles if end is None or day < end or role != Role.USER)
        for person_id, rights in self.rights.items():
            found[person_id][1].update(service for service, end in rights.items() if end is None or day < end)
        lent = [
            (absence["by"], what, span) for absence in self.absences.values() for what, span in absence["held"].items()
        ]
        lent += [(person_id, service, span) for (person_id, service), spans in self.coming.items() for span in spans]
        for person_id, what, (begins, end) in lent:
            if begins <= day < end:
                found[person_id][what in set(OnlineService)].add(what)
        for (_mandate, person_id), (services, end) in self.mandates.items():
            if day < end:
                found[person_id][0].add(Role.USER.value)
                found[person_id][1].update(services)
        return {person_id: held for person_id, held in found.items() if held[0] or held[1]}

    def _person_enrolled(self, person_id: int, details: dict[str, Any], *_: Any) -> None:
        self.roles[person_id].add(details["role"])
        if details["role"] == Role.USER:
            self.ends.pop(person_id, None)

    _role_given = _person_enrolled

    def _access_granted(self, person_id: int, details: dict[str, Any], *_: Any) -> None:
        end = date.fromisoformat(details["until_on"]) if details["until_on"] else None
        for service in details["services"]:
            spans, before = self.coming[(person_id, service)], (details.get("previous_until") or {}).get(service)
            shorter = end is not None and before is not None and end < date.fromisoformat(before)
            begins = date.fromisoformat(details["from_on"]) if "from_on" in details else None
            spans[:] = [] if shorter else [span for span in spans if self._stays(span, begins, end)]
            if begins is not None and end is not None:
                spans.append((begins, end))
            else:
                self.rights[person_id][service] = end

    @staticmethod
    def _stays(span: tuple[date, date], begins: date | None, end: date | None) -> bool:
        """Whether a right to come is left beside one that is given."""
        return end is not None and (span[1] > end or (begins is not None and span[0] < begins))

    _access_changed = _access_granted

    def _access_revoked(self, person_id: int, details: dict[str, Any], on: date, *_: Any) -> None:
        for service in details["services"]:
            self.rights[person_id].pop(service, None)
            self.coming.pop((person_id, service), None)
            # A table takes back what somebody holds in their own name; a single gesture, whatever they hold.
            for absence in () if "table" in details else self.absences.values():
                if absence["by"] == person_id:
                    absence["held"].pop(service, None)

    def _person_leaves(self, person_id: int, details: dict[str, Any], *_: Any) -> None:
        self.ends[person_id] = date.fromisoformat(details["until_on"]) if details["until_on"] else None

    def _person_removed(self, person_id: int, _details: dict[str, Any], on: date, *_: Any) -> None:
        self.roles.pop(person_id, None)
        self.rights.pop(person_id, None)
        self.ends.pop(person_id, None)
        self.coming = defaultdict(list, {key: spans for key, spans in self.coming.items() if key[0] != person_id})
        self.absences = {
            name: absence for name, absence in self.absences.items() if person_id not in (absence["of"], absence["by"])
        }

    def _absence_recorded(self, person_id: int, details: dict[str, Any], on: date, people: dict[str, int]) -> None:
        held = {what: tuple(map(date.fromisoformat, days)) for what, days in details["held"].items()}
        self.absences[details["absence"]] = {"of": person_id, "by": people[details["stand_in"]], "held": held}

    def _absence_cancelled(self, _person_id: int, details: dict[str, Any], *_: Any) -> None:
        self.absences.pop(details["absence"], None)

    def _representative_assigned(self, person_id: int, details: dict[str, Any], *_: Any) -> None:
        self.mandates[(details["mandate"], person_id)] = (details["services"], date.fromisoformat(details["until_on"]))

    def _representative_unassigned(self, person_id: int, details: dict[str, Any], *_: Any) -> None:
        self.mandates.pop((details["mandate"], person_id), None)

    def _narrow(self, on: date) -> None:
        for absence in self.absences.values():
            own, roles = self.rights[absence["of"]], self.roles[absence["of"]]
            for what, (begun, end) in list(absence["held"].items()):
                if what in set(OnlineService):
                    last = own.get(what, on) if what in own else on
                    absence["held"][what] = (begun, end if last is None else min(end, last))
                elif what not in roles:
                    absence["held"].pop(what)


@dataclass
class Office:
    """An employer on Guichet SST: two respondents, users, somebody of a firm; and whoever is invited later."""

    session: Session
    chance: random.Random
    employer: Employer
    giver: Giver
    others: list[Person]
    firm_admin: Administrator
    mandate: str
    staff: list[Person]
    count: int = 0

    def anybody(self) -> str:
        """Somebody of the employer."""
        return self.chance.choice(self.others).public_id

    def some(self) -> list[OnlineService]:
        """One to three services."""
        return self.chance.sample(SERVICES, self.chance.randint(1, 3))

    def end(self) -> date:
        """The first day without a right."""
        return clock.today() + timedelta(days=self.chance.randint(2, 90))

    def token(self) -> str:
        """What makes a gesture happen once."""
        self.count += 1
        return f"token{self.count}"

    def grant(self) -> None:
        """To somebody of the employer, who comes back if they left."""
        grant_access(self.giver, self.anybody(), self.some(), self.end(), self.token())

    def change(self) -> None:
        """Another end."""
        successor = self.anybody() if self.chance.random() < 0.4 else ""
        about = (self.giver, self.anybody(), self.chance.choice(SERVICES), self.end())
        change_end(*about, successor=successor, accepted=True)

    def revoke(self) -> None:
        """One right less."""
        revoke_access(self.giver, self.anybody(), self.chance.choice(SERVICES), accepted=True)

    def remove(self) -> None:
        """Somebody leaves, sometimes with a successor."""
        successor = self.anybody() if self.chance.random() < 0.4 else ""
        remove_person(self.giver, self.anybody(), successor=successor, accepted=True)

    def promote(self) -> None:
        """One more respondent, not too often."""
        if self.chance.random() < 0.2:
            name_granter(self.giver, self.anybody())

    def invite(self) -> None:
        """Somebody new, who accepts at once."""
        name = f"Nouvelle{self.token()}"
        whom = Enrolment(name, "Côté", f"{name.lower()}@courriel.example")
        made = invite_user(self.giver, whom, self.some(), self.end(), self.token())
        digest = self.session.scalar(select(Invitation.token_sha256).where(Invitation.public_id == made.public_id))
        self.session.rollback()
        self.others.append(accept_by_mailbox(str(digest)).person)

    def absence(self) -> None:
        """Somebody is away, from today or later."""
        begins = clock.today() + timedelta(days=self.chance.choice([0, 0, 3]))
        ends = begins + timedelta(days=self.chance.randint(1, 20))
        name_stand_in(self.giver, AbsencePlan(self.anybody(), self.anybody(), begins, ends))

    def cancel(self) -> None:
        """An absence ends earlier."""
        names = self.session.scalars(select(Absence.public_id)).all()
        self.session.rollback()
        if names:
            cancel_absence(self.giver, self.chance.choice(names), accepted=True)

    def represent(self) -> None:
        """The firm assigns, or no longer does."""
        person = self.chance.choice(self.staff).public_id
        if self.chance.random() < 0.7:
            assign(self.firm_admin, self.mandate, person, self.chance.sample(SERVICES[:2], 1))
        else:
            unassign(self.firm_admin, self.mandate, person)

    def move_mandate(self) -> None:
        """The mandate has another end."""
        mandate_ends.change_end(self.giver, self.mandate, self.end(), accepted=True)

    def table(self) -> None:
        """A table of some people, applied; sometimes everybody who is absent from it has left."""
        cells = ["", "", "oui", self.end().isoformat()]
        people = self.chance.sample(self.others, min(4, len(self.others)))
        rows = [
            (one.given_name, one.family_name, one.email, self.chance.choice(cells), self.chance.choice(cells), left)
            for one, left in ((one, self.departure()) for one in people)
        ]
        content = csv_bytes([HEAD, *rows])
        plan = make_plan(self.giver, "personnel.csv", content, absent_left=self.chance.random() < 0.1)
        confirm_plan(self.giver, plan, holes_accepted=True)
        apply_personnel_plans()

    def departure(self) -> str:
        """Somebody has left, will leave, or stays."""
        chance = self.chance.random()
        return "parti" if chance < 0.15 else self.end().isoformat() if chance < 0.3 else ""

    def undo(self) -> None:
        """The last table is undone, wholly or in part."""
        latest = (
            select(PersonnelPlan.public_id).where(PersonnelPlan.state == "applied").order_by(PersonnelPlan.id.desc())
        )
        plan = self.session.scalar(latest.limit(1))
        self.session.rollback()
        if plan is not None:
            undo_plan(self.giver, plan)
            apply_personnel_plans()

    @property
    def gestures(self) -> Sequence[Callable[[], None]]:
        """Every gesture, the common ones more often."""
        often = [self.grant, self.grant, self.grant, self.revoke, self.table, self.table, self.undo, self.undo]
        often += [self.absence] * 4 + [self.change] * 4
        return [
            *often,
            self.remove,
            self.invite,
            self.absence,
            self.cancel,
            self.represent,
            self.move_mandate,
            self.promote,
        ]

    def resolved(self) -> dict[int, tuple[set[str], set[str]]]:
        """What the resolver says of today."""
        self.session.rollback()
        self.session.expire_all()
        facts, today = facts_of_employer(self.session, self.employer.id), clock.today()
        ids = {held.person_id for held in facts.memberships if held.person_id is not None}
        every = {
            id_: (
                {role.value for role in facts.roles_on(id_, SPACE, today)},
                {service.value for service in facts.grants_on(id_, SPACE, today)},
            )
            for id_ in ids
        }
        return {id_: held for id_, held in every.items() if held[0] or held[1]}

    def replayed(self) -> dict[int, tuple[set[str], set[str]]]:
        """What the journal says of today, from the people whom the registry brought."""
        people = {one.identifier: one.id for one in self.session.scalars(select(Person))}
        replayed = Replayed()
        for person, role in self.registry:
            replayed.roles[person.id].add(role)
        for entry in self.session.scalars(select(AuditEntry).order_by(AuditEntry.id)):
            replayed.read(entry, people)
        return replayed.on(clock.today())

    @property
    def registry(self) -> list[tuple[Person, str]]:
        """Who was there before the first gesture."""
        return self.__dict__.setdefault("_registry", [])


def make_office(session: Session, seed: int) -> Office:
    """The employer before the first gesture."""
    employer = make_employer(session)
    make_account(session, employer, SPACE)
    marie, jean = (make_person(session, given_name=name, family_name="Tremblay") for name in ("Marie", "Jean"))
    users = [make_person(session, given_name=f"Luc{n}", family_name="Roy", email=f"luc{n}@x.example") for n in range(4)]
    firm, boss = make_firm(session), make_person(session, given_name="Ève", family_name="Comptable")
    make_firm_member(session, firm, boss, FirmRole.ADMINISTRATOR)
    staff = [make_person(session, given_name=f"Nadia{n}", family_name="Comptable") for n in range(2)]
    for one in staff:
        make_firm_member(session, firm, one)
    codes = [service.value for service in SERVICES]
    ends = clock.today() + timedelta(days=60)
    mandate = make_mandate(session, employer, firm, marie, space=SPACE.value, services=codes, until_on=ends)
    registry = [(marie, "respondent"), (jean, "respondent"), *((one, "user") for one in users)]
    for person, role in registry:
        make_membership(session, person, employer, Role(role), SPACE)
    session.commit()
    office = Office(
        session=session,
        chance=random.Random(seed),
        employer=employer,
        giver=Giver(Actor("person", marie.id, marie.name), employer.id, SPACE),
        others=[jean, *users],
        firm_admin=Administrator(Actor("person", boss.id, boss.name), (firm.neq,)),
        mandate=mandate.public_id,
        staff=staff,
    )
    office.registry.extend(registry)
    return office


@pytest.mark.parametrize("seed", range(4))
def test_the_journal_alone_rebuilds_today(
    session: Session, clock_at: Callable[[str | datetime], None], seed: int
) -> None:
    clock_at("2026-03-02")
    office = make_office(session, seed)
    done: list[str] = []
    for step in range(60):
        gesture = office.chance.choice(office.gestures)
        with suppress(*REFUSALS):
            gesture()
            done.append(gesture.__name__)
        if office.chance.random() < 0.15:
            clock_at(clock.now() + timedelta(days=office.chance.randint(1, 12)))
        if step % 3 == 2:
            assert office.replayed() == office.resolved(), done[-6:]
    assert len(set(done)) > 7, done
