"""A copy of a file: what the employer reads itself, and what goes to its professional alone (LATMP, s. 38, 39)."""

from __future__ import annotations

from collections.abc import Mapping

from app.forms.domain.reading import Values
from app.requests.domain.employer_notice import worker
from app.requests.domain.reckoning import FormRules, Reckoned, Surroundings
from app.requests.words import RequestProblem

#: What the employer reads itself; the other parts go to the health professional whom it designated.
_ITS_OWN = "administrative"
_INJURY = "injury"


def _subject(values: Values) -> str:
    return str(values.get("file_no", ""))


def _reckon(_values: Values, _pieces: frozenset[str]) -> Reckoned:
    """No amount, and no time limit that a text gives."""
    return Reckoned()


def _apart(values: Values) -> tuple[str, ...]:
    return tuple(part for part in values.get("parts", ()) if part != _ITS_OWN)


def _obstacles(values: Values, around: Surroundings) -> Mapping[str, RequestProblem]:
    """Why the file, or its parts that are not for the employer's eyes, cannot be asked for today."""
    if around.basis is None:
        return {"file_no": RequestProblem.FILE_GONE}
    if not _apart(values):
        return {}
    if around.basis != _INJURY:
        return {"parts": RequestProblem.ONLY_IMPUTED}
    return {} if around.designated else {"parts": RequestProblem.NOBODY_DESIGNATED}


def _split(values: Values) -> tuple[Values, Values | None]:
    """What stays with the employer; what leaves for the professional."""
    apart = _apart(values)
    if not apart:
        return values, None
    stays = {name: value for name, value in values.items() if name not in ("parts", "professional")}
    own = {"parts": (_ITS_OWN,)} if _ITS_OWN in values["parts"] else {}
    return {**stays, **own}, {**values, "parts": apart}


RULES = FormRules(subject=_subject, reckon=_reckon, whom=worker, obstacles=_obstacles, split=_split)
