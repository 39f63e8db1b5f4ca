"""What is remarked of a form: where, by which rule of the day, and what would lift it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.clinics.words import Outcome
from app.rules.clinics.submission import Severity, SubmissionRule, rule_of

OUTCOMES = {Severity.REFUSAL: Outcome.REFUSED, Severity.DELAY: Outcome.DELAYED, Severity.WARNING: Outcome.ACCEPTED}


@dataclass(frozen=True, slots=True)
class Finding:
    """What does not hold at a place of a body (RFC 6901), looked at on a day. `about` fills the sentence."""

    pointer: str
    code: str
    on: date
    about: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Remark:
    """A finding and the rule that was in force on its day."""

    finding: Finding
    rule: SubmissionRule

    @property
    def says(self) -> str:
        """The rule's French sentence, filled."""
        return self.rule.says % self.finding.about

    def as_answer(self) -> dict[str, Any]:
        """One of the `errors` of an answer (interfaces, section 9)."""
        return {
            "pointer": self.finding.pointer,
            "code": self.finding.code,
            "rule": self.rule.id,
            "rule_version": self.rule.version,
            "on": self.finding.on.isoformat(),
            "says": self.says,
            "source": self.rule.source,
            "fix": {"what": self.rule.fix.what, "who": self.rule.fix.who},
            "severity": str(self.rule.severity),
        }


@dataclass(frozen=True, slots=True)
class Verdict:
    """Every remark at once, in the order of the body. The most severe is the outcome."""

    remarks: tuple[Remark, ...]

    @property
    def outcome(self) -> Outcome:
        """What would become of the form."""
        met = {remark.rule.severity for remark in self.remarks}
        return next((OUTCOMES[severity] for severity in Severity if severity in met), Outcome.ACCEPTED)

    def as_answer(self) -> dict[str, Any]:
        """What a validation answers (interfaces, section 9)."""
        return {"outcome": str(self.outcome), "errors": [remark.as_answer() for remark in self.remarks]}


def verdict_on(findings: Iterable[Finding]) -> Verdict:
    """The rules of the day of each finding; one that no rule of that day speaks of is nothing."""
    return Verdict(tuple(_remarks(findings)))


def _remarks(findings: Iterable[Finding]) -> Iterator[Remark]:
    for found in findings:
        rule = rule_of(found.code, found.on)
        if rule is not None:
            yield Remark(found, rule)
