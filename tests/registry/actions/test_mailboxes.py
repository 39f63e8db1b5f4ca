"""The mailbox of a health professional is none that the employer's people use, at each step."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.entry.actions.email_addresses import ask_for_address
from app.entry.steps.email_addresses import AddressDeclined
from app.invitations.actions.accepting import accept_by_mailbox
from app.invitations.actions.designation_vouching import NotVouched, reject_designation
from app.invitations.actions.designations import designate
from app.invitations.steps.accepting import NotAccepted
from app.ledger.models.audit import DescriptiveChange
from app.registry.models.employers import Employer
from app.registry.models.invitations import Invitation
from app.registry.models.people import Person
from app.registry.words.access import AccessProblem
from app.registry.words.designations import DesignationProblem, DesignationWarning
from app.registry.words.email_addresses import AddressProblem
from app.registry.words.invitations import InvitationProblem
from app.resolver.queries.designation_checks import detail_of
from app.resolver.queries.mailboxes import is_mailbox_of_employer
from app.resolver.steps.granting import Declined, Giver
from app.vocabulary.accounts import Role, Space
from tests.factories.designations import vouch_for
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.staff import make_staff
from tests.invitations.actions.test_designations import DOCTOR, link, make_respondent, the_one
from tests.invitations.actions.test_invented_professional import accepted, acting

SAME_MAILBOX = [
    ("marie@usine.example", "marie+sante@usine.example"),
    ("marie+travail@usine.example", "Marie@Usine.example"),
    ("marie+travail@usine.example", "marie+sante@usine.example"),
    ("marie.roy@gmail.com", "m.a.r.i.e.roy+x@GoogleMail.com"),
    ("ÉMILIE@usine.example", "émilie+sante@usine.example"),
]


class TestTheMailbox:
    @pytest.mark.parametrize("how", ["own", "former", "left", "invited", "spaces and case"])
    def test_one_that_the_employer_s_people_use_is_refused_at_naming(self, session: Session, how: str) -> None:
        giver = make_respondent(session)
        theirs = make_person(session, email="bureau@usine.example")
        employer = session.get_one(Employer, giver.employer_id)
        email = "bureau@usine.example"
        if how == "invited":
            theirs.email = "autre@usine.example"
            session.add(invited(giver, email))
        elif how == "left":
            until = clock.today() - timedelta(days=30)
            make_membership(session, theirs, employer, Role.USER, Space.CLICSEQUR, until_on=until)
        else:
            make_membership(session, theirs, employer, Role.USER, Space.CLICSEQUR)
        if how == "former":
            theirs.email = "nouveau@usine.example"
            change = {"before": {"email": email}, "after": {"email": theirs.email}}
            session.add(DescriptiveChange(table_name="people", row_id=theirs.id, recorded_at=clock.now(), **change))
        session.commit()
        asked = "  BUREAU@Usine.example " if how == "spaces and case" else email
        with pytest.raises(Declined) as declined:
            designate(giver, replace(DOCTOR, whom=replace(DOCTOR.whom, email=asked)))
        assert declined.value.problem in (AccessProblem.OWN_PROFESSIONAL, AccessProblem.MAILBOX_OF_EMPLOYER)

    def test_one_that_became_the_employer_s_meanwhile_is_refused_at_acceptance(self, session: Session) -> None:
        giver = make_respondent(session)
        designate(giver, DOCTOR)
        session.add(invited(giver, DOCTOR.whom.email.upper()))
        session.commit()
        digest = session.scalars(
            select(Invitation.token_sha256).where(Invitation.purpose == "health_professional")
        ).one()
        with pytest.raises(NotAccepted) as stopped:
            accept_by_mailbox(digest)
        assert stopped.value.problem is InvitationProblem.IS_OF_THE_EMPLOYER

    def test_one_that_became_the_employer_s_later_is_refused_at_confirmation(self, session: Session) -> None:
        giver = make_respondent(session)
        public_id, _person = accepted(session, giver)
        own = make_person(session, email=DOCTOR.whom.email)
        make_membership(session, own, session.get_one(Employer, giver.employer_id), Role.USER, Space.CLICSEQUR)
        session.commit()
        with pytest.raises(NotVouched) as refused:
            vouch_for(session, public_id)
        assert refused.value.problem is DesignationProblem.OF_THE_EMPLOYER
        assert the_one(session).state == "accepted"

    def test_a_stranger_s_mailbox_is_nobody_s(self, session: Session) -> None:
        giver = make_respondent(session)
        own = session.get_one(Person, giver.person_id)
        own.email = "marie@usine.example"
        session.commit()
        strangers = ["m.arie@usine.example", "marie2@usine.example", "%@usine.example", "+marie@usine.example", "", " "]
        ask = (giver.employer_id, strangers)
        assert not is_mailbox_of_employer(session, *ask, clock.now(), clock.today())

    @pytest.mark.parametrize(("own", "asked"), SAME_MAILBOX)
    def test_one_that_differs_by_what_mail_does_not_look_at_is_refused_at_naming(
        self, session: Session, own: str, asked: str
    ) -> None:
        giver = make_respondent(session)
        session.get_one(Person, giver.person_id).email = own
        session.commit()
        with pytest.raises(Declined) as declined:
            designate(giver, replace(DOCTOR, whom=replace(DOCTOR.whom, email=asked)))
        assert declined.value.problem is AccessProblem.MAILBOX_OF_EMPLOYER

    def test_one_with_a_tag_is_refused_at_acceptance_and_confirmation(self, session: Session) -> None:
        giver = make_respondent(session)
        name, _, domain = DOCTOR.whom.email.partition("@")
        designate(giver, DOCTOR)
        answer = link(session)
        session.add(invitation := invited(giver, f"{name}+usine@{domain}"))
        session.commit()
        with pytest.raises(NotAccepted) as stopped:
            accept_by_mailbox(answer)
        assert stopped.value.problem is InvitationProblem.IS_OF_THE_EMPLOYER
        session.delete(session.get_one(Invitation, invitation.id))
        session.commit()
        accept_by_mailbox(answer)
        session.rollback()
        session.add(invited(giver, f"{name}+usine@{domain}"))
        session.commit()
        with pytest.raises(NotVouched) as refused:
            vouch_for(session, the_one(session).public_id)
        assert refused.value.problem is DesignationProblem.OF_THE_EMPLOYER

    def test_the_professional_cannot_move_to_such_a_mailbox_afterwards(self, session: Session) -> None:
        giver = make_respondent(session)
        public_id, person = accepted(session, giver)
        vouch_for(session, public_id)
        session.add(invited(giver, "partage@usine.example"))
        session.commit()
        with pytest.raises(AddressDeclined) as declined:
            ask_for_address(acting(person, giver.employer_id, session), "partage@usine.example")
        assert declined.value.problem is AddressProblem.OF_THE_EMPLOYER


def invited(giver: Giver, email: str) -> Invitation:
    """Somebody whom the employer invites to use the services, at that address."""
    at = clock.now()
    return Invitation(
        employer_id=giver.employer_id,
        space=giver.space.value,
        given_name="Luc",
        family_name="Roy",
        email=email,
        invited_by_id=giver.person_id,
        token_sha256=f"{email}-token",
        created_at=at,
        sent_at=at,
        expires_at=at + timedelta(days=7),
    )


def test_a_mailbox_that_was_refused_is_known_again_by_another_tag(session: Session) -> None:
    giver = make_respondent(session)
    public_id, _person = accepted(session, giver)
    agent = make_staff(session).id
    session.commit()
    reject_designation(agent, public_id, "Absente du tableau")
    name, _, domain = DOCTOR.whom.email.partition("@")
    for email, warned in ((f"{name}+2@{domain}", True), (f"autre@{domain}", False)):
        whom = replace(DOCTOR.whom, given_name="Lucie", family_name="Bédard", email=email)
        again = designate(giver, replace(DOCTOR, whom=whom, member_no=f"9{warned:d}777"))
        session.rollback()
        found = detail_of(session, again, clock.now(), clock.today())
        assert found is not None
        assert (DesignationWarning.REFUSED_BEFORE in found.warnings) == warned
