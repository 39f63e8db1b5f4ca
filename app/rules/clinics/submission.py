"""What is refused, delayed or warned of in the forms of clinics, each on its days: `tables/submission.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any

from app.rules.loader import TABLES, TableError
from app.rules.table import Fix
from app.vocabulary.labels import Labelled


class Severity(Labelled):
    """What a remark does to a form: the most severe of them is its outcome."""

    REFUSAL = "refusal", "refus", "refusal"
    DELAY = "delay", "retard de paiement", "delayed payment"
    WARNING = "warning", "à vérifier", "to be checked"


@dataclass(frozen=True, slots=True)
class SubmissionRule:
    """One rule, in force on `[begins, until)`; None is open-ended. `limit`: what it counts with, where it says so."""

    id: str
    version: int
    code: str
    severity: Severity
    says: str
    source: str
    tag: str
    fix: Fix
    begins: date | None
    until: date | None
    limit: int | None

    def in_force(self, on: date) -> bool:
        """Whether the rule is in force that day."""
        return (self.begins is None or self.begins <= on) and (self.until is None or on < self.until)


_COLUMNS = {"id", "version", "code", "severity", "says", "source", "tag", "fix"}
_MAY_MISS = {"from", "until", "limit"}


def read_rules(content: Mapping[str, Any]) -> Mapping[str, tuple[SubmissionRule, ...]]:
    """The rules of a table by code; TableError for a column missing or unknown, an id given twice, two at once."""
    rules = [_rule(row) for row in content["rule"]]
    if len({(rule.id, rule.version) for rule in rules}) < len(rules):
        raise TableError("submission: an id and version are written twice: an id is for ever")
    by_code: dict[str, list[SubmissionRule]] = {}
    for rule in rules:
        by_code.setdefault(rule.code, []).append(rule)
    for code, alike in by_code.items():
        _refuse_two_at_once(code, alike)
    return {code: tuple(alike) for code, alike in by_code.items()}


def _rule(row: Mapping[str, Any]) -> SubmissionRule:
    if not _COLUMNS <= row.keys() <= _COLUMNS | _MAY_MISS or not row["source"]:
        raise TableError(f"submission {row.get('id')}: {', '.join(sorted(_COLUMNS))} are required, and nothing unknown")
    return SubmissionRule(
        **{name: row[name] for name in _COLUMNS - {"severity", "fix"}},
        severity=Severity(row["severity"]),
        fix=Fix(**row["fix"]),
        begins=row.get("from"),
        until=row.get("until"),
        limit=row.get("limit"),
    )


def _refuse_two_at_once(code: str, rules: Iterable[SubmissionRule]) -> None:
    for one, other in combinations(rules, 2):
        begins = max(one.begins or date.min, other.begins or date.min)
        if begins < min(one.until or date.max, other.until or date.max):
            raise TableError(f"submission {code}: {one.id} and {other.id} may hold at once")


_CONTENT = tomllib.loads((TABLES / "submission.toml").read_text(encoding="utf-8"))
RULES = read_rules(_CONTENT)
#: The first day of a week, as `date.weekday` counts: no text says it.
WEEK_BEGINS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun").index(_CONTENT["week_begins"])


def rule_of(code: str, on: date) -> SubmissionRule | None:
    """The rule of a code that is in force that day, or None: then nothing is said. KeyError for an unknown code."""
    return next((rule for rule in RULES[code] if rule.in_force(on)), None)
