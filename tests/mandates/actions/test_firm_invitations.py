"""A firm's invitations: sent again or taken back by those who administer that firm, and by nobody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.invitations.actions.invitations import expire_invitations
from app.invitations.steps.accepting import NotAccepted, accept
from app.invitations.steps.links import secret_of
from app.ledger.models.audit import AuditEntry
from app.ledger.steps.digests import token_digest
from app.ledger.steps.transaction import transaction
from app.mandates.actions.firm_invitations import cancel_of_firm, resend_to_firm
from app.mandates.actions.firms import invite_to_firm
from app.registry.models.invitations import Invitation
from app.registry.models.people import Person
from app.registry.words.access import AccessProblem
from app.registry.words.invitations import InvitationProblem
from app.registry.words.mandates import FirmRole
from app.resolver.steps.granting import Unknown
from app.resolver.steps.people import Enrolment
from tests.factories.invitations import make_firm_invitation
from tests.factories.mandates import make_firm
from tests.factories.people import make_person
from tests.scenes.firm_house import ClockAt, House, declined, make_house


@pytest.fixture
def house(session: Session) -> House:
    """A firm with its administrator."""
    return make_house(session)


def now(house: House) -> Invitation:
    """The invitation as it stands."""
    house.session.rollback()
    house.session.expire_all()
    return house.session.scalars(select(Invitation)).one()


def link(house: House) -> str:
    """The digest of the latest link."""
    return token_digest(secret_of(now(house)))


def problem_of(house: House, digest: str) -> InvitationProblem:
    """Why somebody cannot accept with that link."""
    person = house.clerk.id

    def anybody(session: Session, _invitation: Invitation) -> Person:
        return session.get_one(Person, person)

    with pytest.raises(NotAccepted) as stopped, transaction() as session:
        accept(session, digest, anybody)
    return stopped.value.problem


def test_sending_again_kills_the_first_link_and_gives_seven_new_days(house: House, clock_at: ClockAt) -> None:
    made = make_firm_invitation(house.session, house.firm, house.boss)
    first = link(house)
    clock_at((clock.today() + timedelta(days=8)).isoformat())
    expire_invitations(clock.today())
    assert now(house).state == "expired"
    assert resend_to_firm(house.administrator, house.firm.neq, made.public_id).name == "Maude Roy"
    assert (now(house).state, now(house).sendings) == ("sent", 2)
    assert now(house).expires_at - now(house).sent_at == timedelta(days=7)
    assert problem_of(house, first) is InvitationProblem.ALREADY_SETTLED
    assert [kind for kind, _ in house.emails()].count("invitation_link") == 2


def test_one_that_is_taken_back_opens_nothing(house: House) -> None:
    made = make_firm_invitation(house.session, house.firm, house.boss)
    digest = link(house)
    assert cancel_of_firm(house.administrator, house.firm.neq, made.public_id)
    assert not cancel_of_firm(house.administrator, house.firm.neq, made.public_id)
    assert problem_of(house, digest) is InvitationProblem.ALREADY_SETTLED
    again = lambda: resend_to_firm(house.administrator, house.firm.neq, made.public_id)  # noqa: E731
    declined(AccessProblem.NOTHING_TO_RESEND, again)
    entries = house.session.scalars(select(AuditEntry).where(AuditEntry.action == "invitation_cancelled")).all()
    assert [entry.actor_id for entry in entries] == [house.boss.id]


def test_an_address_is_written_to_three_times_a_day_at_most(house: House) -> None:
    made = make_firm_invitation(house.session, house.firm, house.boss)
    for _ in range(2):
        resend_to_firm(house.administrator, house.firm.neq, made.public_id)
    again = lambda: resend_to_firm(house.administrator, house.firm.neq, made.public_id)  # noqa: E731
    declined(AccessProblem.SENT_TOO_OFTEN, again)


def test_one_that_expired_is_not_sent_again_beside_another_that_waits(house: House, clock_at: ClockAt) -> None:
    made = make_firm_invitation(house.session, house.firm, house.boss)
    clock_at((clock.today() + timedelta(days=8)).isoformat())
    expire_invitations(clock.today())
    whom = Enrolment("Maude", "Roy", "maude@roy.example")
    invite_to_firm(house.administrator, house.firm.neq, whom, FirmRole.STAFF)
    again = lambda: resend_to_firm(house.administrator, house.firm.neq, made.public_id)  # noqa: E731
    declined(AccessProblem.ALREADY_INVITED, again)


def test_those_who_do_not_administer_the_firm_reach_none_of_its_invitations(house: House) -> None:
    made = make_firm_invitation(house.session, house.firm, house.boss)
    other = make_firm(house.session, "Autre cabinet")
    make_person(house.session)
    house.session.commit()
    theirs = replace(house.administrator, firms=(other.neq,))
    for neq in (house.firm.neq, other.neq):
        for gesture in (resend_to_firm, cancel_of_firm):
            with pytest.raises(Unknown):
                gesture(theirs, neq, made.public_id)
    assert now(house).state == "sent"
