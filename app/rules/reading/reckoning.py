"""Reads what time limits, reimbursements and the 21-day watch are asked with from plain values (interfaces, 6)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from app.rules.clinics.step_reports import Suspension, Watch, step_report
from app.rules.reading.fields import FactError, Read, amount, day, day_or_none, fields_of, flag, listed, word, words
from app.rules.reckoning.holidays import Weekday
from app.rules.reckoning.reimbursements import (
    PaidDay,
    Reimbursement,
    of_employer_notice,
    of_preventive_withdrawal,
)
from app.rules.reckoning.time_limits import TimeLimit, time_limit
from app.vocabulary.labels import Labelled

T = TypeVar("T")

#: The longest time limit that a decision can bear, in days.
LONGEST = 9999


class ReimbursementKind(Labelled):
    """What is asked back."""

    EMPLOYER_NOTICE = "employer_notice", "avis de l'employeur", "employer's notice"
    PREVENTIVE_WITHDRAWAL = "preventive_withdrawal", "retrait préventif", "preventive withdrawal"


def _limit(field: str, value: object) -> int:
    if type(value) is int and 1 <= value <= LONGEST:
        return value
    raise FactError(
        "Le champ « %(field)s » doit être un nombre de jours de 1 à %(longest)s.", field=field, longest=str(LONGEST)
    )


def _paid(field: str, value: object) -> PaidDay:
    try:
        return PaidDay(**fields_of(value, _PAID, {}))
    except FactError as error:
        raise FactError("Le champ « %(field)s » n'est pas compris : %(why)s", field=field, why=str(error)) from None


def _suspension(field: str, value: object) -> Suspension:
    if isinstance(value, list | tuple) and len(value) == 2:
        return day(field, value[0]), day_or_none(field, value[1])
    raise FactError(
        "Chaque valeur du champ « %(field)s » doit être une paire : un premier jour, puis un jour ou rien.", field=field
    )


_PAID: Mapping[str, Read] = {"day": day, "gross": amount, "deductions": amount}
_LIMIT: Mapping[str, Read] = {"notified_on": day, "days": _limit}
_KIND = word(ReimbursementKind)
_NOTICE: Mapping[str, Read] = {
    "kind": _KIND,
    "incapacity_from": day,
    "returned_on": day_or_none,
    "days": listed(_paid),
}
_WITHDRAWAL: Mapping[str, Read] = {
    "kind": _KIND,
    "certificate_on": day,
    "worked_that_day": flag,
    "last_worked_on": day_or_none,
    "establishment_days": words(Weekday),
    "closed_on": listed(day),
    "days": listed(_paid),
}
_STEP_REPORT: Mapping[str, Read] = {
    "on": day,
    "treatments": listed(day),
    "step_reports": listed(day),
    "final_on": day_or_none,
    "suspensions": listed(_suspension),
}
_ABSENT: Mapping[str, object] = {"returned_on": None, "last_worked_on": None, "closed_on": ()}
_NOTHING_YET: Mapping[str, object] = {"step_reports": (), "final_on": None, "suspensions": ()}


def asked_time_limit(given: object) -> TimeLimit:
    """The time limit of plain values; FactError where they are not understood."""
    return _on_the_calendar(lambda: time_limit(**fields_of(given, _LIMIT, {})))


def asked_reimbursement(given: object) -> Reimbursement:
    """The reimbursement of plain values; FactError where they are not understood."""
    withdrawal = isinstance(given, Mapping) and given.get("kind") == ReimbursementKind.PREVENTIVE_WITHDRAWAL
    read = fields_of(given, _WITHDRAWAL if withdrawal else _NOTICE, _ABSENT)
    del read["kind"]
    reckon: Callable[..., Reimbursement] = of_preventive_withdrawal if withdrawal else of_employer_notice
    return _on_the_calendar(lambda: reckon(**read))


def asked_step_report(given: object) -> Watch:
    """Where the step reports of plain values stand; FactError where they are not understood."""
    return _on_the_calendar(lambda: step_report(**fields_of(given, _STEP_REPORT, _NOTHING_YET)))


def _on_the_calendar(reckon: Callable[[], T]) -> T:
    try:
        return reckon()
    except OverflowError:
        raise FactError("Ce compte sort du calendrier.") from None
