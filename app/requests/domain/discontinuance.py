"""Giving up one's own request for review, whole or in part: once for each request."""

from __future__ import annotations

from app.forms.domain.reading import Values
from app.requests.domain.employer_notice import worker
from app.requests.domain.reckoning import FormRules, Reckoned

TOTAL = "total"


def _subject(values: Values) -> str:
    return str(values.get("reviewed", ""))


def _reckon(_values: Values, _pieces: frozenset[str]) -> Reckoned:
    """No amount, and no time limit."""
    return Reckoned()


def gives_up_all(values: Values) -> bool:
    """Whether nothing of the request is left."""
    return values.get("extent") == TOTAL


RULES = FormRules(subject=_subject, reckon=_reckon, whom=worker)
