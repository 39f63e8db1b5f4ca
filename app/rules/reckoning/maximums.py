"""The yearly maximum insurable earnings (LATMP, s. 66), by year: `tables/maximums.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from app.rules.loader import TABLES, TableError


@dataclass(frozen=True, slots=True)
class Maximum:
    """The maximum of a year, in dollars, with its source and the day on which somebody read it there."""

    year: int
    amount: Decimal
    source: str
    checked_on: date


def read(content: Mapping[str, Any]) -> Mapping[int, Maximum]:
    """The maximums of a table by year; TableError for a year given twice, without source or amount."""
    by_year: dict[int, Maximum] = {}
    for row in content["year"]:
        if row.keys() != {"year", "amount", "source", "tag", "checked_on"} or not row["source"]:
            raise TableError(f"maximums {row.get('year')}: year, amount, source, tag and checked_on are required")
        if row["year"] in by_year:
            raise TableError(f"maximums {row['year']}: given twice")
        year, amount, source, checked_on = row["year"], row["amount"], row["source"], row["checked_on"]
        by_year[year] = Maximum(year, Decimal(amount), source, checked_on)
    return by_year


_CONTENT = tomllib.loads((TABLES / "maximums.toml").read_text(encoding="utf-8"))
_BY_YEAR = read(_CONTENT)


def maximum_of(year: int) -> Maximum | None:
    """The maximum of a year, or None while nobody has entered it."""
    return _BY_YEAR.get(year)


def year_missing(on: date) -> int | None:
    """The first year whose maximum should have been entered by that day and was not; None when none is missing."""
    last = on.year if (on.month, on.day) < (_CONTENT["next"]["month"], _CONTENT["next"]["day"]) else on.year + 1
    return next((year for year in (on.year, last) if year not in _BY_YEAR), None)
