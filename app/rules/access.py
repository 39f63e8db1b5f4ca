"""May this person use this online service? The access table of the domain reference, section 3, `tables/access.toml`.

Two checks with two answers: *held* (the person has the right, automatic or granted) and *open* (the service is open
to that account that day). A right may be held for weeks while its service is closed.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from app.rules.facts import paper_withdrawn, prior_notice_counts, role_in
from app.rules.loader import load
from app.rules.ruling import Reason, Record, combined, facts_as_record
from app.rules.table import Fix, Key, Question, Rule, one_of, yes_or_no
from app.vocabulary.accounts import Role, Space
from app.vocabulary.rulings import ACCESS_SUPPORTS, AccessChange, AccessReason, Link
from app.vocabulary.services import OnlineService


@dataclass(frozen=True, slots=True)
class AccessFacts:
    """What is on record, on a day, for one person acting for one employer in the account they signed in with."""

    accounts: frozenset[Space]
    signed_in_with: Space
    role: Role
    grants: frozenset[OnlineService]
    service: OnlineService
    withdrawal_on: date | None
    prior_notice_on: date | None


QUESTION = Question(
    name="access",
    facts=(
        yes_or_no("account_active", "compte de la session actif chez l'employeur"),
        one_of("role", "rôle dans cet espace", Role),
        one_of("signed_in_with", "session ouverte avec", Space),
        one_of("service", "service", OnlineService),
        yes_or_no("granted", "droit accordé pour ce service"),
        yes_or_no("guichet_account", "compte Guichet SST détenu par l'employeur"),
        yes_or_no("paper_withdrawn", "papier retiré ce jour-là"),
        yes_or_no("prior_notice", "préavis antérieur au jour du retrait"),
    ),
    outcomes=AccessReason,
    gathers=True,
    columns={"lifted_by": AccessChange, "governs": Link},
)
TABLE = load(QUESTION)

#: Obstacles that stop the asking: nothing is said of the right, and the service counts as closed.
_OUTSIDE = frozenset({AccessReason.ACCOUNT_NOT_ACTIVE, AccessReason.EMPLOYER_SERVICES_ONLY_FOR_EMPLOYER_SIDE})
#: Obstacles that close the service, even to who holds the right.
_CLOSING = _OUTSIDE | {
    AccessReason.MESSAGING_ONLY,
    AccessReason.SERVICE_NOT_OPEN_YET,
    AccessReason.AWAITING_PAPER_WITHDRAWAL,
}


@dataclass(frozen=True, slots=True)
class AccessAnswer:
    """The part of an access ruling that comes from the table. `holding`: every rule that holds, obstacle or support."""

    holding: tuple[Reason, ...]
    allowed: bool
    held: bool
    open: bool
    reasons: tuple[Reason, ...]
    fixes: tuple[Fix, ...]
    fix: Fix | None

    @classmethod
    def of(cls, *rules: Rule) -> AccessAnswer:
        """The answer of all the rules that hold together."""
        reasons = tuple(Reason.of(rule, AccessReason) for rule in rules)
        held = any(reason.code in ACCESS_SUPPORTS for reason in reasons)
        is_open = not any(reason.code in _CLOSING for reason in reasons)
        allowed = held and is_open
        said = tuple(reason for reason in reasons if (reason.code in ACCESS_SUPPORTS) == allowed)
        fixes = tuple(reason.fix for reason in said if reason.fix)
        return cls(reasons, allowed, held, is_open, said, fixes, combined(fixes))


class Beyond(NamedTuple):
    """How somebody would have to sign in to use what they hold, and the ruling that they would have then."""

    change: AccessChange
    ruling: AccessRuling


@dataclass(frozen=True, slots=True)
class AccessRuling:
    """Whether a person may use a service, why, and what would change the answer.

    `reasons`: every obstacle of a refusal, or what the permission rests on. `fixes`: one change for each obstacle that
    somebody can lift, all of them needed; `fix`: the same in one. `beyond`: what the same person holds there, which the
    session that they opened does not vouch for.
    """

    answer: AccessAnswer
    facts: AccessFacts
    on: date
    beyond: Beyond | None = None

    @property
    def allowed(self) -> bool:
        """Whether the right is held and the service open."""
        return self.answer.allowed

    @property
    def held(self) -> bool:
        """Whether the person has the right, automatic or granted."""
        return self.answer.held

    @property
    def open(self) -> bool:
        """Whether the service is open to that account that day."""
        return self.answer.open

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Every obstacle, or what the permission rests on."""
        return self.answer.reasons

    @property
    def fixes(self) -> tuple[Fix, ...]:
        """The changes that together would open the service, in the order of the obstacles."""
        return self.answer.fixes

    @property
    def fix(self) -> Fix | None:
        """All of them as one; None when allowed, or when nothing would help."""
        return self.answer.fix

    def as_answer(self) -> Record:
        """What `flask rules access` prints."""
        return {
            "allowed": self.allowed,
            "held": self.held,
            "open": self.open,
            "reasons": [reason.as_answer() for reason in self.reasons],
            "fix": {"what": self.fix.what, "who": self.fix.who} if self.fix else None,
        }

    def as_record(self) -> Record:
        """The whole ruling in JSON."""
        reasons = [reason.as_record() for reason in self.reasons]
        return {
            **self.as_answer(),
            "reasons": reasons,
            "on": self.on.isoformat(),
            "facts": facts_as_record(self.facts),
        }


_BOUNDARIES = TABLE.boundaries
_BY_RULES: dict[tuple[str, ...], AccessAnswer] = {}


def _answer(rules: tuple[Rule, ...]) -> AccessAnswer:
    """The answer of the rules that hold, made once: thousands of combinations of facts share a few answers."""
    return _BY_RULES.setdefault(tuple(f"{rule.id}.{rule.version}" for rule in rules), AccessAnswer.of(*rules))


_ANSWERS = tuple({key: _answer(rules) for key, rules in period.items()} for period in TABLE.compiled())


def answers_of_period(period: int) -> Mapping[Key, AccessAnswer]:
    """Every answer of one period of the law, by the facts as the table names them."""
    return _ANSWERS[period]


def named_facts(facts: AccessFacts, on: date) -> Key:
    """The facts as the table names them, in the order of its look-up."""
    return (
        facts.signed_in_with in facts.accounts,
        role_in(facts.signed_in_with, facts.role),
        facts.signed_in_with,
        facts.service,
        facts.service in facts.grants,
        Space.GUICHET_SST in facts.accounts,
        paper_withdrawn(facts.withdrawal_on, on),
        prior_notice_counts(facts.withdrawal_on, facts.prior_notice_on),
    )


def may_use(facts: AccessFacts, on: date) -> AccessRuling:
    """Whether a person may use an online service on the Quebec day `on`."""
    return AccessRuling(_ANSWERS[bisect_right(_BOUNDARIES, on)][named_facts(facts, on)], facts, on)


def governing(link: Link, facts: AccessFacts) -> Reason | None:
    """The rule that could refuse at a link, of those that look at this service and account: the most particular."""
    asked = {"service": facts.service, "guichet_account": Space.GUICHET_SST in facts.accounts}
    able = [
        rule
        for rule in TABLE.rules
        if rule.columns.get("governs") == link
        and all(asked[name] in rule.when[name] for name in asked.keys() & rule.when.keys())
    ]
    return Reason.of(max(able, key=lambda rule: (len(rule.when), rule.version)), AccessReason) if able else None
