"""What the rules answer: the outcome, the rules that gave it with their sentences and sources, and the facts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from datetime import date
from typing import TYPE_CHECKING, Any

from app.rules.table import Caution, Fix, Rule
from app.vocabulary.notices import AlertCode, Channel

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    from app.rules.routing import RouteFacts

Record = dict[str, Any]


def facts_as_record(facts: DataclassInstance) -> Record:
    """The facts in JSON: days as `YYYY-MM-DD`, sets as sorted lists."""
    return {each.name: _plain(getattr(facts, each.name)) for each in fields(facts)}


def _plain(value: object) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(str(word) for word in value)
    return str(value) if isinstance(value, str) else value


@dataclass(frozen=True, slots=True)
class Verdict:
    """The part of a ruling that comes from the table. `corrects` is the rule whose answer a correction replaced."""

    outcome: Channel
    rule: str
    version: int
    says: str
    source: str
    tag: str
    alerts: tuple[AlertCode, ...]
    corrects: str | None
    warns: Caution | None

    @classmethod
    def of(cls, rule: Rule, *corrected: Rule) -> Verdict:
        """The verdict of a rule, and of the one that it corrected if any."""
        return cls(
            outcome=Channel(rule.then),
            rule=rule.id,
            version=rule.version,
            says=rule.says,
            source=rule.source,
            tag=rule.tag,
            alerts=(AlertCode(rule.alert),) if rule.alert else (),
            corrects=corrected[0].id if corrected else None,
            warns=rule.warns,
        )


@dataclass(frozen=True, slots=True)
class Ruling:
    """A verdict, the facts that it was taken on, and the day whose rules were asked.

    It shares its verdict with every ruling alike, so that making one costs little.
    """

    verdict: Verdict
    facts: RouteFacts
    on: date

    @property
    def outcome(self) -> Channel:
        """By which channel the notice goes."""
        return self.verdict.outcome

    @property
    def rule(self) -> str:
        """The id of the rule that set the channel."""
        return self.verdict.rule

    @property
    def version(self) -> int:
        """The version of that rule."""
        return self.verdict.version

    @property
    def says(self) -> str:
        """That rule in a French sentence."""
        return self.verdict.says

    @property
    def source(self) -> str:
        """The text, heading and item that the rule comes from."""
        return self.verdict.source

    @property
    def tag(self) -> str:
        """How sure we are of the rule (stated, confirmed, inferred, proposed)."""
        return self.verdict.tag

    @property
    def alerts(self) -> tuple[AlertCode, ...]:
        """What somebody must look at."""
        return self.verdict.alerts

    @property
    def warns(self) -> Caution | None:
        """What somebody should know before they make that rule hold."""
        return self.verdict.warns

    def as_answer(self) -> Record:
        """What `flask rules route` prints."""
        return {
            "outcome": str(self.outcome),
            "rule": self.rule,
            "version": self.version,
            "says": self.says,
            "source": self.source,
            "alerts": [str(alert) for alert in self.alerts],
        }

    def as_record(self) -> Record:
        """The whole ruling in JSON, to be stored with what it decided."""
        more = {"tag": self.tag, "corrects": self.verdict.corrects, "on": self.on.isoformat()}
        return {**self.as_answer(), **more, "facts": facts_as_record(self.facts)}


@dataclass(frozen=True, slots=True)
class Reason:
    """One obstacle, or what a permission rests on. `code` is a word of `vocabulary/rulings.py`."""

    code: str
    rule: str
    version: int
    says: str
    source: str
    tag: str
    fix: Fix | None = None

    @classmethod
    def of(cls, rule: Rule, code: Callable[[str], str]) -> Reason:
        """The reason that a rule gives; `code` makes the word of its outcome."""
        return cls(code(rule.then), rule.id, rule.version, rule.says, rule.source, rule.tag, rule.fix)

    def as_answer(self) -> Record:
        """What the commands print of it."""
        return {"code": str(self.code), "rule": self.rule, "says": self.says, "source": self.source}

    def as_record(self) -> Record:
        """The reason in JSON, with the version and the tag of its rule."""
        return {**self.as_answer(), "version": self.version, "tag": self.tag}


def combined(fixes: Iterable[Fix]) -> Fix | None:
    """All that must change, as one sentence after the other, and everyone who can help; None if nothing helps."""
    each = tuple(dict.fromkeys(fixes))
    if not each:
        return None
    return Fix(" ".join(fix.what for fix in each), " ".join(dict.fromkeys(fix.who for fix in each)))
