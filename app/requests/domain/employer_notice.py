"""The employer's notice: what is claimed of the 14 days, until when, what to look at (LATMP, s. 60, 268, 269)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from app.forms.domain.reading import Values
from app.forms.domain.values import DEDUCTIONS, Answer, PaidDayAnswer
from app.requests.domain.reckoning import FormRules, Reckoned
from app.requests.words import RequestWarning
from app.rules.reading.fields import FactError
from app.rules.reckoning.holidays import WEEKDAYS
from app.rules.reckoning.reimbursements import (
    NOTICE,
    WINDOW,
    PaidDay,
    Reimbursement,
    of_employer_notice,
)
from app.rules.reckoning.time_limits import TimeLimit, time_limit
from app.vocabulary.text import folded

_DAY = timedelta(days=1)
_MEDICAL = "medical_certificate"


def worker(values: Values) -> str:
    """Given and family name, as read aloud."""
    return " ".join(filter(None, (values.get("worker_given_name"), values.get("worker_family_name"))))


def _subject(values: Values) -> str:
    event_on = values.get("event_on")
    name = folded(worker(values))
    return f"{name}|{event_on.isoformat()}|{values.get('event_kind')}" if name and event_on else ""


def scheduled_days(first: date, until: date, weekdays: tuple[str, ...]) -> list[date]:
    """The days of `[first, until)` that fall on those weekdays."""
    wanted = {WEEKDAYS.index(day) for day in weekdays}
    days = [first + timedelta(days=number) for number in range((until - first).days)]
    return [day for day in days if day.weekday() in wanted]


def _suggest(values: Values) -> Mapping[str, Answer]:
    """The table of the 14 days, filled with a usual day on each usual working day until the return."""
    begins = values.get("incapacity_from")
    if begins is None:
        return {}
    first, until = begins + _DAY, begins + _DAY + WINDOW
    return {"days": rows_of(first, until, values)}


def rows_of(first: date, until: date, values: Values) -> list[Mapping[str, str]]:
    """One row for each day of `[first, until)`, filled on usual working days before the return."""
    stop = values.get("returned_on") or until
    usual = scheduled_days(first, min(until, max(stop, first)), values.get("working_days", ()))
    known = {name: values.get(f"usual_{name}") for name in ("hours", "gross", *DEDUCTIONS)}
    filled = {name: str(each) for name, each in known.items() if each is not None} if known["gross"] is not None else {}
    return [
        {"day": day.isoformat(), **(dict.fromkeys(known, "") | (filled if day in usual else {}))}
        for day in scheduled_days(first, until, tuple(WEEKDAYS))
    ]


def paid(rows: tuple[PaidDayAnswer, ...]) -> list[PaidDay]:
    """The days as the rules reckon with them."""
    return [PaidDay(row.day, row.gross, row.deductions) for row in rows]


def _reckon(values: Values, pieces: frozenset[str]) -> Reckoned:
    found = _reimbursement(values)
    warnings = list(_warnings(values, found, pieces))
    rules = {"employer_notice": str(NOTICE["version"])}
    if found is None:
        return Reckoned(warnings=tuple(warnings), answer_within=NOTICE["answer_within"], rules=rules)
    amount = values.get("claimed_amount", found.amount)
    return Reckoned(
        amount=amount,
        calculation=found,
        limit=_limit(values, found),
        # Nothing claimed, nothing reimbursed: no article that was read gives a day to answer such a notice.
        answer_within=NOTICE["answer_within"] if amount else None,
        warnings=tuple(warnings),
        rules={**rules, f"maximum_{values['incapacity_from'].year}": str(found.maximum)},
    )


def _reimbursement(values: Values) -> Reimbursement | None:
    if values.get("incapacity_from") is None:
        return None
    try:
        return of_employer_notice(values["incapacity_from"], values.get("returned_on"), paid(values.get("days", ())))
    except (FactError, OverflowError):
        return None


def _limit(values: Values, found: Reimbursement) -> TimeLimit:
    returned_on: date | None = values.get("returned_on")
    within = returned_on is not None and found.window_from <= returned_on < found.window_until
    return time_limit(returned_on if within and returned_on else found.window_until - _DAY, NOTICE["file_within"])


def _warnings(values: Values, found: Reimbursement | None, pieces: frozenset[str]) -> list[RequestWarning]:
    said = {
        RequestWarning.VERSION_UNKNOWN: values.get("version_differs") == "unknown",
        RequestWarning.NOT_RECKONED: found is None and "incapacity_from" in values,
        RequestWarning.NO_CERTIFICATE: _MEDICAL not in pieces and values.get("returned") is not None,
    }
    of_amount = amount_warnings(values, found) if found is not None else ()
    return [*(warning for warning, holds in said.items() if holds), *of_amount]


def amount_warnings(values: Values, found: Reimbursement) -> tuple[RequestWarning, ...]:
    """What to look at in the table of days, and in an amount that is not the one calculated."""
    claimed = values.get("claimed_amount", found.amount)
    counted = [line.paid for line in found.lines if line.counted]
    usual = {WEEKDAYS.index(day) for day in values.get("working_days", ())}
    said = {
        RequestWarning.NOT_SCHEDULED: any(day.gross and day.day.weekday() not in usual for day in counted),
        RequestWarning.OVER_SHARE: claimed > found.amount,
        RequestWarning.OTHER_AMOUNT: claimed != found.amount and not values.get("claimed_why"),
    }
    noted = (RequestWarning(code) for code in found.warnings)
    return (*noted, *(warning for warning, holds in said.items() if holds))


RULES = FormRules(subject=_subject, reckon=_reckon, whom=worker, suggest=_suggest)
