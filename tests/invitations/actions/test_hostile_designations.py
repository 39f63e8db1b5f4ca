"""Designations of whom somebody makes a weapon: against an honest professional, an agent, or an older designation."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.entry.steps.letter_codes import code_digest, code_of
from app.invitations.actions.accepting import accept_by_mailbox
from app.invitations.actions.designation_objections import disown, object_to
from app.invitations.actions.designation_vouching import NotVouched, confirm_designation, reject_designation
from app.invitations.actions.designations import designate, end_designation
from app.invitations.steps.accepting import NotAccepted
from app.invitations.steps.designation_roles import roles_of
from app.invitations.steps.designations import end_of_person
from app.ledger.models.emails import OutgoingEmail
from app.ledger.models.letters import Letter
from app.ledger.steps.transaction import transaction
from app.registry.models.employers import Employer
from app.registry.models.people import Person
from app.registry.queries.designations import is_address_of_employer, is_vouched, professionals_known
from app.registry.words.designations import DesignationProblem, DesignationWarning
from app.registry.words.invitations import InvitationProblem
from app.resolver.queries.designation_checks import CheckDetail, detail_of
from app.resolver.steps.granting import begin
from app.resolver.steps.people import Enrolment
from app.vocabulary.accounts import Role
from tests.factories.designations import vouch_for
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.staff import make_staff
from tests.invitations.actions.test_designations import DOCTOR, GUICHET, link, make_respondent, the_one
from tests.invitations.actions.test_invented_professional import accepted, another_granter, objection_of, told

SECOND = replace(DOCTOR, whom=Enrolment("Line", "Caron", "line@clinique.example"), member_no="678")


def detail(session: Session, public_id: str) -> CheckDetail:
    """What the agent's page shows."""
    session.rollback()
    session.expire_all()
    found = detail_of(session, public_id, clock.now(), clock.today())
    assert found is not None
    return found


def test_a_refused_impostor_hears_of_nobody_and_stops_nobody(session: Session) -> None:
    giver = make_respondent(session)
    public_id, impostor = accepted(session, giver)
    assert professionals_known(session, giver.employer_id, clock.today()) == []
    vouch_for(session, public_id)
    assert professionals_known(session, giver.employer_id, clock.today()) == [impostor]
    assert object_to(objection_of(next(iter(told(session, "confirmed").values()))))
    agent = make_staff(session).id
    session.commit()
    reject_designation(agent, public_id, "Personne de ce nom au tableau")
    assert professionals_known(session, giver.employer_id, clock.today()) == []
    designate(giver, SECOND)
    assert DOCTOR.whom.email not in told(session, "named")


def test_the_same_person_objects_once_then_is_only_heard(session: Session) -> None:
    giver = make_respondent(session)
    public_id, person = accepted(session, giver)
    vouch_for(session, public_id)
    assert object_to(objection_of(next(iter(told(session, "confirmed").values()))))
    assert not is_vouched(session, giver.employer_id, person, clock.today())
    vouch_for(session, public_id)
    assert the_one(session).objected_by, "nothing of an objection is erased"
    assert not detail(session, public_id).row.is_objected
    assert object_to(objection_of(next(iter(told(session, "confirmed").values()))))
    assert is_vouched(session, giver.employer_id, person, clock.today())
    assert DesignationWarning.OBJECTED in detail(session, public_id).warnings


def test_a_stale_page_confirms_over_nothing_that_came_since(session: Session) -> None:
    giver = make_respondent(session)
    another_granter(session, giver)
    public_id, _person = accepted(session, giver)
    agent = make_staff(session).id
    session.commit()
    seen = detail(session, public_id).seen
    assert object_to(objection_of(next(iter(told(session, "accepted").values()))))
    with pytest.raises(NotVouched) as refused:
        confirm_designation(agent, public_id, "vu", clock.today(), seen=seen)
    assert refused.value.problem is DesignationProblem.CHANGED
    assert DesignationWarning.OBJECTED in detail(session, public_id).warnings
    confirm_designation(agent, public_id, "vu", clock.today(), seen=detail(session, public_id).seen)
    assert the_one(session).objected_by


def test_whoever_is_a_professional_already_accepts_no_second_designation(session: Session) -> None:
    giver = make_respondent(session)
    designate(giver, DOCTOR)
    known = make_person(session, email=DOCTOR.whom.email)
    make_membership(session, known, session.get_one(Employer, giver.employer_id), Role.HEALTH_PROFESSIONAL, GUICHET)
    session.commit()
    with pytest.raises(NotAccepted) as refused:
        accept_by_mailbox(link(session))
    assert refused.value.problem is InvitationProblem.ALREADY_DESIGNATED
    assert end_designation(giver, the_one(session).public_id)
    assert is_vouched(session, giver.employer_id, known.id, clock.today()), "what the registry gave stays"


def test_the_door_of_a_person_of_the_employer_is_the_employer_s(session: Session) -> None:
    giver = make_respondent(session)
    person = make_person(session)
    person.address_line1, person.postal_code = "12, rue des Lilas", "G1R 2B5"
    make_membership(session, person, session.get_one(Employer, giver.employer_id), Role.RESPONDENT, GUICHET)
    session.commit()
    assert is_address_of_employer(session, giver.employer_id, "12 rue des Lilas, bureau 3", "g1r2b5")
    assert not is_address_of_employer(session, giver.employer_id, "14, rue des Lilas", "G1R 2B5")


@pytest.mark.parametrize("how", ["ended", "rejected", "objected", "disowned"])
def test_the_end_of_a_designation_leaves_what_the_registry_gave_since(session: Session, how: str) -> None:
    giver = make_respondent(session)
    public_id, person = accepted(session, giver)
    registered = make_membership(
        session,
        session.get_one(Person, person),
        session.get_one(Employer, giver.employer_id),
        Role.HEALTH_PROFESSIONAL,
        GUICHET,
    )
    session.commit()
    if how == "objected":
        vouch_for(session, public_id)
        assert object_to(objection_of(next(iter(told(session, "confirmed").values()))))
    elif how == "rejected":
        agent = make_staff(session).id
        session.commit()
        reject_designation(agent, public_id, "Absente du tableau")
    elif how == "disowned":
        letter = session.scalars(select(Letter).where(Letter.cause_kind == "designations")).one()
        assert disown(code_digest(code_of(letter.public_id)))
    else:
        assert end_designation(giver, public_id)
    session.rollback()
    session.expire_all()
    assert registered.superseded_at is None
    assert is_vouched(session, giver.employer_id, person, clock.today())
    assert session.scalars(select(OutgoingEmail).where(OutgoingEmail.kind == "designation_ended")).all() == []
    given = roles_of(session, giver.employer_id, person, GUICHET.value, clock.today())
    assert [row.vouched for row in given if row.origin == "portal"] == ([False] if how == "objected" else [])


def test_whoever_leaves_loses_what_the_registry_gave_too(session: Session) -> None:
    giver = make_respondent(session)
    _public_id, person = accepted(session, giver)
    row = session.get_one(Person, person)
    make_membership(session, row, session.get_one(Employer, giver.employer_id), Role.HEALTH_PROFESSIONAL, GUICHET)
    session.commit()
    with transaction() as writing:
        end_of_person(begin(writing, giver), writing.get_one(Person, person))
    session.rollback()
    assert roles_of(session, giver.employer_id, person, GUICHET.value, clock.today()) == []
    assert len(session.scalars(select(OutgoingEmail).where(OutgoingEmail.kind == "designation_ended")).all()) == 1
