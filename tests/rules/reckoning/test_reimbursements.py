"""What is reimbursed agrees with the vectors, with an oracle in whole cents, and with the properties of the law."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.resolver.domain import reckoning
from app.rules.loader import TableError
from app.rules.reading.fields import FactError
from app.rules.reckoning.maximums import maximum_of, read, year_missing
from app.rules.reckoning.reimbursements import PaidDay, of_employer_notice, of_preventive_withdrawal
from tests.rules.reckoning.test_time_limits import last_by_oracle

WORKWEEK = ["mon", "tue", "wed", "thu", "fri"]
NOTICE = {"kind": "employer_notice", "incapacity_from": "2026-01-08", "returned_on": None, "days": []}
WITHDRAWAL = {
    "kind": "preventive_withdrawal",
    "certificate_on": "2026-03-10",
    "worked_that_day": True,
    "last_worked_on": None,
    "establishment_days": WORKWEEK,
    "closed_on": [],
    "days": [],
}


def paid(day: str, gross: str = "200.00", deductions: str = "50.00") -> dict[str, str]:
    """A day as it is given."""
    return {"day": day, "gross": gross, "deductions": deductions}


def answer(given: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """The answer to plain values."""
    return reckoning.asked_reimbursement({**given, **changes}).as_answer()


@pytest.mark.parametrize(
    ("incapacity_from", "returned_on", "window_from", "last", "file_by"),
    [
        ("2026-01-08", None, "2026-01-09", "2026-01-22", "2026-01-24"),
        ("2026-03-20", None, "2026-03-21", "2026-04-03", "2026-04-07"),
        ("2026-12-23", None, "2026-12-24", "2027-01-06", "2027-01-08"),
        ("2026-01-08", "2026-01-14", "2026-01-09", "2026-01-22", "2026-01-16"),
        ("2026-01-08", "2026-01-23", "2026-01-09", "2026-01-22", "2026-01-24"),
    ],
)
def test_the_window_and_the_day_to_file_by(
    incapacity_from: str, returned_on: str | None, window_from: str, last: str, file_by: str
) -> None:
    given = answer(NOTICE, incapacity_from=incapacity_from, returned_on=returned_on)
    until = (date.fromisoformat(last) + timedelta(days=1)).isoformat()
    assert (given["window_from"], given["window_until"], given["file_by"]) == (window_from, until, file_by)


@pytest.mark.parametrize(
    ("changes", "stopped_on", "employer_days", "window_from", "last"),
    [
        ({}, "2026-03-11", ["11", "12", "13", "16", "17"], "2026-03-18", "2026-03-31"),
        ({"worked_that_day": False}, "2026-03-10", ["10", "11", "12", "13", "16"], "2026-03-17", "2026-03-30"),
        ({"closed_on": ["2026-03-12"]}, "2026-03-11", ["11", "13", "16", "17", "18"], "2026-03-19", "2026-04-01"),
        (
            {"last_worked_on": "2026-03-13", "establishment_days": [*WORKWEEK, "sat", "sun"]},
            "2026-03-14",
            ["14", "15", "16", "17", "18"],
            "2026-03-19",
            "2026-04-01",
        ),
    ],
)
def test_a_preventive_withdrawal_begins_after_five_days_of_the_establishment(
    changes: dict[str, Any], stopped_on: str, employer_days: list[str], window_from: str, last: str
) -> None:
    given = answer(WITHDRAWAL, **changes)
    until = (date.fromisoformat(last) + timedelta(days=1)).isoformat()
    assert (given["stopped_on"], [day[-2:] for day in given["employer_days"]]) == (stopped_on, employer_days)
    assert (given["window_from"], given["window_until"]) == (window_from, until)
    assert "file_by" not in given


def test_one_rounding_at_the_total_and_not_one_a_line() -> None:
    days = [paid(f"2026-01-{day:02}", "0.05", "0.00") for day in range(9, 19)]
    assert answer(NOTICE, days=days)["amount"] == "0.45"
    assert answer(NOTICE, days=[paid("2026-01-09", "0.05", "0.00")])["amount"] == "0.05"
    assert answer(NOTICE)["amount"] == "0.00"


def test_a_day_outside_is_not_counted_and_is_told() -> None:
    given = answer(NOTICE, days=[paid("2026-01-08"), paid("2026-01-09"), paid("2026-01-22"), paid("2026-01-23")])
    assert [line["counted"] for line in given["lines"]] == [False, True, True, False]
    assert (given["amount"], given["warnings"]) == ("270.00", ["day_outside_window"])
    assert all("art." in line["source"] for line in given["lines"])


@pytest.mark.parametrize(("gross", "warned"), [("3950.68", []), ("3950.69", ["over_yearly_maximum"])])
def test_wages_above_the_maximum_are_told_and_not_capped(gross: str, warned: list[str]) -> None:
    given = answer(NOTICE, days=[paid("2026-01-09", gross, "0.00")])
    assert given["warnings"] == warned
    assert Decimal(given["amount"]) == (Decimal(gross) * Decimal("0.9")).quantize(Decimal("0.01"), "ROUND_HALF_UP")


def test_two_years_have_the_maximum_of_the_first() -> None:
    over_2025 = "3800.00"
    day = [paid("2026-01-05", over_2025, "0.00")]
    assert answer(NOTICE, incapacity_from="2025-12-30", days=day)["warnings"] == ["over_yearly_maximum"]
    assert answer(NOTICE, incapacity_from="2026-01-01", days=day)["warnings"] == []


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ({**NOTICE, "days": [paid("2026-01-09", "10.00", "10.01")]}, "dépassent le salaire brut"),
        ({**NOTICE, "days": [paid("2026-01-09"), paid("2026-01-09")]}, "donné deux fois"),
        ({**NOTICE, "days": [paid("2026-01-09", "-1.00")]}, "montant"),
        ({**NOTICE, "days": [{**paid("2026-01-09"), "gross": 200.0}]}, "montant"),
        ({**NOTICE, "days": [paid("2026-01-09", "1,00")]}, "montant"),
        ({**NOTICE, "days": "2026-01-09"}, "liste"),
        ({**NOTICE, "incapacity_from": "2018-05-01"}, "2018"),
        ({**NOTICE, "incapacity_from": "9999-12-30"}, "calendrier"),
        ({**NOTICE, "kind": "review"}, "review"),
        ({**NOTICE, "worked_that_day": True}, "worked_that_day"),
        ({**WITHDRAWAL, "establishment_days": []}, "jour d'activité"),
        ({**WITHDRAWAL, "establishment_days": ["lundi"]}, "lundi"),
        ("employer_notice", "objet JSON"),
    ],
)
def test_what_is_not_understood_is_refused_in_a_sentence(given: object, complaint: str) -> None:
    with pytest.raises(FactError, match=complaint):
        reckoning.asked_reimbursement(given)


CENTS = st.integers(0, 500_000)
PAID = st.dictionaries(st.integers(-3, 20), st.tuples(CENTS, CENTS), max_size=20)


@given(st.dates(date(2019, 1, 1), date(2026, 12, 1)), PAID)
def test_the_amount_agrees_with_whole_cents_and_never_exceeds_ninety_per_cent(
    begins: date, paid_by_day: dict[int, tuple[int, int]]
) -> None:
    days = [
        PaidDay(begins + timedelta(days=ahead), Decimal(max(pair)) / 100, Decimal(min(pair)) / 100)
        for ahead, pair in paid_by_day.items()
    ]
    found = of_employer_notice(begins, None, days)
    net = sum(abs(gross - less) for ahead, (gross, less) in paid_by_day.items() if 1 <= ahead <= 14)
    exact = Fraction(9 * net, 10)
    assert found.amount * 100 == (exact + Fraction(1, 2)).__floor__()
    fewer = of_employer_notice(begins, None, days[1:])
    assert fewer.amount <= found.amount


#: Each stop that follows is of a year whose maximum is entered.
BEGINNINGS = st.dates(date(2019, 1, 1), date(2026, 10, 31))


@given(BEGINNINGS, st.none() | st.integers(-2, 40))
def test_the_day_to_file_by_agrees_with_days_that_are_counted_one_by_one(begins: date, back_after: int | None) -> None:
    returned_on = None if back_after is None else begins + timedelta(days=back_after)
    fourteen = [begins + timedelta(days=ahead) for ahead in range(1, 15)]
    from_day = returned_on if returned_on in fourteen else fourteen[-1]
    found = of_employer_notice(begins, returned_on, [])
    assert (found.window_from, found.window_until) == (fourteen[0], fourteen[-1] + timedelta(days=1))
    assert found.file_by == last_by_oracle(from_day, 2)


@given(
    BEGINNINGS,
    st.booleans(),
    st.none() | st.integers(0, 60),
    st.sets(st.sampled_from(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]), min_size=1),
    st.sets(st.integers(0, 40), max_size=15),
)
def test_a_withdrawal_agrees_with_days_that_are_counted_one_by_one(
    begins: date, worked: bool, last_worked: int | None, weekdays: set[str], closed: set[int]
) -> None:
    last_on = None if last_worked is None else begins + timedelta(days=last_worked)
    closed_on = {begins + timedelta(days=ahead) for ahead in closed}
    found = of_preventive_withdrawal(begins, worked, last_on, weekdays, closed_on, [])
    day = begins if last_on is None and not worked else (last_on or begins) + timedelta(days=1)
    assert found.stopped_on == day
    borne: list[date] = []
    while len(borne) < 5:
        if day.strftime("%a").lower() in weekdays and day not in closed_on:
            borne.append(day)
        day += timedelta(days=1)
    assert list(found.employer_days) == borne
    assert (found.window_from, found.window_until) == (day, day + timedelta(days=14))


def test_a_maximum_is_given_once_with_its_source() -> None:
    row = {"year": 2026, "amount": 103000, "source": "somewhere", "tag": "E", "checked_on": date(2026, 11, 28)}
    assert read({"year": [row]})[2026].amount == 103000
    assert maximum_of(1999) is None
    for year in ([row, row], [{**row, "source": ""}]):
        with pytest.raises(TableError):
            read({"year": year})


@pytest.mark.parametrize(
    ("on", "missing"),
    [("2025-11-30", None), ("2025-12-01", None), ("2026-11-30", None), ("2026-12-01", 2027), ("2027-01-01", 2027)],
)
def test_the_maximum_of_the_year_to_come_is_missed_from_december(on: str, missing: int | None) -> None:
    assert year_missing(date.fromisoformat(on)) == missing
