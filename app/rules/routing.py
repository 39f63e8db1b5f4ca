"""By which channel does a notice go? Rules R0 to R8 of the domain reference, section 3, from `tables/route.toml`.

R8, the postal fallback after every address failed, is decided after sending: no ruling gives it.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date

from app.rules.facts import Addressee, addressee, paper_withdrawn, prior_notice_counts, situation
from app.rules.loader import load
from app.rules.ruling import Ruling, Verdict
from app.rules.table import Key, Question, Rule, one_of, yes_or_no
from app.vocabulary.accounts import Situation, Space
from app.vocabulary.documents import Category
from app.vocabulary.letters import NextTime
from app.vocabulary.notices import Channel

__all__ = [
    "FALLBACKS",
    "TABLE",
    "RouteFacts",
    "Ruling",
    "fallback",
    "named_facts",
    "next_time",
    "paper_withdrawn",
    "prior_notice_counts",
    "route_notice",
    "situation",
]


@dataclass(frozen=True, slots=True)
class RouteFacts:
    """What is on record for an employer on the day a document was issued or a file imputed.

    `readers` are the active people who may read it on screen; `health_professionals` the active ones it designated.
    """

    accounts: frozenset[Space]
    withdrawal_on: date | None
    prior_notice_on: date | None
    category: Category
    readers: int
    health_professionals: int


QUESTION = Question(
    name="route",
    facts=(
        one_of("addressee", "l'avis peut aller", Addressee),
        one_of("situation", "comptes de l'employeur", Situation),
        yes_or_no("paper_withdrawn", "papier retiré ce jour-là"),
        yes_or_no("prior_notice", "préavis antérieur au jour du retrait"),
        yes_or_no("someone_may_read", "quelqu'un d'actif peut ouvrir à l'écran"),
    ),
    outcomes=Channel,
    later=(yes_or_no("reaches_nobody", "toutes les adresses de courriel ont échoué pour de bon"),),
    columns={"next_time": NextTime},
)
TABLE = load(QUESTION)
#: The ids of the rules that print what was to be read on screen and reaches nobody.
FALLBACKS = frozenset(rule.id for rule in TABLE.afterwards)

_BOUNDARIES = TABLE.boundaries
_VERDICTS = tuple({key: Verdict.of(*rules) for key, rules in period.items()} for period in TABLE.compiled())
_NEXT_TIME = {rule.id: rule.columns["next_time"] for rule in TABLE.every if "next_time" in rule.columns}


def named_facts(facts: RouteFacts, on: date) -> Key:
    """The facts as the table names them, in the order of its look-up."""
    withdrawal_on = facts.withdrawal_on
    return (
        addressee(facts.category, facts.health_professionals),
        situation(facts.accounts),
        paper_withdrawn(withdrawal_on, on),
        prior_notice_counts(withdrawal_on, facts.prior_notice_on),
        facts.readers > 0,
    )


def route_notice(facts: RouteFacts, on: date) -> Ruling:
    """By which channel a notice goes, under the rules of the Quebec day `on` (the day of issue, or of imputation)."""
    return Ruling(_VERDICTS[bisect_right(_BOUNDARIES, on)][named_facts(facts, on)], facts, on)


def fallback(on: date) -> Rule | None:
    """The rule that prints, on the Quebec day `on`, a notice on screen that reaches nobody; None when none does."""
    return next((rule for rule in TABLE.afterwards if rule.in_force(on)), None)


def next_time(rule: str) -> NextTime:
    """What stands between the reader of a letter and the same on screen, by the id of the rule that had it printed."""
    return NextTime(_NEXT_TIME.get(rule, _NEXT_TIME[TABLE.otherwise.id]))
