"""« Cette personne est partie »: everything ends at once, somebody takes over, and one who grants always remains."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.personnel.actions.leaving import remove_person, replace_granter
from app.registry.models.invitations import Invitation
from app.registry.models.people import Membership, Person
from app.registry.models.signin import UserSession
from app.registry.words.access import AccessProblem
from app.resolver.steps.granting import Declined, Giver, NotGranted, Unknown
from app.rights.actions.grants import grant_access, revoke_access
from app.rights.models.requests import AccessRequest
from app.rights.queries.history import history_of_person
from app.rights.steps.covering import Uncovered
from app.vocabulary.accounts import Role, Space
from app.vocabulary.services import OnlineService
from tests.factories.deposits import deposit_document
from tests.factories.files import make_file
from tests.factories.grants import make_grant
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.sessions import open_person_session
from tests.scenes.office import FOLLOWUP, GRANTERS, REVIEW, Office, make_office


@pytest.fixture
def office(session: Session) -> Office:
    """On clicSÉQUR, today."""
    return make_office(session)


def test_removing_somebody_ends_roles_and_rights_at_once(office: Office) -> None:
    later = clock.today() + timedelta(days=3)
    make_grant(office.session, office.clerk, office.employer, REVIEW, from_on=later, granted_by="X")
    office.session.commit()
    removal = remove_person(office.giver(), office.clerk.public_id)
    assert removal.services == (FOLLOWUP, REVIEW)
    assert removal.told
    for on in (clock.today(), clock.today() + timedelta(days=5)):
        assert office.roles(office.clerk, on) == office.rights(office.clerk, on) == frozenset()
    assert office.roles(office.clerk, clock.today() - timedelta(days=1)) == {Role.USER}
    assert office.entries() == ["person_removed"]
    kept = office.details("person_removed")
    assert kept["previous"] == {
        "roles": [["user", "2015-01-01", None]],
        "rights": [["file_followup", "2019-12-02", None, ""], ["review", later.isoformat(), None, "X"]],
    }
    assert not remove_person(office.giver(), office.clerk.public_id).told, "a second time changes nothing"
    assert office.entries() == ["person_removed"]


def test_each_right_that_somebody_held_is_still_known_of_the_past(office: Office) -> None:
    """Two rights given together end together, and neither is forgotten."""
    yesterday = clock.today() - timedelta(days=1)
    make_grant(office.session, office.clerk, office.employer, REVIEW)
    office.session.commit()
    remove_person(office.giver(), office.clerk.public_id)
    assert office.rights(office.clerk, yesterday) == {FOLLOWUP, REVIEW}


def test_somebody_removed_today_can_come_back_today(office: Office) -> None:
    remove_person(office.giver(), office.clerk.public_id)
    grant_access(office.giver(), office.clerk.public_id, [FOLLOWUP], clock.today() + timedelta(days=9), "other")
    assert office.roles(office.clerk) == {Role.USER}
    assert office.rights(office.clerk) == {FOLLOWUP}


def waiting_things(office: Office) -> None:
    """A request and an invitation of the clerk, and a session."""
    at = clock.now()
    office.session.add(
        AccessRequest(
            employer_id=office.employer.id,
            person_id=office.clerk.id,
            space=office.space.value,
            service="review",
            state="pending",
            created_at=at,
        )
    )
    office.session.add(
        Invitation(
            employer_id=office.employer.id,
            space=office.space.value,
            given_name="Autre",
            family_name="Nom",
            email=office.clerk.email.upper(),
            token_sha256="0" * 64,
            created_at=at,
            sent_at=at,
            expires_at=at + timedelta(days=7),
        )
    )
    office.session.commit()
    open_person_session(office.clerk)


def test_sessions_requests_and_invitations_end_with_the_person(office: Office) -> None:
    waiting_things(office)
    open_person_session(office.user)
    remove_person(office.giver(), office.clerk.public_id)
    office.session.rollback()
    states = dict(office.session.execute(select(UserSession.person_id, UserSession.revoked_at)).all())
    assert states[office.clerk.id] is not None
    assert states[office.user.id] is None
    assert office.session.scalars(select(AccessRequest.state)).one() == "withdrawn"
    assert office.session.scalars(select(Invitation.state)).one() == "cancelled"
    kept = office.details("person_removed")
    assert [kept[what] for what in ("sessions", "requests", "invitations", "absences")] == [1, 1, 1, 0]


@pytest.mark.parametrize("space", list(GRANTERS))
def test_the_last_who_grants_cannot_be_removed_only_replaced(session: Session, space: Space) -> None:
    office = make_office(session, space)
    remove_person(office.giver(), office.second.public_id)
    with pytest.raises(Declined) as declined:
        remove_person(office.giver(), office.rse.public_id)
    assert declined.value.problem is AccessProblem.LAST_GRANTER
    removal = replace_granter(office.giver(), office.rse.public_id, office.user.public_id)
    assert removal.successor == office.user.name
    assert office.roles(office.user) == {Role.USER, GRANTERS[space]}
    assert office.roles(office.rse) == frozenset()
    assert "role_given" in office.mail(office.user)
    assert office.entries() == ["person_removed", "role_given", "person_removed"]
    with pytest.raises(NotGranted):
        remove_person(office.giver(), office.clerk.public_id)


def test_a_granter_whose_role_ends_one_day_is_not_enough_to_let_the_last_one_go(office: Office) -> None:
    remove_person(office.giver(), office.second.public_id)
    temporary = make_person(office.session)
    until_on = clock.today() + timedelta(days=200)
    make_membership(office.session, temporary, office.employer, Role.RSE, until_on=until_on)
    office.session.commit()
    with pytest.raises(Declined):
        remove_person(office.giver(temporary), office.rse.public_id)
    remove_person(office.giver(), temporary.public_id)
    assert office.roles(temporary) == frozenset()


def test_the_one_whom_the_registry_left_with_an_end_is_replaced_by_one_without(office: Office) -> None:
    """Feeds do what they do: nobody lasting may be left, and the portal then lets nobody go without a successor."""
    for row in office.session.scalars(select(Membership).where(Membership.role == "rse")):
        row.until_on = clock.today() + timedelta(days=100)
    office.session.commit()
    with pytest.raises(Declined):
        remove_person(office.giver(), office.second.public_id)
    replace_granter(office.giver(), office.second.public_id, office.rse.public_id)
    assert office.roles(office.rse, clock.today() + timedelta(days=500)) == {Role.RSE}


def test_a_successor_receives_the_same_rights_until_the_same_days(office: Office) -> None:
    until_on = clock.today() + timedelta(days=40)
    make_grant(office.session, office.clerk, office.employer, REVIEW, until_on=until_on)
    office.session.commit()
    removal = remove_person(office.giver(), office.clerk.public_id, successor=office.user.public_id)
    assert removal.successor == office.user.name
    assert office.rights(office.user) == {FOLLOWUP, REVIEW}
    assert office.rights(office.user, until_on) == {FOLLOWUP}, "a right without an end is given for a year"
    assert office.rights(office.user, clock.today() + timedelta(days=367)) == frozenset()
    assert office.mail(office.user) == ["access_granted", "access_granted"]
    assert office.details("person_removed")["successor"] == office.user.identifier


def test_what_a_successor_already_has_for_longer_stays(office: Office) -> None:
    make_grant(office.session, office.user, office.employer, FOLLOWUP)
    office.session.commit()
    remove_person(office.giver(), office.clerk.public_id, successor=office.user.public_id)
    assert office.rights(office.user, clock.today() + timedelta(days=5000)) == {FOLLOWUP}
    assert office.mail(office.user) == []


@pytest.mark.parametrize("who", ["leaver", "stranger", "professional", "firm"])
def test_who_cannot_take_over_is_refused_and_nothing_is_done(office: Office, who: str) -> None:
    stranger, professional = make_person(office.session), make_person(office.session)
    make_membership(office.session, professional, office.employer, Role.HEALTH_PROFESSIONAL)
    make_membership(office.session, professional, office.employer, from_on=clock.today())
    office.session.commit()
    chosen = {"leaver": office.clerk.public_id, "stranger": stranger.public_id, "firm": "AAAAAAAAAAAAAAAA"}
    with pytest.raises(Declined) as declined:
        remove_person(office.giver(), office.clerk.public_id, successor=chosen.get(who, professional.public_id))
    assert declined.value.problem is AccessProblem.NO_SUCCESSOR
    assert office.roles(office.clerk) == {Role.USER}
    assert office.entries() == []


def alone_with_a_clerk(office: Office) -> None:
    """The clerk is the only one whom e-mail reaches."""
    office.rse.email = office.second.email = ""
    office.session.commit()


def test_a_hole_must_be_accepted_or_somebody_must_take_over(office: Office) -> None:
    alone_with_a_clerk(office)
    for gesture in (
        lambda: remove_person(office.giver(), office.clerk.public_id),
        lambda: revoke_access(office.giver(), office.clerk.public_id, FOLLOWUP),
    ):
        with pytest.raises(Uncovered) as uncovered:
            gesture()
        assert uncovered.value.coverage.nobody_is_told
        assert office.rights(office.clerk) == {FOLLOWUP}
        assert office.entries() == []
        assert office.mail(office.clerk) == []
    revoke_access(office.giver(), office.clerk.public_id, FOLLOWUP, accepted=True)
    assert office.details("access_revoked")["hole"] is True


def test_a_successor_whom_no_email_reaches_fills_no_hole(office: Office) -> None:
    alone_with_a_clerk(office)
    office.user.email = ""
    office.session.commit()
    with pytest.raises(Uncovered):
        remove_person(office.giver(), office.clerk.public_id, successor=office.user.public_id)
    office.user.email = "joignable@courriel.example"
    office.session.commit()
    revoke_access(office.giver(), office.clerk.public_id, FOLLOWUP, successor=office.user.public_id)
    assert office.rights(office.user) == {FOLLOWUP}
    assert office.rights(office.clerk) == frozenset()
    kept = office.details("access_revoked")
    assert (kept["hole"], kept["successor"]) == (False, office.user.identifier)


def test_what_was_held_for_want_of_an_address_goes_to_the_successor(office: Office) -> None:
    for person in (office.rse, office.second, office.clerk):
        person.email = ""
    office.session.commit()
    deposit_document(office.session, make_file(office.session, office.employer), issued_on=clock.today())
    assert "new_document" not in office.mail(office.user)
    remove_person(office.giver(), office.clerk.public_id, successor=office.user.public_id)
    assert "new_document" in office.mail(office.user)


def test_somebody_of_another_employer_is_out_of_reach(session: Session, office: Office) -> None:
    other = make_office(session)
    with pytest.raises(Unknown):
        remove_person(office.giver(), other.clerk.public_id)
    assert other.roles(other.clerk) == {Role.USER}


def test_the_persons_history_says_who_left(office: Office) -> None:
    remove_person(office.giver(), office.clerk.public_id)
    office.session.rollback()
    found = history_of_person(office.session, office.employer.id, office.space, office.clerk.id, clock.today())
    assert any(one.action == "person_removed" and one.details["services"] == [FOLLOWUP] for one in found.entries)


@pytest.mark.databases("postgresql", because="on SQLite nothing is written at the same time")
def test_two_who_remove_each_other_at_once_leave_one(app: Flask, office: Office) -> None:
    pairs = [(office.giver(), office.second.public_id), (office.giver(office.second), office.rse.public_id)]

    def remove(pair: tuple[Giver, str]) -> Any:
        with app.app_context():
            try:
                return remove_person(*pair).name
            except (Declined, NotGranted) as error:
                return type(error)

    with ThreadPoolExecutor(2) as both:
        outcomes = list(both.map(remove, pairs))
    assert sum(isinstance(outcome, str) for outcome in outcomes) == 1
    assert {NotGranted, Declined} & set(outcomes)
    assert len([one for one in (office.rse, office.second) if Role.RSE in office.roles(one)]) == 1


@pytest.mark.databases("postgresql", because="on SQLite nothing is written at the same time")
def test_the_last_two_readers_taken_away_at_once_leave_no_hole(app: Flask, office: Office) -> None:
    alone_with_a_clerk(office)
    make_grant(office.session, office.user, office.employer, FOLLOWUP)
    office.session.commit()
    people = [(office.giver(), office.clerk.public_id), (office.giver(office.second), office.user.public_id)]

    def revoke(pair: tuple[Giver, str]) -> str:
        with app.app_context():
            try:
                revoke_access(*pair, OnlineService.FILE_FOLLOWUP)
            except Uncovered:
                return "hole"
            return "done"

    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(revoke, people)) == ["done", "hole"]
    assert len(office.rights(office.clerk) | office.rights(office.user)) == 1


def test_nobody_acts_for_a_space_they_do_not_grant_in(office: Office) -> None:
    with pytest.raises(NotGranted):
        remove_person(replace(office.giver(office.clerk)), office.user.public_id)
    assert office.session.get_one(Person, office.user.id).email
