"""A review: until when it may be asked for, and until when it is decided (LATMP, s. 358 to 360)."""

from __future__ import annotations

from app.forms.domain.reading import Values
from app.requests.domain.employer_notice import worker
from app.requests.domain.reckoning import FormRules, Reckoned
from app.requests.words import RequestWarning
from app.rules.reckoning.reviews import REVIEW
from app.rules.reckoning.time_limits import TimeLimit, time_limit
from app.vocabulary.text import folded


def _subject(values: Values) -> str:
    """One decision: the file or the worker, its day, and what it is about."""
    on, about = values.get("decision_on"), values.get("decision_about")
    who = values.get("file_no") or folded(worker(values))
    return f"{who}|{on.isoformat()}|{folded(about)}" if on and about and who else ""


def _limit(values: Values) -> TimeLimit | None:
    """From the day of reception, by the days that the decision gives; nothing is guessed where it gives none."""
    received_on, given = values.get("received_on"), values.get("review_days", "")
    days = int(given) if given.isdecimal() else values.get("other_days", 0)
    try:
        return time_limit(received_on, days) if received_on and days else None
    except OverflowError:
        return None


def _reckon(values: Values, _pieces: frozenset[str]) -> Reckoned:
    limit = _limit(values)
    more_time = values.get("more_time") == "yes"
    said = {
        RequestWarning.NO_LIMIT: limit is None and "review_days" in values,
        RequestWarning.MORE_TIME: more_time,
        RequestWarning.TRIBUNAL_TOO: values.get("tribunal") == "yes",
        RequestWarning.NO_GROUNDS: not values.get("grounds"),
    }
    return Reckoned(
        limit=limit,
        # Its days begin again when the time that is asked for ends, a day that nobody knows yet (LATMP, s. 359).
        answer_within=None if more_time else REVIEW["answer_within"],
        warnings=tuple(warning for warning, holds in said.items() if holds),
        rules={"reviews": str(REVIEW["version"])},
    )


RULES = FormRules(subject=_subject, reckon=_reckon, whom=worker)
