"""What if? The smallest change that would let somebody use a service, found by asking the rules again.

Nothing is guessed from the refusal: each set of changes is tried on the facts, the smallest sets first, and the first
that the access table lets through is the answer. The sentences are those of the table's own rules.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import combinations

from app.rules.access import TABLE, AccessFacts, Beyond, may_use
from app.rules.roles import CHANGES
from app.rules.table import Fix
from app.vocabulary.accounts import Role, Space
from app.vocabulary.rulings import AccessChange
from app.vocabulary.services import OnlineService

#: In the order in which they would be made. Another account is only tried when nothing helps in this one.
_ELSEWHERE = (AccessChange.SIGN_IN_ELSEWHERE,)
#: Another session, where the person holds the right already, changes nothing in this one.
_ANOTHER_SESSION = {AccessChange.SIGN_IN_FOR_EMPLOYER, AccessChange.SIGN_IN_FOR_FIRM}
_NOT_IN_PLACE = {*_ELSEWHERE, *_ANOTHER_SESSION, AccessChange.DESIGNATE}
_IN_PLACE = tuple(change for change in AccessChange if change not in _NOT_IN_PLACE)


@dataclass(frozen=True, slots=True)
class Supposed:
    """The facts after some changes, the space signed in to, and the day that is asked about."""

    facts: AccessFacts
    on: date
    has_role: bool

    @property
    def allowed(self) -> bool:
        """Whether the service may then be used."""
        return self.has_role and may_use(self.facts, self.on).allowed

    def after(self, change: AccessChange) -> Supposed:
        """The same, once one thing has changed."""
        facts, on = self.facts, self.on
        if change is AccessChange.OPEN_ACCOUNT:
            facts = replace(facts, accounts=facts.accounts | {facts.signed_in_with})
        elif change is AccessChange.REGISTER:
            return replace(self, facts=replace(facts, role=Role.USER), has_role=True)
        elif change is AccessChange.GRANT:
            facts = replace(facts, grants=facts.grants | {facts.service})
        elif change is AccessChange.WITHDRAW_PAPER:
            facts = replace(facts, withdrawal_on=on)
        elif change is AccessChange.GIVE_PRIOR_NOTICE:
            last = min(facts.withdrawal_on or on, on)
            facts = replace(facts, prior_notice_on=last - timedelta(days=1) if last > date.min else None)
        return replace(self, facts=facts, on=on)


@dataclass(frozen=True, slots=True)
class SmallestChange:
    """What would have to change, all of it; where, when it is in another space. `fixes` say it, and who can."""

    changes: tuple[AccessChange, ...]
    space: Space
    fixes: tuple[Fix, ...]


@dataclass(frozen=True, slots=True)
class Start:
    """What is known of a person in one space: on the day asked about, and on the later day when the services open."""

    now: Supposed
    later: Supposed | None = None

    @classmethod
    def of(cls, facts: AccessFacts, on: date, *, has_role: bool = True) -> Start:
        """When nothing more is known: by the opening, nothing will have changed."""
        opens = opening_after(on)
        return cls(Supposed(facts, on, has_role), Supposed(facts, opens, has_role) if opens else None)


def opening_after(on: date) -> date | None:
    """The day on which the services open, if it is still to come."""
    return max((day for day in TABLE.boundaries if day > on), default=None)


def smallest_change(start: Start, elsewhere: Iterable[Start] = ()) -> SmallestChange | None:
    """The fewest changes after which the service may be used; None when nothing would help, or nothing is needed.

    CNESST codes never give more than messaging: what helps is another account. `elsewhere`: what is known of those.
    """
    now, facts = start.now, start.now.facts
    if now.allowed or (now.has_role and facts.role is Role.HEALTH_PROFESSIONAL):
        return None
    if facts.signed_in_with is not Space.CNESST_CODES or facts.service is OnlineService.MESSAGING:
        return _said(_fewest(start), facts.signed_in_with)
    found = [_said(_fewest(there), there.now.facts.signed_in_with, *_ELSEWHERE) for there in elsewhere]
    known = [each for each in found if each is not None]
    return min(known, key=lambda each: len(each.changes), default=_said((), Space.CLICSEQUR, *_ELSEWHERE))


def signed_in_otherwise(beyond: Beyond) -> SmallestChange | None:
    """The session that the person would open instead, and what would still be needed then."""
    ruling = beyond.ruling
    return _said(_fewest(Start.of(ruling.facts, ruling.on)), ruling.facts.signed_in_with, beyond.change)


def _fewest(start: Start) -> tuple[AccessChange, ...] | None:
    for number in range(len(_IN_PLACE) + 1):
        for changes in combinations(_IN_PLACE, number):
            if _allowed_after(start, changes):
                return changes
    return None


def _allowed_after(start: Start, changes: tuple[AccessChange, ...]) -> bool:
    supposed = start.later if AccessChange.WAIT in changes else start.now
    if supposed is None:
        return False
    for change in changes:
        supposed = supposed.after(change)
    return supposed.allowed


def _said(changes: tuple[AccessChange, ...] | None, space: Space, *first: AccessChange) -> SmallestChange | None:
    if changes is None:
        return None
    every = (*first, *changes)
    return SmallestChange(every, space, tuple(fix_of(change, space) for change in every))


def fix_of(change: AccessChange, space: Space) -> Fix:
    """One change in words, and who can make it: as a rule that it lifts says it, that of the space if there is one."""
    if change in CHANGES:
        return CHANGES[change]
    fixes = [
        (space in rule.when.get("signed_in_with", ()), rule.version, rule.fix)
        for rule in TABLE.rules
        if rule.fix and rule.columns.get("lifted_by") == change
    ]
    return max(fixes, key=lambda each: each[:2])[-1]
