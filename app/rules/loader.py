"""Reads a table of rules from its TOML file and refuses, at start-up, one that a lawyer could not sign.

Refused: an unknown key, fact, value, outcome, alert or word of a column; a missing source or sentence; two rules that
hold at once; a period that ends before it begins; a rule with neither a version nor a tag.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Set
from datetime import date, datetime
from itertools import combinations
from pathlib import Path
from typing import Any

from app.rules.table import Caution, Fact, Fix, Question, Rule, Table, Value
from app.vocabulary.notices import AlertCode

TABLES = Path(__file__).resolve().parent / "tables"

#: How sure we are of a rule: stated, confirmed, found by test, inferred, proposed (domain reference, tags).
TAGS = frozenset("DSEIP")
_REQUIRED = frozenset({"id", "version", "says", "when", "then", "source", "tag"})
_ALLOWED = _REQUIRED | {"from", "until", "checked_on", "alert", "fix", "warns"}
_TABLE_KEYS = frozenset({"question", "otherwise", "rule", "correction", "afterwards"})


class TableError(ValueError):
    """A table of rules cannot be accepted; the portal does not start."""


def load(question: Question, path: Path | None = None) -> Table:
    """The checked table of a question, from `tables/<name>.toml` unless another path is given."""
    path = path or TABLES / f"{question.name}.toml"
    with path.open("rb") as file:
        return read(question, tomllib.load(file))


def read(question: Question, content: Mapping[str, Any]) -> Table:
    """The checked table from parsed TOML; TableError says what is wrong and where."""
    _refuse(f"table {question.name}", content.keys() - _TABLE_KEYS, "unknown key")
    _refuse(f"table {question.name}", {"question", "otherwise", "rule"} - content.keys(), "missing")
    rules = tuple(_rule(question, row) for row in content["rule"])
    answered = (question.outcome_fact,)
    corrections = tuple(_rule(question, row, answered) for row in content.get("correction", ()))
    afterwards = tuple(_rule(question, row, (*answered, *question.later)) for row in content.get("afterwards", ()))
    if corrections and question.gathers:
        raise TableError(f"table {question.name}: a table that gathers has no corrections")
    otherwise = _rule(question, {"id": "otherwise", "version": 1, "when": {}, **content["otherwise"]})
    _refuse_same_version((otherwise, *rules, *corrections, *afterwards))
    _refuse_holding_at_once(rules, same_outcome_only=question.gathers)
    _refuse_holding_at_once(corrections)
    _refuse_holding_at_once(afterwards)
    return Table(question, _text(question.name, content, "question"), rules, otherwise, corrections, afterwards)


def _refuse(where: str, names: Set[str], what: str) -> None:
    if names:
        raise TableError(f"{where}: {what} {', '.join(sorted(names))}")


def _rule(question: Question, row: Mapping[str, Any], more: tuple[Fact, ...] = ()) -> Rule:
    where = f"{question.name} {row.get('id', 'a rule without an id')}"
    says, source, tag = checked_row(where, row, _REQUIRED, _ALLOWED | question.columns.keys())
    rule = Rule(
        id=_text(where, row, "id"),
        version=_version(where, row["version"]),
        says=says,
        when=_when(where, (*question.facts, *more), row["when"]),
        then=_one_of(where, "outcome", row["then"], {word.value for word in question.outcomes}),
        source=source,
        tag=tag,
        begins=_day(where, row, "from"),
        until=_day(where, row, "until"),
        checked_on=_day(where, row, "checked_on"),
        alert=_one_of(where, "alert", row["alert"], set(AlertCode)) if "alert" in row else None,
        fix=checked_fix(where, row) if "fix" in row else None,
        warns=Caution(*_texts(where, row, "warns", "title", "says")) if "warns" in row else None,
        columns={
            name: _one_of(where, name, row[name], {word.value for word in words})
            for name, words in question.columns.items()
            if name in row
        },
    )
    if rule.begins and rule.until and rule.until <= rule.begins:
        raise TableError(f"{where}: until {rule.until} is not after from {rule.begins}")
    return rule


def _text(where: str, row: Mapping[str, Any], name: str) -> str:
    text = row[name]
    if not isinstance(text, str) or not text.strip():
        raise TableError(f"{where}: {name} must be a sentence, not {text!r}")
    return text


def _version(where: str, value: object) -> int:
    if type(value) is not int or value < 1:
        raise TableError(f"{where}: version must be a whole number from 1, not {value!r}")
    return value


def _tag(where: str, tag: str) -> str:
    _refuse(where, set(tag.split("+")) - TAGS, "unknown tag")
    return tag


def _day(where: str, row: Mapping[str, Any], name: str) -> date | None:
    day = row.get(name)
    if day is not None and (not isinstance(day, date) or isinstance(day, datetime)):
        raise TableError(f"{where}: {name} must be a day, not {day!r}")
    return day


def _one_of(where: str, what: str, value: object, known: set[str]) -> str:
    if not isinstance(value, str) or value not in known:
        raise TableError(f"{where}: unknown {what} {value!r}")
    return value


def checked_fix(where: str, row: Mapping[str, Any]) -> Fix:
    """What would lift an obstacle, and who can: the `fix` of a row."""
    return Fix(*_texts(where, row, "fix", "what", "who"))


def checked_row(where: str, row: Mapping[str, Any], required: Set[str], more: Set[str]) -> tuple[str, str, str]:
    """The sentence, the source and the tag of a row that holds these keys, and perhaps `more`."""
    _refuse(where, row.keys() - required - more, "unknown key")
    _refuse(where, required - row.keys(), "missing")
    return _text(where, row, "says"), _text(where, row, "source"), _tag(where, _text(where, row, "tag"))


def _texts(where: str, row: Mapping[str, Any], name: str, *parts: str) -> Iterator[str]:
    held = row[name]
    if not isinstance(held, dict) or held.keys() != set(parts):
        raise TableError(f"{where}: {name} must hold {' and '.join(parts)}")
    return (_text(where, held, part) for part in parts)


def _when(where: str, facts: tuple[Fact, ...], row: object) -> dict[str, tuple[Value, ...]]:
    if not isinstance(row, dict):
        raise TableError(f"{where}: when must name facts, not {row!r}")
    known = {fact.name: fact for fact in facts}
    _refuse(where, row.keys() - known.keys(), "unknown fact")
    return {name: _accepted(where, name, given, known[name].values) for name, given in row.items()}


def _accepted(where: str, name: str, given: object, values: tuple[Value, ...]) -> tuple[Value, ...]:
    accepted = tuple(given) if isinstance(given, list) else (given,)
    if not accepted or len(set(map(repr, accepted))) < len(accepted):
        raise TableError(f"{where}: {name} must be one or several different values")
    for value in accepted:
        # A number equals a boolean in Python (1 == True); the type must agree too.
        if not any(type(value) is type(known) and value == known for known in values):
            raise TableError(f"{where}: {name} is never {value!r}")
    return accepted


def _refuse_same_version(rules: tuple[Rule, ...]) -> None:
    seen: set[tuple[str, int]] = set()
    for rule in rules:
        if (rule.id, rule.version) in seen:
            raise TableError(f"{rule.id} version {rule.version} is written twice: an id is for ever")
        seen.add((rule.id, rule.version))


def _refuse_holding_at_once(rules: tuple[Rule, ...], *, same_outcome_only: bool = False) -> None:
    for one, other in combinations(rules, 2):
        comparable = one.then == other.then or not same_outcome_only
        if comparable and one.may_hold_with(other):
            raise TableError(f"{one.id} and {other.id} may hold at once")
