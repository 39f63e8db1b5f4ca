"""Until when a review may be asked for: by the days of the decision, whichever they are, and never by a guess."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.requests.domain.catalogue import form_of
from app.requests.domain.reckoning import Reckoned
from app.requests.words import RequestWarning


def reckoned(**values: Any) -> Reckoned:
    """What the rules say of a decision that was received on 5 March 2026."""
    return form_of("review").rules.reckon({"received_on": date(2026, 3, 5), **values}, frozenset())


@pytest.mark.parametrize(
    ("answers", "last_on"),
    [
        ({"review_days": "30"}, date(2026, 4, 4)),
        ({"review_days": "10"}, date(2026, 3, 16)),
        ({"review_days": "other", "other_days": 60}, date(2026, 5, 4)),
    ],
)
def test_the_limit_is_that_of_the_decision(answers: dict[str, Any], last_on: date) -> None:
    found = reckoned(**answers)
    assert found.limit is not None
    assert found.limit.last_on == last_on
    assert RequestWarning.NO_LIMIT not in found.warnings


@pytest.mark.parametrize("more", [{}, {"other_days": 0}, {"other_days": 999_999_999}])
def test_no_limit_is_made_up_of_nothing(more: dict[str, Any]) -> None:
    found = reckoned(review_days="other", **more)
    assert found.limit is None
    assert RequestWarning.NO_LIMIT in found.warnings


def test_a_day_to_answer_is_promised_only_where_its_beginning_is_known() -> None:
    assert (reckoned().answer_within, reckoned(more_time="no").answer_within) == (90, 90)
    found = reckoned(more_time="yes")
    assert found.answer_within is None
    assert RequestWarning.MORE_TIME in found.warnings
