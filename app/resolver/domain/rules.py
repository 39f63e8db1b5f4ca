"""The rules as other rooms read them: asked with plain values, shown as rows, followed step by step.

Everything said here is French and untranslated: a page passes each sentence through gettext, a `Labelled` through
its `label`. Sources stay in French.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.rules import access as _access
from app.rules import granting as _granting
from app.rules import opening as _opening
from app.rules import routing as _routing
from app.rules.access import AccessRuling
from app.rules.granting import GrantingRuling
from app.rules.opening import OpeningRuling
from app.rules.reading import facts as reading
from app.rules.reading.fields import FactError
from app.rules.ruling import Ruling
from app.rules.table import Caution, Fact, Fix, Key, Question, Rule, Table, Value
from app.vocabulary.labels import Labelled
from app.vocabulary.notices import AlertCode

__all__ = [
    "AccessRuling",
    "Condition",
    "FactError",
    "Fix",
    "GrantingRuling",
    "RuleRow",
    "RuleStep",
    "RuleTable",
    "Ruling",
    "access",
    "granting",
    "opening",
    "opens_on",
    "route",
    "steps",
    "table",
    "tables",
]


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that a rule asks: the fact's French label, and the words of the values that it accepts.

    With `all_but`, of the only value that it does not accept: "tout sauf la messagerie" reads better than six services.
    """

    fact: str
    values: tuple[Labelled, ...]
    all_but: bool = False


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule as a person reads it. In force on `[begins, until)`.

    A correction replaces what the others answered; what comes afterwards is decided once the answer was acted on.
    """

    id: str
    version: int
    says: str
    when: tuple[Condition, ...]
    then: Labelled
    begins: date | None
    until: date | None
    source: str
    checked_on: date | None
    tag: str
    alert: AlertCode | None
    fix: Fix | None
    warns: Caution | None
    correction: bool
    afterwards: bool


@dataclass(frozen=True, slots=True)
class RuleTable:
    """A table as a person reads it. `boundaries` are the days on which its answers change."""

    name: str
    question: str
    gathers: bool
    rows: tuple[RuleRow, ...]
    otherwise: RuleRow
    boundaries: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class RuleStep:
    """A rule met on the way to a ruling: whether it held, and otherwise why not (its date, or what was missing)."""

    row: RuleRow
    holds: bool
    in_force: bool
    failing: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class _Asked:
    """How one table is asked: what reads its facts, answers, and names the facts for its look-up."""

    table: Table
    read: Callable[[object], tuple[Any, date]]
    rule: Callable[[Any, date], Any]
    name: Callable[[Any, date], Key]


_TABLES: Mapping[str, _Asked] = {
    "route": _Asked(_routing.TABLE, reading.route_facts, _routing.route_notice, _routing.named_facts),
    "access": _Asked(_access.TABLE, reading.access_facts, _access.may_use, _access.named_facts),
    "granting": _Asked(
        _granting.TABLE, reading.granting_facts, _granting.may_grant, lambda facts, _: _granting.named_facts(facts)
    ),
    "opening": _Asked(
        _opening.TABLE,
        reading.opening_facts,
        lambda facts, _: _opening.may_be_opened(facts),
        lambda facts, _: _opening.named_facts(facts),
    ),
}


def route(given: object) -> Ruling:
    """The ruling on plain facts (interfaces, `rules route`); FactError when they are not understood."""
    return _routing.route_notice(*reading.route_facts(given))


def access(given: object) -> AccessRuling:
    """The ruling on plain facts (interfaces, `rules access`); FactError when they are not understood."""
    return _access.may_use(*reading.access_facts(given))


def granting(given: object) -> GrantingRuling:
    """The ruling on plain facts (interfaces, `rules granting`); FactError when they are not understood."""
    return _granting.may_grant(*reading.granting_facts(given))


def opening(given: object) -> OpeningRuling:
    """The ruling on plain facts: may a document be opened? FactError when they are not understood."""
    facts, _on = reading.opening_facts(given)
    return _opening.may_be_opened(facts)


def steps(name: str, given: object) -> tuple[RuleStep, ...]:
    """How the ruling of a table on plain facts comes about, rule by rule."""
    asked = _TABLES[name]
    facts, on = asked.read(given)
    question = asked.table.question
    return tuple(
        RuleStep(
            row=_row(question, step.rule, correction=step.correction),
            holds=step.holds,
            in_force=step.in_force,
            failing=tuple(_condition(question.fact(fact), step.rule.when[fact]) for fact in step.failing),
        )
        for step in asked.table.steps(asked.name(facts, on), on)
    )


def tables() -> tuple[RuleTable, ...]:
    """The four tables: route, access, granting, opening."""
    return tuple(table(name) for name in _TABLES)


def table(name: str) -> RuleTable:
    """One table; KeyError when there is none of that name."""
    given = _TABLES[name].table
    question = given.question
    rows = [_row(question, rule) for rule in given.rules]
    corrections = [_row(question, rule, correction=True) for rule in given.corrections]
    afterwards = [_row(question, rule, afterwards=True) for rule in given.afterwards]
    return RuleTable(
        name=name,
        question=given.title,
        gathers=question.gathers,
        rows=(*rows, *corrections, *afterwards),
        otherwise=_row(question, given.otherwise),
        boundaries=given.boundaries,
    )


def opens_on(name: str) -> date:
    """The day on which a table's gate opens: granting of rights ("granting") or the services ("access")."""
    gate = {"access": "service_not_open_yet", "granting": "granting_not_open"}[name]
    return max(rule.until for rule in _TABLES[name].table.rules if rule.then == gate and rule.until)


def _row(question: Question, rule: Rule, *, correction: bool = False, afterwards: bool = False) -> RuleRow:
    return RuleRow(
        id=rule.id,
        version=rule.version,
        says=rule.says,
        when=tuple(_condition(question.fact(name), accepted) for name, accepted in rule.when.items()),
        then=question.outcomes(rule.then),
        begins=rule.begins,
        until=rule.until,
        source=rule.source,
        checked_on=rule.checked_on,
        tag=rule.tag,
        alert=AlertCode(rule.alert) if rule.alert else None,
        fix=rule.fix,
        warns=rule.warns,
        correction=correction,
        afterwards=afterwards,
    )


def _condition(fact: Fact, accepted: Collection[Value]) -> Condition:
    left_out = [value for value in fact.values if value not in accepted]
    all_but = len(accepted) > 2 and len(left_out) == 1
    shown = left_out if all_but else accepted
    return Condition(fact.label, tuple(fact.words[value] for value in shown), all_but)
