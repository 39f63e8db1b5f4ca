"""How far an end may lie."""

from __future__ import annotations

from datetime import date

from flask import current_app


def latest_end(on: date) -> date:
    """The last day that may be chosen for a right given that day: so many years later (GRANT_LONGEST_YEARS)."""
    return years_after(on, current_app.config["GRANT_LONGEST_YEARS"])


def years_after(on: date, years: int) -> date:
    """The same day so many years later; 1 March for a 29 February that does not come."""
    try:
        return on.replace(year=on.year + years)
    except ValueError:
        return date(on.year + years, 3, 1)
