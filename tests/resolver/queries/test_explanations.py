"""Why: the chain on both sides of each date, at an hour of a day, and after a correction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

import pytest
from sqlalchemy.orm import Session

from app import clock
from app.ledger.steps.audit import Actor
from app.papers.queries.documents import asked_paper
from app.registry.models.employers import Employer
from app.registry.models.people import Person
from app.resolver.queries.explanations import Explanation, explain, who_may_open
from app.resolver.queries.facts import facts_of_employer
from app.resolver.steps.granting import Giver
from app.rights.actions.grants import revoke_access
from app.rights.queries.reach import files_visible_to, may_open, who_may_see_file
from app.vocabulary.accounts import Role, Space
from app.vocabulary.rulings import AccessChange, Link
from app.vocabulary.services import OnlineService
from tests.factories.accounts import make_account
from tests.factories.employers import make_employer
from tests.factories.files import make_file
from tests.factories.grants import make_grant
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.readings import make_document
from tests.factories.withdrawals import make_prior_notice, make_withdrawal

FOLLOWUP = OnlineService.FILE_FOLLOWUP
OPENING = date(2020, 2, 3)


@dataclass
class Known:
    """An employer, its RSE or respondent, and a user."""

    session: Session
    employer: Employer
    granter: Person
    user: Person
    space: Space

    def why(self, on: date, known_at: datetime | None = None, person: Person | None = None) -> Explanation:
        """Why the user may or may not follow the files that day."""
        person_id = (person or self.user).id
        return explain(self.session, person_id, self.employer.id, FOLLOWUP, on, space=self.space, known_at=known_at)


def known(session: Session, space: Space = Space.CLICSEQUR) -> Known:
    employer, granter, user = make_employer(session), make_person(session), make_person(session)
    make_account(session, employer, space)
    make_membership(session, granter, employer, Role.RSE if space is Space.CLICSEQUR else Role.RESPONDENT, space)
    make_membership(session, user, employer, space=space)
    session.commit()
    return Known(session, employer, granter, user, space)


def chain(found: Explanation) -> dict[Link, bool | None]:
    return {step.link: step.ok for step in found.steps}


def rules(found: Explanation) -> list[str]:
    return [reason.rule for step in found.steps for reason in step.reasons]


def needed(found: Explanation) -> tuple[AccessChange, ...]:
    assert found.change is not None
    return found.change.changes


def test_a_right_granted_on_the_first_day_is_held_for_nine_weeks_while_its_service_is_closed(session: Session) -> None:
    asked = known(session)
    make_grant(session, asked.user, asked.employer, from_on=date(2019, 12, 2))
    before, day = asked.why(date(2019, 12, 1)), asked.why(date(2019, 12, 2))
    assert chain(before) == {Link.ACCOUNT: True, Link.ROLE: True, Link.RIGHT: False, Link.SERVICE: False}
    assert chain(day) == {Link.ACCOUNT: True, Link.ROLE: True, Link.RIGHT: True, Link.SERVICE: False}
    assert rules(day) == ["A12", "A4"]
    assert (needed(before), needed(day)) == ((AccessChange.WAIT,), (AccessChange.WAIT,))


def test_the_day_before_the_services_open_is_refused_and_the_day_is_not(session: Session) -> None:
    asked = known(session)
    make_grant(session, asked.user, asked.employer)
    assert asked.why(date(2020, 2, 2)).refusing[0].link is Link.SERVICE
    opened = asked.why(OPENING)
    assert (opened.allowed, opened.change, rules(opened)) == (True, None, ["A12"])
    assert [step.governed_by.rule for step in opened.steps if step.governed_by] == ["A1", "A2", "A4"]


def test_on_guichet_sst_the_follow_up_opens_on_the_day_of_withdrawal_if_notice_was_given(session: Session) -> None:
    asked = known(session, Space.GUICHET_SST)
    make_grant(session, asked.user, asked.employer, space=Space.GUICHET_SST)
    assert needed(asked.why(OPENING)) == (AccessChange.GIVE_PRIOR_NOTICE, AccessChange.WITHDRAW_PAPER)
    make_withdrawal(session, asked.employer, date(2020, 9, 1))
    assert rules(asked.why(date(2020, 8, 31))) == ["A12", "A5"]
    assert (rules(asked.why(date(2020, 9, 1))), needed(asked.why(date(2020, 9, 1)))) == (
        ["A12", "A6"],
        (AccessChange.GIVE_PRIOR_NOTICE,),
    )
    make_prior_notice(session, asked.employer, date(2020, 6, 1))
    assert (asked.why(date(2020, 8, 31)).allowed, asked.why(date(2020, 9, 1)).allowed) == (False, True)
    assert needed(asked.why(date(2020, 8, 31))) == (AccessChange.WITHDRAW_PAPER,)


def test_who_lacks_an_account_a_role_and_a_right_is_told_all_that_is_needed(session: Session) -> None:
    employer, stranger = make_employer(session), make_person(session)
    found = explain(session, stranger.id, employer.id, FOLLOWUP, OPENING, space=Space.CLICSEQUR)
    assert chain(found) == {Link.ACCOUNT: False, Link.ROLE: False, Link.RIGHT: None, Link.SERVICE: None}
    assert needed(found) == (AccessChange.OPEN_ACCOUNT, AccessChange.REGISTER, AccessChange.GRANT)


def test_without_a_role_an_account_gives_nothing(session: Session) -> None:
    asked, stranger = known(session), make_person(session)
    found = asked.why(OPENING, person=stranger)
    assert chain(found) == {Link.ACCOUNT: True, Link.ROLE: False, Link.RIGHT: False, Link.SERVICE: True}
    assert needed(found) == (AccessChange.REGISTER, AccessChange.GRANT)


@pytest.mark.parametrize(
    ("withdrawal_on", "told_on", "opens"),
    [
        (date(2020, 9, 1), date(2020, 8, 31), True),
        (date(2020, 9, 1), date(2020, 9, 1), False),
        (date(2020, 9, 2), date(2020, 6, 1), False),
        (None, date(2020, 6, 1), False),
    ],
)
def test_the_lists_open_with_the_withdrawal_as_the_check_does(
    session: Session, withdrawal_on: date | None, told_on: date, opens: bool
) -> None:
    asked, on = known(session, Space.GUICHET_SST), date(2020, 9, 1)
    make_withdrawal(session, asked.employer, withdrawal_on)
    make_prior_notice(session, asked.employer, told_on)
    file = make_file(session, asked.employer)
    document, person = make_document(session, file, date(2020, 8, 1)), asked.granter
    assert asked.why(on, person=person).allowed == opens
    assert may_open(session, person.id, [document.id], on) == {document.id: opens}
    assert files_visible_to(session, person.id, on) == ({file.id} if opens else set())
    assert who_may_see_file(session, file.id, on) == ({person.id} if opens else set())


def test_codes_never_open_the_follow_up_and_what_helps_is_the_account_that_does(session: Session) -> None:
    asked = known(session)
    make_account(session, asked.employer, Space.CNESST_CODES)
    make_membership(session, asked.user, asked.employer, space=Space.CNESST_CODES)
    asked.space = Space.CNESST_CODES
    assert needed(asked.why(OPENING)) == (AccessChange.SIGN_IN_ELSEWHERE, AccessChange.GRANT)
    make_grant(session, asked.user, asked.employer)
    assert needed(asked.why(OPENING)) == (AccessChange.SIGN_IN_ELSEWHERE,)


def test_nothing_opens_the_employers_services_to_its_health_professional(session: Session) -> None:
    asked, professional = known(session), make_person(session)
    make_membership(session, professional, asked.employer, Role.HEALTH_PROFESSIONAL)
    found = asked.why(OPENING, person=professional)
    assert (found.change, rules(found)) == (None, ["A2"])
    assert chain(found) == {Link.ACCOUNT: True, Link.ROLE: False, Link.RIGHT: None, Link.SERVICE: None}


def test_a_right_taken_back_at_14_h_was_held_at_13_h_and_no_longer_at_15_h(
    session: Session, clock_at: Callable[[str], None]
) -> None:
    clock_at("2026-03-02T09:00")
    asked = known(session)
    make_grant(session, asked.user, asked.employer)
    document = make_document(session, make_file(session, asked.employer), date(2026, 3, 1))
    session.commit()
    clock_at("2026-03-02T14:00")
    giver = Giver(Actor("person", asked.granter.id, asked.granter.name), asked.employer.id, Space.CLICSEQUR)
    revoke_access(giver, asked.user.public_id, FOLLOWUP)
    day, paper = date(2026, 3, 2), asked_paper(session, document.id)
    at_13, at_15 = (datetime(2026, 3, 2, hour, tzinfo=clock.QUEBEC) for hour in (13, 15))
    assert asked.why(day, at_13).allowed
    assert rules(asked.why(day, at_15)) == rules(asked.why(day)) == ["A7"]
    for at, readers in ((at_13, {asked.granter.id, asked.user.id}), (at_15, {asked.granter.id})):
        then = facts_of_employer(session, asked.employer.id, known_at=at)
        assert {one.person_id for one in who_may_open(then, paper, day, at)} == readers


def test_a_correction_changes_what_is_said_of_a_day_but_not_what_was_known_then(session: Session) -> None:
    asked = known(session)
    learnt, day = datetime(2020, 3, 10, 12, tzinfo=clock.QUEBEC), date(2020, 3, 3)
    make_grant(session, asked.user, asked.employer, from_on=date(2020, 3, 1), recorded_at=learnt)
    then = facts_of_employer(session, asked.employer.id, known_at=learnt)
    assert then.grants
    assert asked.why(day).allowed
    assert not asked.why(day, datetime(2020, 3, 3, 12, tzinfo=clock.QUEBEC)).right.held


@pytest.mark.parametrize(
    ("values", "rule"),
    [({}, "O4"), ({"channel": "post"}, "O2"), ({"deposited_on": date(2026, 4, 1)}, "O1")],
)
def test_the_last_link_is_the_document_itself(session: Session, values: dict[str, object], rule: str) -> None:
    asked, on = known(session), date(2026, 3, 2)
    document = make_document(session, make_file(session, asked.employer), **{"deposited_on": on, **values})
    paper = asked_paper(session, document.id)
    found = explain(session, asked.granter.id, asked.employer.id, FOLLOWUP, on, paper=paper)
    assert (found.steps[-1].link, found.allowed) == (Link.PAPER, rule == "O4")
    assert ([reason.rule for reason in found.steps[-1].reasons], found.change) == ([rule], None)
    openers = who_may_open(facts_of_employer(session, asked.employer.id), paper, on)
    assert [one.person_id for one in openers] == ([asked.granter.id] if rule == "O4" else [])
