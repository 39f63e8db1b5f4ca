"""Taking back what somebody did: everything is as it was before, but what others have changed since."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.entry.steps.joining import join
from app.invitations.actions.invitations import invite_user
from app.ledger.models.audit import AuditEntry
from app.ledger.models.emails import OutgoingEmail
from app.ledger.steps.audit import Actor
from app.ledger.steps.transaction import transaction
from app.personnel.actions.application import apply_personnel_plans
from app.personnel.actions.leaving import remove_person
from app.personnel.actions.plans import confirm_plan, make_plan
from app.registry.models.designations import Designation
from app.registry.models.employers import Employer
from app.registry.models.invitations import Invitation
from app.registry.models.people import Membership, Person
from app.registry.words.access import AccessProblem
from app.resolver.models.access import AccessGrant
from app.resolver.queries.facts import facts_of_employer
from app.resolver.steps.granting import Declined, Giver, Unknown, begin
from app.resolver.steps.people import Enrolment
from app.rights.actions.absences import AbsencePlan, name_stand_in
from app.rights.actions.end_changes import change_end
from app.rights.actions.grants import grant_access, revoke_access
from app.rights.actions.roles import name_granter
from app.taking_back.actions.taking_back import PlanChanged, Retaken, take_back
from app.taking_back.domain.items import Asked, TakingBack
from app.taking_back.queries.taking_back import taking_back
from app.taking_back.words import NotTakenBack, TakenBack
from app.vocabulary.accounts import Role, Space
from app.vocabulary.services import OnlineService
from tests.factories.accounts import make_account
from tests.factories.employers import make_employer
from tests.factories.grants import make_grant
from tests.factories.memberships import make_membership
from tests.factories.people import make_person

FOLLOWUP, REVIEW, MESSAGING = OnlineService.FILE_FOLLOWUP, OnlineService.REVIEW, OnlineService.MESSAGING
SPACE = Space.CLICSEQUR


@dataclass
class House:
    """Two RSEs, one of whom is under suspicion; a user with a right, and one without any."""

    session: Session
    employer: Employer
    rse: Person
    suspect: Person
    reader: Person
    clerk: Person
    since: datetime

    def giver(self, person: Person) -> Giver:
        """Somebody who acts for the employer."""
        return Giver(Actor("person", person.id, person.name), self.employer.id, SPACE)

    def plan(self) -> TakingBack:
        """What would be taken back now."""
        self.session.rollback()
        asked = Asked(self.employer.id, SPACE, self.suspect.id, self.rse.id, self.since, clock.today(), clock.now())
        return taking_back(self.session, asked)

    def take_back(self, by: Person | None = None) -> Retaken:
        """Confirm what was shown."""
        return take_back(self.giver(by or self.rse), self.suspect.public_id, self.since, self.plan().digest)

    def ends(self) -> dict[tuple[str, str], date | None]:
        """Every right that holds, by name and service, with its end: the latest, where somebody stands in too."""
        self.session.rollback()
        rows = self.session.execute(
            select(Person.given_name, AccessGrant.service, AccessGrant.until_on)
            .join(Person, Person.id == AccessGrant.person_id)
            .where(AccessGrant.superseded_at.is_(None))
        )
        today = clock.today()
        latest: dict[tuple[str, str], date] = {}
        for name, service, end in rows:
            latest[name, service] = max(latest.get((name, service), today), end or date.max)
        return {what: None if end == date.max else end for what, end in latest.items() if end > today}

    def roles(self) -> set[tuple[str, str]]:
        """Every role that holds, by name."""
        self.session.rollback()
        rows = self.session.execute(
            select(Person.given_name, Membership.role, Membership.until_on)
            .join(Person, Person.id == Membership.person_id)
            .where(Membership.superseded_at.is_(None))
        )
        return {(name, role) for name, role, end in rows if end is None or end > clock.today()}


@pytest.fixture
def house(session: Session) -> House:
    """Everything committed, a moment ago."""
    employer = make_employer(session)
    make_account(session, employer)
    people = {
        name: make_person(session, given_name=name, email=f"{name.lower()}@courriel.example")
        for name in ("Marie", "Suspecte", "Luc", "Anne")
    }
    make_membership(session, people["Marie"], employer, Role.RSE)
    make_membership(session, people["Suspecte"], employer, Role.RSE)
    for name in ("Luc", "Anne"):
        make_membership(session, people[name], employer)
    make_grant(session, people["Luc"], employer, until_on=clock.today() + timedelta(days=100))
    session.commit()
    time.sleep(0.002)
    return House(session, employer, *people.values(), since=clock.now())


def in_days(days: int) -> date:
    return clock.today() + timedelta(days=days)


def test_everything_is_as_it_was(house: House) -> None:
    by, ends, roles = house.giver(house.suspect), house.ends(), house.roles()
    grant_access(by, house.clerk.public_id, [FOLLOWUP, REVIEW], in_days(30), "one")
    change_end(by, house.clerk.public_id, REVIEW, in_days(60))
    change_end(by, house.reader.public_id, FOLLOWUP, in_days(5))
    name_granter(by, house.clerk.public_id)
    whom = Enrolment("Zoé", "Nouvelle", "zoe@courriel.example")
    invite_user(by, whom, [FOLLOWUP], in_days(30), "two")
    assert house.ends() != ends
    assert {item.what for item in house.plan().doable} == {
        TakenBack.RIGHT_ENDED,
        TakenBack.END_RESTORED,
        TakenBack.ROLE_ENDED,
        TakenBack.INVITATION_CANCELLED,
    }
    assert house.take_back().count == 5
    assert (house.ends(), house.roles()) == (ends, roles)
    assert house.session.scalars(select(Invitation.state)).all() == ["cancelled"]


def test_what_was_taken_is_given_back(house: House) -> None:
    ends, roles = house.ends(), house.roles()
    revoke_access(house.giver(house.suspect), house.reader.public_id, FOLLOWUP, accepted=True)
    remove_person(house.giver(house.suspect), house.clerk.public_id, accepted=True)
    house.take_back()
    assert (house.ends(), house.roles()) == (ends, roles)
    facts = facts_of_employer(house.session, house.employer.id)
    assert house.reader.id in facts.users_on(FOLLOWUP, clock.today())


def test_somebody_removed_with_their_rights_comes_back_with_them(house: House) -> None:
    ends, roles = house.ends(), house.roles()
    remove_person(house.giver(house.suspect), house.reader.public_id, accepted=True)
    assert house.ends() == {}
    house.take_back()
    assert (house.ends(), house.roles()) == (ends, roles)


def test_who_came_back_and_left_again_since_gets_no_right_back(house: House) -> None:
    remove_person(house.giver(house.suspect), house.reader.public_id, accepted=True)
    with transaction() as session:
        join(begin(session, house.giver(house.rse)), session.get_one(Person, house.reader.id))
    remove_person(house.giver(house.rse), house.reader.public_id, accepted=True)
    assert [item.why_not for item in house.plan().items] == [NotTakenBack.CHANGED_SINCE, NotTakenBack.LEFT]
    assert house.take_back().count == 0
    assert house.ends() == {}


def test_a_role_that_was_to_end_comes_back_with_its_end(house: House) -> None:
    make_membership(house.session, make_person(house.session, given_name="Stagiaire"), house.employer)
    row = house.session.scalars(select(Membership).order_by(Membership.id.desc())).first()
    assert row is not None
    row.until_on = in_days(20)
    intern = house.session.get_one(Person, row.person_id)
    house.session.commit()
    house.since = clock.now()
    remove_person(house.giver(house.suspect), intern.public_id, accepted=True)
    house.take_back()
    house.session.rollback()
    again = select(Membership).where(Membership.person_id == intern.id, Membership.superseded_at.is_(None))
    assert {each.until_on for each in house.session.scalars(again)} == {clock.today(), in_days(20)}


def test_a_departure_that_a_table_planned_is_taken_back_with_the_role(house: House) -> None:
    ends, roles = house.ends(), house.roles()
    head = "Prénom;Nom;Courriel;Suivi des dossiers;Parti le"
    luc = house.reader
    row = f"{luc.given_name};{luc.family_name};{luc.email};oui;{in_days(10).isoformat()}"
    plan = make_plan(house.giver(house.suspect), "t.csv", f"{head}\n{row}".encode(), absent_left=False)
    confirm_plan(house.giver(house.suspect), plan, holes_accepted=True)
    assert apply_personnel_plans() == 1
    assert {item.what for item in house.plan().doable} == {TakenBack.END_RESTORED}
    assert house.take_back().count == 2
    assert (house.ends(), house.roles()) == (ends, roles)
    facts = facts_of_employer(house.session, house.employer.id)
    assert luc.id in facts.users_on(FOLLOWUP, in_days(11))
    said = house.session.scalars(select(AuditEntry).where(AuditEntry.action == "person_leaves")).all()
    assert [entry.details["until_on"] for entry in said] == [in_days(10).isoformat(), None]
    assert house.plan().items == ()


def test_what_happened_before_the_moment_stays(house: House) -> None:
    grant_access(house.giver(house.suspect), house.clerk.public_id, [REVIEW], in_days(30), "before")
    time.sleep(0.002)
    house.since = clock.now()
    before = house.ends()
    grant_access(house.giver(house.suspect), house.clerk.public_id, [FOLLOWUP], in_days(30), "after")
    house.take_back()
    assert house.ends() == before


def test_what_somebody_else_changed_since_stays_and_says_why(house: House) -> None:
    grant_access(house.giver(house.suspect), house.clerk.public_id, [FOLLOWUP, REVIEW], in_days(30), "one")
    change_end(house.giver(house.rse), house.clerk.public_id, FOLLOWUP, in_days(90))
    (left,) = house.plan().left
    assert (left.service, left.why_not) == (FOLLOWUP, NotTakenBack.CHANGED_SINCE)
    assert house.take_back().count == 1
    assert house.ends()["Anne", "file_followup"] == in_days(90)


def test_who_left_since_gets_nothing_back(house: House) -> None:
    revoke_access(house.giver(house.suspect), house.reader.public_id, FOLLOWUP, accepted=True)
    remove_person(house.giver(house.rse), house.reader.public_id, accepted=True)
    assert [item.why_not for item in house.plan().items] == [NotTakenBack.LEFT]
    assert house.take_back().count == 0
    assert house.ends() == {}


def test_again_there_is_nothing_left_to_do(house: House) -> None:
    grant_access(house.giver(house.suspect), house.clerk.public_id, [FOLLOWUP], in_days(30), "one")
    assert house.take_back().count == 1
    entries = len(house.session.scalars(select(AuditEntry.id)).all())
    emails = len(house.session.scalars(select(OutgoingEmail.id)).all())
    assert house.take_back().count == 0
    house.session.rollback()
    assert len(house.session.scalars(select(AuditEntry.id)).all()) == entries
    assert len(house.session.scalars(select(OutgoingEmail.id)).all()) == emails


def test_what_was_not_shown_is_not_done(house: House) -> None:
    grant_access(house.giver(house.suspect), house.clerk.public_id, [FOLLOWUP], in_days(30), "one")
    shown = house.plan().digest
    grant_access(house.giver(house.suspect), house.clerk.public_id, [REVIEW], in_days(30), "two")
    with pytest.raises(PlanChanged):
        take_back(house.giver(house.rse), house.suspect.public_id, house.since, shown)
    assert len(house.ends()) == 3


def test_who_acts_is_never_touched(house: House) -> None:
    name_granter(house.giver(house.suspect), house.clerk.public_id)
    asked = Asked(house.employer.id, SPACE, house.suspect.id, house.clerk.id, house.since, clock.today(), clock.now())
    house.session.rollback()
    assert [item.why_not for item in taking_back(house.session, asked).items] == [NotTakenBack.YOURSELF]
    take_back(house.giver(house.clerk), house.suspect.public_id, house.since, "whatever")
    assert ("Anne", "rse") in house.roles()


def test_nobody_takes_back_their_own_gestures(house: House) -> None:
    with pytest.raises(Unknown):
        take_back(house.giver(house.suspect), house.suspect.public_id, house.since, "")


def test_the_people_concerned_and_the_other_granters_are_told_and_the_journal_says_it(house: House) -> None:
    grant_access(house.giver(house.suspect), house.clerk.public_id, [FOLLOWUP], in_days(30), "one")
    house.take_back()
    house.session.rollback()
    told = {(row.kind, row.to_address) for row in house.session.scalars(select(OutgoingEmail))}
    assert ("access_revoked", "anne@courriel.example") in told
    assert ("sensitive_moment", "suspecte@courriel.example") in told
    entry = house.session.scalars(select(AuditEntry).where(AuditEntry.action == "gestures_taken_back")).one()
    assert (entry.person_id, entry.actor_id) == (house.suspect.id, house.rse.id)
    assert [item["what"] for item in entry.details["items"]] == ["right_ended"]


def test_somebody_always_grants(house: House) -> None:
    """The one who acts stays; should only a stand-in act, another must remain."""
    name_granter(house.giver(house.suspect), house.clerk.public_id)
    remove_person(house.giver(house.clerk), house.suspect.public_id, accepted=True)
    membership = house.session.scalars(
        select(Membership).where(Membership.person_id == house.rse.id, Membership.superseded_at.is_(None))
    ).one()
    membership.until_on = in_days(10)
    house.session.commit()
    with pytest.raises(Declined) as refused:
        house.take_back()
    assert refused.value.problem is AccessProblem.LAST_GRANTER
    assert ("Anne", "rse") in house.roles()


def test_a_designation_ends_with_the_role_that_it_gave(house: House) -> None:
    professional = make_person(house.session, given_name="Hélène")
    make_membership(house.session, professional, house.employer, Role.HEALTH_PROFESSIONAL, origin="portal")
    one = Designation(
        employer_id=house.employer.id,
        space=SPACE.value,
        given_name="Hélène",
        family_name="Fortin",
        professional_order="Collège des médecins",
        order_member_no="12345",
        state="accepted",
        person_id=professional.id,
        named_by_id=house.suspect.id,
        created_at=clock.now(),
    )
    house.session.add(one)
    house.session.commit()
    assert [item.what for item in house.plan().doable] == [TakenBack.DESIGNATION_ENDED]
    house.take_back()
    assert ("Hélène", "health_professional") not in house.roles()
    assert house.session.scalars(select(Designation.state)).all() == ["ended"]


def stand_in(house: House, absent: Person, person: Person) -> None:
    absence = AbsencePlan(absent.public_id, person.public_id, clock.today(), in_days(10))
    name_stand_in(house.giver(house.rse), absence)


@pytest.mark.parametrize("space", [Space.CLICSEQUR, Space.GUICHET_SST])
def test_nothing_is_given_back_to_a_health_professional(house: House, space: Space) -> None:
    remove_person(house.giver(house.suspect), house.reader.public_id, accepted=True)
    make_membership(house.session, house.reader, house.employer, Role.HEALTH_PROFESSIONAL, space, from_on=clock.today())
    house.session.commit()
    roles, ends, plan = house.roles(), house.ends(), house.plan()
    assert {(item.what, item.why_not) for item in plan.left} == {
        (TakenBack.ROLE_RETURNED, NotTakenBack.PROFESSIONAL),
        (TakenBack.RIGHT_RETURNED, NotTakenBack.PROFESSIONAL),
    }
    house.take_back()
    assert (house.roles(), house.ends()) == (roles, ends)


def test_whoever_left_and_is_only_a_health_professional_is_not_here(house: House) -> None:
    """Their role did not end through the suspect: only the right did, and nothing lets them hold it any more."""
    revoke_access(house.giver(house.suspect), house.reader.public_id, FOLLOWUP, accepted=True)
    own = select(Membership).where(Membership.person_id == house.reader.id)
    house.session.scalars(own).one().role = Role.HEALTH_PROFESSIONAL.value
    house.session.commit()
    facts = facts_of_employer(house.session, house.employer.id)
    assert house.reader.id in facts.professionals_on(clock.today())
    assert [item.why_not for item in house.plan().items] == [NotTakenBack.PROFESSIONAL]
    house.session.scalars(own).one().from_on = in_days(5)
    house.session.commit()
    assert [item.why_not for item in house.plan().items] == [NotTakenBack.LEFT], "designated from a later day on"


def test_a_stand_in_takes_nothing_back(house: House) -> None:
    name_granter(house.giver(house.suspect), house.clerk.public_id)
    stand_in(house, house.rse, house.reader)
    roles = house.roles()
    with pytest.raises(Declined) as declined:
        house.take_back(house.reader)
    assert declined.value.problem is AccessProblem.STANDS_IN
    assert house.roles() == roles


def test_a_right_goes_back_to_somebody_who_stands_in_since_today(house: House) -> None:
    make_grant(house.session, house.suspect, house.employer, until_on=in_days(60))
    house.session.commit()
    revoke_access(house.giver(house.suspect), house.reader.public_id, FOLLOWUP, accepted=True)
    stand_in(house, house.suspect, house.reader)
    house.take_back()
    facts = facts_of_employer(house.session, house.employer.id)
    assert FOLLOWUP in facts.grants_on(house.reader.id, SPACE, in_days(90))
    assert house.ends()["Luc", FOLLOWUP.value] == in_days(100)
