"""When reviews begin by themselves, on the day before and on the day; and how those who grant are reminded."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.desk.actions.daily import run_daily_tasks
from app.ledger.models.emails import OutgoingEmail
from app.ledger.steps.audit import SYSTEM, Actor, record
from app.ledger.steps.transaction import transaction
from app.registry.models.accounts import Account
from app.registry.models.employers import Employer
from app.registry.models.people import Person
from app.registry.words.reviews import ReviewCause, ReviewState
from app.resolver.models.access import AccessGrant
from app.resolver.steps.granting import Giver
from app.reviews.actions.attestations import attest
from app.reviews.actions.openings import open_due, remind, review_daily, stage_of
from app.reviews.actions.reviews import keep_the_rest, start_review
from app.reviews.models import AccessReview
from app.reviews.queries import reviews
from app.reviews.queries.causes import Difference
from app.rights.actions.end_changes import change_end
from app.rights.actions.grants import grant_access
from app.vocabulary.accounts import Role, Space
from app.vocabulary.audit import AuditAction
from app.vocabulary.services import OnlineService
from tests.factories.accounts import make_account
from tests.factories.employers import make_employer
from tests.factories.grants import make_grant
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.withdrawals import make_prior_notice, make_withdrawal

FOLLOWUP, REVIEW = OnlineService.FILE_FOLLOWUP, OnlineService.REVIEW
Clock = Callable[[str], None]
ROLES = {Space.CLICSEQUR: Role.RSE, Space.GUICHET_SST: Role.RESPONDENT}


@pytest.fixture
def employer(session: Session, app: Flask, clock_at: Clock) -> Employer:
    clock_at("2026-03-02T15:00:00+00:00")
    return make_employer(session, name="Fonderie Alpha inc.")


def people(session: Session, employer: Employer, space: Space, **grant: object) -> tuple[Giver, Person]:
    """An account, somebody who grants, and a user with a right."""
    make_account(session, employer, space)
    granter = make_person(session, given_name="Amélie", family_name="Tremblay")
    make_membership(session, granter, employer, ROLES[space], space)
    paul = make_person(session, given_name="Paul", family_name="Côté")
    make_membership(session, paul, employer, space=space)
    if grant:
        make_grant(session, paul, employer, FOLLOWUP, space, **grant)
    session.commit()
    return Giver(Actor("person", granter.id, granter.name), employer.id, space), paul


def opened(session: Session) -> list[AccessReview]:
    session.rollback()
    return list(session.scalars(select(AccessReview).order_by(AccessReview.id)))


def emails(session: Session) -> list[tuple[str, bool]]:
    rows = session.scalars(
        select(OutgoingEmail).where(OutgoingEmail.kind == "access_review").order_by(OutgoingEmail.id)
    )
    return [(row.to_address, row.context["is_late"]) for row in rows]


def attested(session: Session, giver: Giver) -> None:
    review = start_review(giver)
    keep_the_rest(giver, review)
    found = session.scalars(select(AccessReview).where(AccessReview.public_id == review)).one()
    attest(giver, review, seen=reviews.fingerprint(reviews.reviewed_rights(session, found, clock.today())))


def test_a_year_after_the_first_right_every_right_is_reviewed(
    session: Session, employer: Employer, clock_at: Clock
) -> None:
    people(session, employer, Space.CLICSEQUR, from_on=date(2025, 3, 10), until_on=date(2027, 3, 10))
    clock_at("2026-03-09T12:00:00+00:00")
    assert (open_due(clock.today()), opened(session)) == (0, [])
    clock_at("2026-03-10T12:00:00+00:00")
    assert open_due(clock.today()) == 1
    assert open_due(clock.today()) == 0
    review = opened(session)[0]
    assert (review.cause, review.due_on) == (ReviewCause.YEARLY, date(2026, 4, 9))
    assert len(emails(session)) == 1


def test_a_year_after_the_last_attestation_it_begins_again(
    session: Session, employer: Employer, clock_at: Clock
) -> None:
    giver, _paul = people(session, employer, Space.CLICSEQUR, from_on=date(2020, 3, 10), until_on=None)
    attested(session, giver)
    clock_at("2027-03-01T12:00:00+00:00")
    assert open_due(clock.today()) == 0
    clock_at("2027-03-02T12:00:00+00:00")
    assert open_due(clock.today()) == 1


def test_without_any_right_granted_nothing_is_due(session: Session, employer: Employer) -> None:
    people(session, employer, Space.CLICSEQUR)
    assert open_due(date(2030, 1, 1)) == 0


def test_without_an_account_nothing_is_due(session: Session, employer: Employer) -> None:
    people(session, employer, Space.CLICSEQUR, from_on=date(2020, 3, 10))
    session.scalars(select(Account)).one().until_on = date(2026, 1, 1)
    session.commit()
    assert open_due(clock.today()) == 0


def test_rights_changed_at_guichet_sst_are_reviewed_together_the_day_after(
    session: Session, employer: Employer, clock_at: Clock
) -> None:
    giver, paul = people(session, employer, Space.GUICHET_SST, from_on=date(2026, 1, 5), until_on=date(2027, 1, 5))
    attested(session, giver)
    clock_at("2026-03-05T15:00:00+00:00")
    assert open_due(clock.today()) == 0
    grant_access(giver, paul.public_id, (REVIEW,), date(2027, 1, 1), "t")
    change_end(giver, paul.public_id, FOLLOWUP, date(2026, 12, 1))
    assert open_due(clock.today()) == 0
    clock_at("2026-03-06T15:00:00+00:00")
    assert open_due(clock.today()) == 1
    review = opened(session)[-1]
    assert review.cause == ReviewCause.CHANGED_RIGHTS
    rights = reviews.reviewed_rights(session, review, clock.today())
    assert [(right.service, right.changed) for right in rights] == [(FOLLOWUP, True), (REVIEW, True)]


def test_what_changes_while_a_review_waits_joins_it(session: Session, employer: Employer, clock_at: Clock) -> None:
    giver, paul = people(session, employer, Space.GUICHET_SST, from_on=date(2026, 1, 5), until_on=date(2027, 1, 5))
    clock_at("2026-03-03T15:00:00+00:00")
    assert open_due(clock.today()) == 1
    grant_access(giver, paul.public_id, (REVIEW,), date(2027, 1, 1), "t")
    clock_at("2026-03-04T15:00:00+00:00")
    open_due(clock.today())
    review = opened(session)
    assert len(review) == 1
    rights = reviews.reviewed_rights(session, review[0], clock.today())
    assert [right.service for right in rights if right.first] == [FOLLOWUP, REVIEW]


def test_rights_changed_at_clicsequr_wait_for_the_yearly_review(
    session: Session, employer: Employer, clock_at: Clock
) -> None:
    people(session, employer, Space.CLICSEQUR, from_on=date(2026, 1, 5), until_on=date(2027, 1, 5))
    clock_at("2026-03-04T15:00:00+00:00")
    assert open_due(clock.today()) == 0


def differences(session: Session) -> list[tuple[str, bool, date, tuple[str, ...]]]:
    found = [Difference.of(said) for review in opened(session) for said in review.changes.get("differences", ())]
    return [(each.service.value, each.allowed, each.on, each.rules) for each in found]


def test_a_guichet_account_opened_closes_the_follow_up_and_that_is_attested(
    session: Session, employer: Employer, clock_at: Clock
) -> None:
    people(session, employer, Space.CLICSEQUR, from_on=date(2026, 1, 5), until_on=date(2027, 1, 5))
    make_account(session, employer, Space.GUICHET_SST, from_on=date(2026, 3, 10))
    session.commit()
    clock_at("2026-03-09T15:00:00+00:00")
    assert (open_due(clock.today()), opened(session)) == (0, [])
    clock_at("2026-03-10T15:00:00+00:00")
    assert open_due(clock.today()) == 1
    review = opened(session)[0]
    assert (review.cause, review.space) == (ReviewCause.CHANGED_MEANING, "clicsequr")
    day = date(2026, 3, 10)
    assert differences(session) == [("file_followup", False, day, ("A5",))] * 2
    rights = reviews.reviewed_rights(session, review, clock.today())
    assert [(right.name, right.service) for right in rights] == [("Paul Côté", FOLLOWUP), ("Amélie Tremblay", None)]
    assert open_due(clock.today()) == 0


def test_a_guichet_account_closed_opens_it_again(session: Session, employer: Employer, clock_at: Clock) -> None:
    people(session, employer, Space.CLICSEQUR, from_on=date(2026, 1, 5), until_on=date(2027, 1, 5))
    make_account(session, employer, Space.GUICHET_SST, until_on=date(2026, 3, 10))
    session.commit()
    clock_at("2026-03-10T15:00:00+00:00")
    assert open_due(clock.today()) == 1
    assert differences(session) == [("file_followup", True, date(2026, 3, 10), ("A5",))] * 2


def test_the_withdrawal_day_opens_the_follow_up(session: Session, employer: Employer, clock_at: Clock) -> None:
    giver, _paul = people(session, employer, Space.GUICHET_SST, from_on=date(2026, 1, 5), until_on=date(2027, 1, 5))
    make_withdrawal(session, employer, date(2026, 3, 10))
    make_prior_notice(session, employer, date(2026, 2, 2))
    session.commit()
    attested(session, giver)
    clock_at("2026-03-09T15:00:00+00:00")
    assert open_due(clock.today()) == 0
    clock_at("2026-03-10T15:00:00+00:00")
    assert open_due(clock.today()) == 1
    assert differences(session) == [("file_followup", True, date(2026, 3, 10), ("A5",))] * 2


def test_the_services_opening_day_is_attested(session: Session, employer: Employer, clock_at: Clock) -> None:
    clock_at("2020-02-02T15:00:00+00:00")
    people(session, employer, Space.CLICSEQUR, from_on=date(2019, 12, 2), until_on=date(2021, 1, 5))
    assert open_due(clock.today()) == 0
    clock_at("2020-02-03T15:00:00+00:00")
    assert open_due(clock.today()) == 1
    said = differences(session)
    assert ("file_followup", True, date(2020, 2, 3), ("A4",)) in said
    assert len(said) == 1 + len(OnlineService)


def test_what_opened_before_the_first_daily_run_is_attested_too(
    session: Session, employer: Employer, clock_at: Clock
) -> None:
    """An installation that ran for three weeks before its worker did what is done each day."""
    people(session, employer, Space.CLICSEQUR, from_on=date(2026, 1, 5), until_on=date(2027, 1, 5))
    record(session, AuditAction.REGISTRY_IMPORTED, SYSTEM)
    make_account(session, employer, Space.GUICHET_SST, from_on=date(2026, 3, 10))
    session.commit()
    clock_at("2026-03-23T15:00:00+00:00")
    assert open_due(date(2026, 3, 23)) == 1
    assert [review.cause for review in opened(session)] == [ReviewCause.CHANGED_MEANING]


def test_days_that_were_missed_are_caught_up(session: Session, employer: Employer, clock_at: Clock) -> None:
    people(session, employer, Space.CLICSEQUR, from_on=date(2026, 1, 5), until_on=date(2027, 1, 5))
    clock_at("2026-03-03T15:00:00+00:00")
    run_daily_tasks()
    make_account(session, employer, Space.GUICHET_SST, from_on=date(2026, 3, 10))
    session.commit()
    clock_at("2026-03-20T15:00:00+00:00")
    run_daily_tasks()
    assert differences(session) == [("file_followup", False, date(2026, 3, 10), ("A5",))] * 2


def test_an_account_learnt_of_late_counts_all_the_same(session: Session, employer: Employer, clock_at: Clock) -> None:
    people(session, employer, Space.CLICSEQUR, from_on=date(2026, 1, 5), until_on=date(2027, 1, 5))
    clock_at("2026-03-09T15:00:00+00:00")
    run_daily_tasks()
    clock_at("2026-03-09T20:00:00+00:00")
    make_account(session, employer, Space.GUICHET_SST, from_on=date(2026, 3, 4))
    session.commit()
    clock_at("2026-03-10T15:00:00+00:00")
    run_daily_tasks()
    assert differences(session) == [("file_followup", False, date(2026, 3, 4), ("A5",))] * 2


def test_a_right_that_begins_or_ends_that_day_is_no_difference(
    session: Session, employer: Employer, clock_at: Clock
) -> None:
    people(session, employer, Space.CLICSEQUR, from_on=date(2026, 1, 5), until_on=date(2026, 3, 10))
    clock_at("2026-03-10T15:00:00+00:00")
    assert open_due(clock.today()) == 0


@pytest.mark.parametrize(
    ("on", "stage"),
    [
        ("2026-03-17", ""),
        ("2026-03-18", "14"),
        ("2026-03-24", "14"),
        ("2026-03-25", "7"),
        ("2026-03-31", "1"),
        ("2026-04-01", "1"),
        ("2026-04-02", "late0"),
        ("2026-04-15", "late0"),
        ("2026-04-16", "late1"),
        ("2026-05-20", "late3"),
    ],
)
def test_which_reminder_should_have_been_sent(on: str, stage: str) -> None:
    assert stage_of(date(2026, 4, 1), date.fromisoformat(on)) == stage


def test_those_who_grant_are_reminded_once_a_stage_and_nobody_loses_anything(
    session: Session, employer: Employer, clock_at: Clock
) -> None:
    giver, _paul = people(session, employer, Space.CLICSEQUR, from_on=date(2026, 1, 5), until_on=date(2027, 1, 5))
    start_review(giver)
    reminded = []
    for _number in range(70):
        clock_at((clock.now() + timedelta(days=1)).isoformat())
        done = remind(clock.today())
        assert remind(clock.today()) == 0
        reminded += [(clock.today() - date(2026, 4, 1)).days] * done
    assert reminded == [-14, -7, -1, 1, 15, 29]
    assert [late for _address, late in emails(session)] == [False] * 3 + [True] * 3
    assert opened(session)[0].state == ReviewState.OPEN
    rows = session.scalars(select(AccessGrant)).all()
    assert [(row.until_on, row.superseded_at) for row in rows] == [(date(2027, 1, 5), None)]


def test_a_reminder_that_was_missed_is_sent_once_and_only_the_latest(
    session: Session, employer: Employer, clock_at: Clock
) -> None:
    giver, _paul = people(session, employer, Space.CLICSEQUR, from_on=date(2026, 1, 5), until_on=date(2027, 1, 5))
    start_review(giver)
    clock_at("2026-03-29T15:00:00+00:00")
    assert review_daily(clock.today()) == 1
    assert len(emails(session)) == 1


def test_nobody_is_reminded_of_what_was_attested(session: Session, employer: Employer) -> None:
    giver, _paul = people(session, employer, Space.CLICSEQUR, from_on=date(2026, 1, 5), until_on=date(2027, 1, 5))
    attested(session, giver)
    assert remind(date(2026, 6, 1)) == 0
    with transaction() as again:
        assert reviews.open_review(again, employer.id, Space.CLICSEQUR) is None
