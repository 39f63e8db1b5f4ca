"""One granter alone, with a mailbox of their own and an invented professional: refused at each step, never unseen."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.invitations.actions.accepting import accept_by_mailbox
from app.invitations.actions.designation_vouching import NotVouched, confirm_designation, reject_designation
from app.invitations.actions.designations import designate, end_designation
from app.invitations.queries.readings import readings_of_employer
from app.invitations.steps.designation_news import PATH
from app.ledger.models.audit import AuditEntry, DescriptiveChange
from app.ledger.models.emails import OutgoingEmail
from app.medical.actions.openings import open_medical_paper
from app.medical.queries.papers import count_for, papers_for
from app.papers.words.openings import Way
from app.registry.models.accounts import Account
from app.registry.models.employers import Employer
from app.registry.models.people import ExternalIdentity, Membership, Person
from app.registry.queries.designations import is_vouched
from app.registry.queries.sessions import Principal
from app.registry.words.designations import DesignationProblem, DesignationWarning
from app.resolver.models.documents import MedicalPaper
from app.resolver.queries.designation_checks import CheckSearch, count_to_check, designations_to_check, detail_of
from app.resolver.queries.facts import facts_of_employer
from app.resolver.steps.granting import Giver
from app.vocabulary.accounts import Role, Space
from app.vocabulary.language import Language
from tests.factories.accounts import make_account
from tests.factories.designations import vouch_for, vouch_for_all
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.staff import make_staff
from tests.invitations.actions.test_designations import (
    DOCTOR,
    GUICHET,
    hold_a_paper,
    link,
    make_respondent,
    states,
    the_one,
)


def acting(person_id: int, employer_id: int, session: Session) -> Principal:
    """The professional, signed in for the employer."""
    employer = session.get_one(Employer, employer_id)
    return Principal(
        session_id=1,
        kind="person",
        name="Paule Roy",
        language=Language.FR.value,
        person_id=person_id,
        space=GUICHET,
        employer_id=employer_id,
        employer_public_id=employer.public_id,
        employer_name=employer.name,
        roles=frozenset({Role.HEALTH_PROFESSIONAL}),
    )


def another_granter(session: Session, giver: Giver, space: Space = GUICHET) -> Person:
    """Somebody else who grants at the employer, in that space."""
    employer, person = session.get_one(Employer, giver.employer_id), make_person(session)
    if space is not GUICHET and session.scalar(select(Account.id).filter_by(space=space.value)) is None:
        make_account(session, employer, space)
    make_membership(session, person, employer, Role.RESPONDENT if space is GUICHET else Role.RSE, space)
    session.commit()
    return person


def told(session: Session, stage: str) -> dict[str, dict[str, str]]:
    """What each address was told of a step of the designation."""
    session.rollback()
    news = select(OutgoingEmail).where(OutgoingEmail.kind == "designation_news").order_by(OutgoingEmail.id)
    return {one.to_address: one.context for one in session.scalars(news) if one.context["stage"] == stage}


def objection_of(context: dict[str, str]) -> str:
    """The token of the link to object."""
    return context["objection"].partition(f"{PATH}/")[2]


def accepted(session: Session, giver: Giver) -> tuple[str, int]:
    """Designated and accepted: the designation's identifier and the person's row."""
    public_id = designate(giver, DOCTOR)
    return public_id, accept_by_mailbox(link(session)).person.id


class TestTheAttack:
    def test_accepting_alone_opens_lists_and_counts_nothing(self, session: Session) -> None:
        giver = make_respondent(session)
        held = hold_a_paper(session, giver).id
        _public_id, person = accepted(session, giver)
        reader, on = acting(person, giver.employer_id, session), clock.today()
        paper = session.scalars(select(MedicalPaper.public_id)).one()
        assert (papers_for(session, reader, on), count_for(session, reader, on)) == ([], 0)
        assert open_medical_paper(reader, paper, Way.SCREEN) is None
        assert states(session, held) == ["held"]
        assert session.scalars(select(AuditEntry).where(AuditEntry.action == "medical_paper_opened")).all() == []

    def test_a_paper_on_screen_for_the_one_before_is_not_the_next_one_s(self, session: Session) -> None:
        giver = make_respondent(session)
        doctor = make_person(session)
        employer = session.get_one(Employer, giver.employer_id)
        make_membership(session, doctor, employer, Role.HEALTH_PROFESSIONAL, GUICHET)
        session.commit()
        hold_a_paper(session, giver)
        _public_id, person = accepted(session, giver)
        on = clock.today()
        assert count_for(session, acting(doctor.id, giver.employer_id, session), on) == 1
        assert count_for(session, acting(person, giver.employer_id, session), on) == 0

    def test_the_next_paper_goes_to_nobody_before_the_commission_s_word(self, session: Session) -> None:
        giver = make_respondent(session)
        accepted(session, giver)
        assert states(session, hold_a_paper(session, giver).id) == ["held"]

    def test_everybody_who_can_stop_it_is_told_at_each_step_in_every_space(self, session: Session) -> None:
        giver = make_respondent(session)
        beside = another_granter(session, giver).email
        elsewhere = another_granter(session, giver, Space.CLICSEQUR).email
        before = make_person(session)
        employer = session.get_one(Employer, giver.employer_id)
        make_membership(session, before, employer, Role.HEALTH_PROFESSIONAL, GUICHET)
        session.commit()
        public_id, _person = accepted(session, giver)
        vouch_for(session, public_id)
        everybody = {beside, elsewhere, before.email}
        own = session.get_one(Person, giver.person_id).email
        assert set(told(session, "named")) == everybody
        assert set(told(session, "accepted")) == everybody
        assert set(told(session, "confirmed")) == everybody | {own, DOCTOR.whom.email}
        assert {context["reader"] for context in told(session, "confirmed").values()} == {
            "granter",
            "professional_before",
            "designated",
        }

    def test_a_professional_whose_designation_just_ended_still_hears_of_the_next(self, session: Session) -> None:
        giver = make_respondent(session)
        first, _person = accepted(session, giver)
        vouch_for(session, first)
        end_designation(giver, first)
        other = replace(DOCTOR, whom=replace(DOCTOR.whom, email="moi@boite.example"), member_no="99999")
        designate(giver, other)
        assert DOCTOR.whom.email in told(session, "named")


class TestTheCommission:
    def test_what_was_checked_is_kept_with_who_and_when(self, session: Session) -> None:
        giver = make_respondent(session)
        public_id, person = accepted(session, giver)
        vouch_for(session, public_id)
        one = the_one(session)
        assert (one.state, one.checked_on, bool(one.checked), one.vouched_by_id is not None) == (
            "confirmed",
            clock.today(),
            True,
            True,
        )
        assert is_vouched(session, giver.employer_id, person, clock.today())
        (entry,) = session.scalars(select(AuditEntry).where(AuditEntry.action == "designation_confirmed")).all()
        assert (entry.actor_kind, entry.details["checked"]) == ("staff", one.checked)
        with pytest.raises(NotVouched) as twice:
            vouch_for(session, public_id)
        assert twice.value.problem is DesignationProblem.NOT_WAITING

    def test_a_refusal_is_told_with_its_reason_to_the_granters_and_the_person(self, session: Session) -> None:
        giver = make_respondent(session)
        held = hold_a_paper(session, giver).id
        public_id, person = accepted(session, giver)
        agent = make_staff(session)
        session.commit()
        reject_designation(agent.id, public_id, "Ce numéro n'est pas au tableau.")
        own = session.get_one(Person, giver.person_id).email
        news = told(session, "rejected")
        assert set(news) == {own, DOCTOR.whom.email}
        assert {context["reason"] for context in news.values()} == {"Ce numéro n'est pas au tableau."}
        assert facts_of_employer(session, giver.employer_id).designated_on(clock.today()) == ()
        assert (the_one(session).state, states(session, held)) == ("rejected", ["held"])
        assert session.get_one(Person, person).address_line1 == ""

    @pytest.mark.parametrize("link_", ["subject", "address", "former address", "name", "designated name"])
    def test_nobody_vouches_for_a_designation_of_their_own(self, session: Session, link_: str) -> None:
        giver = make_respondent(session)
        public_id, _person = accepted(session, giver)
        granter = session.get_one(Person, giver.person_id)
        values = {"subject": "S-1", "name": "Dominique Gagnon", "email": "agent@commission.example"}
        if link_ == "subject":
            identity = ExternalIdentity(
                issuer="https://idp.example", subject="S-1", person_id=granter.id, recorded_at=clock.now()
            )
            session.add(identity)
        elif link_ == "address":
            values["email"] = granter.email.upper()
        elif link_ == "former address":
            change = {"before": {"email": values["email"]}, "after": {"email": granter.email}}
            session.add(DescriptiveChange(table_name="people", row_id=granter.id, recorded_at=clock.now(), **change))
        else:
            values["name"] = granter.name if link_ == "name" else "Roy, Paule"
            values["name"] = values["name"].replace(",", "")
        agent = make_staff(session, **values)
        session.commit()
        for decide in (
            lambda: confirm_designation(agent.id, public_id, "vu", clock.today()),
            lambda: reject_designation(agent.id, public_id, "non"),
        ):
            with pytest.raises(NotVouched) as refused:
                decide()
            assert refused.value.problem is DesignationProblem.SAME_PERSON
        assert the_one(session).state == "accepted"

    def test_its_list_shows_what_waits_the_longest_first_and_finds_by_name_and_number(self, session: Session) -> None:
        giver = make_respondent(session)
        public_id, _person = accepted(session, giver)
        at = clock.now()
        (row,) = designations_to_check(session, CheckSearch(), at)
        assert (row.public_id, row.is_late) == (public_id, False)
        assert designations_to_check(session, CheckSearch(), at + timedelta(days=6))[0].is_late
        for text in ("roy", "12345", "PÂULE R", session.get_one(Employer, giver.employer_id).neq):
            assert count_to_check(session, CheckSearch(text=text)) == 1
        assert count_to_check(session, CheckSearch(text="personne")) == 0
        vouch_for(session, public_id)
        assert count_to_check(session, CheckSearch()) == 0

    def test_its_page_warns_of_what_looks_wrong(self, session: Session) -> None:
        giver, other = make_respondent(session), make_respondent(session)
        own = session.get_one(Person, giver.person_id)
        own.email = "repondante@clinique.example"
        alike = make_person(session, given_name="Paule", family_name="Roy")
        make_membership(session, alike, session.get_one(Employer, giver.employer_id), Role.USER, Space.CLICSEQUR)
        session.commit()
        designate(other, replace(DOCTOR, whom=replace(DOCTOR.whom, given_name="Luc", email="luc@ailleurs.example")))
        public_id = designate(giver, DOCTOR)
        found = detail_of(session, public_id, clock.now(), clock.today())
        assert found is not None
        assert set(found.warnings) == {DesignationWarning.DOMAIN, DesignationWarning.NAME, DesignationWarning.NUMBER}
        assert (found.roll, found.named_by) == (DOCTOR.roll, own.name)


class TestReadings:
    def test_the_employer_s_history_counts_them_by_name_and_says_nothing_else(self, session: Session) -> None:
        giver = make_respondent(session)
        hold_a_paper(session, giver)
        public_id, person = accepted(session, giver)
        vouch_for(session, public_id)
        paper = session.scalars(select(MedicalPaper.public_id)).one()
        for _ in range(2):
            opened = open_medical_paper(acting(person, giver.employer_id, session), paper, Way.SCREEN)
            assert opened is not None
            opened.file.close()
        session.rollback()
        (line,) = readings_of_employer(session, giver.employer_id)
        assert (line.day, line.name, line.openings, line.papers) == (clock.today(), "Paule Roy", 2, 1)
        assert set(line.__slots__) == {"day", "name", "openings", "papers"}
        assert readings_of_employer(session, make_respondent(session).employer_id) == []


def test_two_of_the_same_day_are_one_row_each_and_the_past_stays_as_it_was(session: Session) -> None:
    giver = make_respondent(session)
    accepted(session, giver)
    vouch_for_all(session)
    held = select(Membership).where(Membership.role == "health_professional", Membership.superseded_at.is_(None))
    rows = session.scalars(held).all()
    assert [(row.vouched, row.origin) for row in rows] == [(True, "portal")]


def test_a_role_written_without_saying_so_is_vouched_for_by_nobody(session: Session) -> None:
    giver = make_respondent(session)
    person = make_person(session)
    for role in Role:
        row = Membership(
            employer_id=giver.employer_id,
            person_id=person.id,
            space=GUICHET.value,
            role=role.value,
            from_on=clock.today(),
            recorded_at=clock.now(),
        )
        session.add(row)
        session.flush()
        assert row.vouched == (role is not Role.HEALTH_PROFESSIONAL)
