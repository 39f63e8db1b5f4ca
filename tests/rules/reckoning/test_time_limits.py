"""A time limit ends on the day that the Interpretation Act says, as an oracle of its own finds it day by day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from babel.messages.pofile import read_po
from flask import Flask
from flask_babel import force_locale
from hypothesis import given
from hypothesis import strategies as st

from app.resolver.domain import reckoning
from app.rules.loader import TableError
from app.rules.reading.fields import FactError
from app.rules.reckoning.holidays import holiday, holidays_of, read
from app.rules.reckoning.time_limits import last_day, time_limit
from app.site.web.reasons.limits import limit_sentences
from tests.rules.test_sentences import CATALOGUE

DAYS = st.dates(date(1970, 1, 1), date(2150, 1, 1))


def easter_by_meeus(year: int) -> date:
    """Easter by the algorithm of Meeus, Jones and Butcher."""
    a, b, c = year % 19, year // 100, year % 100
    d, e, f = b // 4, b % 4, (b + 8) // 25
    h = (19 * a + b - d - (b - f + 1) // 3 + 15) % 30
    i, k = c // 4, c % 4
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def closes(day: date) -> bool:
    """Whether I-16, s. 61(23) names the day, asked of the day itself and not of a list."""
    monday, week = day.weekday() == 0, (day.day + 6) // 7
    return (
        day.weekday() == 6
        or (day.month, day.day) in {(1, 1), (6, 24), (12, 25)}
        or (day - easter_by_meeus(day.year)).days in {-2, 1}
        or (monday and day.month == 5 and 18 <= day.day <= 24)
        or (day.month == 7 and day.day == 1)
        or (day.month == 7 and day.day == 2 and monday)
        or (monday and (day.month, week) in {(9, 1), (10, 2)})
    )


def last_by_oracle(notified_on: date, days: int, *, saturdays: bool = False) -> date:
    """Walk `days` days, then on while the day is closed."""
    day = date.fromordinal(notified_on.toordinal() + days)
    while closes(day) or (saturdays and day.weekday() == 5):
        day = date.fromordinal(day.toordinal() + 1)
    return day


@pytest.mark.parametrize(
    ("notified_on", "days", "last_on", "later_on"),
    [
        ("2026-03-05", 30, "2026-04-04", "2026-04-07"),
        ("2026-03-07", 30, "2026-04-07", None),
        ("2026-05-25", 30, "2026-06-25", None),
        ("2026-11-25", 30, "2026-12-26", "2026-12-28"),
        ("2026-12-02", 30, "2027-01-02", "2027-01-04"),
        ("2027-11-27", 30, "2027-12-27", None),
        ("2028-01-30", 30, "2028-02-29", None),
        ("2026-03-06", 10, "2026-03-16", None),
        ("2026-04-03", 2, "2026-04-07", None),
        ("2026-01-22", 2, "2026-01-24", "2026-01-26"),
    ],
)
def test_a_time_limit_ends_on_the_day_of_the_vectors(
    notified_on: str, days: int, last_on: str, later_on: str | None
) -> None:
    answer = reckoning.asked_time_limit({"notified_on": notified_on, "days": days}).as_answer()
    assert (answer["last_on"], answer["later_on"]) == (last_on, later_on)
    assert "I-16" in answer["source"]


@given(DAYS, st.integers(1, 400))
def test_a_time_limit_agrees_with_the_oracle(notified_on: date, days: int) -> None:
    limit = time_limit(notified_on, days)
    later = last_by_oracle(notified_on, days, saturdays=True)
    assert limit.last_on == last_day(notified_on, days) == last_by_oracle(notified_on, days)
    assert limit.later_on == (None if later == limit.last_on else later)
    assert bool(limit.holidays) == (limit.last_on != notified_on + timedelta(days=days))


@given(DAYS)
def test_a_holiday_is_what_the_act_names(day: date) -> None:
    assert bool(holiday(day)) == closes(day)


@pytest.mark.parametrize("day", ["2026-01-02", "2026-12-26", "2026-11-28", "2027-12-27", "2029-06-25"])
def test_other_days_off_move_nothing(day: str) -> None:
    assert holiday(date.fromisoformat(day)) is None


def test_a_proclaimed_day_can_be_entered_and_a_day_that_says_nothing_is_refused() -> None:
    (proclaimed,), weekly = read({"holiday": [{"is": "un jour de deuil", "on": date(2022, 9, 19)}]})
    assert (proclaimed.of_year(2022), proclaimed.of_year(2023), weekly) == (date(2022, 9, 19), None, {})
    with pytest.raises(TableError, match="un jour says no day"):
        read({"holiday": [{"is": "un jour", "month": 3}]})


@pytest.mark.parametrize("days", [0, -1, 10_000, True, 1.0, "30", None])
def test_a_limit_that_is_no_number_of_days_is_refused(days: object) -> None:
    with pytest.raises(FactError, match="days"):
        reckoning.asked_time_limit({"notified_on": "2026-03-05", "days": days})


def test_a_limit_beyond_the_calendar_is_refused() -> None:
    with pytest.raises(FactError, match="calendrier"):
        reckoning.asked_time_limit({"notified_on": "9999-12-30", "days": 30})


@pytest.mark.parametrize(
    ("language", "words"),
    [("fr", ("jour de Noël", "28 décembre 2026")), ("en", ("Christmas Day", "28 December 2026"))],
)
def test_a_page_says_how_the_day_was_counted(app: Flask, language: str, words: tuple[str, ...]) -> None:
    with app.test_request_context(), force_locale(language):
        said = " ".join(limit_sentences(time_limit(date(2026, 11, 25), 30))).replace("\N{NO-BREAK SPACE}", " ")
        assert len(limit_sentences(time_limit(date(2026, 3, 6), 10))) == 3
    assert [word for word in words if word not in said] == []


def test_every_word_of_a_count_has_its_english() -> None:
    names = {name for year in range(2020, 2040) for name in holidays_of(year).values()} | {"le dimanche"}
    says = {says for day in (date(2026, 11, 25), date(2026, 3, 6)) for says in time_limit(day, 30).says}
    with CATALOGUE.with_name("time_limits.po").open("rb") as file:
        known = {str(message.id) for message in read_po(file, locale="en") if message.string}
    assert sorted((names | says) - known) == []
