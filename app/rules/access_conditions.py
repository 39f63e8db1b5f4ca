"""The access table turned round: under which conditions a service may be used, for those who must ask of many at once.

`may_use` answers for one person; a list asks its database. What the database compares is made from the same compiled
table, so that no rule is written twice.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import combinations, product

from app.rules.access import TABLE, answers_of_period
from app.rules.facts import role_in
from app.vocabulary.accounts import Role, Space
from app.vocabulary.services import OnlineService

Values = tuple[bool | None, ...]

#: The facts that hold or do not, by their names in the table.
FACTS = ("account_active", "granted", "guichet_account", "paper_withdrawn", "prior_notice")


@dataclass(frozen=True, slots=True)
class AccessCondition:
    """Whoever has one of these roles may use the service where the facts are so; a fact that is not named is free."""

    roles: tuple[tuple[Space, Role], ...]
    facts: tuple[tuple[str, bool], ...]


def period_of(on: date) -> int:
    """The number of the period, between two changes of the law, in which a day stands."""
    return bisect_right(TABLE.boundaries, on)


@cache
def conditions(service: OnlineService, period: int) -> tuple[AccessCondition, ...]:
    """When a service may be used in a period: one of these conditions at least; none at all while it is closed."""
    found: dict[Values, list[tuple[Space, Role]]] = {}
    for space, role in product(Space, Role):
        for values in sorted(_shortest(_permitting(service, period, space, role)), key=str):
            found.setdefault(values, []).append((space, role))
    return tuple(AccessCondition(tuple(roles), _named(values)) for values, roles in found.items())


def _named(values: Values) -> tuple[tuple[str, bool], ...]:
    return tuple((name, value) for name, value in zip(FACTS, values, strict=True) if value is not None)


def _permitting(service: OnlineService, period: int, space: Space, role: Role) -> set[Values]:
    """The facts under which that role may use the service, those that contradict one another left out."""
    answers, found = answers_of_period(period), set[Values]()
    for active, granted, guichet, withdrawn, notice in product((True, False), repeat=len(FACTS)):
        key = (active, role_in(space, role), space, service, granted, guichet, withdrawn, notice)
        possible = guichet is active if space is Space.GUICHET_SST else True
        if possible and answers[key].allowed:
            found.add((active, granted, guichet, withdrawn, notice))
    return found


def _shortest(keys: set[Values]) -> set[Values]:
    """The same facts in fewer words: two that differ by one value only do not depend on it."""
    shortest: set[Values] = set()
    while keys:
        shorter, covered = set(), set()
        for one, other in combinations(keys, 2):
            differing = [at for at, (a, b) in enumerate(zip(one, other, strict=True)) if a is not b]
            if len(differing) == 1 and None not in (one[differing[0]], other[differing[0]]):
                shorter.add((*one[: differing[0]], None, *one[differing[0] + 1 :]))
                covered |= {one, other}
        shortest |= keys - covered
        keys = shorter
    return shortest
