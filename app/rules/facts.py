"""Named facts: small pure functions from what is recorded to what a rule looks at.

Sources: domain reference, section 3 (situations, prior notice, withdrawal day) and section 2 (roles of each space).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import combinations

from app.vocabulary.accounts import Role, Situation, Space
from app.vocabulary.documents import MEDICAL_CATEGORIES, Category
from app.vocabulary.labels import Labelled


class Addressee(Labelled):
    """To whom a paper may go, on which side of the medical wall."""

    EMPLOYER = "employer", "à l'employeur", "to the employer"
    HEALTH_PROFESSIONAL = (
        "health_professional",
        "à sa professionnelle ou à son professionnel de la santé",
        "to its health professional",
    )
    NOBODY_YET = "nobody_yet", "à personne pour l'instant", "to nobody yet"


def _situation(accounts: frozenset[Space]) -> Situation:
    if Space.GUICHET_SST in accounts:
        return Situation.BOTH_SPACES if Space.CLICSEQUR in accounts else Situation.GUICHET_SST
    if Space.CLICSEQUR in accounts:
        return Situation.CLICSEQUR
    return Situation.CNESST_CODES if accounts else Situation.NO_ACCOUNT


_SITUATIONS = {
    frozenset(accounts): _situation(frozenset(accounts))
    for size in range(len(Space) + 1)
    for accounts in combinations(Space, size)
}

#: The role that only one space has; anywhere else it counts as a user.
_SPACE_OF_ROLE = {Role.RSE: Space.CLICSEQUR, Role.RESPONDENT: Space.GUICHET_SST}


def situation(accounts: Iterable[Space]) -> Situation:
    """What the accounts active on a day add up to; CNESST codes beside another account change nothing."""
    return _SITUATIONS[frozenset(accounts)]


def paper_withdrawn(withdrawal_on: date | None, on: date) -> bool:
    """Whether paper is withdrawn that day; the withdrawal day itself counts as withdrawn."""
    return withdrawal_on is not None and on >= withdrawal_on


def prior_notice_counts(withdrawal_on: date | None, prior_notice_on: date | None) -> bool:
    """Whether the employer was told beforehand: prior notice dated strictly before the withdrawal day."""
    return withdrawal_on is not None and prior_notice_on is not None and prior_notice_on < withdrawal_on


def addressee(category: Category, health_professionals: int) -> Addressee:
    """To whom a paper of that category goes, given how many active health professionals the employer has."""
    if category not in MEDICAL_CATEGORIES:
        return Addressee.EMPLOYER
    return Addressee.HEALTH_PROFESSIONAL if health_professionals > 0 else Addressee.NOBODY_YET


def role_in(space: Space, role: Role) -> Role:
    """The role as that space knows it: an RSE on Guichet SST or a respondent on clicSÉQUR is a user."""
    return role if _SPACE_OF_ROLE.get(role, space) is space else Role.USER
