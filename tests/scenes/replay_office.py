"""An employer on Guichet SST at work: every gesture that leads to a right, at random, through the real actions."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.delivery.received.tables import csv_bytes
from app.entry.actions.email_addresses import change_address
from app.entry.steps.email_addresses import AddressDeclined
from app.invitations.actions.accepting import accept_by_mailbox, refuse
from app.invitations.actions.designation_objections import object_to
from app.invitations.actions.designation_vouching import NotVouched, reject_designation
from app.invitations.actions.designations import designate, end_designation
from app.invitations.actions.invitations import cancel, expire_invitations, invite_user, resend
from app.invitations.steps.accepting import NotAccepted, accept, newcomer
from app.invitations.steps.designation_news import serializer, stamp
from app.invitations.steps.designations import Professional
from app.ledger.models.audit import AuditEntry
from app.ledger.steps.audit import Actor
from app.ledger.steps.transaction import transaction
from app.mandates.actions import ends as mandate_ends
from app.mandates.actions import mandates
from app.mandates.actions.assignments import assign, unassign
from app.mandates.actions.firms import answer, invite_to_firm, remove_from_firm, resign
from app.mandates.steps.assignments import Administrator
from app.mandates.steps.mandates import Proposal
from app.personnel.actions.application import apply_personnel_plans
from app.personnel.actions.leaving import remove_person
from app.personnel.actions.plans import NotNow, confirm_plan, make_plan, undo_plan
from app.personnel.models import PersonnelPlan
from app.registry.models.designations import Designation
from app.registry.models.employers import Employer
from app.registry.models.invitations import Invitation
from app.registry.models.mandates import Mandate
from app.registry.models.people import Person
from app.registry.words.designations import LIVING_DESIGNATIONS, DesignationState
from app.registry.words.mandates import FirmRole
from app.registry.words.reviews import ReviewChoice
from app.resolver.models.absences import Absence
from app.resolver.queries.facts import facts_of_employer
from app.resolver.steps.granting import Declined, Giver, NotGranted, Unknown
from app.resolver.steps.people import Enrolment
from app.reviews.actions.attestations import Unsettled, attest
from app.reviews.actions.reviews import Pick, choose, keep_the_rest, start_review
from app.reviews.models import AccessReview
from app.reviews.queries import reviews
from app.reviews.steps.reviews import NotOpen
from app.rights.actions.absences import AbsenceDeclined, AbsencePlan, cancel_absence, name_stand_in
from app.rights.actions.end_changes import change_end
from app.rights.actions.grants import grant_access, revoke_access
from app.rights.actions.requests import (
    AlreadyAnswered,
    NotAskable,
    Wish,
    expire_requests,
    grant_request,
    refuse_request,
    send_request,
    withdraw_request,
)
from app.rights.actions.roles import name_granter, step_down
from app.rights.models.requests import AccessRequest
from app.rights.steps.covering import Uncovered
from app.vocabulary.accounts import Role, Space
from app.vocabulary.services import OnlineService
from tests.factories.designations import HOME, vouch_for
from tests.factories.staff import make_staff
from tests.scenes.replayed import Replayed
from tests.scenes.standing_today import replayed_today, standing_today

SPACE = Space.GUICHET_SST
SERVICES = list(OnlineService)[:4]
REFUSALS = (AbsenceDeclined, AddressDeclined, AlreadyAnswered, Declined, NotAccepted, NotAskable, NotGranted, NotNow)
REFUSALS += (NotOpen, NotVouched, Uncovered, Unknown, Unsettled)
HEAD = ("Prénom", "Nom", "Courriel", "Avis de l'employeur (ADR)", "Retrait préventif", "Parti le")


@dataclass
class Office:
    """An employer on Guichet SST: two respondents, users, somebody of a firm; and whoever is invited later."""

    session: Session
    chance: random.Random
    employer: Employer
    giver: Giver
    others: list[Person]
    firm_admin: Administrator
    staff: list[Person]
    registry: list[tuple[int, str]] = field(default_factory=list)
    firm: list[tuple[int, str]] = field(default_factory=list)
    addresses: dict[int, str] = field(default_factory=dict)
    mandate: dict[str, Any] = field(default_factory=dict)
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
        """One right less, often of somebody who is away: who stands in for them loses it too."""
        away = self._one(select(Absence).where(Absence.cancelled_at.is_(None), Absence.until_on > clock.today()))
        person = self.session.get_one(Person, away.person_id).public_id if away else self.anybody()
        revoke_access(self.giver, person, self.chance.choice(SERVICES), accepted=True)

    def remove(self) -> None:
        """Somebody leaves, sometimes with a successor."""
        successor = self.anybody() if self.chance.random() < 0.4 else ""
        remove_person(self.giver, self.anybody(), successor=successor, accepted=True)

    def promote(self) -> None:
        """One more respondent, not too often."""
        if self.chance.random() < 0.5:
            name_granter(self.giver, self.anybody())

    def invite(self) -> None:
        """Somebody new; most accept at once."""
        name = f"Nouvelle{self.token()}"
        whom = Enrolment(name, "Côté", f"{name.lower()}@courriel.example")
        made = invite_user(self.giver, whom, self.some(), self.end(), self.token())
        if self.chance.random() < 0.5:
            self._accept(self._one(select(Invitation).where(Invitation.public_id == made.public_id)))

    def follow_invitation(self) -> None:
        """One of those that were sent: accepted, refused, cancelled or sent again."""
        found = self._one(select(Invitation).where(Invitation.employer_id == self.employer.id))
        if found is not None:
            done = {
                "accepted": lambda: self._accept(found),
                "refused": lambda: refuse(found.token_sha256),
                "cancelled": lambda: cancel(self.giver, found.public_id),
                "again": lambda: resend(self.giver, found.public_id),
            }
            done[self.chance.choice(list(done))]()

    def _accept(self, invitation: Any) -> None:
        person = accept_by_mailbox(invitation.token_sha256).person
        if invitation.purpose == "user":
            self.others.append(person)

    def _one(self, statement: Any) -> Any:
        """One of the rows that a statement finds, by chance."""
        found = self.session.scalars(statement.order_by("id")).all()
        for one in found:
            self.session.expunge(one)
        self.session.rollback()
        return self.chance.choice(found) if found else None

    def absence(self) -> None:
        """Somebody is away, from today or later."""
        begins = clock.today() + timedelta(days=self.chance.choice([0, 0, 3]))
        ends = begins + timedelta(days=self.chance.randint(1, 20))
        name_stand_in(self.giver, AbsencePlan(self.anybody(), self.anybody(), begins, ends))

    def cancel(self) -> None:
        """An absence ends earlier."""
        found = self._one(select(Absence))
        if found is not None:
            cancel_absence(self.giver, found.public_id)

    def step_down(self) -> None:
        """One of the other granters stops granting."""
        facts = facts_of_employer(self.session, self.employer.id)
        granters = [
            one for one in self.others if Role.RESPONDENT in facts.roles_on(one.id, SPACE, clock.today())
        ] or self.others
        person = self.chance.choice(granters)
        step_down(Giver(Actor("person", person.id, person.name), self.employer.id, SPACE), accepted=True)

    def designate(self) -> None:
        """A health professional, who may answer later."""
        name = f"Soin{self.token()}"
        whom = Enrolment(name, "Gagné", f"{name.lower()}@clinique.example")
        designate(self.giver, Professional(whom, "Ordre des ergothérapeutes", str(self.count), HOME))

    def end_designation(self) -> None:
        """A designation ends, accepted or not."""
        found = self._one(select(Designation))
        if found is not None:
            end_designation(self.giver, found.public_id)

    def check_designation(self) -> None:
        """The Commission's agent confirms a designation or refuses it."""
        found = self._one(select(Designation).where(Designation.state == DesignationState.ACCEPTED.value))
        if found is not None and self.chance.random() < 0.7:
            vouch_for(self.session, found.public_id)
        elif found is not None:
            agent = make_staff(self.session)
            self.session.commit()
            reject_designation(agent.id, found.public_id, "Ce numéro n'est pas au tableau")

    def object(self) -> None:
        """A granter objects to a designation that stands: a first time, what was confirmed waits again."""
        found = self._one(select(Designation).where(Designation.state.in_(LIVING_DESIGNATIONS)))
        if found is not None:
            object_to(serializer().dumps([found.public_id, self.giver.person_id, stamp(found)]))

    def ask(self) -> None:
        """Somebody asks for a right."""
        person = self.chance.choice(self.others)
        asker = Giver(Actor("person", person.id, person.name), self.employer.id, SPACE)
        send_request(asker, Wish(self.chance.choice(SERVICES), f"Motif {self.token()}", self.end()))

    def answer_request(self) -> None:
        """A request is granted, refused or withdrawn."""
        found = self._one(select(AccessRequest))
        if found is None:
            return
        dice, asker = self.chance.random(), Giver(Actor("person", found.person_id, "?"), self.employer.id, SPACE)
        if dice < 0.5:
            grant_request(self.giver, found.public_id, self.end())
        elif dice < 0.8:
            refuse_request(self.giver, found.public_id, f"Non {self.token()}")
        else:
            withdraw_request(asker, found.public_id)

    def review(self) -> None:
        """A review begins or goes on, and sometimes is attested."""
        name = start_review(self.giver)
        found = self.session.scalars(select(AccessReview).where(AccessReview.public_id == name)).one()
        rights = reviews.reviewed_rights(self.session, found, clock.today())
        self.session.rollback()
        some = self.chance.sample(rights, min(2, len(rights)))
        picks = [Pick(right.person_public_id, right.service, right.token) for right in some]
        choose(self.giver, name, picks, self.chance.choice(list(ReviewChoice)), self.end())
        if self.chance.random() < 0.3:
            keep_the_rest(self.giver, name)
            rights = reviews.reviewed_rights(self.session, self.session.get_one(AccessReview, found.id), clock.today())
            self.session.rollback()
            attest(self.giver, name, seen=reviews.fingerprint(rights), accepted=True)

    def move_address(self) -> None:
        """Somebody's address changes."""
        change_address(self.giver, self.anybody(), f"{self.token()}@courriel.example")

    def propose(self) -> None:
        """Another mandate, once the former one has ended."""
        neq = self.firm_admin.firms[0]
        until_on = clock.today() + timedelta(days=self.chance.randint(5, 60))
        mandates.propose(self.giver, Proposal(neq, tuple(self.some()), "Suivi des lésions", until_on))

    def settle_mandate(self) -> None:
        """The firm answers or gives up; the employer ends."""
        found = self._one(select(Mandate))
        dice = self.chance.random()
        if dice < 0.6:
            answer(self.firm_admin, found.public_id, accepted=self.chance.random() < 0.8)
        elif dice < 0.8:
            resign(self.firm_admin, found.public_id)
        else:
            mandate_ends.end_mandate(self.giver, found.public_id, accepted=True)

    def staff_firm(self) -> None:
        """Somebody joins the firm, or leaves it."""
        neq = self.firm_admin.firms[0]
        if self.chance.random() < 0.6:
            name = f"Collègue{self.token()}"
            invite_to_firm(self.firm_admin, neq, Enrolment(name, "Roy", f"{name.lower()}@x.example"), FirmRole.STAFF)
            sent = self._one(select(Invitation).where(Invitation.given_name == name))
            with transaction() as session:
                self.staff.append(accept(session, sent.token_sha256, newcomer).person)
        else:
            remove_from_firm(self.firm_admin, neq, self.chance.choice(self.staff).public_id)

    def represent(self) -> None:
        """The firm assigns, or no longer does."""
        person, mandate = self.chance.choice(self.staff).public_id, self._one(select(Mandate)).public_id
        if self.chance.random() < 0.7:
            assign(self.firm_admin, mandate, person, self.chance.sample(SERVICES, self.chance.randint(1, 2)))
        else:
            unassign(self.firm_admin, mandate, person)

    def move_mandate(self) -> None:
        """The mandate has another end."""
        mandate_ends.change_end(self.giver, self._one(select(Mandate)).public_id, self.end(), accepted=True)

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

    def lapse(self) -> None:
        """What the worker does once a day."""
        expire_requests(clock.today())
        expire_invitations(clock.today())

    @property
    def gestures(self) -> Sequence[Callable[[], None]]:
        """Every gesture, the common ones more often."""
        often = [
            self.grant,
            self.grant,
            self.grant,
            self.revoke,
            self.revoke,
            self.revoke,
            self.table,
            self.table,
            self.undo,
            self.undo,
        ]
        often += [self.absence] * 4 + [self.change] * 3 + [self.represent, self.ask, self.answer_request] * 2
        rare = [self.remove, self.invite, self.cancel, self.move_mandate, self.promote, self.step_down, self.designate]
        rare += [self.check_designation, self.check_designation, self.object]
        rare += [self.end_designation, self.move_address, self.propose, self.settle_mandate, self.staff_firm]
        return [*often, *rare, self.follow_invitation, self.follow_invitation, self.review]

    def today(self) -> dict[str, Any]:
        """What the tables and the resolver say of today."""
        self.session.rollback()
        self.session.expire_all()
        return standing_today(self.session, self.employer.id, SPACE, clock.today())

    def replayed(self) -> dict[str, Any]:
        """What the journal says of today, from what the registry and the firm had brought."""
        replayed = Replayed(SPACE.value)
        for person_id, role in self.registry:
            replayed.roles[person_id].add(role)
        for person_id, role in self.firm:
            replayed.firm[person_id].add(role)
        replayed.addresses.update(self.addresses)
        replayed.mandates[self.mandate["name"]] = dict(self.mandate["facts"])
        everybody = self.session.scalars(select(Person)).all()
        people = {one.identifier: one.id for one in everybody}
        for entry in self.session.scalars(select(AuditEntry).order_by(AuditEntry.id)):
            replayed.read(entry, people)
        return replayed_today(replayed, clock.today(), everybody)
