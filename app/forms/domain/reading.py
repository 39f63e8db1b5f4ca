"""What all the answers to a form say together: values, problems, and which questions apply."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.forms.domain.definition import TODAY, FormDefinition, FormField
from app.forms.domain.values import Answer, Problem, WrongAnswer, is_empty, read_value
from app.forms.words import AnswerProblem
from app.vocabulary.text import folded

#: The values of answers, by the name of their field.
Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Reading:
    """The values that were understood and apply, the problems of the others, and the questions that apply."""

    values: Values
    problems: Mapping[str, Problem]
    applies: frozenset[str]

    @property
    def is_complete(self) -> bool:
        """Whether it can be sent."""
        return not self.problems


def read_answers(
    form: FormDefinition, answers: Mapping[str, Answer], on: date, secrets: Mapping[str, str] | None = None
) -> Reading:
    """Read every answer. `secrets`: those that are kept apart, as they were typed; `on`: what `today` means.

    What a hidden question was answered earlier is neither read nor sent.
    """
    values: dict[str, Any] = {}
    problems: dict[str, Problem] = {}
    applies: set[str] = set()
    for asked in form.fields:
        if asked.when and not _applies(asked, values, applies):
            continue
        applies.add(asked.name)
        answer = (secrets or {}).get(asked.name) if asked.is_secret else answers.get(asked.name)
        if answer is None or is_empty(answer):
            if asked.required:
                problems[asked.name] = Problem(AnswerProblem.MISSING)
            continue
        try:
            values[asked.name] = read_value(asked, answer)
            _compare(asked, values, on)
        except WrongAnswer as wrong:
            values.pop(asked.name, None)
            problems[asked.name] = wrong.problem
    return Reading(values, problems, frozenset(applies))


def _applies(asked: FormField, values: Values, applies: set[str]) -> bool:
    return all(name in applies and _has(values.get(name), wanted) for name, wanted in asked.when.items())


def _has(value: Any, wanted: frozenset[str]) -> bool:
    if isinstance(value, bool):
        return ("yes" if value else "no") in wanted
    return bool(wanted & set(value)) if isinstance(value, tuple) else value in wanted


def _compare(asked: FormField, values: Values, on: date) -> None:
    """Raise WrongAnswer where a day stands outside those that it is compared with."""
    value = values[asked.name]
    if asked.same_as and value != values.get(asked.same_as):
        raise WrongAnswer(AnswerProblem.NOT_THE_SAME)
    if asked.exactly and folded(str(value)) != folded(asked.exactly):
        raise WrongAnswer(AnswerProblem.NOT_EXACTLY, words=asked.exactly)
    if not isinstance(value, date):
        return
    earliest, latest = _other(asked.not_before, values, on), _other(asked.not_after, values, on)
    if earliest is not None and value < earliest:
        raise WrongAnswer(AnswerProblem.TOO_EARLY, limit=earliest)
    if latest is not None and value > latest:
        raise WrongAnswer(AnswerProblem.TOO_LATE, limit=latest)


def _other(name: str, values: Values, on: date) -> date | None:
    other = on if name == TODAY else values.get(name)
    return other if isinstance(other, date) else None
