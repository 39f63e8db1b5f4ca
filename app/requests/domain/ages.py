"""How long a request may stand where it is before somebody is told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from app.requests.words import RequestState
from app.vocabulary import delays
from app.vocabulary.delays import Delay

#: The greatest age of each state that is not the last one; that of a draft, which is then thrown away, is told ahead.
AGES: Mapping[RequestState, Delay] = {
    RequestState.TO_CONFIRM: delays.REQUEST_TO_CONFIRM,
    RequestState.FILED: delays.REQUEST_FILED,
    RequestState.ACKNOWLEDGED: delays.REQUEST_ACKNOWLEDGED,
    RequestState.IN_HAND: delays.REQUEST_IN_HAND,
    RequestState.WAITING_FOR_EMPLOYER: delays.REQUEST_WAITING,
}


def is_over_age(state: RequestState, since: datetime, at: datetime) -> bool:
    """Whether a request has stood too long where it is."""
    return state in AGES and at - since > AGES[state]


def draft_ends_on(changed_on: date, limit_on: date | None) -> date:
    """The last day on which a draft is kept: never one before the last day of its time limit."""
    kept = changed_on + delays.ONLINE_DRAFT
    return kept if limit_on is None else max(kept, limit_on)


def reminder_due(ends_on: date, on: date) -> int | None:
    """How many days ahead the end of a draft is to be told by that day: the nearest that has come, or none."""
    return next((days for days in delays.DRAFT_REMINDERS if (ends_on - on).days <= days), None)
