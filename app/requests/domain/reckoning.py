"""What is reckoned from the answers to a form: amount, time limits, warnings, and the rules that said so."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from app.forms.domain.reading import Values
from app.forms.domain.values import Answer
from app.requests.words import RequestProblem, RequestWarning
from app.rules.reckoning.reimbursements import Reimbursement
from app.rules.reckoning.time_limits import TimeLimit


@dataclass(frozen=True)
class Reckoned:
    """What the rules say of some answers.

    `limit`: until when it should be filed; `answer_within`: how many days the Commission has, once it is filed;
    `rules`: the version of each rule that was used, by its name.
    """

    amount: Decimal | None = None
    calculation: Reimbursement | None = None
    limit: TimeLimit | None = None
    answer_within: int | None = None
    warnings: tuple[RequestWarning, ...] = ()
    rules: Mapping[str, str] = field(default_factory=dict)

    def is_late(self, on: date) -> bool:
        """Whether the last day of the time limit has passed that day."""
        return self.limit is not None and on > self.limit.last_on

    @cached_property
    def lines(self) -> dict[str, Any] | None:
        """The calculation as it is shown and kept, if there is one."""
        return self.calculation.as_answer() if self.calculation else None

    def shown(self) -> Mapping[str, Any]:
        """The amount and its lines, as whoever files is shown them."""
        return {"amount": None if self.amount is None else str(self.amount), "lines": self.lines}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the registry says that day. `basis`: why the file concerns the employer; None where it does not.

    `designated`: the names of the health professionals who accepted their designation. `changed_lately`: whether
    another request with the same form was sent a short while ago, and not stopped.
    """

    basis: str | None = None
    designated: tuple[str, ...] = ()
    changed_lately: bool = False


def no_suggestion(_values: Values) -> Mapping[str, Answer]:
    """Nothing to propose."""
    return {}


def nothing_apart(values: Values) -> tuple[Values, Values | None]:
    """All of it is one request."""
    return values, None


@dataclass(frozen=True, slots=True)
class FormRules:
    """What a form needs besides its definition; every function is pure.

    - `subject`: what two requests about the same thing share, or nothing while it is not known;
    - `reckon`: what the rules say of the values, given the kinds of the attached pieces;
    - `suggest`: answers to propose where none was given yet, from the values of the others;
    - `whom`: the worker it is about, for whoever may read the request;
    - `obstacles`: by question, why it cannot be filed that day, given what the registry says;
    - `split`: what stays with the employer, and what leaves its side at once as a request of its own, if anything.
    """

    subject: Callable[[Values], str]
    reckon: Callable[[Values, frozenset[str]], Reckoned]
    whom: Callable[[Values], str]
    suggest: Callable[[Values], Mapping[str, Answer]] = no_suggestion
    obstacles: Callable[[Values, Surroundings], Mapping[str, RequestProblem]] | None = None
    split: Callable[[Values], tuple[Values, Values | None]] = nothing_apart
