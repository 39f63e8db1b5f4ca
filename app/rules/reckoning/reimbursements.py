"""What the Commission reimburses of the wages that an employer paid: `tables/reimbursements.toml`.

Sources: LATMP, s. 60 and 62 (employer's notice), LSST, s. 36 (preventive withdrawal). Amounts are `Decimal` dollars,
rounded once, half up, at the total: the official rounding is not known.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from itertools import islice
from typing import Any

from app.rules.loader import TABLES
from app.rules.reading.fields import FactError
from app.rules.reckoning.holidays import WEEKDAYS
from app.rules.reckoning.maximums import maximum_of
from app.rules.reckoning.time_limits import last_day

_TABLE = tomllib.loads((TABLES / "reimbursements.toml").read_text(encoding="utf-8"))
SHARE = Decimal(_TABLE["share"])
WINDOW = timedelta(days=_TABLE["days"])
NOTICE = _TABLE["employer_notice"]
WITHDRAWAL = _TABLE["preventive_withdrawal"]

_CENT = Decimal("0.01")
_DAY = timedelta(days=1)
_DAYS_OF_A_YEAR = 365
OUTSIDE = "day_outside_window"
OVER_MAXIMUM = "over_yearly_maximum"


def cents(amount: Decimal) -> Decimal:
    """An amount to the cent, half up."""
    return amount.quantize(_CENT, ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class PaidDay:
    """What one day was paid: gross wages, and the deductions that the employer usually makes."""

    day: date
    gross: Decimal
    deductions: Decimal

    @property
    def net(self) -> Decimal:
        """The net wages of the day (LATMP, s. 62)."""
        return self.gross - self.deductions


@dataclass(frozen=True, slots=True)
class Line:
    """One day of the computation: whether it counts, and by which article."""

    paid: PaidDay
    counted: bool
    source: str


@dataclass(frozen=True)
class Reimbursement:
    """What is reimbursed over `[window_from, window_until)`, line by line.

    `file_by`: the last day to file an employer's notice. `stopped_on`, `employer_days`: the first day without work of
    a preventive withdrawal, and the days that the employer bears.
    """

    window_from: date
    window_until: date
    lines: tuple[Line, ...]
    maximum: Decimal
    source: str
    file_by: date | None = None
    stopped_on: date | None = None
    employer_days: tuple[date, ...] = ()

    @cached_property
    def amount(self) -> Decimal:
        """The share of the net wages of the days that count, rounded once."""
        return cents(SHARE * sum((line.paid.net for line in self.lines if line.counted), Decimal()))

    @property
    def most(self) -> Decimal:
        """The gross wages of the window that the yearly maximum comes to: beyond it one is warned."""
        return cents(self.maximum * WINDOW.days / _DAYS_OF_A_YEAR)

    @cached_property
    def warnings(self) -> tuple[str, ...]:
        """Codes of what the employer should look at; nothing is taken off."""
        gross = sum((line.paid.gross for line in self.lines if line.counted), Decimal())
        found = {OUTSIDE: not all(line.counted for line in self.lines), OVER_MAXIMUM: gross > self.most}
        return tuple(code for code, holds in found.items() if holds)

    def as_answer(self) -> dict[str, Any]:
        """What `flask rules reimbursement` prints (interfaces, section 6)."""
        withdrawal = {
            "stopped_on": self.stopped_on.isoformat() if self.stopped_on else None,
            "employer_days": [day.isoformat() for day in self.employer_days],
        }
        return {
            "window_from": self.window_from.isoformat(),
            "window_until": self.window_until.isoformat(),
            "amount": str(self.amount),
            **({"file_by": self.file_by.isoformat()} if self.file_by else withdrawal),
            "warnings": list(self.warnings),
            "lines": [
                {
                    "day": line.paid.day.isoformat(),
                    "net": str(line.paid.net),
                    "counted": line.counted,
                    "source": line.source,
                }
                for line in self.lines
            ],
            "source": self.source,
        }


def of_employer_notice(incapacity_from: date, returned_on: date | None, days: Sequence[PaidDay]) -> Reimbursement:
    """What is reimbursed of the 14 full days that follow the beginning of an incapacity.

    `returned_on`: the day of the return to work, None while it is not known.
    """
    begins, until = incapacity_from + _DAY, incapacity_from + _DAY + WINDOW
    last = returned_on if returned_on and begins <= returned_on < until else until - _DAY
    return Reimbursement(
        window_from=begins,
        window_until=until,
        lines=_lines(days, begins, until, NOTICE),
        maximum=_maximum(incapacity_from),
        source=NOTICE["source"],
        file_by=last_day(last, NOTICE["file_within"]),
    )


def of_preventive_withdrawal(
    certificate_on: date,
    worked_that_day: bool,
    last_worked_on: date | None,
    establishment_days: Collection[str],
    closed_on: Collection[date],
    days: Sequence[PaidDay],
) -> Reimbursement:
    """What is reimbursed of the 14 days that follow the employer's five.

    - `certificate_on`: the day on which the certificate was handed over;
    - `last_worked_on`: the last day of work, where the withdrawal came later;
    - `establishment_days`: the weekdays ("mon" … "sun") on which the establishment is active, but for `closed_on`.
    """
    if not establishment_days:
        raise FactError("L'établissement doit avoir au moins un jour d'activité par semaine.")
    later = last_worked_on or (certificate_on if worked_that_day else None)
    stopped_on = later + _DAY if later else certificate_on
    active = _active_days(stopped_on, {WEEKDAYS.index(day) for day in establishment_days}, frozenset(closed_on))
    employer_days = tuple(islice(active, WITHDRAWAL["employer_days"]))
    begins = employer_days[-1] + _DAY
    return Reimbursement(
        window_from=begins,
        window_until=begins + WINDOW,
        lines=_lines(days, begins, begins + WINDOW, WITHDRAWAL),
        maximum=_maximum(stopped_on),
        source=WITHDRAWAL["source"],
        stopped_on=stopped_on,
        employer_days=employer_days,
    )


def _active_days(on: date, weekdays: Collection[int], closed: Collection[date]) -> Iterable[date]:
    while True:
        if on.weekday() in weekdays and on not in closed:
            yield on
        on += _DAY


def _lines(days: Sequence[PaidDay], begins: date, until: date, says: dict[str, str]) -> tuple[Line, ...]:
    """Each day with its article; FactError for a day given twice, or whose deductions exceed the gross wages."""
    if len({paid.day for paid in days}) < len(days):
        raise FactError("Un même jour est donné deux fois.")
    for paid in days:
        if paid.net < 0:
            raise FactError("Les retenues du %(day)s dépassent le salaire brut.", day=paid.day.isoformat())
    counted = [begins <= paid.day < until for paid in days]
    return tuple(
        Line(paid, holds, says["counted"] if holds else says["outside"])
        for paid, holds in zip(days, counted, strict=True)
    )


def _maximum(on: date) -> Decimal:
    found = maximum_of(on.year)
    if found is None:
        raise FactError("Le maximum annuel assurable de %(year)s n'est pas inscrit.", year=str(on.year))
    return found.amount
