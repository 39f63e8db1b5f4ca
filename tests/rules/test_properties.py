"""The tables against the domain reference, section 3, read straight down: any facts, any day."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.rules.access import AccessFacts, may_use
from app.rules.granting import GrantingFacts, may_grant
from app.rules.routing import RouteFacts, route_notice
from app.vocabulary.accounts import Role, Space
from app.vocabulary.documents import MEDICAL_CATEGORIES, Category
from app.vocabulary.notices import Channel
from app.vocabulary.rulings import ACCESS_SUPPORTS
from app.vocabulary.services import OnlineService

GRANTING_OPENS, SERVICES_OPEN = date(2019, 12, 2), date(2020, 2, 3)
GUICHET, CLICSEQUR, CODES = Space.GUICHET_SST, Space.CLICSEQUR, Space.CNESST_CODES
MESSAGING, FOLLOWUP = OnlineService.MESSAGING, OnlineService.FILE_FOLLOWUP

# A narrow window, so that days often fall on each other and on the dates of the law.
days = st.dates(date(2019, 11, 25), date(2020, 2, 10)) | st.dates(date(1990, 1, 1), date(2090, 1, 1))
maybe_days = st.none() | days
accounts = st.frozensets(st.sampled_from(Space))
services = st.sampled_from(OnlineService)
route_facts = st.builds(
    RouteFacts, accounts, maybe_days, maybe_days, st.sampled_from(Category), st.integers(0, 3), st.integers(0, 3)
)
access_facts = st.builds(
    AccessFacts,
    accounts,
    st.sampled_from(Space),
    st.sampled_from(Role),
    st.frozensets(services),
    services,
    maybe_days,
    maybe_days,
)
granting_facts = st.builds(
    GrantingFacts, accounts, st.sampled_from(Space), st.sampled_from(Role), services, st.sampled_from(Space)
)


def _told(facts: RouteFacts | AccessFacts) -> bool:
    withdrawal_on, notice_on = facts.withdrawal_on, facts.prior_notice_on
    return withdrawal_on is not None and notice_on is not None and notice_on < withdrawal_on


def _withdrawn(facts: RouteFacts | AccessFacts, on: date) -> bool:
    return facts.withdrawal_on is not None and facts.withdrawal_on <= on


def _mail(facts: RouteFacts, on: date) -> str:
    if on < SERVICES_OPEN:
        return "post R1"
    if GUICHET in facts.accounts:
        if not _withdrawn(facts, on):
            return "post R2"
        return "electronic R3" if _told(facts) else "post R4"
    return "electronic R5" if CLICSEQUR in facts.accounts else "post R6"


def _routed(facts: RouteFacts, on: date) -> str:
    medical = facts.category in MEDICAL_CATEGORIES
    if medical and facts.health_professionals == 0:
        return "held R0"
    answer = _mail(facts, on)
    return "post R7" if answer.startswith("electronic") and facts.readers == 0 and not medical else answer


@given(route_facts, days)
def test_the_channel_is_what_the_domain_reference_says(facts: RouteFacts, on: date) -> None:
    ruling = route_notice(facts, on)
    assert f"{ruling.outcome} {ruling.rule}" == _routed(facts, on)
    alert = {"R0": ["no_health_professional"], "R4": ["prior_notice_missing"], "R7": ["no_reader"]}
    assert list(ruling.alerts) == alert.get(ruling.rule, [])


@given(route_facts, days)
def test_an_employers_paper_is_never_held_and_always_says_why(facts: RouteFacts, on: date) -> None:
    ruling = route_notice(replace(facts, category=Category.DECISION), on)
    assert ruling.outcome is not Channel.HELD
    assert ruling.says
    assert ruling.source
    assert (ruling.facts, ruling.on) == (replace(facts, category=Category.DECISION), on)


@given(route_facts, days, st.integers(0, 400))
def test_time_alone_never_brings_paper_back(facts: RouteFacts, on: date, later: int) -> None:
    if route_notice(facts, on).outcome is Channel.ELECTRONIC:
        assert route_notice(facts, on + timedelta(days=later)).outcome is Channel.ELECTRONIC


@given(route_facts, days)
def test_a_stored_ruling_survives_json(facts: RouteFacts, on: date) -> None:
    record = route_notice(facts, on).as_record()
    assert json.loads(json.dumps(record)) == record


def _obstacles(facts: AccessFacts, on: date) -> list[str]:
    if facts.signed_in_with not in facts.accounts:
        return ["account_not_active"]
    if facts.role is Role.HEALTH_PROFESSIONAL:
        return ["employer_services_only_for_employer_side"]
    awaiting = facts.service is FOLLOWUP and GUICHET in facts.accounts and not (_withdrawn(facts, on) and _told(facts))
    every = {
        "messaging_only": facts.signed_in_with is CODES and facts.service is not MESSAGING,
        "service_not_open_yet": on < SERVICES_OPEN,
        "awaiting_paper_withdrawal": awaiting,
        "no_right": _support(facts) is None,
    }
    return [code for code, stands in every.items() if stands]


def _support(facts: AccessFacts) -> str | None:
    if (facts.role, facts.signed_in_with) in {(Role.RSE, CLICSEQUR), (Role.RESPONDENT, GUICHET)}:
        return "automatic"
    if facts.signed_in_with is CODES:
        return "messaging_account" if facts.service is MESSAGING else None
    return "granted" if facts.service in facts.grants else None


@given(access_facts, days)
def test_access_is_what_the_domain_reference_says(facts: AccessFacts, on: date) -> None:
    ruling = may_use(facts, on)
    obstacles = _obstacles(facts, on)
    outside = obstacles[:1] in (["account_not_active"], ["employer_services_only_for_employer_side"])
    assert [reason.code for reason in ruling.reasons] == (obstacles or [_support(facts)])
    assert ruling.held == (not outside and _support(facts) is not None)
    assert ruling.open == (not outside and set(obstacles) <= {"no_right"})
    assert ruling.allowed == (not obstacles) == (ruling.held and ruling.open)


@given(access_facts, days)
def test_a_refusal_says_what_would_change_it_and_a_permission_does_not(facts: AccessFacts, on: date) -> None:
    ruling = may_use(facts, on)
    if ruling.allowed:
        assert ruling.fix is None
        assert {reason.code for reason in ruling.reasons} <= ACCESS_SUPPORTS
    else:
        nothing_helps = [reason.code for reason in ruling.reasons] == ["employer_services_only_for_employer_side"]
        assert (ruling.fix is None) == nothing_helps
    assert json.loads(json.dumps(ruling.as_record())) == ruling.as_record()


@given(access_facts, days)
def test_another_grant_never_takes_an_access_away(facts: AccessFacts, on: date) -> None:
    more = replace(facts, grants=facts.grants | {facts.service})
    assert may_use(more, on).allowed >= may_use(facts, on).allowed


def _granting_obstacles(facts: GrantingFacts, on: date) -> list[str]:
    granter = (facts.role, facts.signed_in_with) in {(Role.RSE, CLICSEQUR), (Role.RESPONDENT, GUICHET)}
    every = {
        "granting_not_open": on < GRANTING_OPENS,
        "not_a_granter": not granter,
        "other_space": facts.target_space is not facts.signed_in_with,
        "not_grantable": facts.target_space is CODES,
        "account_not_active": not {facts.signed_in_with, facts.target_space} <= facts.accounts,
    }
    return [code for code, stands in every.items() if stands]


@given(granting_facts, days)
def test_granting_is_what_the_domain_reference_says(facts: GrantingFacts, on: date) -> None:
    ruling = may_grant(facts, on)
    obstacles = _granting_obstacles(facts, on)
    assert [reason.code for reason in ruling.reasons] == (obstacles or ["granter"])
    assert ruling.allowed == (not obstacles)
    assert json.loads(json.dumps(ruling.as_record())) == ruling.as_record()
