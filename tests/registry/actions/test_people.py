"""Somebody whom the employer knows joins another of its spaces: the same person, with what they need to come in."""

from __future__ import annotations

import secrets
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.ledger.models.audit import AuditEntry
from app.ledger.models.emails import OutgoingEmail
from app.ledger.steps.audit import Actor
from app.registry.models.employers import Employer
from app.registry.models.people import Person
from app.registry.models.signin import Credential
from app.resolver.queries.facts import facts_of_employer
from app.resolver.steps.granting import Giver, Unknown
from app.rights.actions.grants import grant_access
from app.vocabulary.accounts import Role, Space
from app.vocabulary.services import OnlineService
from tests.factories.accounts import make_account
from tests.factories.employers import make_employer
from tests.factories.memberships import make_membership
from tests.factories.people import make_person

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


def test_who_joins_guichet_sst_receives_a_code(session: Session) -> None:
    giver = make_giver(session, Space.GUICHET_SST)
    employer, known = session.get_one(Employer, giver.employer_id), make_person(session)
    make_account(session, employer)
    make_membership(session, known, employer)
    session.commit()
    end = clock.today() + timedelta(days=30)
    grant_access(giver, known.public_id, [OnlineService.MESSAGING], end, "token")
    assert kinds(session, known) == ["welcome_code", "access_granted"]
    assert session.scalars(select(Credential.space).where(Credential.person_id == known.id)).one() == "guichet_sst"
    assert entries(session) == ["person_enrolled", "code_issued", "access_granted"]


def test_somebody_whom_the_employer_does_not_know_is_out_of_reach(session: Session) -> None:
    giver, stranger = make_giver(session), make_person(session)
    session.commit()
    with pytest.raises(Unknown):
        grant_access(giver, stranger.public_id, [OnlineService.MESSAGING], clock.today() + timedelta(days=9), "token")
    assert entries(session) == []
