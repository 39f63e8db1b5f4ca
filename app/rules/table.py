"""What a table of rules is: named facts, dated rules, and the look-up that they compile to.

A rule knows only "this fact is one of these". A table either decides (exactly one rule answers, and corrections may
change its answer) or gathers (every rule that holds answers, in the order of the table).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import product

from app.vocabulary.labels import Labelled

Value = str | bool
Key = tuple[Value, ...]

#: The name under which a correction reads the outcome that the rules gave.
OUTCOME = "outcome"


class YesOrNo(Labelled):
    """The words of a fact that holds or does not."""

    YES = "yes", "oui", "yes"
    NO = "no", "non", "no"


@dataclass(frozen=True, slots=True)
class Fact:
    """A named fact that rules may look at: its French label, and each value it can have with its word."""

    name: str
    label: str
    words: Mapping[Value, Labelled]

    @property
    def values(self) -> tuple[Value, ...]:
        """Every value that the fact can have."""
        return tuple(self.words)


def yes_or_no(name: str, label: str) -> Fact:
    """A fact that holds or does not."""
    return Fact(name, label, {True: YesOrNo.YES, False: YesOrNo.NO})


def one_of(name: str, label: str, words: type[Labelled]) -> Fact:
    """A fact whose values are a closed list of the vocabulary."""
    return Fact(name, label, {word.value: word for word in words})


@dataclass(frozen=True, slots=True)
class Question:
    """What a table answers: the facts it may look at, in the order of the look-up key, and its possible outcomes.

    `later`: facts that are known only once the answer was acted on. `columns`: what a rule may say besides, by name,
    each a word of a closed list.
    """

    name: str
    facts: tuple[Fact, ...]
    outcomes: type[Labelled]
    gathers: bool = False
    later: tuple[Fact, ...] = ()
    columns: Mapping[str, type[Labelled]] = field(default_factory=dict)

    @property
    def outcome_fact(self) -> Fact:
        """The outcome given by the rules, as a fact that corrections look at."""
        return one_of(OUTCOME, "réponse des règles", self.outcomes)

    def fact(self, name: str) -> Fact:
        """The fact of that name; KeyError when the question has none."""
        return {fact.name: fact for fact in (*self.facts, *self.later, self.outcome_fact)}[name]


@dataclass(frozen=True, slots=True)
class Fix:
    """The smallest change that would lift an obstacle, and who can make it: French sentences."""

    what: str
    who: str


@dataclass(frozen=True, slots=True)
class Caution:
    """What somebody should know before they make a rule hold: a title and a sentence, both French."""

    title: str
    says: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One dated rule, as written in its table. In force on `[begins, until)`; None is open-ended."""

    id: str
    version: int
    says: str
    when: Mapping[str, tuple[Value, ...]]
    then: str
    source: str
    tag: str
    begins: date | None = None
    until: date | None = None
    checked_on: date | None = None
    alert: str | None = None
    fix: Fix | None = None
    warns: Caution | None = None
    columns: Mapping[str, str] = field(default_factory=dict)

    def in_force(self, on: date) -> bool:
        """Whether the rule is in force that day."""
        return (self.begins is None or self.begins <= on) and (self.until is None or on < self.until)

    def failing(self, facts: Mapping[str, Value]) -> tuple[str, ...]:
        """The names of the facts that keep the rule from holding; empty when it holds."""
        return tuple(name for name, accepted in self.when.items() if facts[name] not in accepted)

    def may_hold_with(self, other: Rule) -> bool:
        """Whether some day and some facts make both rules hold."""
        begins = max(self.begins or date.min, other.begins or date.min)
        until = min(self.until or date.max, other.until or date.max)
        shared = self.when.keys() & other.when.keys()
        return begins < until and all(set(self.when[name]) & set(other.when[name]) for name in shared)


@dataclass(frozen=True, slots=True)
class Step:
    """One rule met on the way to a ruling: whether it was in force, and the facts that kept it from holding."""

    rule: Rule
    in_force: bool
    failing: tuple[str, ...]
    correction: bool = False

    @property
    def holds(self) -> bool:
        """Whether the rule answered."""
        return self.in_force and not self.failing


@dataclass(frozen=True)
class Table:
    """The rules of one question, checked. `otherwise` answers when none holds; `afterwards` follow the sending."""

    question: Question
    title: str
    rules: tuple[Rule, ...]
    otherwise: Rule
    corrections: tuple[Rule, ...] = field(default=())
    afterwards: tuple[Rule, ...] = field(default=())

    @property
    def every(self) -> tuple[Rule, ...]:
        """Every rule, in the order of the table, and what answers otherwise."""
        return (*self.rules, *self.corrections, *self.afterwards, self.otherwise)

    @cached_property
    def boundaries(self) -> tuple[date, ...]:
        """The days on which the law changes, in order."""
        days = {day for rule in (*self.rules, *self.corrections) for day in (rule.begins, rule.until) if day}
        return tuple(sorted(days))

    def period(self, on: date) -> int:
        """The index, in the compiled look-ups, of the period that holds a day."""
        return bisect_right(self.boundaries, on)

    def compiled(self) -> tuple[dict[Key, tuple[Rule, ...]], ...]:
        """One look-up a period: every combination of facts, with the rules that answer.

        In a table that decides, the first is the one that answers, followed by the one that it corrected.
        """
        return tuple(self._look_up(day) for day in (date.min, *self.boundaries))

    def _look_up(self, on: date) -> dict[Key, tuple[Rule, ...]]:
        names = [fact.name for fact in self.question.facts]
        answers: dict[Key, tuple[Rule, ...]] = dict.fromkeys(self.keys(), ())
        for rule in self.rules:
            if rule.in_force(on):
                for key in self.keys(rule):
                    answers[key] += (rule,)
        corrections = [rule for rule in self.corrections if rule.in_force(on)]
        for key, holding in answers.items():
            given = holding or (self.otherwise,)
            facts = {**dict(zip(names, key, strict=True)), OUTCOME: given[0].then} if corrections else {}
            answers[key] = (*(rule for rule in corrections if not rule.failing(facts)), *given)
        return answers

    def keys(self, rule: Rule | None = None) -> Iterator[Key]:
        """Every combination of facts, or those for which one rule holds."""
        when = rule.when if rule else {}
        return product(*(when.get(fact.name, fact.values) for fact in self.question.facts))

    def steps(self, key: Key, on: date) -> tuple[Step, ...]:
        """Every rule of the table against the facts of a day, in order: how the ruling came about."""
        facts = {fact.name: value for fact, value in zip(self.question.facts, key, strict=True)}
        steps = [Step(rule, rule.in_force(on), rule.failing(facts)) for rule in self.rules]
        given = next((step.rule for step in steps if step.holds), self.otherwise)
        facts[OUTCOME] = given.then
        corrections = [Step(rule, rule.in_force(on), rule.failing(facts), True) for rule in self.corrections]
        return (*steps, *corrections)
