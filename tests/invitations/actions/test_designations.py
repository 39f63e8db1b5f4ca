"""Designating a health professional: nobody of the employer, by their own acceptance, then the Commission's word."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.invitations.actions.accepting import accept_by_mailbox, refuse
from app.invitations.actions.designations import designate, end_designation, send_again
from app.invitations.steps.accepting import NotAccepted
from app.invitations.steps.designations import Professional
from app.invitations.steps.links import secret_of
from app.ledger.models.audit import AuditEntry
from app.ledger.models.emails import OutgoingEmail
from app.ledger.steps.audit import Actor
from app.ledger.steps.digests import token_digest
from app.notices.models import Dispatch, Notice
from app.registry.models.designations import Designation
from app.registry.models.employers import Employer
from app.registry.models.invitations import Invitation
from app.registry.models.people import Membership, Person
from app.registry.words.access import AccessProblem
from app.registry.words.invitations import InvitationProblem
from app.resolver.models.documents import MedicalPaper
from app.resolver.queries.facts import facts_of_employer
from app.resolver.steps.granting import Declined, Giver, NotGranted, Unknown
from app.resolver.steps.people import Enrolment
from app.rights.actions.grants import grant_access
from app.rights.actions.roles import name_granter
from app.vocabulary.accounts import Role, Space
from app.vocabulary.documents import Category
from app.vocabulary.services import OnlineService
from tests.factories.accounts import make_account
from tests.factories.deposits import deposit_document
from tests.factories.designations import HOME, ROLL, vouch_for, vouch_for_all
from tests.factories.employers import make_employer
from tests.factories.files import make_file
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.withdrawals import make_prior_notice, make_withdrawal

GUICHET = Space.GUICHET_SST
WHOM = Enrolment("Paule", "Roy", "paule@clinique.example")
DOCTOR = Professional(WHOM, "Collège des médecins du Québec", "12345", HOME, ROLL)


def make_respondent(session: Session, *, withdrawn: bool = True) -> Giver:
    """The respondent of an employer on Guichet SST, whose papers come to the screen if they are withdrawn."""
    employer, granter = make_employer(session), make_person(session)
    make_account(session, employer, GUICHET)
    make_membership(session, granter, employer, Role.RESPONDENT, GUICHET)
    if withdrawn:
        on = clock.today().replace(day=1)
        make_withdrawal(session, employer, on)
        make_prior_notice(session, employer, on.replace(year=on.year - 1))
    session.commit()
    return Giver(Actor("person", granter.id, granter.name), employer.id, GUICHET)


def link(session: Session) -> str:
    """The digest of the latest link."""
    session.rollback()
    session.expire_all()
    return token_digest(secret_of(session.scalars(select(Invitation).order_by(Invitation.id.desc())).first()))  # type: ignore[arg-type]


def the_one(session: Session) -> Designation:
    """The only designation."""
    session.rollback()
    session.expire_all()
    return session.scalars(select(Designation)).one()


def hold_a_paper(session: Session, giver: Giver) -> Notice:
    """A medical paper deposited while nobody is designated."""
    file = make_file(session, session.get_one(Employer, giver.employer_id))
    values = {"category": Category.MEDICAL, "issued_on": clock.today()}
    return deposit_document(session, file, title="Rapport médical", **values)


def states(session: Session, notice_id: int) -> list[str]:
    """How each sending of a notice stands."""
    session.rollback()
    found = select(Dispatch.state).where(Dispatch.notice_id == notice_id).order_by(Dispatch.id)
    return list(session.scalars(found))


def test_nothing_begins_before_the_professional_accepts(session: Session) -> None:
    giver = make_respondent(session)
    held = hold_a_paper(session, giver).id
    designate(giver, DOCTOR)
    assert facts_of_employer(session, giver.employer_id).professionals_on(clock.today()) == ()
    assert states(session, held) == ["held"]
    assert the_one(session).state == "proposed"


def test_the_commission_s_word_releases_what_was_held_and_acceptance_does_not(session: Session) -> None:
    giver = make_respondent(session)
    held = hold_a_paper(session, giver).id
    public_id = designate(giver, DOCTOR)
    person = accept_by_mailbox(link(session)).person.id
    assert facts_of_employer(session, giver.employer_id).professionals_on(clock.today()) == ()
    assert facts_of_employer(session, giver.employer_id).designated_on(clock.today()) == (person,)
    assert states(session, held) == ["held"]
    assert (the_one(session).state, the_one(session).person_id) == ("accepted", person)
    vouch_for(session, public_id)
    assert facts_of_employer(session, giver.employer_id).professionals_on(clock.today()) == (person,)
    assert states(session, held) == ["released", "waiting"]
    assert the_one(session).state == "confirmed"
    notices = select(OutgoingEmail.person_id).where(OutgoingEmail.kind == "new_document")
    assert session.scalars(notices).all() == [person]


def test_those_who_grant_are_told_of_the_acceptance_and_of_no_paper(session: Session) -> None:
    giver, plain = make_respondent(session), make_respondent(session)
    hold_a_paper(session, giver)
    second = make_person(session)
    make_membership(session, second, session.get_one(Employer, giver.employer_id), Role.RESPONDENT, GUICHET)
    session.commit()
    said = []
    for each in (giver, plain):
        designate(each, DOCTOR)
        accept_by_mailbox(link(session))
        session.rollback()
        told = select(OutgoingEmail).where(
            OutgoingEmail.employer_id == each.employer_id,
            OutgoingEmail.kind.in_(("invitation_answered", "designation_news")),
            OutgoingEmail.context["stage"].as_string().is_distinct_from("named"),
        )
        emails = session.scalars(told.order_by(OutgoingEmail.id)).all()
        but = {"organisation": "", "objection": ""}
        said.append(
            {tuple(sorted((email.context | but).items())) for email in emails if email.person_id == each.person_id}
        )
        assert len(emails) == (2 if each is giver else 1)
    assert said[0] == said[1], "whether papers waited cannot be seen in what is said"


def test_the_place_of_work_is_needed_and_the_paper_of_an_employer_by_post_goes_there(session: Session) -> None:
    giver = make_respondent(session, withdrawn=False)
    held = hold_a_paper(session, giver).id
    with pytest.raises(Declined) as declined:
        designate(giver, replace(DOCTOR, address={}))
    assert declined.value.problem is AccessProblem.ADDRESS_NEEDED
    designate(giver, DOCTOR)
    person = accept_by_mailbox(link(session)).person.id
    vouch_for_all(session)
    assert states(session, held) == ["released", "waiting"]
    assert session.get_one(Person, person).address_line1 == "1, rue Une"


@pytest.mark.parametrize("role", [Role.RSE, Role.RESPONDENT, Role.USER])
@pytest.mark.parametrize("space", list(Space))
def test_nobody_with_another_role_at_the_employer_is_designated(session: Session, role: Role, space: Space) -> None:
    giver = make_respondent(session)
    own = make_person(session, email=DOCTOR.whom.email.upper())
    make_membership(session, own, session.get_one(Employer, giver.employer_id), role, space)
    session.commit()
    with pytest.raises(Declined) as declined:
        designate(giver, DOCTOR)
    assert declined.value.problem is AccessProblem.OWN_PROFESSIONAL


def test_nobody_designates_themselves(session: Session) -> None:
    giver = make_respondent(session)
    own = session.get_one(Person, giver.person_id).email
    with pytest.raises(Declined):
        designate(giver, replace(DOCTOR, whom=replace(DOCTOR.whom, email=own)))


@pytest.mark.parametrize("role", [Role.RSE, Role.RESPONDENT, Role.USER])
def test_whoever_received_another_role_meanwhile_cannot_accept(session: Session, role: Role) -> None:
    giver = make_respondent(session)
    designate(giver, DOCTOR)
    own = make_person(session, email=DOCTOR.whom.email)
    make_membership(session, own, session.get_one(Employer, giver.employer_id), role)
    session.commit()
    with pytest.raises(NotAccepted) as stopped:
        accept_by_mailbox(link(session))
    assert stopped.value.problem is InvitationProblem.IS_OF_THE_EMPLOYER
    assert the_one(session).state == "proposed"
    assert facts_of_employer(session, giver.employer_id).professionals_on(clock.today()) == ()


def test_a_professional_receives_no_other_role(session: Session) -> None:
    giver = make_respondent(session)
    designate(giver, DOCTOR)
    person = accept_by_mailbox(link(session)).person.public_id
    session.rollback()
    end = clock.today().replace(year=clock.today().year + 1)
    with pytest.raises(Declined) as declined:
        grant_access(giver, person, [OnlineService.MESSAGING], end, "token")
    assert declined.value.problem is AccessProblem.HEALTH_PROFESSIONAL
    with pytest.raises(Declined):
        name_granter(giver, person)


def test_the_same_person_is_designated_once(session: Session) -> None:
    giver = make_respondent(session)
    designate(giver, DOCTOR)
    with pytest.raises(Declined) as declined:
        designate(giver, DOCTOR)
    assert declined.value.problem is AccessProblem.ALREADY_INVITED
    accept_by_mailbox(link(session))
    with pytest.raises(Declined) as declined:
        designate(giver, DOCTOR)
    assert declined.value.problem is AccessProblem.ALREADY_DESIGNATED
    assert session.scalar(select(func.count()).select_from(Designation)) == 1


def test_when_it_ends_the_next_paper_is_held_again(session: Session) -> None:
    giver = make_respondent(session)
    public_id = designate(giver, DOCTOR)
    accept_by_mailbox(link(session))
    assert end_designation(giver, public_id)
    assert not end_designation(giver, public_id)
    session.rollback()
    assert facts_of_employer(session, giver.employer_id).professionals_on(clock.today()) == ()
    assert states(session, hold_a_paper(session, giver).id) == ["held"]
    assert the_one(session).state == "ended"
    ended = select(OutgoingEmail.to_address).where(OutgoingEmail.kind == "designation_ended")
    assert session.scalars(ended).all() == [DOCTOR.whom.email]


def test_the_same_professional_can_be_designated_again(session: Session) -> None:
    giver = make_respondent(session)
    end_designation(giver, designate(giver, DOCTOR))
    designate(giver, DOCTOR)
    first = accept_by_mailbox(link(session)).person.id
    end_designation(giver, session.scalars(select(Designation.public_id).order_by(Designation.id.desc())).first() or "")
    designate(giver, replace(DOCTOR, whom=replace(DOCTOR.whom, email=DOCTOR.whom.email.upper())))
    assert accept_by_mailbox(link(session)).person.id == first


def test_a_refusal_or_a_cancellation_leaves_nobody(session: Session) -> None:
    giver = make_respondent(session)
    designate(giver, DOCTOR)
    assert refuse(link(session))
    assert the_one(session).state == "refused"
    public_id = designate(giver, replace(DOCTOR, whom=replace(DOCTOR.whom, email="autre@clinique.example")))
    end_designation(giver, public_id)
    with pytest.raises(NotAccepted):
        accept_by_mailbox(link(session))
    assert session.scalars(select(Membership).where(Membership.role == "health_professional")).all() == []


def test_a_professional_of_the_registry_can_be_ended(session: Session) -> None:
    giver = make_respondent(session)
    person = make_person(session)
    make_membership(session, person, session.get_one(Employer, giver.employer_id), Role.HEALTH_PROFESSIONAL, GUICHET)
    session.commit()
    assert end_designation(giver, person.public_id)
    session.rollback()
    assert facts_of_employer(session, giver.employer_id).professionals_on(clock.today()) == ()


def test_only_those_who_grant_designate_and_only_for_their_employer(session: Session) -> None:
    giver, other = make_respondent(session), make_respondent(session)
    public_id = designate(giver, DOCTOR)
    user = make_person(session)
    make_membership(session, user, session.get_one(Employer, giver.employer_id), Role.USER, GUICHET)
    session.commit()
    for stranger, error in (
        (replace(giver, actor=Actor("person", user.id, user.name)), NotGranted),
        (other, Unknown),
    ):
        for gesture in (end_designation, send_again):
            with pytest.raises(error):
                gesture(stranger, public_id)
    with pytest.raises(NotGranted):
        designate(replace(giver, actor=Actor("person", user.id, user.name)), DOCTOR)


def test_the_journal_says_it_without_any_paper(session: Session) -> None:
    giver = make_respondent(session)
    end_designation(giver, designate(giver, DOCTOR))
    designate(giver, replace(DOCTOR, whom=replace(DOCTOR.whom, email="autre@clinique.example")))
    accept_by_mailbox(link(session))
    session.rollback()
    entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    vouch_for_all(session)
    entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [entry.action for entry in entries if entry.action.startswith(("prof", "design"))] == [
        "professional_proposed",
        "designation_ended",
        "professional_proposed",
        "professional_accepted",
        "designation_confirmed",
    ]
    assert {entry.medical_paper_id for entry in entries} == {None}
    assert session.scalar(select(func.count()).select_from(MedicalPaper)) == 0
