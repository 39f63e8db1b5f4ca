"""Objecting to a designation: by the link of a message, and by the letter to the place of work."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.entry.actions.letter_codes import find_code
from app.entry.steps.letter_codes import code_digest, code_of
from app.invitations.actions.accepting import accept_by_mailbox
from app.invitations.actions.designation_objections import disown, object_to
from app.invitations.actions.designations import designate
from app.invitations.steps.accepting import NotAccepted
from app.ledger.models.letters import Letter
from app.medical.queries.papers import count_for
from app.registry.models.people import Membership, Person
from app.registry.queries.designations import is_vouched
from app.registry.words.designations import DesignationWarning
from app.resolver.queries.designation_checks import detail_of
from app.sending.actions.letters import write_letters
from app.vocabulary.accounts import Space
from tests.factories.designations import vouch_for
from tests.invitations.actions.test_designations import DOCTOR, hold_a_paper, link, make_respondent, the_one
from tests.invitations.actions.test_invented_professional import accepted, acting, another_granter, objection_of, told


class TestObjecting:
    def test_a_granter_of_another_space_stops_what_was_confirmed(self, session: Session) -> None:
        giver = make_respondent(session)
        elsewhere = another_granter(session, giver, Space.CLICSEQUR)
        hold_a_paper(session, giver)
        public_id, person = accepted(session, giver)
        vouch_for(session, public_id)
        reader = acting(person, giver.employer_id, session)
        assert count_for(session, reader, clock.today()) == 1
        token = objection_of(told(session, "confirmed")[elsewhere.email])
        assert object_to(token)
        assert not object_to(token)
        assert count_for(session, reader, clock.today()) == 0
        assert (the_one(session).state, the_one(session).objected_by) == ("accepted", elsewhere.name)
        assert DOCTOR.whom.email in told(session, "reopened")
        found = detail_of(session, public_id, clock.now(), clock.today())
        assert found is not None
        assert DesignationWarning.OBJECTED in found.warnings
        vouch_for(session, public_id)
        assert count_for(session, reader, clock.today()) == 1

    def test_a_link_serves_for_what_it_told_and_for_whoever_may_still_object(self, session: Session) -> None:
        giver = make_respondent(session)
        beside = another_granter(session, giver)
        public_id = designate(giver, DOCTOR)
        named = objection_of(told(session, "named")[beside.email])
        accept_by_mailbox(link(session))
        assert not object_to(named)
        token = objection_of(told(session, "accepted")[beside.email])
        row = session.scalars(select(Membership).where(Membership.person_id == beside.id)).one()
        row.until_on = clock.today()
        session.commit()
        assert not object_to(token)
        assert not object_to(f"{token}x")
        assert the_one(session).public_id == public_id

    def test_the_letter_to_the_place_of_work_ends_it_at_any_moment(self, session: Session) -> None:
        giver = make_respondent(session)
        public_id, person = accepted(session, giver)
        vouch_for(session, public_id)
        assert write_letters() == 1
        (letter,) = session.scalars(select(Letter)).all()
        assert letter.state == "written", "an answer by e-mail does not keep the letter from leaving"
        digest = find_code(code_of(letter.public_id), "203.0.113.7")
        assert isinstance(digest, str)
        assert disown(digest)
        assert not disown(digest)
        assert find_code(code_of(letter.public_id), "203.0.113.7") is None
        assert the_one(session).state == "refused"
        assert not is_vouched(session, giver.employer_id, person, clock.today())
        own = session.get_one(Person, giver.person_id).email
        assert set(told(session, "disowned")) == {own, DOCTOR.whom.email}

    def test_the_code_of_that_letter_accepts_nothing(self, session: Session) -> None:
        giver = make_respondent(session)
        designate(giver, DOCTOR)
        (letter,) = session.scalars(select(Letter)).all()
        with pytest.raises(NotAccepted):
            accept_by_mailbox(code_digest(code_of(letter.public_id)))
