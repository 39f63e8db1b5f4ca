"""What a claim for preventive withdrawal comes to: the vectors of the law, and what always holds."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.forms.domain.reading import read_answers
from app.requests.domain.catalogue import form_of
from app.requests.domain.reckoning import Reckoned
from app.requests.words import RequestWarning
from app.rules.reckoning.holidays import WEEKDAYS

FORM = form_of("preventive_withdrawal")
WORKWEEK = ["mon", "tue", "wed", "thu", "fri"]
#: A certificate handed over on Tuesday 10 March 2026, a day that was worked.
ANSWERS = {
    "certificate_on": "2026-03-10",
    "begins": "next_day",
    "establishment_days": WORKWEEK,
    "working_days": WORKWEEK,
    "usual_gross": "200",
    "usual_tax": "50",
}


def values(**changes: Any) -> Any:
    """The values of these answers, on the day after the 14."""
    return read_answers(FORM.definition, {**ANSWERS, **changes}, date(2026, 4, 20)).values


def suggested(**changes: Any) -> Any:
    """The table of days that is proposed."""
    return FORM.rules.suggest(values(**changes))["days"]


def reckoned(days: Any, **changes: Any) -> Reckoned:
    """What the rules say of a table of days."""
    return FORM.rules.reckon(values(days=days, **changes), frozenset({"certificate"}))


@pytest.mark.parametrize(
    ("changes", "first", "last", "payable"),
    [
        ({}, "2026-03-18", "2026-03-31", 10),
        # Open seven days a week, she works at weekends, and stops on Saturday the 14th.
        (
            {
                "begins": "later",
                "last_worked_on": "2026-03-13",
                "establishment_days": list(WEEKDAYS),
                "working_days": ["sat", "sun"],
            },
            "2026-03-19",
            "2026-04-01",
            4,
        ),
        ({"begins": "at_once"}, "2026-03-17", "2026-03-30", 10),
        ({"closed_days": "2026-03-12, 2026-03-13"}, "2026-03-20", "2026-04-02", 10),
    ],
)
def test_the_fourteen_days_follow_the_fifth_of_the_establishment(
    changes: dict[str, Any], first: str, last: str, payable: int
) -> None:
    rows = suggested(**changes)
    assert (rows[0]["day"], rows[-1]["day"], len(rows)) == (first, last, 14)
    assert sum(bool(row["gross"]) for row in rows) == payable
    found = reckoned(rows, **changes)
    assert found.amount == Decimal("135.00") * payable
    assert found.warnings == ()


def test_a_reassignment_ends_what_is_proposed() -> None:
    rows = suggested(reassignment="accepted", reassigned_on="2026-03-25")
    assert [row["day"] for row in rows if row["gross"]][-1] == "2026-03-24"


def test_no_time_limit_is_invented() -> None:
    found = reckoned(suggested())
    assert found.limit is None
    assert found.answer_within is None


def test_one_is_warned_of_what_is_beside_the_rule() -> None:
    sunday = [{"day": "2026-03-22", "gross": "100", "deductions": "0"}]
    assert RequestWarning.NOT_SCHEDULED in reckoned(sunday).warnings
    assert RequestWarning.OVER_SHARE in reckoned(suggested(), claimed_amount="2000").warnings
    assert RequestWarning.OTHER_AMOUNT in reckoned(suggested(), claimed_amount="10").warnings
    without = FORM.rules.reckon(values(), frozenset())
    assert RequestWarning.NO_PROTECTIVE_CERTIFICATE in without.warnings


@given(st.lists(st.tuples(st.integers(0, 90_000), st.integers(0, 90_000)), min_size=1, max_size=30))
def test_a_claim_never_exceeds_ninety_per_cent_of_the_net(paid: list[tuple[int, int]]) -> None:
    rows = [
        {
            "day": (date(2026, 3, 15) + timedelta(days=number)).isoformat(),
            "gross": str(Decimal(max(pair)) / 100),
            "deductions": str(Decimal(min(pair)) / 100),
        }
        for number, pair in enumerate(paid)
    ]
    net = sum((Decimal(abs(gross - taken)) / 100 for gross, taken in paid), Decimal())
    found = reckoned(rows)
    assert found.amount is not None
    assert found.amount <= net * Decimal("0.9") + Decimal("0.005")
