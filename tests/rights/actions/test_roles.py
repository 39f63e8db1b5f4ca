"""Naming who grants, stepping down: one always remains, in their own name and without an end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app import clock
from app.personnel.actions.leaving import remove_person
from app.registry.queries.granters import asleep, candidates
from app.registry.words.access import AccessProblem
from app.resolver.steps.granting import Declined, NotGranted, Unknown
from app.rights.actions.roles import name_granter, step_down
from app.rights.steps.covering import Uncovered
from app.vocabulary.accounts import Role, Space
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.sessions import open_person_session
from tests.scenes.absences import stand_in_for
from tests.scenes.office import GRANTERS, Office, make_office


@pytest.fixture
def office(session: Session) -> Office:
    """On clicSÉQUR, today."""
    return make_office(session)


@pytest.mark.parametrize("space", list(GRANTERS))
def test_a_user_is_named_and_everybody_concerned_is_told(session: Session, space: Space) -> None:
    office = make_office(session, space)
    assert name_granter(office.giver(), office.user.public_id) == office.user.name
    assert office.roles(office.user, clock.today() + timedelta(days=5000)) == {Role.USER, GRANTERS[space]}
    assert office.mail(office.user) == ["role_given"]
    assert office.mail(office.second) == ["sensitive_moment"]
    assert office.entries() == ["role_given"]
    with pytest.raises(Declined) as declined:
        name_granter(office.giver(), office.user.public_id)
    assert declined.value.problem is AccessProblem.ALREADY_GRANTS


def test_a_role_that_had_an_end_has_none_any_more(office: Office) -> None:
    until_on = clock.today() + timedelta(days=30)
    make_membership(office.session, office.user, office.employer, Role.RSE, until_on=until_on)
    office.session.commit()
    name_granter(office.giver(), office.user.public_id)
    assert Role.RSE in office.roles(office.user, until_on + timedelta(days=1))
    assert Role.RSE in office.roles(office.user, clock.today() - timedelta(days=1))


def test_who_may_not_be_named(office: Office) -> None:
    professional, stranger = make_person(office.session), make_person(office.session)
    make_membership(office.session, professional, office.employer, Role.HEALTH_PROFESSIONAL)
    office.session.commit()
    with pytest.raises(Declined) as declined:
        name_granter(office.giver(), professional.public_id)
    assert declined.value.problem is AccessProblem.NOT_A_MEMBER
    with pytest.raises(Unknown):
        name_granter(office.giver(), stranger.public_id)
    with pytest.raises(NotGranted):
        name_granter(office.giver(office.clerk), office.user.public_id)
    assert office.entries() == []


def test_stepping_down_leaves_a_user_without_automatic_access(office: Office) -> None:
    step_down(office.giver())
    assert office.roles(office.rse) == {Role.USER}
    assert office.rights(office.rse) == frozenset()
    assert office.entries() == ["role_left"]
    assert office.mail(office.second) == ["sensitive_moment"]
    with pytest.raises(Declined) as declined:
        step_down(office.giver(office.second))
    assert declined.value.problem is AccessProblem.LAST_GRANTER
    name_granter(office.giver(office.second), office.rse.public_id)
    step_down(office.giver(office.second))
    assert office.roles(office.rse) == {Role.USER, Role.RSE}


def test_stepping_down_where_it_leaves_a_hole_is_said_first(office: Office) -> None:
    office.second.email = office.clerk.email = ""
    office.session.commit()
    with pytest.raises(Uncovered):
        step_down(office.giver())
    assert office.roles(office.rse) == {Role.RSE}
    step_down(office.giver(), accepted=True)
    assert office.details("role_left")["hole"] is True


def test_a_stand_in_names_and_removes_nobody_who_grants(office: Office) -> None:
    stand_in_for(office, office.rse, office.user)
    giver = office.giver(office.user)
    for gesture in (
        lambda: name_granter(giver, office.clerk.public_id),
        lambda: remove_person(giver, office.rse.public_id),
        lambda: remove_person(giver, office.second.public_id, successor=office.clerk.public_id),
        lambda: step_down(giver),
    ):
        with pytest.raises(Declined) as declined:
            gesture()
        assert declined.value.problem is AccessProblem.STANDS_IN
    remove_person(giver, office.clerk.public_id)
    assert office.roles(office.clerk) == frozenset()


def test_who_can_take_over_are_the_spaces_own_people(office: Office) -> None:
    professional, elsewhere = make_person(office.session), make_person(office.session)
    make_membership(office.session, professional, office.employer, Role.HEALTH_PROFESSIONAL)
    make_membership(office.session, professional, office.employer, Role.USER)
    make_membership(office.session, elsewhere, office.employer, Role.USER, Space.GUICHET_SST)
    office.session.commit()
    found = candidates(office.session, office.employer.id, office.space, clock.today(), but={office.rse.id})
    assert {one.person_id for one in found} == {office.second.id, office.clerk.id, office.user.id}


def test_granters_who_no_longer_come_are_found(office: Office) -> None:
    open_person_session(office.rse)
    new = make_person(office.session)
    make_membership(office.session, new, office.employer, Role.RSE, from_on=clock.today() - timedelta(days=3))
    office.session.commit()
    today, before = clock.today(), clock.now() - timedelta(days=60)
    found = asleep(office.session, office.employer.id, office.space, today, before)
    assert [(one.person_id, one.last_seen_at) for one in found] == [(office.second.id, None)]
    later = clock.now() + timedelta(hours=1)
    assert len(asleep(office.session, office.employer.id, office.space, today, later)) == 2
    assert asleep(office.session, office.employer.id, Space.CNESST_CODES, today, later) == []


def test_the_last_who_grants_steps_down_by_naming_somebody(office: Office) -> None:
    remove_person(office.giver(), office.second.public_id)
    step_down(office.giver(), successor=office.user.public_id)
    assert office.roles(office.rse) == {Role.USER}
    assert Role.RSE in office.roles(office.user)
    assert "role_given" in office.mail(office.user)
