"""Firms: who is of them, who reads for whom, and by which token they come in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.mandates.actions.assignments import assign
from app.mandates.actions.ends import change_end, end_mandate, remind_of_mandates
from app.mandates.actions.firms import remove_from_firm
from app.mandates.steps.assignments import Administrator
from app.registry.models.people import Membership
from app.registry.queries.sessions import Principal
from app.registry.words.access import AccessProblem
from app.registry.words.mandates import FirmRole
from app.resolver.models.access import AccessGrant
from app.resolver.queries.access import decide, decision, decisions
from app.resolver.queries.explanations import change_of, steps_of
from app.resolver.queries.facts import facts_of_employer
from app.resolver.queries.grants import PeopleFilter, matrix
from app.resolver.queries.mandates import mandates_of_employer
from app.vocabulary.accounts import Role, Space
from app.vocabulary.rulings import AccessChange
from app.vocabulary.services import OnlineService
from tests.factories.accounts import make_account
from tests.factories.employers import make_employer
from tests.factories.grants import make_grant
from tests.factories.mandates import make_firm, make_firm_member, make_mandate
from tests.factories.memberships import make_membership
from tests.factories.sessions import open_person_session, principal_of
from tests.scenes.firm_house import House, declined, make_house

FOLLOWUP, REVIEW = OnlineService.FILE_FOLLOWUP, OnlineService.REVIEW
ClockAt = Callable[[str], None]


@pytest.fixture
def house(session: Session) -> House:
    """With an accepted mandate."""
    return make_house(session)


def test_who_leaves_the_firm_leaves_every_employer(house: House) -> None:
    house.assign()
    assert remove_from_firm(house.administrator, house.firm.neq, house.clerk.public_id).people == 1
    assert house.readers() == {house.rse.id}
    declined(AccessProblem.NOT_OF_THE_FIRM, house.assign)


def test_the_last_administrator_of_a_firm_stays(house: House) -> None:
    declined(
        AccessProblem.LAST_ADMINISTRATOR,
        lambda: remove_from_firm(house.administrator, house.firm.neq, house.boss.public_id),
    )


def test_people_of_two_firms_are_assigned_the_same_day(house: House) -> None:
    firm = make_firm(house.session, "Mutuelle du Fleuve")
    make_firm_member(house.session, firm, house.clerk)
    make_firm_member(house.session, firm, house.boss, FirmRole.ADMINISTRATOR)
    second = make_mandate(house.session, house.employer, firm, house.rse)
    house.session.commit()
    house.assign()
    assign(Administrator(house.administrator.actor, (firm.neq,)), second.public_id, house.clerk.public_id, (FOLLOWUP,))
    end_mandate(house.giver, house.mandate.public_id)
    assert house.clerk.id in house.readers(), "through the other firm"
    end_mandate(house.giver, second.public_id)
    assert house.readers() == {house.rse.id}


def test_the_employer_sees_by_name_who_can_read(house: House) -> None:
    house.assign(FOLLOWUP, REVIEW)
    on = clock.today()
    found, total = mandates_of_employer(house.session, house.employer.id, Space.CLICSEQUR, on, over=False, limit=20)
    assert total == 1
    assert [(one.name, one.services) for one in found[0].representatives] == [(house.clerk.name, (FOLLOWUP, REVIEW))]


def principal(token: str) -> Principal:
    return principal_of(token)


def test_a_token_of_the_firm_opens_its_employers_and_no_other(house: House) -> None:
    other = make_employer(house.session)
    make_account(house.session, other)
    make_membership(house.session, house.clerk, other)
    house.session.commit()
    house.assign()
    by_firm = principal(open_person_session(house.clerk, neq=[house.firm.neq]))
    assert (by_firm.employer_id, by_firm.roles) == (house.employer.id, {Role.USER})
    by_other = principal(open_person_session(house.clerk, neq=[other.neq]))
    assert by_other.employer_id == other.id
    by_employer = principal(open_person_session(house.clerk, neq=[house.employer.neq]))
    assert by_employer.employer_id is None, "the employer's own number does not vouch for the firm"
    by_both = principal(open_person_session(house.clerk, neq=[other.neq, house.firm.neq]))
    assert (by_both.employer_id, by_both.employer_count) == (None, 2)


def test_a_session_opens_only_what_it_is_vouched_for(house: House) -> None:
    session, eve, on = house.session, house.clerk, clock.today()
    make_membership(session, eve, house.employer)
    make_grant(session, eve, house.employer, FOLLOWUP)
    session.commit()
    house.assign(REVIEW)
    whole = facts_of_employer(session, house.employer.id)

    def opened(*neq: str) -> set[OnlineService]:
        who = principal_of(open_person_session(eve, neq=neq or None))
        listed = {service for service, ruling in decisions(session, who, on).items() if ruling.allowed}
        for service in OnlineService:
            checked = decision(session, who, service, on).allowed
            assert checked == decide(whole, who, service, on).allowed == (service in listed)
        return listed & {FOLLOWUP, REVIEW}

    def needed(neq: str, service: OnlineService) -> AccessChange:
        """What the check, the list and the decision from facts at hand all say would be enough."""
        who = principal_of(open_person_session(eve, neq=(neq,)))
        rulings = (
            decision(session, who, service, on),
            decisions(session, who, on)[service],
            decide(whole, who, service, on),
        )
        [(only,)] = {change_of(ruling).changes for ruling in rulings}
        assert all(steps_of(ruling)[2].reasons[0].code == "in_another_session" for ruling in rulings)
        return only

    assert opened(house.firm.neq) == {REVIEW}
    assert needed(house.firm.neq, FOLLOWUP) is AccessChange.SIGN_IN_FOR_EMPLOYER
    assert opened(house.employer.neq) == {FOLLOWUP}
    assert needed(house.employer.neq, REVIEW) is AccessChange.SIGN_IN_FOR_FIRM
    assert opened(house.firm.neq, house.employer.neq) == opened() == {FOLLOWUP, REVIEW}


def test_a_firm_is_administered_by_a_token_that_vouches_for_it(house: House) -> None:
    assert principal(open_person_session(house.boss, neq=[house.firm.neq])).firms == (house.firm.neq,)
    assert principal(open_person_session(house.boss, neq=[house.employer.neq])).firms == ()
    assert principal(open_person_session(house.clerk, neq=[house.firm.neq])).firms == ()
    assert principal(open_person_session(house.boss, Space.GUICHET_SST)).firms == ()


def test_both_sides_are_reminded_once_at_each_step_even_after_missed_days(house: House, clock_at: ClockAt) -> None:
    house.assign()
    end = house.mandate.until_on
    for days, expected in ((40, 0), (31, 3), (30, 0), (6, 3), (5, 0), (2, 3), (1, 0), (0, 0)):
        assert remind_of_mandates(end - timedelta(days=days)) == expected, days
    change_end(house.giver, house.mandate.public_id, end + timedelta(days=90))
    assert remind_of_mandates(end + timedelta(days=70)) == 3, "another end has reminders of its own"
    told = {address for kind, address in house.emails() if kind == "mandate_ending"}
    assert told == {house.boss.email, house.rse.email, house.clerk.email}


def test_a_representative_never_holds_more_than_a_user_s_role(house: House) -> None:
    house.assign()
    rows = house.session.scalars(select(Membership).where(Membership.mandate_id.is_not(None))).all()
    assert {row.role for row in rows} == {"user"}
    rights = house.session.scalars(select(AccessGrant).where(AccessGrant.mandate_id.is_not(None))).all()
    assert {row.until_on for row in rights} == {house.mandate.until_on}


def test_check_list_and_matrix_agree_on_a_representative(house: House) -> None:
    house.assign()
    session, on = house.session, clock.today()
    token = open_person_session(house.clerk, neq=[house.firm.neq])
    facts = facts_of_employer(session, house.employer.id)
    shown = matrix(session, house.employer.id, Space.CLICSEQUR, on, PeopleFilter(search=house.clerk.family_name))
    [row] = shown.rows
    assert (row.member.firm, row.member.represents) == (house.firm.name, True)
    for right in row.rights:
        checked = decide(facts, principal_of(token), right.service, on)
        assert right.allowed == checked.allowed == (house.clerk.id in facts.users_on(right.service, on))
    assert {right.service for right in row.rights if right.allowed} == {FOLLOWUP}


def test_a_representative_at_guichet_sst_comes_in_by_a_code(house: House) -> None:
    employer = make_employer(house.session)
    make_account(house.session, employer, Space.GUICHET_SST)
    space = Space.GUICHET_SST.value
    mandate = make_mandate(house.session, employer, house.firm, house.rse, space=space)
    house.session.commit()
    assign(house.administrator, mandate.public_id, house.clerk.public_id, (FOLLOWUP,))
    assert ("welcome_code", house.clerk.email) in house.emails()
    assert principal_of(open_person_session(house.clerk, Space.GUICHET_SST)).employer_id == employer.id
