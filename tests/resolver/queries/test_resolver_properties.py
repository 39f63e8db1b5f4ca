"""One resolver: check, lists, explanation and supposition never disagree, nor do they with the texts read by hand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain, combinations, product

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import update
from sqlalchemy.orm import Session

from app import clock
from app.medical.queries import papers
from app.medical.queries.explanations import explained_medical, medical_paper_of, who_may_open_medical
from app.papers.queries.documents import asked_paper
from app.registry.models.employers import Employer
from app.registry.models.people import Person
from app.resolver.models.withdrawals import PaperWithdrawal
from app.resolver.queries.explanations import Explanation, explain, explained, explained_anywhere, who_may_open
from app.resolver.queries.facts import facts_of_employer
from app.resolver.queries.grants import right_to
from app.rights.queries.reach import files_visible_to, may_open, who_may_see_file
from app.rules.access import may_use
from app.vocabulary.accounts import Role, Space
from app.vocabulary.rulings import AccessChange, Link
from app.vocabulary.services import OnlineService
from tests.factories.accounts import make_account
from tests.factories.grants import make_grant
from tests.factories.memberships import make_membership
from tests.factories.withdrawals import make_prior_notice, make_withdrawal
from tests.resolver.queries.test_one_resolver import principal
from tests.scenes.registries import (
    DAYS,
    EMPLOYERS,
    LATE,
    MIDDLE,
    OPENING,
    PEOPLE,
    REGISTRIES,
    ByHand,
    Registry,
    write,
)

SERVICES = st.sampled_from((*OnlineService, *[OnlineService.FILE_FOLLOWUP] * 5))
#: Each registry is asked about on every day on which something may change: writing it costs more than asking.
ON_BOTH_DATABASES = settings(
    max_examples=40,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
#: The same, where each is asked hundreds of questions.
FEWER = settings(ON_BOTH_DATABASES, max_examples=20)


@ON_BOTH_DATABASES
@given(drawn=REGISTRIES)
def test_lists_of_documents_files_and_people_are_those_of_the_texts(session: Session, drawn: Registry) -> None:
    session.rollback()
    write(session, drawn)
    for by_hand in (ByHand(drawn, on) for on in DAYS):
        for number, person in enumerate(drawn.people):
            opened = {document: by_hand.may_open(number, paper) for document, paper in drawn.documents.items()}
            assert may_open(session, person.id, list(opened), by_hand.on) == opened
            seen = {file.id for at, file in enumerate(drawn.files) if _sees(by_hand, number, at)}
            assert files_visible_to(session, person.id, by_hand.on) == seen
        for at, file in enumerate(drawn.files):
            readers = {person.id for number, person in enumerate(drawn.people) if _sees(by_hand, number, at)}
            assert who_may_see_file(session, file.id, by_hand.on) == readers


def _sees(by_hand: ByHand, person: int, file: int) -> bool:
    return any(by_hand.follows(person, employer) for employer in (0, 1) if by_hand.concerns(file, employer))


@FEWER
@given(drawn=REGISTRIES, at=st.sampled_from((None, MIDDLE, LATE)))
def test_the_explanation_says_what_the_check_the_list_and_the_texts_say(
    session: Session, drawn: Registry, at: datetime | None
) -> None:
    session.rollback()
    write(session, drawn)
    for employer, by_hand in product(EMPLOYERS, (ByHand(drawn, on, at) for on in DAYS)):
        everything = facts_of_employer(session, drawn.employers[employer].id, known_at=at)
        readers = everything.readers_on(by_hand.on)
        for number, service in product(PEOPLE, (OnlineService.FILE_FOLLOWUP, OnlineService.MESSAGING)):
            person, allowed = drawn.people[number].id, []
            for space in Space:
                found = explained(everything, person, space, service, by_hand.on, known_at=at)
                assert found.allowed == by_hand.may_use(number, employer, space, service)
                assert found.allowed == right_to(everything, person, space, service, by_hand.on).allowed
                assert found.allowed == (not found.refusing) == all(step.ok for step in found.steps)
                _holds_together(found)
                allowed.append(found.allowed)
            assert explained_anywhere(everything, person, service, by_hand.on, known_at=at).allowed == any(allowed)
            assert service is OnlineService.MESSAGING or (person in readers) == any(allowed)


def _holds_together(found: Explanation) -> None:
    """A chain names the rules of the check, and no other."""
    said = {reason.rule for step in found.steps for reason in step.reasons}
    ruling = may_use(found.facts, found.on)
    if found.roles:
        assert said == {reason.rule for reason in ruling.answer.holding}
        refusing = {reason.rule for step in found.refusing for reason in step.reasons}
        assert found.allowed or refusing == {reason.rule for reason in ruling.reasons}
    assert [step.link for step in found.steps] == [Link.ACCOUNT, Link.ROLE, Link.RIGHT, Link.SERVICE]
    assert all(reason.says and reason.source for step in found.steps for reason in step.reasons)
    assert found.change is None or not found.allowed


@ON_BOTH_DATABASES
@given(drawn=REGISTRIES)
def test_who_may_open_a_document_is_whoever_may_open_it_and_nobody_else(session: Session, drawn: Registry) -> None:
    session.rollback()
    write(session, drawn)
    for on in DAYS:
        for document, paper in drawn.documents.items():
            facts = facts_of_employer(session, drawn.employers[paper.employer].id)
            openers = {one.person_id for one in who_may_open(facts, asked_paper(session, document), on)}
            assert openers == {one.id for one in drawn.people if may_open(session, one.id, [document], on)[document]}


@ON_BOTH_DATABASES
@given(drawn=REGISTRIES)
def test_a_medical_paper_opens_to_those_who_were_designated_and_to_nobody_else(
    session: Session, drawn: Registry
) -> None:
    session.rollback()
    write(session, drawn)
    for on, (public_id, paper) in product(DAYS[1:], drawn.medical.items()):
        employer, by_hand = drawn.employers[paper.employer], ByHand(drawn, on)
        facts, asked = facts_of_employer(session, employer.id), medical_paper_of(session, drawn.notices[public_id])
        assert asked is not None
        there, opened = paper.channel == "electronic" and paper.deposited_on <= on, set()
        for number, person in enumerate(drawn.people):
            acting = principal(person, employer, Space.CLICSEQUR)
            found = explained_medical(facts, person.id, asked, on)
            assert found.allowed == (there and by_hand.is_designated(number, paper.employer))
            assert found.allowed == (papers.get_for(session, acting, public_id, on) is not None)
            assert found.allowed == all(step.ok for step in found.steps)
            opened |= {person.id} if found.allowed else set()
        assert {one.person_id for one in who_may_open_medical(facts, asked, on)} == opened


@FEWER
@given(drawn=REGISTRIES, data=st.data())
def test_the_smallest_change_turns_a_refusal_once_it_is_made_and_nothing_smaller_does(
    session: Session, drawn: Registry, data: st.DataObject
) -> None:
    session.rollback()
    write(session, drawn)
    for _number in range(5):
        number, employer = data.draw(st.sampled_from(PEOPLE)), data.draw(st.sampled_from(EMPLOYERS))
        space, service, on = data.draw(st.sampled_from(Space)), data.draw(SERVICES), data.draw(st.sampled_from(DAYS))
        asked = Supposition(session, drawn.employers[employer], drawn.people[number], service, on)
        found = explain(session, asked.person.id, asked.employer.id, service, on, space=space)
        if found.change is None:
            assert found.allowed or found.roles == {Role.HEALTH_PROFESSIONAL}
            continue
        needed = found.change.changes
        for changes in chain.from_iterable(combinations(needed, many) for many in range(len(needed) + 1)):
            there = found.change.space if AccessChange.SIGN_IN_ELSEWHERE in changes else space
            assert asked.allowed_after(changes, there) == (changes == needed)


@dataclass(frozen=True)
class Supposition:
    """A refusal whose changes are really made, asked about again, and taken back."""

    session: Session
    employer: Employer
    person: Person
    service: OnlineService
    on: date

    def allowed_after(self, changes: Iterable[AccessChange], space: Space) -> bool:
        """Whether the service may be used once these changes are recorded."""
        made, on = self.session.begin_nested(), self.on
        for change in changes:
            on = max(on, OPENING) if change is AccessChange.WAIT else on
            self._make(change, space, on)
        facts = facts_of_employer(self.session, self.employer.id, person_id=self.person.id)
        answer = right_to(facts, self.person.id, space, self.service, on).allowed
        made.rollback()
        return answer

    def _make(self, change: AccessChange, space: Space, on: date) -> None:
        session, employer, begins = self.session, self.employer, date(2014, 1, 1)
        withdrawal = facts_of_employer(session, employer.id).withdrawal_on
        if change is AccessChange.OPEN_ACCOUNT:
            make_account(session, employer, space, from_on=begins)
        elif change is AccessChange.REGISTER:
            make_membership(session, self.person, employer, Role.USER, space, from_on=begins)
        elif change is AccessChange.GRANT:
            make_grant(session, self.person, employer, self.service, space, from_on=begins)
        elif change is AccessChange.GIVE_PRIOR_NOTICE:
            make_prior_notice(session, employer, min(withdrawal or on, on) - timedelta(days=1))
        elif change is AccessChange.WITHDRAW_PAPER:
            believed = (PaperWithdrawal.employer_id == employer.id, PaperWithdrawal.superseded_at.is_(None))
            session.execute(update(PaperWithdrawal).where(*believed).values(superseded_at=clock.now()))
            make_withdrawal(session, employer, on)
