"""Rights that end: told in time and once, renewed, taken over or let go, and never a hole by accident."""

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
from app.registry.models.employers import Employer
from app.registry.models.people import Membership, Person
from app.resolver.models.access import AccessGrant
from app.resolver.queries.facts import facts_of_employer
from app.resolver.steps.granting import Declined, Giver
from app.rights.actions.end_reminders import remind_ends, stage_of, tell_holes
from app.rights.actions.ends import let_rights_end, renew_rights, replace_holder
from app.rights.queries.ends import EndingRight, days_of_ending, ending_rights, open_holes
from app.rights.steps.covering import Uncovered
from app.vocabulary.accounts import Role, Space
from app.vocabulary.services import OnlineService
from tests.factories.absences import make_absence
from tests.factories.accounts import make_account
from tests.factories.employers import make_employer
from tests.factories.grants import make_grant
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.withdrawals import make_prior_notice, make_withdrawal

Clock = Callable[[str], None]
GUICHET = Space.GUICHET_SST
TODAY = date(2026, 3, 2)


@dataclass
class House:
    """An employer on Guichet SST whose respondent is a stand-in's only: its two users alone read."""

    session: Session
    employer: Employer
    granter: Person
    reader: Person
    other: Person

    @property
    def giver(self) -> Giver:
        return Giver(Actor("person", self.granter.id, self.granter.name), self.employer.id, GUICHET)

    def right(self, person: Person, until_on: date, **values: object) -> AccessGrant:
        made = make_grant(self.session, person, self.employer, space=GUICHET, until_on=until_on, **values)
        self.session.commit()
        return made

    def ending(self) -> tuple[EndingRight, ...]:
        self.session.rollback()
        facts = facts_of_employer(self.session, self.employer.id)
        return ending_rights(self.session, facts, GUICHET, clock.today())

    def keys(self) -> list[str]:
        return [one.public_key for one in self.ending()]

    def ends(self, person: Person) -> list[date | None]:
        self.session.rollback()
        current = select(AccessGrant.until_on).where(
            AccessGrant.person_id == person.id, AccessGrant.superseded_at.is_(None)
        )
        return list(self.session.scalars(current))

    def reads(self, person: Person, on: date) -> bool:
        """Whether somebody may follow the files, that day."""
        self.session.rollback()
        facts = facts_of_employer(self.session, self.employer.id)
        return OnlineService.FILE_FOLLOWUP in facts.grants_on(person.id, GUICHET, on)

    def emails(self, kind: str) -> list[OutgoingEmail]:
        self.session.rollback()
        found = select(OutgoingEmail).where(OutgoingEmail.kind == kind).order_by(OutgoingEmail.id)
        return list(self.session.scalars(found))

    def counted(self) -> tuple[int, int]:
        """How many ends wait for a choice, and how many holes are open."""
        self.session.rollback()
        facts = facts_of_employer(self.session, self.employer.id)
        ending = len(days_of_ending(self.session, facts, GUICHET, clock.today()))
        return ending, len(open_holes(self.session, facts, GUICHET, clock.today()))

    def no_granter_reads(self) -> None:
        """The respondent leaves: from now on only the users read."""
        role = self.session.scalars(select(Membership).where(Membership.person_id == self.granter.id)).one()
        role.until_on = TODAY
        self.session.commit()


@pytest.fixture
def house(session: Session, clock_at: Clock) -> House:
    clock_at("2026-03-02T15:00:00Z")
    employer = make_employer(session)
    make_account(session, employer, GUICHET)
    make_withdrawal(session, employer, date(2021, 1, 4))
    make_prior_notice(session, employer, date(2020, 11, 2))
    granter, reader, other = (make_person(session) for _ in range(3))
    for person, role in ((granter, Role.RESPONDENT), (reader, Role.USER), (other, Role.USER)):
        make_membership(session, person, employer, role, GUICHET)
    session.commit()
    return House(session, employer, granter, reader, other)


def in_days(number: int) -> date:
    """The first day without a right whose last day is in so many days."""
    return TODAY + timedelta(days=number + 1)


def test_an_end_is_told_thirty_seven_and_one_day_before_the_last_day() -> None:
    stages = [stage_of(in_days(days), TODAY) for days in (31, 30, 8, 7, 2, 1, 0)]
    assert stages == [None, 30, 30, 7, 7, 1, 1]


def test_each_stage_is_told_once_to_the_granter_and_to_the_person(house: House, clock_at: Clock) -> None:
    house.right(house.reader, in_days(30), granted_by=house.granter.identifier)
    told = []
    for days in (0, 1, 23, 24, 29, 30):
        on = TODAY + timedelta(days=days)
        clock_at(f"{on.isoformat()}T15:00:00Z")
        told.append((remind_ends(on), remind_ends(on)))
    assert told == [(2, 0), (0, 0), (2, 0), (0, 0), (2, 0), (0, 0)]
    assert [row.person_id for row in house.emails("rights_ending")] == [house.granter.id] * 3
    assert [row.person_id for row in house.emails("right_ending")] == [house.reader.id] * 3


def test_after_missed_days_only_the_nearest_reminder_is_told(house: House) -> None:
    house.right(house.reader, in_days(1))
    assert [remind_ends(TODAY), remind_ends(TODAY)] == [2, 0]
    assert len(house.emails("rights_ending")) == 1


def test_many_rights_make_one_email_a_day_that_names_nobody(house: House) -> None:
    for person in (house.reader, house.other):
        house.right(person, in_days(5))
    house.right(house.other, in_days(9), service=OnlineService.REVIEW)
    assert remind_ends(TODAY) == 3
    [email] = house.emails("rights_ending")
    assert (email.context["number"], email.context["until"]) == (3, "2026-03-07")
    assert house.reader.name not in str(email.context)


def test_who_gave_the_right_is_told_and_everybody_once_they_no_longer_grant(house: House) -> None:
    second, gone = make_person(house.session), make_person(house.session)
    make_membership(house.session, second, house.employer, Role.RESPONDENT, GUICHET)
    house.right(house.reader, in_days(30), granted_by=second.identifier)
    remind_ends(TODAY)
    assert [row.person_id for row in house.emails("rights_ending")] == [second.id]
    house.right(house.other, in_days(30), granted_by=gone.identifier)
    remind_ends(TODAY + timedelta(days=1))
    assert [row.person_id for row in house.emails("rights_ending")] == [second.id, house.granter.id, second.id]


def test_what_a_stand_in_holds_ends_with_the_absence_and_is_not_told(house: House) -> None:
    days = (TODAY, in_days(5))
    absence = make_absence(house.session, house.reader, house.other, house.employer, days, GUICHET)
    house.right(house.other, in_days(5), absence_id=absence.id)
    assert remind_ends(TODAY) == 0
    assert house.ending() == ()


def test_renewing_gives_the_same_length_a_year_at_most(house: House) -> None:
    house.right(house.reader, in_days(10), from_on=in_days(-90))
    house.right(house.other, in_days(12))
    assert renew_rights(house.giver, house.keys()).number == 2
    assert house.ends(house.reader) == [in_days(110)]
    assert house.ends(house.other) == [date(2027, 3, 15)]
    assert house.keys() == []


def test_a_page_that_is_too_old_changes_nothing(house: House) -> None:
    house.right(house.reader, in_days(10))
    [key] = house.keys()
    renew_rights(house.giver, [key])
    assert renew_rights(house.giver, [key]).number == 0
    assert let_rights_end(house.giver, [key]).number == 0


def test_what_is_let_end_is_not_told_again_to_those_who_grant(house: House) -> None:
    house.right(house.reader, in_days(10))
    assert house.counted() == (1, 0)
    assert let_rights_end(house.giver, house.keys()).number == 1
    assert [one.is_left for one in house.ending()] == [True]
    assert house.counted() == (0, 0)
    remind_ends(TODAY)
    assert [len(house.emails(kind)) for kind in ("rights_ending", "right_ending")] == [0, 1]
    assert house.session.scalars(select(AuditEntry.action)).all() == ["end_left"]


def test_a_successor_has_the_right_from_the_day_on_which_the_old_one_ends(house: House) -> None:
    house.right(house.reader, in_days(10), from_on=in_days(-90))
    [key] = house.keys()
    done = replace_holder(house.giver, key, house.other.public_id)
    assert (done.name, done.told) == (house.other.name, True)
    assert house.ends(house.other) == [in_days(110)]
    days = [(house.reads(house.reader, day), house.reads(house.other, day)) for day in (TODAY, in_days(9), in_days(10))]
    assert days == [(True, False), (True, False), (False, True)], "neither a gap nor both at once"
    [told] = house.emails("access_granted")
    assert told.context["from_on"] == in_days(10).isoformat()
    assert [(one.key.person_id, one.is_left) for one in house.ending()] == [(house.reader.id, True)]
    with pytest.raises(Declined):
        replace_holder(house.giver, key, house.reader.public_id)


def test_letting_the_last_reader_s_right_end_is_said_aloud(house: House, clock_at: Clock) -> None:
    role = house.session.scalars(select(Membership).where(Membership.person_id == house.granter.id)).one()
    role.until_on = in_days(5)
    house.right(house.reader, in_days(10))
    with pytest.raises(Uncovered) as uncovered:
        let_rights_end(house.giver, house.keys())
    assert uncovered.value.coverage.nobody_reads
    assert house.counted()[0] == 1
    assert let_rights_end(house.giver, house.keys(), accepted=True).number == 1
    [entry] = house.session.scalars(select(AuditEntry))
    assert entry.details["hole"] is True


def test_a_hole_is_told_the_day_after_and_stays_until_somebody_covers_it(house: House, clock_at: Clock) -> None:
    granter = house.session.scalars(select(Membership).where(Membership.person_id == house.granter.id)).one()
    house.right(house.reader, in_days(3))
    review = house.right(house.other, in_days(3), service=OnlineService.REVIEW)
    granter.role, granter.space = "respondent", GUICHET.value
    house.session.commit()
    clock_at("2026-03-06T15:00:00Z")
    assert tell_holes(clock.today()) == 0, "the respondent reads"
    granter.until_on = date(2026, 3, 6)
    late = make_person(house.session)
    make_membership(house.session, late, house.employer, Role.RESPONDENT, GUICHET, from_on=date(2026, 3, 8))
    house.session.commit()
    assert house.counted() == (0, 0)
    assert tell_holes(clock.today()) == 0, "nobody is there to be told"
    assert house.counted()[1] > 0
    clock_at("2026-03-08T15:00:00Z")
    assert house.counted() == (0, 0), "a new respondent reads"
    assert review


def test_a_second_round_the_same_day_tells_what_was_given_since(house: House, clock_at: Clock) -> None:
    clock_at("2026-03-02T15:00:00Z")
    house.right(house.reader, TODAY + timedelta(days=5))
    assert remind_ends(TODAY) > 0
    house.right(house.other, TODAY + timedelta(days=4), service=OnlineService.REVIEW)
    assert remind_ends(TODAY) > 0
    assert remind_ends(TODAY) == 0
    assert len(house.emails("rights_ending")) == 2
