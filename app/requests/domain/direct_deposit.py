"""Direct deposit: what to look at before money goes to another account, and a second change that comes too soon."""

from __future__ import annotations

from collections.abc import Mapping

from app.forms.domain.reading import Values
from app.requests.domain.reckoning import FormRules, Reckoned, Surroundings
from app.requests.words import RequestProblem, RequestWarning
from app.rules.reckoning.institutions import VERSION, institution_of
from app.vocabulary.text import folded


def _subject(_values: Values) -> str:
    """An employer has one account: every request is about it."""
    return "account"


def _reckon(values: Values, pieces: frozenset[str]) -> Reckoned:
    code, holder, from_on = values.get("institution"), values.get("holder_name"), values.get("from_on")
    said = {
        RequestWarning.KEEP_ACCOUNT: values.get("effect") == "change",
        RequestWarning.NO_SPECIMEN: values.get("effect") in ("new", "change") and "specimen" not in pieces,
        RequestWarning.COMPARE_SPECIMEN: "specimen" in pieces,
        RequestWarning.INSTITUTION_UNKNOWN: bool(code and from_on and not institution_of(code, from_on)),
        RequestWarning.HOLDER_DIFFERS: holder is not None and folded(holder) != folded(values.get("employer_name", "")),
    }
    warnings = tuple(warning for warning, holds in said.items() if holds)
    return Reckoned(warnings=warnings, rules={"institutions": str(VERSION)})


def _whom(_values: Values) -> str:
    """No worker."""
    return ""


def _obstacles(_values: Values, around: Surroundings) -> Mapping[str, RequestProblem]:
    return {"effect": RequestProblem.TOO_SOON} if around.changed_lately else {}


RULES = FormRules(subject=_subject, reckon=_reckon, whom=_whom, obstacles=_obstacles)
