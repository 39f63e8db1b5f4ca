"""On which days paper may be withdrawn."""

from __future__ import annotations

from datetime import date

from app.vocabulary import delays
from app.withdrawal.words import WithdrawalRefusal


def earliest_day(prior_notice_on: date | None, today: date) -> date:
    """The first day that may be set: the delay runs from the prior notice, or from today when none was given yet."""
    return max(today, (prior_notice_on or today) + delays.PRIOR_NOTICE)


def why_not(
    withdrawal_on: date | None, current: date | None, prior_notice_on: date | None, today: date
) -> WithdrawalRefusal | None:
    """Why a date that is not in effect cannot become that one (None: be cancelled); None if it can."""
    if withdrawal_on == current:
        return WithdrawalRefusal.SAME_DAY if withdrawal_on else WithdrawalRefusal.NO_DATE
    if withdrawal_on is None:
        return None
    if withdrawal_on < today:
        return WithdrawalRefusal.PAST_DAY
    return WithdrawalRefusal.TOO_SOON if withdrawal_on < earliest_day(prior_notice_on, today) else None
