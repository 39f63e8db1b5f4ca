"""What does a paper's own nature say of who may open it? `tables/opening.toml`.

A document of the employer's side asks for the follow-up of files besides: that is the access table's to say.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.rules.loader import load
from app.rules.ruling import Reason
from app.rules.table import Key, Question, Rule, one_of, yes_or_no
from app.vocabulary.documents import Side
from app.vocabulary.rulings import OPENING_SUPPORTS, OpeningReason


@dataclass(frozen=True, slots=True)
class OpeningFacts:
    """On which side of the medical wall a paper stands, what became of it by that day, and who asks.

    `vouched`: whether somebody else than the employer answers for the designation. `concerned`: whether the file
    concerns the employer, by the injury or by imputation.
    """

    side: Side
    deposited: bool
    on_screen: bool
    designated: bool = False
    vouched: bool = False
    concerned: bool = True


@dataclass(frozen=True, slots=True)
class OpeningRuling:
    """Whether the paper itself may be opened, and by which rules."""

    allowed: bool
    reasons: tuple[Reason, ...]


QUESTION = Question(
    name="opening",
    facts=(
        one_of("side", "document", Side),
        yes_or_no("deposited", "déposé ce jour-là"),
        yes_or_no("on_screen", "transmis à l'écran"),
        yes_or_no("designated", "personne désignée ce jour-là"),
        yes_or_no("vouched", "désignation dont la Commission répond"),
        yes_or_no("concerned", "dossier qui concerne l'employeur"),
    ),
    outcomes=OpeningReason,
    gathers=True,
)
TABLE = load(QUESTION)


def _ruling(rules: tuple[Rule, ...]) -> OpeningRuling:
    reasons = tuple(Reason.of(rule, OpeningReason) for rule in rules)
    obstacles = tuple(reason for reason in reasons if reason.code not in OPENING_SUPPORTS)
    return OpeningRuling(not obstacles, obstacles or reasons)


_RULINGS = {key: _ruling(rules) for key, rules in TABLE.compiled()[0].items()}


def named_facts(facts: OpeningFacts) -> Key:
    """The facts in the order of the question."""
    return (facts.side, facts.deposited, facts.on_screen, facts.designated, facts.vouched, facts.concerned)


def may_be_opened(facts: OpeningFacts) -> OpeningRuling:
    """Whether the paper's nature lets it be opened on screen. No rule of this table has a date yet."""
    return _RULINGS[named_facts(facts)]
