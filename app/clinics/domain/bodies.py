"""Reads the JSON body of a form: what its definition asks for, nothing besides, every mistake at once.

A member within another is a field whose name has a point: `author.given_name` stands at `/author/given_name`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.clinics.domain.remarks import Finding
from app.forms.domain.definition import FormDefinition, FormField
from app.forms.domain.reading import Reading, read_answers
from app.forms.domain.values import Problem
from app.forms.words import AnswerProblem, FieldKind

#: What an answer is in JSON; text where nothing is said.
_TYPES: Mapping[FieldKind, type] = {FieldKind.NUMBER: int, FieldKind.TICK: bool}
_IS: Mapping[type, str] = {
    int: "un nombre entier est attendu.",
    bool: "vrai ou faux est attendu.",
    str: "un texte est attendu.",
    Mapping: "un objet est attendu.",
}
#: The findings of an answer's problem, where it is not that its value is not understood.
_CODES = {AnswerProblem.MISSING: "missing_field", AnswerProblem.TOO_LATE: "future_day"}


@dataclass(frozen=True, slots=True)
class Body:
    """The values of the members that were understood, by the names of their fields, and what was found of the rest."""

    values: Mapping[str, Any]
    findings: tuple[Finding, ...]


def pointer_of(name: str) -> str:
    """Where the value of a field stands."""
    return "/" + name.replace(".", "/")


@dataclass(slots=True)
class _Members:
    """The members of a body: those of the type that their field has, what was found of the others, by field."""

    given: dict[str, Any] = field(default_factory=dict)
    wrong: dict[str, Finding] = field(default_factory=dict)
    unknown: list[Finding] = field(default_factory=list)


def read_body(form: FormDefinition, body: object, on: date, apart: frozenset[str] = frozenset()) -> Body:
    """Read a body on the day of its reception. `apart`: members that are read by somebody else."""
    if not isinstance(body, Mapping):
        return Body({}, (_not(Mapping, "", on),))
    if not can_be_kept(body):
        return Body({}, (Finding("", "not_understood", on, {"why": "un signe de ce texte ne peut pas être gardé."}),))
    fields = {each.name: each for each in form.fields}
    members = _members(fields, {name: body[name] for name in body if name not in apart}, on)
    # What is false is not ticked.
    read = read_answers(form, {name: str(value) for name, value in members.given.items() if value is not False}, on)
    found = {
        **{name: _of_problem(fields[name], problem, on) for name, problem in read.problems.items()},
        **{name: Finding(pointer_of(name), "says_nothing", on) for name in fields if _says_nothing(fields[name], read)},
        **members.wrong,
    }
    ordered = [found[name] for name in _in_order(fields, found) if not _within(name, members.wrong)]
    return Body(read.values, (*ordered, *members.unknown))


def can_be_kept(body: object) -> bool:
    """Whether a database keeps every text of it: neither a null sign nor half of a pair."""
    left = [body]
    while left:
        one = left.pop()
        if isinstance(one, str) and ("\0" in one or any("\ud800" <= sign <= "\udfff" for sign in one)):
            return False
        left += [*one, *one.values()] if isinstance(one, Mapping) else one if isinstance(one, list) else []
    return True


def _members(fields: Mapping[str, FormField], body: Mapping[Any, Any], on: date) -> _Members:
    members = _Members()
    for name, pointer, value in _flat(body, set(fields)):
        if name in fields and _fits(fields[name], value):
            members.given[name] = value
        elif name in fields or _holds_fields(name, fields):
            members.wrong[name] = _not(_type(fields[name]) if name in fields else Mapping, pointer, on)
        else:
            members.unknown.append(Finding(pointer, "unknown_member", on))
    return members


def _in_order(fields: Mapping[str, FormField], found: Iterable[str]) -> list[str]:
    """Names in the order of the form; that of an object stands where its first field does."""
    places = {name: place for place, name in enumerate(fields)}
    firsts = {name.partition(".")[0]: place for name, place in reversed(places.items())}
    return sorted(found, key=lambda name: places.get(name, firsts.get(name, 0)))


def _within(name: str, wrong: Iterable[str]) -> bool:
    """Whether it is missing only because the object that should hold it is none."""
    return any(name.startswith(f"{each}.") for each in wrong)


def _holds_fields(name: str, fields: Iterable[str]) -> bool:
    return bool(name) and any(each.startswith(f"{name}.") for each in fields)


def _says_nothing(asked: FormField, read: Reading) -> bool:
    """A description without a letter or a figure fills its field and says nothing."""
    value = read.values.get(asked.name)
    return asked.kind is FieldKind.LONG_TEXT and value is not None and not any(sign.isalnum() for sign in value)


def _flat(members: Mapping[Any, Any], fields: set[str], within: str = "") -> Iterator[tuple[str, str, Any]]:
    """Each member that says something: the name of its field, where it stands, its value. An object is walked where
    it holds fields; a name that has a point names none.
    """
    for name, value in members.items():
        whole, pointer = f"{within}{name}", f"{pointer_of(within)}{_escaped(str(name))}"
        if "." in str(name):
            yield "", pointer, value
        elif isinstance(value, Mapping) and _holds_fields(whole, fields):
            yield from _flat(value, fields, f"{whole}.")
        elif value is not None:
            yield whole, pointer, value


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")


def _not(expected: type, pointer: str, on: date) -> Finding:
    return Finding(pointer, "not_understood", on, {"why": _IS[expected]})


def _type(asked: FormField) -> type:
    return _TYPES.get(asked.kind, str)


def _fits(asked: FormField, value: object) -> bool:
    return type(value) is _type(asked)


def _of_problem(asked: FormField, problem: Problem, on: date) -> Finding:
    code = _CODES.get(problem.code, "not_understood")
    about = {name: value.isoformat() if isinstance(value, date) else value for name, value in problem.about.items()}
    why = problem.code.fr % about
    return Finding(pointer_of(asked.name), code, on, {"field": asked.words.fr, "why": why})
