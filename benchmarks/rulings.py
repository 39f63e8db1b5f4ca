"""Rulings a second in one process, beside a bare look-up in a dict keyed by the same facts.

The look-up is the least that any answer could cost: hash what is on record, find the outcome. What a ruling adds is
naming the facts for its day, choosing the period, and an object that carries rule, sentence, source and facts.
"""

from __future__ import annotations

import random
from dataclasses import fields
from datetime import date, timedelta
from itertools import combinations

from app.rules.routing import RouteFacts, route_notice
from app.vocabulary.accounts import Space
from app.vocabulary.documents import Category
from app.vocabulary.notices import Channel
from benchmarks.measure import Result, compare

GOAL = 300_000
BATCH = 50_000
FIRST_DAY = date(2019, 11, 1)


def questions(count: int) -> list[tuple[RouteFacts, date]]:
    """Made-up facts and days, on both sides of every date; the same each time."""
    chance = random.Random(2020)
    accounts = [frozenset(held) for size in range(len(Space) + 1) for held in combinations(Space, size)]
    categories = list(Category)

    def day() -> date:
        return FIRST_DAY + timedelta(days=chance.randrange(500))

    def facts() -> RouteFacts:
        return RouteFacts(
            accounts=chance.choice(accounts),
            withdrawal_on=day() if chance.random() < 0.5 else None,
            prior_notice_on=day() if chance.random() < 0.5 else None,
            category=chance.choice(categories),
            readers=chance.randrange(3),
            health_professionals=chance.randrange(2),
        )

    return [(facts(), day()) for _ in range(count)]


def run() -> Result:
    """Rule on the same questions in turn."""
    asked = questions(BATCH)
    keyed = [(*(getattr(facts, field.name) for field in fields(facts)), on) for facts, on in asked]
    outcomes: dict[tuple[object, ...], Channel] = {
        key: route_notice(*each).outcome for key, each in zip(keyed, asked, strict=True)
    }

    def rule() -> int:
        for facts, on in asked:
            route_notice(facts, on)
        return BATCH

    def look_up() -> int:
        for key in keyed:
            outcomes[key]
        return BATCH

    return compare({"route_notice": rule, "bare dict look-up": look_up}, title="Rulings", unit="rulings/s", goal=GOAL)


def main() -> None:
    """Run and print."""
    run()


if __name__ == "__main__":
    main()
