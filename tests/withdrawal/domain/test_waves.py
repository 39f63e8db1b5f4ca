"""Of decisions about many employers and about one, in any order, the more specific wins."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.vocabulary import delays
from app.withdrawal.domain.waves import Level, Stands, left, why_not_all
from app.withdrawal.words import Left, WithdrawalRefusal

TODAY = date(2026, 3, 2)
DAYS = st.none() | st.dates(TODAY, date(2026, 12, 31))
#: The first decision is a date: nothing can be cancelled before.
DECISIONS = st.lists(st.tuples(st.sampled_from(Level), DAYS)).map(lambda made: [(Level.EVERYBODY, TODAY), *made])


@given(DECISIONS)
def test_the_last_decision_of_the_most_specific_level_stands(decisions: list[tuple[Level, date | None]]) -> None:
    stands = Stands(None, None, None, effective=False)
    for level, on in decisions:
        if left(stands, level, on) is None:
            stands = Stands(on, level, None, effective=False)
    highest = max(level for level, _on in decisions)
    assert (stands.level, stands.on) == (highest, [on for level, on in decisions if level is highest][-1])


@given(st.sampled_from(Level), st.sampled_from(Level), DAYS, DAYS)
def test_what_took_effect_is_never_moved(level: Level, its: Level, on: date | None, day: date | None) -> None:
    assert left(Stands(day, its, None, effective=True), level, on) is Left.EFFECTIVE


@given(st.lists(st.none() | st.dates(date(2026, 1, 1), TODAY), min_size=1), st.dates(date(2026, 2, 1)))
def test_a_day_suits_all_only_if_it_leaves_each_its_delay(told: list[date | None], on: date) -> None:
    moved = [Stands(None, None, day, effective=False) for day in told]
    suits = on >= TODAY and all(on - (day or TODAY) >= delays.PRIOR_NOTICE for day in told)
    assert (why_not_all(on, moved, TODAY) is None) is suits
    assert why_not_all(None, moved, TODAY) is None
    assert why_not_all(on, [], TODAY) is WithdrawalRefusal.NOBODY_MOVES
    assert why_not_all(TODAY - timedelta(days=1), moved, TODAY) is WithdrawalRefusal.PAST_DAY
