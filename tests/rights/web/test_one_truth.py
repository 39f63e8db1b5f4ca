"""One truth: over random registries, pages, lists, exports and explanations say the same of a right and of a day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app import clock
from app.papers.queries.documents import readers_of
from app.personnel.queries.state import state_of
from app.registry.models.people import Person
from app.registry.words.recipients import RecipientState
from app.resolver.queries.access import decide
from app.resolver.queries.employers import rows_of
from app.resolver.queries.explanations import Explanation, explained
from app.resolver.queries.facts import EmployerFacts, facts_of_employer
from app.resolver.queries.grants import Matrix, PeopleFilter, leaves_on_of, matrix, right_to, rights_of
from app.resolver.queries.recipients import recipients_by_state, recipients_of_employer
from app.rights.queries.ends import count_other_ends, ending_rights
from app.rights.web.grants.page import right_in_words
from app.rights.web.grants.why_page import day_facts
from app.rights.web.services.page import services_page
from app.site.web.reasons.chain import spoken_steps
from app.vocabulary.accounts import Space
from app.vocabulary.rulings import Link
from app.vocabulary.services import OnlineService
from tests.factories.recipients import make_recipient
from tests.resolver.queries.test_one_resolver import DAYS, REGISTRIES, build, principal

FOLLOWUP = OnlineService.FILE_FOLLOWUP
pytestmark = pytest.mark.databases("sqlite", because="the pages compare what the resolver says, itself asked on both")
TOGETHER = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
#: Beside the days of the registries: shortly before some of them, so that something ends soon.
ON = DAYS | st.sampled_from([date(2020, 2, 10), date(2020, 6, 20), date(2020, 12, 20)])


@pytest.fixture(autouse=True)
def spoken(app: Flask) -> Iterator[None]:
    """Pages speak, in French."""
    with app.test_request_context():
        yield


def of_each(people: list[Person]) -> Iterator[tuple[Person, Space, OnlineService]]:
    """Everybody, in every space, for every service."""
    return ((person, space, service) for person in people for space in Space for service in OnlineService)


@TOGETHER
@given(registry=REGISTRIES, on=ON)
def test_the_facts_of_an_explanation_are_those_of_its_chain_and_of_the_matrix(
    session: Session, registry: dict[str, Any], on: date
) -> None:
    employer, people = build(session, registry)
    facts = facts_of_employer(session, employer.id)
    for person, space, service in of_each(people):
        found = explained(facts, person.id, space, service, on)
        said, links = dict(day_facts(found)), {step.link: step for step in found.steps}
        spoken_links = {step.link: step.state for step in spoken_steps(found.steps, found.facts)}
        assert said["Service ouvert à ce compte"].lower() == spoken_links["Service ouvert"]
        assert (said["Droit"] == "Sans objet") == (spoken_links["Droit"] == "sans objet")
        if links[Link.RIGHT].ok is False:
            assert said["Droit"] in {"Aucun", "Aucun droit d'accès"}
        _as_in_the_matrix(facts, found, said)
    session.rollback()


def _as_in_the_matrix(facts: EmployerFacts, found: Explanation, said: dict[str, str]) -> None:
    right = right_to(facts, found.person_id, found.space, found.service, found.on)
    assert right.allowed == found.allowed
    if right.held:
        assert said["Droit"] == right_in_words(right)
    leaves_on = leaves_on_of(facts, found.person_id, found.space, found.on)
    assert leaves_on is None or right.until_on is None or right.until_on <= leaves_on


@TOGETHER
@given(registry=REGISTRIES, on=ON)
def test_what_ends_soon_is_counted_once_on_the_matrix_and_among_the_ends(
    session: Session, registry: dict[str, Any], on: date
) -> None:
    employer, _people = build(session, registry)
    facts = facts_of_employer(session, employer.id)
    for space in Space:
        shown = matrix(session, employer.id, space, on, PeopleFilter())
        soon = {
            (row.member.person_id, right.service, right.until_on)
            for row in shown.rows
            for right in row.rights
            if right.ends_soon
        }
        listed = {tuple(ending.key) for ending in ending_rights(session, facts, space, on)}
        assert listed <= soon
        assert len(soon) == len(listed) + count_other_ends(facts, space, on, len(listed))
        _departures_are_shown(facts, shown, space, on)
    session.rollback()


def _departures_are_shown(facts: EmployerFacts, shown: Matrix, space: Space, on: date) -> None:
    for row in shown.rows:
        leaves_on = leaves_on_of(facts, row.member.person_id, space, on)
        assert [end.until_on for end in row.ends if end.role is None] == ([leaves_on] if leaves_on else [])
        if leaves_on is not None:
            assert facts.roles_on(row.member.person_id, space, leaves_on - timedelta(days=1))


@TOGETHER
@given(registry=REGISTRIES, on=ON)
def test_the_page_of_services_counts_what_it_shows_open(session: Session, registry: dict[str, Any], on: date) -> None:
    employer, people = build(session, registry)
    for person in people:
        facts = facts_of_employer(session, employer.id, person_id=person.id)
        for space in Space:
            who = principal(person, employer, space)
            rulings = {service: decide(facts, who, service, on) for service in OnlineService}
            rights = {right.service: right for right in rights_of(facts, person.id, space, on)}
            page = services_page(rulings, rights, [], ())
            count = sum(row.tone == "good" for row in page.rows)
            assert page.intro.startswith(str(count) if count else "Aucun de ces services ne vous est ouvert")
            assert sum(right.allowed for right in rights.values()) == count
            assert sum(bool(row.open_href) for row in page.rows) == count
    session.rollback()


@TOGETHER
@given(registry=REGISTRIES, on=ON)
def test_a_paper_recipient_reads_on_the_day_that_is_said(session: Session, registry: dict[str, Any], on: date) -> None:
    employer, people = build(session, registry)
    for person in people:
        make_recipient(session, employer, name=person.name, person_id=person.id, from_on=date(2015, 1, 1))
    facts = facts_of_employer(session, employer.id)
    known = {person.public_id: person.id for person in people}
    found = recipients_of_employer(session, employer.id, on)
    for one in found:
        who = known.get(one.person_public_id)
        rights = [right_to(facts, who, space, FOLLOWUP, on) for space in Space] if who else []
        assert (one.state is RecipientState.ENROLLED) == any(right.held for right in rights)
        assert (one.reads_on == on) == any(right.allowed for right in rights)
        if who and one.reads_on:
            assert who in facts.readers_on(one.reads_on)
            assert one.reads_on == on or who not in facts.readers_on(one.reads_on - timedelta(days=1))
    assert recipients_by_state(session, employer.id, on) == Counter(one.state for one in found)
    session.rollback()


@TOGETHER
@given(registry=REGISTRIES, on=ON)
def test_the_exported_table_holds_the_rights_of_the_matrix(
    session: Session, registry: dict[str, Any], on: date
) -> None:
    employer, _people = build(session, registry)
    facts = facts_of_employer(session, employer.id)
    for space in (Space.CLICSEQUR, Space.GUICHET_SST):
        state = state_of(session, employer.id, space, clock.now(), on, date(2030, 1, 1))
        for one in (person for person in state.people if person.here):
            rights = {right.service: right for right in rights_of(facts, one.person_id, space, on) if right.granted}
            if not rights:
                continue
            assert set(rights) <= set(one.rights)
            leaves_on = leaves_on_of(facts, one.person_id, space, on)
            assert one.leaves_on is None or leaves_on is None or one.leaves_on <= leaves_on
            for service, right in rights.items():
                ends = [end for end in (one.rights[service], leaves_on) if end is not None]
                assert right.until_on == min(ends, default=None)
    session.rollback()


@TOGETHER
@given(registry=REGISTRIES, on=ON)
def test_readers_are_as_many_wherever_they_are_counted(session: Session, registry: dict[str, Any], on: date) -> None:
    employer, people = build(session, registry)
    facts = facts_of_employer(session, employer.id)
    (row,) = rows_of(session, [employer], on)
    listed = readers_of(session, facts, on)
    may_read = [
        person for person in people if any(right_to(facts, person.id, space, FOLLOWUP, on).allowed for space in Space)
    ]
    assert row.readers == len(facts.readers_on(on)) == len(listed) == len(may_read)
    assert sorted(reader.name for reader in listed) == sorted(person.name for person in may_read)
    session.rollback()
