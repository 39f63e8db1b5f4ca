"""By which channel does a notice go? Rules R0 to R7 of the domain reference, section 3, from `tables/route.toml`.

R8, the postal fallback after every address failed, is decided after sending: it is not a rule of this table.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date

from app.rules.facts import Addressee, addressee, paper_withdrawn, prior_notice_counts, situation
from app.rules.loader import load
from app.rules.ruling import Ruling, Verdict
from app.rules.table import Key, Question, one_of, yes_or_no
from app.vocabulary.accounts import Situation, Space
from app.vocabulary.documents import Category
from app.vocabulary.notices import Channel

__all__ = [
    "TABLE",
    "RouteFacts",
    "Ruling",
    "named_facts",
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
)
TABLE = load(QUESTION)

_BOUNDARIES = TABLE.boundaries
_VERDICTS = tuple({key: Verdict.of(*rules) for key, rules in period.items()} for period in TABLE.compiled())


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
