"""Undoing the removal of a person: what they had is as it was, for a day, unless something happened since."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app import clock
from app.personnel.actions.leaving import remove_person
from app.registry.words.access import AccessProblem
from app.resolver.steps.granting import Declined, Unknown
from app.rights.actions.absences import AbsencePlan, name_stand_in
from app.rights.actions.grants import grant_access
from app.taking_back.actions.returning import return_person
from app.vocabulary.accounts import Role, Space
from tests.factories.accounts import make_account
from tests.factories.employers import make_employer
from tests.factories.grants import make_grant
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.scenes.office import FOLLOWUP, REVIEW, Office, make_office


@pytest.fixture
def office(session: Session) -> Office:
    """On clicSÉQUR, today."""
    return make_office(session)


def test_roles_and_rights_are_as_they_were_with_their_ends(office: Office) -> None:
    until_on, later = clock.today() + timedelta(days=40), clock.today() + timedelta(days=3)
    make_grant(office.session, office.clerk, office.employer, REVIEW, until_on=until_on)
    make_grant(office.session, office.clerk, office.employer, REVIEW, from_on=until_on + timedelta(days=9))
    office.session.commit()
    remove_person(office.giver(), office.clerk.public_id)
    assert office.rights(office.clerk) == frozenset()
    assert return_person(office.giver(), office.clerk.public_id) == office.clerk.name
    for on, rights in ((clock.today(), {FOLLOWUP, REVIEW}), (later, {FOLLOWUP, REVIEW}), (until_on, {FOLLOWUP})):
        assert office.roles(office.clerk, on) == {Role.USER}
        assert office.rights(office.clerk, on) == rights
    assert office.entries() == ["person_removed", "person_enrolled", "access_granted", "access_granted"]
    assert office.mail(office.second) == ["sensitive_moment"]
    assert return_person(office.giver(), office.clerk.public_id) == "", "a second time changes nothing"


def test_who_granted_grants_again_but_never_by_the_hand_of_a_stand_in(office: Office) -> None:
    remove_person(office.giver(), office.second.public_id)
    name_stand_in(
        office.giver(),
        AbsencePlan(office.rse.public_id, office.user.public_id, clock.today(), clock.today() + timedelta(days=9)),
    )
    with pytest.raises(Declined) as declined:
        return_person(office.giver(office.user), office.second.public_id)
    assert declined.value.problem is AccessProblem.STANDS_IN
    return_person(office.giver(), office.second.public_id)
    assert office.roles(office.second) == {Role.RSE}


def test_what_was_lent_for_an_absence_does_not_come_back_as_ones_own(office: Office) -> None:
    plan = AbsencePlan(office.second.public_id, office.user.public_id, clock.today(), clock.today() + timedelta(days=9))
    name_stand_in(office.giver(), plan)
    assert Role.RSE in office.roles(office.user)
    remove_person(office.giver(), office.user.public_id)
    return_person(office.giver(), office.user.public_id)
    assert office.roles(office.user) == {Role.USER}
    assert office.rights(office.user) == frozenset()


def test_a_day_later_or_once_enrolled_again_nothing_is_undone(
    app: Flask, office: Office, clock_at: Callable[[str], None]
) -> None:
    assert app
    remove_person(office.giver(), office.clerk.public_id)
    grant_access(office.giver(), office.user.public_id, [REVIEW], clock.today() + timedelta(days=9), "a")
    remove_person(office.giver(), office.user.public_id)
    grant_access(office.giver(), office.user.public_id, [FOLLOWUP], clock.today() + timedelta(days=9), "b")
    assert return_person(office.giver(), office.user.public_id) == "", "enrolled again since"
    assert office.rights(office.user) == {FOLLOWUP}
    clock_at(f"{clock.today() + timedelta(days=2)}T10:00")
    assert return_person(office.giver(), office.clerk.public_id) == ""
    assert office.roles(office.clerk) == frozenset()


def test_only_the_space_of_who_undoes_is_given_back(office: Office) -> None:
    make_account(office.session, office.employer, Space.GUICHET_SST)
    make_membership(office.session, office.clerk, office.employer, Role.USER, Space.GUICHET_SST)
    make_grant(office.session, office.clerk, office.employer, REVIEW, Space.GUICHET_SST)
    office.session.commit()
    remove_person(office.giver(), office.clerk.public_id)
    return_person(office.giver(), office.clerk.public_id)
    facts = office.facts()
    assert facts.grants_on(office.clerk.id, Space.CLICSEQUR, clock.today()) == {FOLLOWUP}
    assert facts.grants_on(office.clerk.id, Space.GUICHET_SST, clock.today()) == frozenset()
    assert facts.roles_on(office.clerk.id, Space.GUICHET_SST, clock.today()) == frozenset()


def test_nobody_of_another_employer_is_reached(office: Office, session: Session) -> None:
    other = make_employer(session)
    make_account(session, other)
    stranger = make_person(session)
    make_membership(session, stranger, other)
    session.commit()
    with pytest.raises(Unknown):
        return_person(office.giver(), stranger.public_id)
