"""What a date for many employers does to each: the more specific decision wins, and what took effect stays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from app.withdrawal.domain.dates import earliest_day
from app.withdrawal.words import Left, WithdrawalRefusal


class Level(IntEnum):
    """For whom a date was decided, the most general first."""

    EVERYBODY = 0
    COHORT = 1
    EMPLOYER = 2


@dataclass(frozen=True, slots=True)
class Stands:
    """What stands for an employer: the day on record, for whom it was decided (None: nothing ever was), its notice."""

    on: date | None
    level: Level | None
    prior_notice_on: date | None
    effective: bool


def left(stands: Stands, level: Level, on: date | None) -> Left | None:
    """Why a date of that level (None: its cancellation) leaves an employer as it is; None if it moves it."""
    if stands.effective:
        return Left.EFFECTIVE
    if stands.level is not None and stands.level > level:
        return Left.OWN
    same = stands.on == on and stands.level in (None, level)
    return Left.SAME if same else None


def why_not_all(on: date | None, moved: list[Stands], today: date) -> WithdrawalRefusal | None:
    """Why these employers cannot all get that day (None: have theirs cancelled); None if they can."""
    if not moved:
        return WithdrawalRefusal.NOBODY_MOVES
    if on is None:
        return None
    if on < today:
        return WithdrawalRefusal.PAST_DAY
    soon = any(on < earliest_day(each.prior_notice_on, today) for each in moved)
    return WithdrawalRefusal.TOO_SOON if soon else None
