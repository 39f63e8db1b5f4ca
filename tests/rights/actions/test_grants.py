"""Granting, changing and taking back a right: once each, by who may, to who may receive, and never overwritten."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app import clock
from app.ledger.models.audit import AuditEntry
from app.ledger.models.emails import OutgoingEmail
from app.ledger.steps.audit import Actor
from app.ledger.steps.transaction import Unavailable
from app.registry.models.employers import Employer
from app.registry.models.people import Person
from app.registry.words.access import AccessProblem
from app.resolver.models.access import AccessGrant
from app.resolver.queries.ends import latest_end
from app.resolver.queries.facts import facts_of_employer
from app.resolver.steps.granting import Declined, Giver, NotGranted, Unknown
from app.rights.actions.absences import AbsencePlan, name_stand_in
from app.rights.actions.end_changes import change_end
from app.rights.actions.grants import grant_access, revoke_access
from app.rights.steps.grants import Outcome
from app.vocabulary.accounts import Role, Space
from app.vocabulary.services import OnlineService
from tests.factories.accounts import make_account
from tests.factories.employers import make_employer
from tests.factories.grants import make_grant
from tests.factories.memberships import make_membership
from tests.factories.people import make_person

FOLLOWUP, MESSAGING, REVIEW = OnlineService.FILE_FOLLOWUP, OnlineService.MESSAGING, OnlineService.REVIEW


@dataclass
class House:
    """An employer on clicSÉQUR with an RSE and a user."""

    session: Session
    employer: Employer
    rse: Person
    user: Person

    @property
    def giver(self) -> Giver:
        """The RSE, signed in with clicSÉQUR."""
        return Giver(Actor("person", self.rse.id, self.rse.name), self.employer.id, Space.CLICSEQUR)

    def grant(self, *services: OnlineService, token: str = "", until_on: date | None = None) -> Outcome:
        """Give the user these rights; for a year, with a new token, unless said otherwise."""
        end = until_on or in_a_year()
        return grant_access(self.giver, self.user.public_id, services, end, token or new_token())

    def rows(self, *, current: bool = True) -> list[AccessGrant]:
        """The user's rights: those believed now, or every row ever written."""
        statement = select(AccessGrant).where(AccessGrant.person_id == self.user.id).order_by(AccessGrant.id)
        found = self.session.scalars(statement.execution_options(populate_existing=True)).all()
        return [row for row in found if row.superseded_at is None or not current]

    def entries(self) -> list[str]:
        """The actions of the journal about the user."""
        statement = select(AuditEntry.action).where(AuditEntry.person_id == self.user.id).order_by(AuditEntry.id)
        return list(self.session.scalars(statement))

    def emails(self) -> list[OutgoingEmail]:
        """What was queued for the user."""
        statement = select(OutgoingEmail).where(OutgoingEmail.person_id == self.user.id).order_by(OutgoingEmail.id)
        return list(self.session.scalars(statement))

    def may_use(self, service: OnlineService, on: date | None = None, known_at: datetime | None = None) -> bool:
        """What the resolver says of the user."""
        facts = facts_of_employer(self.session, self.employer.id, known_at=known_at)
        ruling = facts.best_ruling(self.user.id, Space.CLICSEQUR, service, on or clock.today())
        return ruling is not None and ruling.allowed


def in_a_year() -> date:
    """The end that the wizard proposes."""
    return clock.today() + timedelta(days=365)


def new_token() -> str:
    """As the wizard makes one."""
    return secrets.token_urlsafe(18)


@pytest.fixture
def house(session: Session) -> House:
    """Committed: actions open their own transaction."""
    employer = make_employer(session)
    make_account(session, employer)
    rse, user = make_person(session), make_person(session)
    make_membership(session, rse, employer, Role.RSE)
    make_membership(session, user, employer)
    session.commit()
    return House(session, employer, rse, user)


def test_a_right_is_given_with_its_entry_and_its_email(house: House) -> None:
    outcome = house.grant(FOLLOWUP, MESSAGING)
    assert (outcome.granted, outcome.changed, outcome.told) == ((FOLLOWUP, MESSAGING), (), True)
    assert house.may_use(FOLLOWUP)
    assert house.may_use(MESSAGING)
    assert not house.may_use(REVIEW)
    assert {(row.service, row.granted_by, row.origin, row.until_on) for row in house.rows()} == {
        (service.value, house.rse.identifier, "portal", in_a_year()) for service in (FOLLOWUP, MESSAGING)
    }
    assert house.entries() == ["access_granted"]
    (email,) = house.emails()
    last_on = (in_a_year() - timedelta(days=1)).isoformat()
    assert (email.kind, email.to_address) == ("access_granted", house.user.email)
    assert email.context == {
        "by": house.rse.name,
        "space": "clicsequr",
        "services": ["file_followup", "messaging"],
        "until": last_on,
    }


def test_fifty_identical_requests_make_one_right_one_entry_one_email(house: House) -> None:
    token = new_token()
    done = [house.grant(FOLLOWUP, token=token).did_something for _ in range(50)]
    assert done.count(True) == 1
    assert (len(house.rows(current=False)), house.entries(), len(house.emails())) == (1, ["access_granted"], 1)


def test_the_same_right_asked_for_again_elsewhere_changes_nothing(house: House) -> None:
    house.grant(FOLLOWUP)
    assert not house.grant(FOLLOWUP).did_something
    assert (len(house.rows(current=False)), house.entries(), len(house.emails())) == (1, ["access_granted"], 1)


def test_requests_that_cross_make_one_right(house: House, app: Flask) -> None:
    giver, person, token, end = house.giver, house.user.public_id, new_token(), in_a_year()
    house.session.close()

    def send(number: int) -> bool:
        with app.app_context():
            own = token if number % 2 else new_token()
            return grant_access(giver, person, [FOLLOWUP], end, own).did_something

    with ThreadPoolExecutor(6) as pool:
        done = list(pool.map(send, range(12)))
    assert done.count(True) == 1
    assert (len(house.rows(current=False)), house.entries(), len(house.emails())) == (1, ["access_granted"], 1)


def test_a_right_already_held_gets_the_new_end_and_keeps_its_past(house: House) -> None:
    house.grant(FOLLOWUP, until_on=clock.today() + timedelta(days=10))
    before = clock.now()
    outcome = house.grant(FOLLOWUP, MESSAGING)
    assert (outcome.granted, outcome.changed) == ((MESSAGING,), (FOLLOWUP,))
    assert [row.until_on for row in house.rows()] == [in_a_year(), in_a_year()]
    assert len(house.rows(current=False)) == 3
    assert house.entries() == ["access_granted", "access_granted", "access_changed"]
    assert [email.kind for email in house.emails()] == ["access_granted", "access_granted"]
    later = clock.today() + timedelta(days=20)
    assert house.may_use(FOLLOWUP, later)
    assert not house.may_use(FOLLOWUP, later, known_at=before)


def test_rights_of_the_feed_that_overlap_become_one(house: House) -> None:
    today = clock.today()
    ends = (today + timedelta(days=30), today + timedelta(days=90), None)
    for number, until_on in enumerate(ends):
        make_grant(
            house.session,
            house.user,
            house.employer,
            until_on=until_on,
            origin="feed",
            granted_by="X",
            from_on=today - timedelta(days=number + 1),
        )
    make_grant(house.session, house.user, house.employer, origin="feed", from_on=today + timedelta(days=5))
    house.session.commit()
    assert not house.grant(FOLLOWUP).did_something, "one of them has no end: granting takes nothing away"
    assert change_end(house.giver, house.user.public_id, FOLLOWUP, in_a_year()).changed == (FOLLOWUP,)
    held = [row for row in house.rows() if row.until_on is None or row.until_on > max(today, row.from_on)]
    assert [(row.until_on, row.granted_by, row.origin) for row in held] == [(in_a_year(), "X", "portal")]
    assert house.may_use(FOLLOWUP, today - timedelta(days=1)), "what held yesterday still did"
    assert not house.may_use(FOLLOWUP, in_a_year())


def test_a_right_that_would_begin_later_begins_today(house: House) -> None:
    begins = clock.today() + timedelta(days=40)
    make_grant(house.session, house.user, house.employer, from_on=begins, until_on=begins + timedelta(days=900))
    house.session.commit()
    assert house.grant(FOLLOWUP).granted == (FOLLOWUP,)
    assert house.may_use(FOLLOWUP)
    assert house.may_use(FOLLOWUP, in_a_year()), "granting takes nothing away of what was to last longer"
    assert not house.may_use(FOLLOWUP, begins + timedelta(days=900))


def test_taking_a_right_back_closes_it_today_and_keeps_what_was(house: House) -> None:
    make_grant(house.session, house.user, house.employer, until_on=in_a_year())
    house.session.commit()
    before = clock.now()
    assert revoke_access(house.giver, house.user.public_id, FOLLOWUP).revoked == (FOLLOWUP,)
    assert not house.may_use(FOLLOWUP)
    assert house.may_use(FOLLOWUP, clock.today() - timedelta(days=1))
    assert house.may_use(FOLLOWUP, known_at=before)
    assert house.entries() == ["access_revoked"]
    assert [(email.kind, email.context["services"]) for email in house.emails()] == [
        ("access_revoked", ["file_followup"])
    ]


def test_taking_a_right_back_twice_does_it_once(house: House) -> None:
    house.grant(FOLLOWUP)
    done = [revoke_access(house.giver, house.user.public_id, FOLLOWUP).did_something for _ in range(3)]
    assert done == [True, False, False]
    assert house.entries() == ["access_granted", "access_revoked"]
    assert len(house.emails()) == 2


def test_a_right_can_be_given_again_the_day_it_was_taken_back(house: House) -> None:
    for _ in range(3):
        assert house.grant(FOLLOWUP).granted == (FOLLOWUP,)
        assert revoke_access(house.giver, house.user.public_id, FOLLOWUP).did_something
    house.grant(FOLLOWUP)
    assert house.may_use(FOLLOWUP)
    assert house.entries() == ["access_granted", "access_revoked"] * 3 + ["access_granted"]


def test_an_old_request_sent_again_does_not_give_a_right_back(house: House) -> None:
    token = new_token()
    house.grant(FOLLOWUP, token=token)
    revoke_access(house.giver, house.user.public_id, FOLLOWUP)
    assert not house.grant(FOLLOWUP, token=token).did_something
    assert not house.may_use(FOLLOWUP)


def test_an_end_is_changed_once(house: House) -> None:
    house.grant(FOLLOWUP)
    sooner = clock.today() + timedelta(days=7)
    done = [change_end(house.giver, house.user.public_id, FOLLOWUP, sooner).changed for _ in range(2)]
    assert done == [(FOLLOWUP,), ()]
    assert [row.until_on for row in house.rows()] == [sooner]
    assert house.entries() == ["access_granted", "access_changed"]
    assert house.emails()[-1].kind == "access_changed"


def test_an_end_can_go_back_and_forth(house: House) -> None:
    house.grant(FOLLOWUP)
    for _ in range(2):
        change_end(house.giver, house.user.public_id, FOLLOWUP, clock.today() + timedelta(days=7))
        change_end(house.giver, house.user.public_id, FOLLOWUP, in_a_year())
    assert house.entries() == ["access_granted"] + ["access_changed"] * 4
    assert len(house.emails()) == 5


def test_nobody_prolongs_their_own_right(house: House) -> None:
    """Not even whoever grants for some days in somebody's place."""
    house.grant(FOLLOWUP)
    absence = AbsencePlan(house.rse.public_id, house.user.public_id, clock.today(), clock.today() + timedelta(days=9))
    name_stand_in(house.giver, absence)
    stand_in = Giver(Actor("person", house.user.id, house.user.name), house.employer.id, Space.CLICSEQUR)
    before = [row.id for row in house.rows()]
    with pytest.raises(Declined) as declined:
        change_end(stand_in, house.user.public_id, FOLLOWUP, latest_end(clock.today()))
    assert declined.value.problem is AccessProblem.OWN_RIGHT
    assert [row.id for row in house.rows()] == before


def test_a_right_that_has_ended_has_no_end_to_change(house: House) -> None:
    with pytest.raises(Declined) as declined:
        change_end(house.giver, house.user.public_id, FOLLOWUP, in_a_year())
    assert declined.value.problem is AccessProblem.RIGHT_ENDED


@pytest.mark.parametrize(
    ("days", "problem"),
    [(-30, AccessProblem.ENDS_TOO_SOON), (0, AccessProblem.ENDS_TOO_SOON), (4000, AccessProblem.ENDS_TOO_LATE)],
)
def test_an_end_that_is_past_or_too_far_is_declined(house: House, days: int, problem: AccessProblem) -> None:
    with pytest.raises(Declined) as declined:
        house.grant(FOLLOWUP, until_on=clock.today() + timedelta(days=days))
    assert declined.value.problem is problem
    assert house.rows() == []


def test_the_longest_right_ends_on_the_latest_day(house: House) -> None:
    house.grant(FOLLOWUP, until_on=latest_end(clock.today()))
    with pytest.raises(Declined):
        change_end(house.giver, house.user.public_id, FOLLOWUP, latest_end(clock.today()) + timedelta(days=1))


def test_no_service_is_nothing_to_grant(house: House) -> None:
    with pytest.raises(Declined) as declined:
        house.grant()
    assert declined.value.problem is AccessProblem.NO_SERVICE


@pytest.mark.parametrize(
    ("role", "space", "problem"),
    [
        (Role.RSE, Space.CLICSEQUR, AccessProblem.AUTOMATIC),
        (Role.HEALTH_PROFESSIONAL, Space.CLICSEQUR, AccessProblem.HEALTH_PROFESSIONAL),
        (Role.HEALTH_PROFESSIONAL, Space.GUICHET_SST, AccessProblem.HEALTH_PROFESSIONAL),
    ],
)
def test_some_people_receive_no_right(house: House, role: Role, space: Space, problem: AccessProblem) -> None:
    make_membership(house.session, house.user, house.employer, role, space)
    house.session.commit()
    with pytest.raises(Declined) as declined:
        house.grant(FOLLOWUP)
    assert declined.value.problem is problem
    assert (house.rows(), house.entries(), house.emails()) == ([], [], [])


def test_a_user_grants_nothing(house: House) -> None:
    giver = replace(house.giver, actor=Actor("person", house.user.id, house.user.name))
    with pytest.raises(NotGranted) as refused:
        grant_access(giver, house.rse.public_id, [FOLLOWUP], in_a_year(), new_token())
    assert [reason.code for reason in refused.value.ruling.reasons] == ["not_a_granter"]


def test_nobody_grants_in_a_space_that_is_not_theirs(house: House) -> None:
    make_account(house.session, house.employer, Space.GUICHET_SST)
    make_membership(house.session, house.rse, house.employer, Role.USER, Space.GUICHET_SST)
    make_membership(house.session, house.user, house.employer, Role.USER, Space.GUICHET_SST)
    house.session.commit()
    giver = replace(house.giver, space=Space.GUICHET_SST)
    for gesture in (
        lambda: grant_access(giver, house.user.public_id, [FOLLOWUP], in_a_year(), new_token()),
        lambda: change_end(giver, house.user.public_id, FOLLOWUP, in_a_year()),
        lambda: revoke_access(giver, house.user.public_id, FOLLOWUP),
    ):
        with pytest.raises(NotGranted):
            gesture()
    assert house.entries() == []


def test_granting_opens_on_its_day_before_the_services_do(house: House, clock_at: Callable[[str], None]) -> None:
    clock_at("2019-12-01")
    with pytest.raises(NotGranted) as refused:
        house.grant(FOLLOWUP)
    assert [reason.code for reason in refused.value.ruling.reasons] == ["granting_not_open"]
    clock_at("2019-12-02")
    assert house.grant(FOLLOWUP).granted == (FOLLOWUP,)
    assert not house.may_use(FOLLOWUP, date(2020, 2, 2))
    assert house.may_use(FOLLOWUP, date(2020, 2, 3))


def test_an_rse_who_left_grants_nothing_any_more(house: House) -> None:
    other = make_person(house.session)
    make_membership(house.session, other, house.employer, Role.RSE, until_on=clock.today())
    house.session.commit()
    giver = replace(house.giver, actor=Actor("person", other.id, other.name))
    with pytest.raises(NotGranted):
        grant_access(giver, house.user.public_id, [FOLLOWUP], in_a_year(), new_token())


@pytest.mark.parametrize("known_elsewhere", [True, False])
def test_a_stranger_is_answered_as_nobody(house: House, known_elsewhere: bool) -> None:
    stranger = make_person(house.session)
    if known_elsewhere:
        other = make_employer(house.session)
        make_account(house.session, other)
        make_membership(house.session, stranger, other)
        make_grant(house.session, stranger, other)
    house.session.commit()
    for gesture in (
        lambda: grant_access(house.giver, stranger.public_id, [FOLLOWUP], in_a_year(), new_token()),
        lambda: change_end(house.giver, stranger.public_id, FOLLOWUP, in_a_year()),
        lambda: revoke_access(house.giver, stranger.public_id, FOLLOWUP),
        lambda: grant_access(house.giver, "missing", [FOLLOWUP], in_a_year(), new_token()),
    ):
        with pytest.raises(Unknown):
            gesture()
    count = select(func.count()).select_from(AuditEntry)
    assert house.session.scalar(count) == 0


def test_without_its_journal_entry_a_right_is_not_given(house: House) -> None:
    house.session.execute(text("DROP TABLE audit_entries"))
    house.session.commit()
    with pytest.raises(Unavailable):
        house.grant(FOLLOWUP)
    assert (house.rows(), house.emails()) == ([], [])


def test_somebody_without_an_address_is_given_the_right_and_not_told(house: House) -> None:
    house.user.email = ""
    house.session.commit()
    assert not house.grant(FOLLOWUP).told
    assert house.may_use(FOLLOWUP)
    assert house.emails() == []
