"""The rights to sensitive data that a plan gives: to how many people, and how many."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from app.personnel.models import PersonnelRow
from app.vocabulary.services import SENSITIVE_SERVICES


class Given(NamedTuple):
    """How many people receive, or keep until another day, rights to sensitive data; and how many rights."""

    people: int
    rights: int


def given_by(rows: Iterable[PersonnelRow]) -> Given:
    """What rows give, new rights and other ends together."""
    each = [len(SENSITIVE_SERVICES & _codes(row)) for row in rows]
    return Given(sum(number > 0 for number in each), sum(each))


def _codes(row: PersonnelRow) -> set[str]:
    return {*row.wanted.get("grants", ()), *row.wanted.get("changes", ())}
