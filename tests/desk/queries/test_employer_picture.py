"""The channel of an employer through time, told by stretches, is what the rules say on each day."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from app.desk.queries.employer_picture import Stretch, channel_history
from app.resolver.queries.facts import EmployerFacts, Held
from app.vocabulary.accounts import Role, Space
from app.vocabulary.documents import Category
from app.vocabulary.services import OnlineService

SINCE, UNTIL = date(2019, 6, 1), date(2021, 6, 1)
DAYS = st.dates(SINCE, UNTIL)


@st.composite
def intervals(draw: st.DrawFn, what: str, person: bool) -> Held:
    begins = draw(DAYS)
    ends = draw(st.none() | st.integers(0, 400).map(lambda number: begins + timedelta(days=number)))
    space = draw(st.sampled_from(Space))
    role = draw(st.sampled_from(Role)).value if what == "role" else what
    return Held(space, role, draw(st.integers(1, 2)) if person else None, begins, ends)


@st.composite
def employers(draw: st.DrawFn) -> EmployerFacts:
    facts = EmployerFacts(
        employer_id=1,
        accounts=draw(st.lists(intervals("", person=False), max_size=4)),
        memberships=draw(st.lists(intervals("role", person=True), max_size=4)),
        withdrawal_on=draw(st.none() | DAYS),
        prior_notice_on=draw(st.none() | DAYS),
    )
    for held in draw(st.lists(intervals(OnlineService.FILE_FOLLOWUP.value, person=True), max_size=3)):
        facts.grants[(held.person_id or 0, held.space)].append(held)
    return facts


def of_day(stretches: list[Stretch], on: date) -> list[Stretch]:
    return [
        one
        for one in stretches
        if (one.from_on is None or one.from_on <= on) and (one.until_on is None or on < one.until_on)
    ]


@settings(max_examples=60)
@given(employers(), st.lists(DAYS, min_size=1, max_size=30))
def test_each_day_stands_in_one_stretch_that_says_what_the_rules_say(facts: EmployerFacts, days: list[date]) -> None:
    stretches = channel_history(facts, SINCE, UNTIL)
    assert stretches[0].from_on is None
    assert stretches[-1].until_on is None
    for on in [*days, *(one.from_on for one in stretches if one.from_on)]:
        (stretch,) = of_day(stretches, on)
        ruling = facts.route(Category.ADMINISTRATIVE, on, on)
        assert (stretch.situation, stretch.ruling.outcome, stretch.ruling.rule) == (
            facts.situation_on(on),
            ruling.outcome,
            ruling.rule,
        )


def test_a_stretch_ends_where_the_situation_or_the_rule_changes() -> None:
    facts = EmployerFacts(1, accounts=[Held(Space.CLICSEQUR, "", None, date(2018, 1, 1), None)])
    rules = [(one.from_on, one.ruling.rule) for one in channel_history(facts, SINCE, UNTIL)]
    assert rules == [(None, "R1"), (date(2018, 1, 1), "R1"), (date(2020, 2, 3), "R7")]
