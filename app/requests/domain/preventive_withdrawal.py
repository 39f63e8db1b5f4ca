"""Preventive withdrawal: the employer's five days, and what is claimed of the 14 that follow (LSST, s. 36).

No text that could be read gives a time limit to claim: none is reckoned.
"""

from __future__ import annotations

from collections.abc import Mapping

from app.forms.domain.reading import Values
from app.forms.domain.values import Answer
from app.requests.domain.employer_notice import amount_warnings, paid, rows_of, worker
from app.requests.domain.reckoning import FormRules, Reckoned
from app.requests.words import RequestWarning
from app.rules.reading.fields import FactError
from app.rules.reckoning.reimbursements import WITHDRAWAL, Reimbursement, of_preventive_withdrawal
from app.vocabulary.text import folded

_CERTIFICATE = "certificate"


def _subject(values: Values) -> str:
    certificate_on, name = values.get("certificate_on"), folded(worker(values))
    return f"{name}|{certificate_on.isoformat()}" if name and certificate_on else ""


def _reimbursement(values: Values) -> Reimbursement | None:
    """What is reimbursed, once the certificate, the last day of work and the establishment's week are known."""
    if not {"certificate_on", "begins", "establishment_days"} <= values.keys():
        return None
    try:
        return of_preventive_withdrawal(
            values["certificate_on"],
            values["begins"] == "next_day",
            values.get("last_worked_on"),
            values["establishment_days"],
            values.get("closed_days", ()),
            paid(values.get("days", ())),
        )
    except (FactError, OverflowError):
        return None


def _suggest(values: Values) -> Mapping[str, Answer]:
    """The table of the 14 days, filled with a usual day on each of hers until she is reassigned."""
    found = _reimbursement({**values, "days": ()})
    if found is None:
        return {}
    back = {"returned_on": values.get("reassigned_on")}
    return {"days": rows_of(found.window_from, found.window_until, {**values, **back})}


def _reckon(values: Values, pieces: frozenset[str]) -> Reckoned:
    found, rules = _reimbursement(values), {"preventive_withdrawal": str(WITHDRAWAL["version"])}
    said = {
        RequestWarning.NOT_RECKONED: found is None and {"certificate_on", "begins"} <= values.keys(),
        RequestWarning.NO_PROTECTIVE_CERTIFICATE: _CERTIFICATE not in pieces and "begins" in values,
    }
    warnings = tuple(warning for warning, holds in said.items() if holds)
    if found is None or found.stopped_on is None:
        return Reckoned(warnings=warnings, rules=rules)
    return Reckoned(
        amount=values.get("claimed_amount", found.amount),
        calculation=found,
        warnings=(*warnings, *amount_warnings(values, found)),
        rules={**rules, f"maximum_{found.stopped_on.year}": str(found.maximum)},
    )


RULES = FormRules(subject=_subject, reckon=_reckon, whom=worker, suggest=_suggest)
