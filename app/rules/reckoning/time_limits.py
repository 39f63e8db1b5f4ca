"""On which day a time limit ends (I-16, s. 52; domain reference, section 5).

The day of notification is not counted, the last day is; a last day that is a holiday moves to the next day that is
not one. Whether a Saturday moves it too is undecided: the earlier day is the limit, the later one is mentioned.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from app.rules.reckoning.holidays import SOURCE, holiday, moved


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """A time limit of `days` days from a notification.

    `last_on`: the last day, included. `later_on`: the last day if Saturdays moved it as well, where that is another.
    `holidays`: the French names of the days that moved it.
    """

    notified_on: date
    days: int
    last_on: date
    later_on: date | None
    holidays: tuple[str, ...]
    source: str = SOURCE

    @property
    def says(self) -> tuple[str, ...]:
        """French sentences, to be translated and filled with the `holidays`."""
        counted = "Le jour de l'avis ne compte pas; le dernier jour compte."
        if not self.holidays:
            return (counted, "Un samedi ne reporte pas le dernier jour; un dimanche ou un jour férié le reporte.")
        return (
            counted,
            "Le dernier jour serait férié (%(holidays)s) : le délai est reporté au premier jour qui ne l'est pas.",
        )

    def as_answer(self) -> dict[str, Any]:
        """What `flask rules time-limit` prints (interfaces, section 6)."""
        return {
            "last_on": self.last_on.isoformat(),
            "later_on": self.later_on.isoformat() if self.later_on else None,
            "says": " ".join(sentence % {"holidays": ", puis ".join(self.holidays)} for sentence in self.says),
            "source": self.source,
        }


def last_day(notified_on: date, days: int) -> date:
    """The last day of a time limit. OverflowError where it ends beyond the last day of the calendar."""
    return moved(notified_on + timedelta(days=days))


def time_limit(notified_on: date, days: int) -> TimeLimit:
    """A time limit of `days` days from a notification, with what moved its last day."""
    would = notified_on + timedelta(days=days)
    last, later = moved(would), moved(would, saturdays=True)
    between = (would + timedelta(days=each) for each in range((last - would).days))
    return TimeLimit(
        notified_on, days, last, later if later != last else None, tuple(filter(None, map(holiday, between)))
    )
