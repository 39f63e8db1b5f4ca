"""One resolver: the check, the list, the matrix, its filters and the explanation never disagree."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.registry.models.employers import Employer
from app.registry.models.people import Person
from app.registry.queries.sessions import Principal
from app.resolver.queries.access import decide
from app.resolver.queries.facts import EmployerFacts, facts_of_employer
from app.resolver.queries.grants import Matrix, PeopleFilter, matrix, once_granted, opens_on, right_to
from app.vocabulary.accounts import Role, Space
from app.vocabulary.services import OnlineService
from tests.factories.accounts import make_account
from tests.factories.employers import make_employer
from tests.factories.grants import make_grant
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.withdrawals import make_prior_notice, make_withdrawal

DAYS = st.sampled_from([date(2019, 12, 2), date(2020, 2, 2), date(2020, 2, 3), date(2020, 7, 1), date(2021, 1, 1)])
SPANS = st.tuples(DAYS, st.none() | st.integers(1, 400)).map(
    lambda pair: {"from_on": pair[0], "until_on": pair[1] and pair[0] + timedelta(days=pair[1])}
)
PEOPLE = st.integers(0, 3)


def _space(row: tuple[Any, ...]) -> Any:
    return row[0]


def _role(row: tuple[Any, ...]) -> Any:
    return row[:3]


def _right(row: tuple[Any, ...]) -> Any:
    return row[:3], row[3]["from_on"]


REGISTRIES = st.fixed_dictionaries(
    {
        "accounts": st.lists(st.tuples(st.sampled_from(Space), SPANS), max_size=3, unique_by=_space),
        "memberships": st.lists(
            st.tuples(PEOPLE, st.sampled_from(Space), st.sampled_from(Role), SPANS),
            max_size=6,
            unique_by=_role,
        ),
        "grants": st.lists(
            st.tuples(PEOPLE, st.sampled_from(Space), st.sampled_from(OnlineService), SPANS),
            max_size=8,
            unique_by=_right,
        ),
        "withdrawal_on": st.none() | DAYS,
        "prior_notice_on": st.none() | DAYS,
    }
)
ON_BOTH_DATABASES = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def build(session: Session, registry: dict[str, Any]) -> tuple[Employer, list[Person]]:
    """A new employer with what was drawn."""
    employer, people = make_employer(session), [make_person(session) for _ in range(4)]
    for space, span in registry["accounts"]:
        make_account(session, employer, space, **span)
    for number, space, role, span in registry["memberships"]:
        make_membership(session, people[number], employer, role, space, **span)
    for number, space, service, span in registry["grants"]:
        make_grant(session, people[number], employer, service, space, **span)
    if registry["withdrawal_on"]:
        make_withdrawal(session, employer, registry["withdrawal_on"])
    if registry["prior_notice_on"]:
        make_prior_notice(session, employer, registry["prior_notice_on"])
    return employer, people


def principal(person: Person, employer: Employer, space: Space) -> Principal:
    """Somebody signed in to a space, acting for an employer."""
    return Principal(
        session_id=1,
        kind="person",
        name=person.name,
        language="fr",
        person_id=person.id,
        space=space,
        employer_id=employer.id,
    )


def allowed_in(found: Matrix, service: OnlineService) -> set[int]:
    """Those of a matrix who may use a service."""
    return {
        row.member.person_id for row in found.rows for right in row.rights if right.service is service and right.allowed
    }


@ON_BOTH_DATABASES
@given(registry=REGISTRIES, on=DAYS)
def test_check_list_matrix_and_explanation_agree(session: Session, registry: dict[str, Any], on: date) -> None:
    employer, people = build(session, registry)
    everything = facts_of_employer(session, employer.id)
    shown = {space: matrix(session, employer.id, space, on, PeopleFilter()) for space in Space}
    for service in OnlineService:
        listed = set(everything.users_on(service, on))
        assert listed == set().union(*(allowed_in(found, service) for found in shown.values()))
        for person in people:
            alone = facts_of_employer(session, employer.id, person_id=person.id)
            for space in Space:
                decided = decide(alone, principal(person, employer, space), service, on)
                right = right_to(everything, person.id, space, service, on)
                assert decided.allowed == right.allowed
                assert right.ruling is None or right.ruling == decided
                assert right.held == (right.granted or right.automatic is not None)
    session.rollback()


@ON_BOTH_DATABASES
@given(registry=REGISTRIES, on=DAYS, service=st.sampled_from(OnlineService))
def test_the_filters_keep_those_whom_the_cells_show(
    session: Session, registry: dict[str, Any], on: date, service: OnlineService
) -> None:
    employer, _people = build(session, registry)
    for space in Space:
        every = matrix(session, employer.id, space, on, PeopleFilter()).rows
        held = matrix(session, employer.id, space, on, PeopleFilter(service=service))
        ends = matrix(session, employer.id, space, on, PeopleFilter(ends_soon=True))
        cells = {row.member.person_id: {right.service: right for right in row.rights} for row in every}
        assert [row.member.person_id for row in held.rows] == [who for who in cells if cells[who][service].held]
        assert {row.member.person_id for row in ends.rows} == {
            who for who, rights in cells.items() if any(right.ends_soon for right in rights.values())
        }
    session.rollback()


@ON_BOTH_DATABASES
@given(registry=REGISTRIES, on=DAYS)
def test_a_right_holds_until_the_day_that_is_shown(session: Session, registry: dict[str, Any], on: date) -> None:
    employer, people = build(session, registry)
    facts = facts_of_employer(session, employer.id)
    for person in people:
        for space in Space:
            for service in OnlineService:
                right = right_to(facts, person.id, space, service, on)
                if right.granted and right.until_on is not None:
                    assert service in facts.grants_on(person.id, space, right.until_on - timedelta(days=1))
                    assert service not in facts.grants_on(person.id, space, right.until_on)
    session.rollback()


def test_the_opening_day_is_the_first_on_which_the_right_would_serve(session: Session) -> None:
    employer = make_employer(session)
    make_account(session, employer, Space.GUICHET_SST)
    service, before = OnlineService.FILE_FOLLOWUP, date(2019, 12, 2)

    def facts() -> EmployerFacts:
        return facts_of_employer(session, employer.id)

    assert opens_on(facts(), Space.GUICHET_SST, service, before) is None
    assert opens_on(facts(), Space.GUICHET_SST, OnlineService.REVIEW, before) == date(2020, 2, 3)
    make_withdrawal(session, employer, date(2020, 9, 1))
    make_prior_notice(session, employer, date(2020, 6, 1))
    assert opens_on(facts(), Space.GUICHET_SST, service, before) == date(2020, 9, 1)
    assert not once_granted(facts(), Space.GUICHET_SST, service, date(2020, 8, 31)).allowed
