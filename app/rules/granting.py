"""May this person grant this right of access? The column "who grants" of the domain reference, `tables/granting.toml`.

A right may be granted before its service is open: granting opened nine weeks before the services.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date

from app.rules.facts import role_in
from app.rules.loader import load
from app.rules.ruling import Reason, Record, facts_as_record
from app.rules.table import Key, Question, Rule, one_of, yes_or_no
from app.vocabulary.accounts import Role, Space
from app.vocabulary.rulings import GrantingReason
from app.vocabulary.services import OnlineService


@dataclass(frozen=True, slots=True)
class GrantingFacts:
    """Who would grant, from the account they signed in with, which service in which space."""

    accounts: frozenset[Space]
    signed_in_with: Space
    role: Role
    service: OnlineService
    target_space: Space


QUESTION = Question(
    name="granting",
    facts=(
        yes_or_no("accounts_active", "comptes de la session et du droit actifs chez l'employeur"),
        one_of("signed_in_with", "session ouverte avec", Space),
        one_of("role", "rôle dans cet espace", Role),
        one_of("target_space", "espace où le droit s'accorde", Space),
        yes_or_no("same_space", "droit accordé dans l'espace de la session"),
    ),
    outcomes=GrantingReason,
    gathers=True,
)
TABLE = load(QUESTION)


@dataclass(frozen=True, slots=True)
class GrantingRuling:
    """Whether a person may grant a right. `reasons`: every obstacle, or what the permission rests on."""

    allowed: bool
    reasons: tuple[Reason, ...]
    facts: GrantingFacts
    on: date

    def as_answer(self) -> Record:
        """What `flask rules granting` prints."""
        return {"allowed": self.allowed, "reasons": [reason.as_answer() for reason in self.reasons]}

    def as_record(self) -> Record:
        """The whole ruling in JSON, to be stored with the grant."""
        return {
            "allowed": self.allowed,
            "reasons": [reason.as_record() for reason in self.reasons],
            "on": self.on.isoformat(),
            "facts": facts_as_record(self.facts),
        }


def _answer(rules: tuple[Rule, ...]) -> tuple[bool, tuple[Reason, ...]]:
    reasons = [Reason.of(rule, GrantingReason) for rule in rules]
    obstacles = tuple(reason for reason in reasons if reason.code != GrantingReason.GRANTER)
    return not obstacles, obstacles or tuple(reasons)


_BOUNDARIES = TABLE.boundaries
_ANSWERS = tuple({key: _answer(rules) for key, rules in period.items()} for period in TABLE.compiled())


def named_facts(facts: GrantingFacts) -> Key:
    """The facts as the table names them, in the order of its look-up."""
    return (
        facts.signed_in_with in facts.accounts and facts.target_space in facts.accounts,
        facts.signed_in_with,
        role_in(facts.signed_in_with, facts.role),
        facts.target_space,
        facts.signed_in_with is facts.target_space,
    )


def may_grant(facts: GrantingFacts, on: date) -> GrantingRuling:
    """Whether a person may grant a right of access on the Quebec day `on`."""
    allowed, reasons = _ANSWERS[bisect_right(_BOUNDARIES, on)][named_facts(facts)]
    return GrantingRuling(allowed, reasons, facts, on)
