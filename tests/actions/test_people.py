"""Enrolling a person and ending what they are: nobody doubled, nobody locked out, the last granter kept."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.actions.access import grant_access
from app.actions.audit import Actor
from app.actions.granting import Declined, Giver, NotGranted
from app.actions.people import Enrolment, enrol_person
from app.models.audit import AuditEntry
from app.models.emails import OutgoingEmail
from app.models.employers import Employer
from app.models.people import Person
from app.models.signin import Credential
from app.queries.facts import facts_of_employer
from app.vocabulary.access import AccessProblem
from app.vocabulary.accounts import Role, Space
from app.vocabulary.language import Language
from app.vocabulary.services import OnlineService
from tests.factories.accounts import make_account
from tests.factories.employers import make_employer
from tests.factories.memberships import make_membership
from tests.factories.people import make_person

NEW = Enrolment("Ève", "Côté", "eve.cote@courriel.example", Language.EN)
GRANTERS = {Space.CLICSEQUR: Role.RSE, Space.GUICHET_SST: Role.RESPONDENT}


def make_giver(session: Session, space: Space = Space.CLICSEQUR) -> Giver:
    """Who grants for a new employer in that space."""
    employer, granter = make_employer(session), make_person(session)
    make_account(session, employer, space)
    make_membership(session, granter, employer, GRANTERS[space], space)
    session.commit()
    return Giver(Actor("person", granter.id, granter.name), employer.id, space)


def person_of(session: Session, public_id: str) -> Person:
    """The person of a public identifier."""
    return session.scalars(select(Person).where(Person.public_id == public_id)).one()


def kinds(session: Session, person: Person) -> list[str]:
    """What was queued for somebody, by kind."""
    statement = select(OutgoingEmail.kind).where(OutgoingEmail.person_id == person.id).order_by(OutgoingEmail.id)
    return list(session.scalars(statement))


def entries(session: Session) -> list[str]:
    """The actions of the journal."""
    return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def roles(session: Session, giver: Giver, person_id: int) -> frozenset[Role]:
    """What somebody is today in the giver's space."""
    return facts_of_employer(session, giver.employer_id).roles_on(person_id, giver.space, clock.today())


def test_somebody_new_on_clicsequr_is_invited(session: Session) -> None:
    giver = make_giver(session)
    person = person_of(session, enrol_person(giver, NEW, "token"))
    assert (person.name, person.email, person.language) == ("Ève Côté", "eve.cote@courriel.example", "en")
    assert person.search_name == "cote eve"
    assert person.identifier.startswith("R-")
    assert len(person.identifier) == 10
    assert roles(session, giver, person.id) == {Role.USER}
    assert kinds(session, person) == ["invitation"]
    assert entries(session) == ["person_enrolled"]


def test_somebody_new_on_guichet_sst_receives_a_code(session: Session) -> None:
    giver = make_giver(session, Space.GUICHET_SST)
    person = person_of(session, enrol_person(giver, NEW, "token"))
    assert kinds(session, person) == ["welcome_code"]
    assert session.scalars(select(Credential.space).where(Credential.person_id == person.id)).one() == "guichet_sst"
    assert entries(session) == ["person_enrolled", "code_issued"]


def test_the_same_enrolment_sent_again_makes_one_person(session: Session) -> None:
    giver = make_giver(session)
    assert len({enrol_person(giver, NEW, "token") for _ in range(5)}) == 1
    assert entries(session) == ["person_enrolled"]


@pytest.mark.parametrize("email", ["eve.cote@courriel.example", "EVE.Cote@Courriel.example"])
def test_an_address_that_the_employer_knows_is_pointed_out(session: Session, email: str) -> None:
    giver = make_giver(session)
    enrol_person(giver, NEW, "one")
    with pytest.raises(Declined) as declined:
        enrol_person(giver, replace(NEW, email=email), "two")
    assert declined.value.problem is AccessProblem.EMAIL_KNOWN


def test_an_address_known_to_another_employer_says_nothing(session: Session) -> None:
    first, second = make_giver(session), make_giver(session)
    assert enrol_person(first, NEW, "token") != enrol_person(second, NEW, "token")


def test_enrolling_and_granting_are_one(session: Session) -> None:
    giver = make_giver(session)
    end = clock.today() + timedelta(days=30)
    outcome = grant_access(giver, NEW, [OnlineService.FILE_FOLLOWUP], end, "token")
    again = grant_access(giver, NEW, [OnlineService.FILE_FOLLOWUP], end, "token")
    assert (again.person_public_id, again.did_something) == (outcome.person_public_id, False)
    assert entries(session) == ["person_enrolled", "access_granted"]
    assert kinds(session, person_of(session, outcome.person_public_id)) == ["invitation", "access_granted"]


def test_nobody_is_enrolled_when_the_grant_is_declined(session: Session) -> None:
    giver = make_giver(session)
    with pytest.raises(Declined):
        grant_access(giver, NEW, [OnlineService.FILE_FOLLOWUP], clock.today(), "token")
    assert session.scalars(select(Person).where(Person.email == NEW.email)).all() == []
    assert entries(session) == []


def test_somebody_known_in_the_other_space_joins_this_one(session: Session) -> None:
    giver = make_giver(session)
    employer, known = session.get_one(Employer, giver.employer_id), make_person(session)
    make_account(session, employer, Space.GUICHET_SST)
    make_membership(session, known, employer, Role.USER, Space.GUICHET_SST)
    session.commit()
    end = clock.today() + timedelta(days=30)
    for _ in range(2):
        grant_access(giver, known.public_id, [OnlineService.MESSAGING], end, secrets.token_hex())
    assert roles(session, giver, known.id) == {Role.USER}
    assert entries(session) == ["person_enrolled", "access_granted"]


def test_who_may_not_grant_may_not_enrol(session: Session) -> None:
    giver = make_giver(session)
    user = make_person(session)
    make_membership(session, user, session.get_one(Employer, giver.employer_id))
    session.commit()
    with pytest.raises(NotGranted):
        enrol_person(replace(giver, actor=Actor("person", user.id, user.name)), NEW, "token")
