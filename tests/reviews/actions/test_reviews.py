"""Reviewing rights: choices are kept, nobody's is lost, and nothing changes before the attestation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask, current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.delivery.documents import get_store
from app.ledger.models.audit import AuditEntry
from app.ledger.models.emails import OutgoingEmail
from app.ledger.steps.audit import Actor
from app.registry.models.employers import Employer
from app.registry.models.people import Person
from app.registry.words.reviews import ReviewChoice, ReviewProblem, ReviewState
from app.resolver.queries.facts import facts_of_employer
from app.resolver.steps.granting import Giver, NotGranted, Unknown
from app.reviews.actions.attestations import SummaryChanged, Unsettled, attest
from app.reviews.actions.reviews import Pick, choose, keep_the_rest, start_review
from app.reviews.models import AccessReview
from app.reviews.queries import reviews
from app.reviews.queries.reviews import ReviewedRight
from app.reviews.steps.reviews import NotOpen
from app.rights.actions.end_changes import change_end
from app.rights.actions.grants import grant_access, revoke_access
from app.rights.steps.covering import Uncovered
from app.vocabulary.accounts import Role, Space
from app.vocabulary.audit import AuditAction
from app.vocabulary.services import OnlineService
from tests.factories.accounts import make_account
from tests.factories.employers import make_employer
from tests.factories.grants import make_grant
from tests.factories.memberships import make_membership
from tests.factories.people import make_person

FOLLOWUP, REVIEW = OnlineService.FILE_FOLLOWUP, OnlineService.REVIEW
NEXT_YEAR, LATER = date(2027, 3, 2), date(2026, 9, 2)


@pytest.fixture(autouse=True)
def on_a_day(clock_at: Callable[[str], None], app: Flask) -> None:
    clock_at("2026-03-02T15:00:00+00:00")


@pytest.fixture
def employer(session: Session) -> Employer:
    made = make_employer(session, name="Fonderie Alpha inc.")
    make_account(session, made, Space.CLICSEQUR)
    return made


def granter(session: Session, employer: Employer, name: str = "Amélie Tremblay") -> Giver:
    given, family = name.split()
    person = make_person(session, given_name=given, family_name=family)
    make_membership(session, person, employer, Role.RSE)
    session.commit()
    return Giver(Actor("person", person.id, person.name), employer.id, Space.CLICSEQUR)


@pytest.fixture
def giver(session: Session, employer: Employer) -> Giver:
    return granter(session, employer)


def user(session: Session, employer: Employer, name: str, *services: OnlineService) -> Person:
    given, family = name.split()
    person = make_person(session, given_name=given, family_name=family)
    make_membership(session, person, employer)
    for service in services:
        make_grant(session, person, employer, service, until_on=NEXT_YEAR)
    session.commit()
    return person


@pytest.fixture
def paul(session: Session, employer: Employer) -> Person:
    return user(session, employer, "Paul Côté", FOLLOWUP, REVIEW)


@pytest.fixture
def review(session: Session, giver: Giver, paul: Person) -> str:
    return start_review(giver)


def rights(session: Session, public_id: str) -> list[ReviewedRight]:
    session.rollback()
    found = session.scalars(select(AccessReview).where(AccessReview.public_id == public_id)).one()
    return reviews.reviewed_rights(session, found, clock.today())


def right_of(session: Session, public_id: str, name: str, service: OnlineService | None) -> ReviewedRight:
    return next(each for each in rights(session, public_id) if (each.name, each.service) == (name, service))


def pick(right: ReviewedRight) -> Pick:
    return Pick(right.person_public_id, right.service, right.token)


def decide(session: Session, giver: Giver, review: str, name: str, service: OnlineService | None, *choice) -> object:
    return choose(giver, review, [pick(right_of(session, review, name, service))], *choice)


def seen(session: Session, public_id: str) -> str:
    return reviews.fingerprint(rights(session, public_id))


def held(session: Session, employer: Employer, person: Person) -> set[OnlineService]:
    facts = facts_of_employer(session, employer.id)
    return set(facts.grants_on(person.id, Space.CLICSEQUR, clock.today()))


def entries(session: Session, action: AuditAction) -> list[AuditEntry]:
    return list(session.scalars(select(AuditEntry).where(AuditEntry.action == action.value)))


def test_a_review_holds_each_right_with_its_end_and_what_is_held_by_role_once(session: Session, review: str) -> None:
    said = [(each.name, each.service, each.first, each.now) for each in rights(session, review)]
    assert said == [
        ("Paul Côté", FOLLOWUP, "2027-03-02", "2027-03-02"),
        ("Paul Côté", REVIEW, "2027-03-02", "2027-03-02"),
        ("Amélie Tremblay", None, "automatic", "automatic"),
    ]


def test_beginning_again_leads_to_the_review_under_way(session: Session, giver: Giver, review: str) -> None:
    assert start_review(giver) == review
    assert len(entries(session, AuditAction.ACCESS_REVIEW_OPENED)) == 1


def test_it_is_due_within_thirty_days(session: Session, review: str) -> None:
    found = session.scalars(select(AccessReview)).one()
    assert found.due_on == date(2026, 4, 1)


def test_a_choice_is_kept_and_changes_nothing_yet(
    session: Session, giver: Giver, review: str, employer: Employer, paul: Person
) -> None:
    decide(session, giver, review, "Paul Côté", FOLLOWUP, ReviewChoice.END)
    right = right_of(session, review, "Paul Côté", FOLLOWUP)
    assert right.decided is not None
    assert (right.decided.choice, right.decided.decided_by) == (ReviewChoice.END, "Amélie Tremblay")
    assert held(session, employer, paul) == {FOLLOWUP, REVIEW}


def test_the_second_granter_sees_the_choice_of_the_first_and_overwrites_nothing(
    session: Session, giver: Giver, review: str, employer: Employer
) -> None:
    other = granter(session, employer, "Bruno Gagnon")
    shown_to_both = right_of(session, review, "Paul Côté", FOLLOWUP)
    choose(giver, review, [pick(shown_to_both)], ReviewChoice.END)
    outcome = choose(other, review, [pick(shown_to_both)], ReviewChoice.KEEP)
    assert (outcome.saved, len(outcome.crossed)) == (0, 1)
    first = outcome.crossed[0].decided
    assert first is not None
    assert (first.choice, first.decided_by) == (ReviewChoice.END, "Amélie Tremblay")
    outcome = choose(other, review, [pick(outcome.crossed[0])], ReviewChoice.KEEP)
    assert outcome.saved == 1


def test_own_and_automatic_rights_can_only_be_kept(session: Session, giver: Giver, review: str) -> None:
    own = right_of(session, review, "Amélie Tremblay", None)
    outcome = choose(giver, review, [pick(own)], ReviewChoice.END)
    assert [problem for _right, problem in outcome.refused] == [ReviewProblem.AUTOMATIC]
    assert choose(giver, review, [pick(own)], ReviewChoice.KEEP).saved == 1


def test_keeping_the_rest_leaves_what_was_decided(session: Session, giver: Giver, review: str) -> None:
    decide(session, giver, review, "Paul Côté", REVIEW, ReviewChoice.END)
    assert keep_the_rest(giver, review) == 2
    assert keep_the_rest(giver, review) == 0
    after = {(each.name, each.service): each.after for each in rights(session, review)}
    assert after[("Paul Côté", REVIEW)] == "ended"
    assert after[("Paul Côté", FOLLOWUP)] == "2027-03-02"


def test_a_right_granted_meanwhile_is_under_review_too(
    session: Session, giver: Giver, review: str, employer: Employer
) -> None:
    nadia = user(session, employer, "Nadia Roy")
    keep_the_rest(giver, review)
    grant_access(giver, nadia.public_id, (FOLLOWUP,), NEXT_YEAR, "t")
    right = right_of(session, review, "Nadia Roy", FOLLOWUP)
    assert (right.first, right.now) == ("", "2027-03-02")
    with pytest.raises(Unsettled):
        attest(giver, review, seen=seen(session, review))


def test_a_right_that_changed_after_it_was_decided_is_shown_again(session: Session, giver: Giver, review: str) -> None:
    paul = right_of(session, review, "Paul Côté", FOLLOWUP).person_public_id
    keep_the_rest(giver, review)
    change_end(giver, paul, FOLLOWUP, LATER)
    revoke_access(giver, paul, REVIEW, accepted=True)
    changed, ended = (right_of(session, review, "Paul Côté", service) for service in (FOLLOWUP, REVIEW))
    assert (changed.first, changed.now, changed.crossed) == ("2027-03-02", "2026-09-02", True)
    assert (ended.now, ended.crossed) == ("ended", True)
    assert keep_the_rest(giver, review) == 0
    outcome = choose(giver, review, [pick(ended)], ReviewChoice.KEEP)
    assert [problem for _right, problem in outcome.refused] == [ReviewProblem.ENDED]
    choose(giver, review, [pick(ended)], ReviewChoice.END)
    choose(giver, review, [pick(changed)], ReviewChoice.KEEP)
    assert reviews.unsettled(rights(session, review), clock.today()) == []


def test_an_end_that_was_chosen_and_has_come_is_chosen_again(
    session: Session, giver: Giver, review: str, clock_at: Callable[[str], None]
) -> None:
    keep_the_rest(giver, review)
    decide(session, giver, review, "Paul Côté", FOLLOWUP, ReviewChoice.CHANGE, date(2026, 3, 9))
    assert reviews.unsettled(rights(session, review), date(2026, 3, 8)) == []
    clock_at("2026-03-09")
    assert [each.service for each in reviews.unsettled(rights(session, review), clock.today())] == [FOLLOWUP]


def test_attesting_applies_every_choice_at_once(
    session: Session, giver: Giver, review: str, employer: Employer, paul: Person
) -> None:
    decide(session, giver, review, "Paul Côté", REVIEW, ReviewChoice.END)
    decide(session, giver, review, "Paul Côté", FOLLOWUP, ReviewChoice.CHANGE, LATER)
    keep_the_rest(giver, review)
    done = attest(giver, review, seen=seen(session, review), accepted=True)
    assert (done.ended, done.changed, done.kept) == (1, 1, 1)
    assert held(session, employer, paul) == {FOLLOWUP}
    rows = facts_of_employer(session, employer.id).grants[(paul.id, Space.CLICSEQUR)]
    assert {row.until_on for row in rows if row.what == FOLLOWUP} == {LATER}
    assert len(entries(session, AuditAction.ACCESS_REVOKED)) == len(entries(session, AuditAction.ACCESS_CHANGED)) == 1
    entry = entries(session, AuditAction.ACCESS_REVIEW_ATTESTED)[0]
    assert (entry.details["keep"], entry.details["change"], entry.details["end"]) == (1, 1, 1)
    kinds = set(session.scalars(select(OutgoingEmail.kind)))
    assert {"access_revoked", "access_changed"} <= kinds
    with pytest.raises(NotOpen):
        attest(giver, review, seen=seen(session, review))
    with pytest.raises(NotOpen):
        keep_the_rest(giver, review)


@pytest.mark.parametrize("sooner", [False, True])
def test_a_hole_is_never_attested_without_saying_so(
    session: Session, giver: Giver, review: str, employer: Employer, paul: Person, sooner: bool
) -> None:
    """The RSE has no working address: without Paul, today or once a sooner end comes, no e-mail reaches a reader."""
    session.get_one(Person, giver.person_id).email = ""
    session.commit()
    begins_on = clock.today() + timedelta(days=5) if sooner else None
    chosen = (ReviewChoice.CHANGE, begins_on) if sooner else (ReviewChoice.END,)
    decide(session, giver, review, "Paul Côté", FOLLOWUP, *chosen)
    keep_the_rest(giver, review)
    with pytest.raises(Uncovered) as hole:
        attest(giver, review, seen=seen(session, review))
    assert hole.value.coverage.begins_on == begins_on
    assert held(session, employer, paul) == {FOLLOWUP, REVIEW}
    assert session.scalars(select(AccessReview)).one().state == ReviewState.OPEN
    attest(giver, review, seen=seen(session, review), accepted=True)
    assert held(session, employer, paul) == ({FOLLOWUP, REVIEW} if sooner else {REVIEW})


def test_what_was_not_shown_is_not_attested(session: Session, giver: Giver, review: str) -> None:
    with pytest.raises(Unsettled):
        attest(giver, review, seen=seen(session, review))
    keep_the_rest(giver, review)
    shown = seen(session, review)
    decide(session, giver, review, "Paul Côté", FOLLOWUP, ReviewChoice.END)
    with pytest.raises(SummaryChanged):
        attest(giver, review, seen=shown)


def test_a_store_that_fails_leaves_everything_as_it_was(
    session: Session, giver: Giver, review: str, employer: Employer, paul: Person, tmp_path: Path
) -> None:
    decide(session, giver, review, "Paul Côté", FOLLOWUP, ReviewChoice.END)
    keep_the_rest(giver, review)
    folder = current_app.config["RELAIS_DATA"] / "documents"
    get_store(current_app._get_current_object())
    folder.rmdir()
    folder.write_text("not a folder")
    with pytest.raises(Exception, match="store"):
        attest(giver, review, seen=seen(session, review), accepted=True)
    assert held(session, employer, paul) == {FOLLOWUP, REVIEW}


def test_only_who_grants_in_that_space_reviews(session: Session, employer: Employer, review: str, paul: Person) -> None:
    plain = Giver(Actor("person", paul.id, paul.name), employer.id, Space.CLICSEQUR)
    with pytest.raises(NotGranted):
        keep_the_rest(plain, review)
    stranger = granter(session, make_employer(session))
    with pytest.raises(Unknown):
        keep_the_rest(stranger, review)
