"""Somebody who has left is gone from every space of the employer; what they proposed no longer lets anybody in."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.delivery.received.tables import csv_bytes
from app.entry.actions.sessions import read_session
from app.invitations.actions.accepting import accept_by_mailbox
from app.invitations.actions.invitations import resend
from app.invitations.steps.accepting import NotAccepted
from app.ledger.models.emails import OutgoingEmail
from app.ledger.steps.audit import Actor
from app.personnel.actions.application import apply_personnel_plans
from app.personnel.actions.leaving import remove_person
from app.personnel.actions.plans import confirm_plan, make_plan
from app.personnel.models import PersonnelPlan, PersonnelRow
from app.personnel.queries.leaving import losses_of_leaving
from app.registry.models.designations import Designation
from app.registry.models.invitations import Invitation
from app.registry.models.mandates import Mandate
from app.registry.models.people import Person
from app.registry.words.access import AccessProblem
from app.registry.words.mandates import FirmRole
from app.resolver.models.absences import Absence
from app.resolver.queries.facts import facts_of_employer
from app.resolver.steps.granting import Declined, Giver
from app.rights.models.requests import AccessRequest
from app.rights.queries.coverage import coverage
from app.rights.steps.covering import Uncovered
from app.vocabulary.accounts import Role, Space
from tests.factories.absences import make_absence
from tests.factories.access_requests import make_request
from tests.factories.accounts import make_account
from tests.factories.designations import make_designation
from tests.factories.employers import make_employer
from tests.factories.grants import make_grant
from tests.factories.invitations import make_invitation
from tests.factories.mandates import make_firm, make_firm_member, make_mandate
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.sessions import open_person_session
from tests.factories.withdrawals import make_prior_notice, make_withdrawal
from tests.scenes.office import FOLLOWUP, REVIEW, Office, make_office

CLICSEQUR, GUICHET, CODES = Space.CLICSEQUR, Space.GUICHET_SST, Space.CNESST_CODES


@pytest.fixture
def office(session: Session) -> Office:
    """On clicSÉQUR and on Guichet SST, where a respondent grants and the clerk follows the files too."""
    office = make_office(session)
    make_account(session, office.employer, GUICHET)
    respondent = make_person(session, given_name="Rose", family_name="Répondante")
    make_membership(session, respondent, office.employer, Role.RESPONDENT, GUICHET)
    make_membership(session, office.clerk, office.employer, Role.USER, GUICHET)
    make_grant(session, office.clerk, office.employer, REVIEW, GUICHET)
    session.commit()
    return office


def respondent_of(office: Office) -> Person:
    """Who grants on Guichet SST."""
    return office.session.scalars(select(Person).where(Person.given_name == "Rose")).one()


def everywhere(office: Office, person: Person) -> dict[Space, set[str]]:
    """What somebody is and holds at the employer today, by space, from the resolver."""
    facts, today = office.facts(), clock.today()
    found = {
        space: {role.value for role in facts.roles_on(person.id, space, today)}
        | {service.value for service in facts.grants_on(person.id, space, today)}
        for space in Space
    }
    return {space: held for space, held in found.items() if held}


def test_everything_ends_in_every_space_and_the_other_granters_learn_of_it(office: Office) -> None:
    make_account(office.session, office.employer, CODES)
    make_membership(office.session, office.clerk, office.employer, Role.USER, CODES)
    office.session.commit()
    tokens = [open_person_session(office.clerk, space) for space in (CLICSEQUR, GUICHET)]
    removal = remove_person(office.giver(), office.clerk.public_id)
    assert (set(removal.services), removal.kept) == ({FOLLOWUP, REVIEW}, ())
    assert everywhere(office, office.clerk) == {}
    assert [read_session(office.session, token) for token in tokens] == [None, None]
    assert office.mail(respondent_of(office)) == ["sensitive_moment"]
    assert office.mail(office.second) == []
    assert office.mail(office.clerk) == ["access_revoked", "access_revoked"]
    assert office.entries().count("person_removed") == 3, "one for each space, read in the history of each"
    remove_person(office.giver(), office.clerk.public_id)
    assert office.entries().count("person_removed") == 3
    assert office.mail(respondent_of(office)) == ["sensitive_moment"]


def test_who_was_never_there_concerns_nobody_there(office: Office) -> None:
    remove_person(office.giver(), office.user.public_id)
    assert office.mail(respondent_of(office)) == []


def test_the_coverage_that_is_shown_is_that_of_every_space(office: Office) -> None:
    make_grant(office.session, office.clerk, office.employer, FOLLOWUP, GUICHET)
    since = clock.today() - timedelta(days=30)
    make_prior_notice(office.session, office.employer, since - timedelta(days=30))
    make_withdrawal(office.session, office.employer, since)
    office.session.commit()
    facts, today = office.facts(), clock.today()
    losses = losses_of_leaving(facts, office.clerk.id, CLICSEQUR, today)
    found = coverage(office.session, office.employer.id, today, losses)
    assert office.clerk.id not in found.after
    respondent_of(office).email = office.rse.email = office.second.email = ""
    office.session.commit()
    with pytest.raises(Uncovered):
        remove_person(office.giver(), office.clerk.public_id)
    assert set(everywhere(office, office.clerk)) == {CLICSEQUR, GUICHET}
    remove_person(office.giver(), office.clerk.public_id, accepted=True)
    assert office.details("person_removed")["hole"] is True


def test_one_of_several_respondents_leaves_like_anybody_else(office: Office) -> None:
    leaver = office.clerk
    make_membership(office.session, leaver, office.employer, Role.RESPONDENT, GUICHET)
    office.session.commit()
    remove_person(office.giver(), leaver.public_id)
    assert everywhere(office, leaver) == {}


def test_the_last_respondent_keeps_that_role_alone_and_is_told_what_to_do(office: Office) -> None:
    last = respondent_of(office)
    make_membership(office.session, last, office.employer)
    make_grant(office.session, last, office.employer, FOLLOWUP)
    make_membership(office.session, last, office.employer, Role.USER, GUICHET)
    make_grant(office.session, last, office.employer, REVIEW, GUICHET)
    office.session.commit()
    token = open_person_session(last, GUICHET)
    removal = remove_person(office.giver(), last.public_id)
    assert removal.kept == (GUICHET,)
    assert everywhere(office, last) == {GUICHET: {"respondent"}}
    assert read_session(office.session, token) is None, "whoever still grants there signs in again"
    assert office.details("person_removed")["kept"] == {"guichet_sst": "respondent"}
    moments = office.session.scalars(select(OutgoingEmail).where(OutgoingEmail.kind == "sensitive_moment")).all()
    assert {mail.person_id for mail in moments} == {last.id, office.second.id}
    assert {mail.context["moment"] for mail in moments} == {"last_granter_left"}
    remove_person(office.giver(), last.public_id)
    assert everywhere(office, last) == {GUICHET: {"respondent"}}
    again = select(OutgoingEmail).where(OutgoingEmail.kind == "sensitive_moment")
    assert len(office.session.scalars(again).all()) == 2, "told once"


def test_the_last_of_ones_own_space_is_still_only_replaced(office: Office) -> None:
    remove_person(office.giver(), office.second.public_id)
    with pytest.raises(Declined) as declined:
        remove_person(office.giver(), office.rse.public_id)
    assert declined.value.problem is AccessProblem.LAST_GRANTER


def test_who_only_stands_in_cannot_end_the_role_of_granting_of_another_space(office: Office) -> None:
    make_membership(office.session, office.user, office.employer, Role.RESPONDENT, GUICHET)
    days = (clock.today(), clock.today() + timedelta(days=5))
    absence = make_absence(office.session, office.rse, office.clerk, office.employer, days)
    interval = {"from_on": days[0], "until_on": days[1], "absence_id": absence.id}
    make_membership(office.session, office.clerk, office.employer, Role.RSE, **interval)
    office.session.commit()
    with pytest.raises(Declined) as declined:
        remove_person(office.giver(office.clerk), office.user.public_id)
    assert declined.value.problem is AccessProblem.STANDS_IN


def test_what_they_are_for_another_employer_stays(office: Office) -> None:
    elsewhere = make_employer(office.session)
    make_account(office.session, elsewhere)
    make_membership(office.session, office.clerk, elsewhere)
    make_grant(office.session, office.clerk, elsewhere, FOLLOWUP)
    make_request(office.session, office.clerk, elsewhere)
    office.session.commit()
    token = open_person_session(office.clerk, neq=[elsewhere.neq])
    remove_person(office.giver(), office.clerk.public_id)
    facts = facts_of_employer(office.session, elsewhere.id)
    assert facts.grants_on(office.clerk.id, CLICSEQUR, clock.today()) == {FOLLOWUP}
    assert read_session(office.session, token) is not None
    assert office.session.scalars(select(AccessRequest.state)).all() == ["pending"]


def test_requests_and_drafts_of_every_space_are_withdrawn(office: Office) -> None:
    for space, state in ((CLICSEQUR, "pending"), (CLICSEQUR, "draft"), (GUICHET, "pending")):
        service = REVIEW if state == "pending" and space is CLICSEQUR else FOLLOWUP
        make_request(office.session, office.clerk, office.employer, service, space, state=state)
    office.session.commit()
    remove_person(office.giver(), office.clerk.public_id)
    assert set(office.session.scalars(select(AccessRequest.state))) == {"withdrawn"}


def test_absences_end_both_ways_in_every_space(office: Office) -> None:
    days = (clock.today(), clock.today() + timedelta(days=5))
    later = (clock.today() + timedelta(days=20), clock.today() + timedelta(days=25))
    make_absence(office.session, office.clerk, office.user, office.employer, days)
    make_absence(office.session, office.second, office.clerk, office.employer, later)
    make_absence(office.session, respondent_of(office), office.clerk, office.employer, days, GUICHET)
    office.session.commit()
    remove_person(office.giver(), office.clerk.public_id)
    office.session.expire_all()
    assert all(office.session.scalars(select(Absence.cancelled_at)))


def test_a_pending_designation_of_them_opens_no_medical_paper_once_they_have_left(office: Office) -> None:
    """Before, their role kept them from accepting; leaving must not be the way around it."""
    made = make_designation(office.session, office.employer, respondent_of(office), GUICHET, "x@clinique.example")
    office.session.execute(select(Designation).where(Designation.id == made.id))
    office.clerk.email = "X@clinique.example"
    office.session.commit()
    digest = office.session.scalars(select(Invitation.token_sha256)).one()
    remove_person(office.giver(), office.clerk.public_id)
    assert office.session.scalars(select(Designation.state)).one() == "ended"
    with pytest.raises(NotAccepted):
        accept_by_mailbox(digest)
    assert office.facts().professionals_on(clock.today()) == ()


@pytest.mark.parametrize("space", [CLICSEQUR, GUICHET])
def test_a_designated_professional_who_left_reads_no_medical_paper(office: Office, space: Space) -> None:
    professional = make_person(office.session)
    make_membership(office.session, professional, office.employer, Role.HEALTH_PROFESSIONAL, space)
    make_membership(office.session, professional, office.employer, from_on=clock.today() - timedelta(days=9))
    office.session.commit()
    token = open_person_session(professional, space)
    remove_person(office.giver(), professional.public_id)
    assert everywhere(office, professional) == {}
    assert office.facts().professionals_on(clock.today()) == ()
    assert read_session(office.session, token) is None
    assert office.entries() == ["signed_in", "designation_ended", "person_removed"]
    assert "designation_ended" in office.mail(professional)


def test_an_invitation_at_their_address_lets_nobody_in_again_whatever_the_space(office: Office) -> None:
    invited = make_invitation(office.session, office.employer, respondent_of(office), GUICHET, email="a@x.example")
    office.clerk.email = "A@x.example"
    office.session.commit()
    remove_person(office.giver(), office.clerk.public_id)
    office.session.expire_all()
    assert invited.state == "cancelled"
    assert "invitation_cancelled" in office.entries()


def test_what_a_granter_sent_opens_nothing_once_they_left_and_another_can_send_it_again(office: Office) -> None:
    sent = make_invitation(office.session, office.employer, office.second)
    designated = make_designation(office.session, office.employer, office.second)
    digests = office.session.scalars(select(Invitation.token_sha256)).all()
    remove_person(office.giver(), office.second.public_id)
    office.session.expire_all()
    assert [one.state for one in office.session.scalars(select(Invitation))] == ["expired", "expired"]
    assert designated.state == "proposed"
    for digest in digests:
        with pytest.raises(NotAccepted):
            accept_by_mailbox(digest)
    resend(office.giver(), sent.public_id)
    assert office.details("person_removed")["sent"] == 2


def test_their_unconfirmed_table_is_forgotten_and_a_confirmed_one_is_not_applied(office: Office) -> None:
    content = csv_bytes([("Prénom", "Nom", "Courriel", "Révision"), ("Ève", "Roy", "eve@x.example", "oui")])
    second = office.giver(office.second)
    confirm_plan(second, make_plan(second, "x.csv", content, absent_left=False), holes_accepted=True)
    make_plan(second, "y.csv", content, absent_left=False)
    remove_person(office.giver(), office.second.public_id)
    apply_personnel_plans()
    office.session.expire_all()
    plans = office.session.scalars(select(PersonnelPlan).order_by(PersonnelPlan.id)).all()
    assert [(plan.state, plan.failure) for plan in plans] == [("failed", "not_a_granter"), ("dropped", "")]
    assert set(office.session.scalars(select(PersonnelRow.plan_id))) == {plans[0].id}
    assert office.session.scalars(select(Invitation)).all() == []


def test_the_other_space_learns_who_of_a_firm_is_no_longer_assigned_there(office: Office) -> None:
    session, firm, rose = office.session, make_firm(office.session), respondent_of(office)
    rose.email, ends = "rose@courriel.example", clock.today() + timedelta(days=30)
    assigned = make_person(session, given_name="Mandatée")
    make_firm_member(session, firm, assigned)
    for space, granter in ((CLICSEQUR, office.rse), (GUICHET, rose)):
        mandate = make_mandate(session, office.employer, firm, granter, space=space, until_on=ends)
        through = {"mandate_id": mandate.id, "from_on": clock.today() - timedelta(days=1), "until_on": ends}
        make_membership(session, assigned, office.employer, Role.USER, space, **through)
        make_grant(session, assigned, office.employer, FOLLOWUP, space, **through)
    session.commit()
    remove_person(office.giver(), assigned.public_id, accepted=True)
    assert not facts_of_employer(session, office.employer.id).grants_on(assigned.id, GUICHET, clock.today())
    told = session.scalars(select(OutgoingEmail).where(OutgoingEmail.kind == "sensitive_moment")).all()
    assert [(row.to_address, row.context["moment"]) for row in told] == [(rose.email, "person_left")]


def test_who_leaves_the_employer_does_not_leave_their_firm(office: Office) -> None:
    firm = make_firm(office.session)
    make_firm_member(office.session, firm, office.clerk, FirmRole.ADMINISTRATOR)
    ends = clock.today() + timedelta(days=90)
    mandate = make_mandate(office.session, office.employer, firm, office.rse, until_on=ends)
    proposed = make_mandate(office.session, office.employer, make_firm(office.session), office.second, state="proposed")
    through = {"mandate_id": mandate.id, "from_on": clock.today() - timedelta(days=1), "until_on": ends}
    make_membership(office.session, office.clerk, office.employer, **through)
    make_grant(office.session, office.clerk, office.employer, FOLLOWUP, **through)
    office.session.commit()
    for person in (office.clerk, office.second):
        remove_person(office.giver(), person.public_id)
    assert everywhere(office, office.clerk) == {CLICSEQUR: {"user", "file_followup"}}
    facts = facts_of_employer(office.session, office.employer.id)
    assert {
        held.mandate_id for held in facts.memberships if held.person_id == office.clerk.id and held.holds(ends)
    } == set()
    assert office.session.get_one(Mandate, proposed.id).state == "proposed", "a mandate is the employer's own"
    remove_person(office.giver(), office.clerk.public_id)
    assert everywhere(office, office.clerk) == {}, "who is nothing else there is no longer assigned"


def test_a_respondent_says_it_of_an_rse_in_the_same_way(office: Office) -> None:
    respondent = respondent_of(office)
    make_membership(office.session, office.second, office.employer, Role.USER, GUICHET)
    office.session.commit()
    giver = Giver(Actor("person", respondent.id, respondent.name), office.employer.id, GUICHET)
    assert remove_person(giver, office.second.public_id).kept == ()
    assert everywhere(office, office.second) == {}
    assert office.mail(office.rse) == ["sensitive_moment"]
