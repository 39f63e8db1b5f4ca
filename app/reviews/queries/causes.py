"""Why a review is due: a year has passed, rights were changed, or an account or a rule changed what rights mean."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Integer, Select, and_, cast, func, or_, select
from sqlalchemy.orm import Session

from app.registry.models.accounts import Account
from app.registry.models.people import Membership
from app.registry.queries.people import GRANTING_ROLES
from app.registry.words.reviews import ReviewCause
from app.resolver.models.access import AccessGrant
from app.resolver.models.withdrawals import PaperWithdrawal, PriorNotice
from app.resolver.queries.facts import EmployerFacts
from app.resolver.queries.grants import Right, right_to
from app.reviews.models import AccessReview
from app.rules.access import TABLE
from app.vocabulary.accounts import Space
from app.vocabulary.services import OnlineService

#: A space of an employer.
Place = tuple[int, Space]
_SPACES = tuple(space.value for space in GRANTING_ROLES)


def due_by_year(session: Session, granted_by_on: date, attested_before: datetime) -> list[Place]:
    """Where the first right began on a day at the latest, and nothing was attested in full since an instant."""
    first = (
        select(AccessGrant.employer_id, AccessGrant.space, func.min(AccessGrant.from_on).label("first_on"))
        .where(AccessGrant.space.in_(_SPACES))
        .group_by(AccessGrant.employer_id, AccessGrant.space)
        .subquery()
    )
    last = _last_attested(ReviewCause.YEARLY)
    rows = session.execute(
        select(first.c.employer_id, first.c.space)
        .outerjoin(last, and_(last.c.employer_id == first.c.employer_id, last.c.space == first.c.space))
        .where(first.c.first_on <= granted_by_on)
        .where(or_(last.c.attested_at.is_(None), last.c.attested_at < attested_before))
        .order_by(first.c.employer_id, first.c.space)
    )
    return [(employer_id, Space(space)) for employer_id, space in rows]


def a_year_before(on: date) -> date:
    """The same day of the year before; 28 February for a 29 February."""
    try:
        return on.replace(year=on.year - 1)
    except ValueError:
        return on.replace(year=on.year - 1, day=28)


def _last_attested(*causes: ReviewCause) -> Any:
    return (
        select(AccessReview.employer_id, AccessReview.space, func.max(AccessReview.attested_at).label("attested_at"))
        .where(AccessReview.attested_at.is_not(None), AccessReview.cause.in_([cause.value for cause in causes]))
        .group_by(AccessReview.employer_id, AccessReview.space)
        .subquery()
    )


def due_by_changed_rights(session: Session, before: datetime) -> list[Place]:
    """Where rights at Guichet SST were changed since the last attestation and before that instant."""
    last = _last_attested(ReviewCause.YEARLY, ReviewCause.CHANGED_RIGHTS)
    rows = session.execute(
        select(AccessGrant.employer_id)
        .outerjoin(last, and_(last.c.employer_id == AccessGrant.employer_id, last.c.space == AccessGrant.space))
        .where(
            AccessGrant.space == Space.GUICHET_SST.value,
            AccessGrant.recorded_at < before,
            or_(last.c.attested_at.is_(None), AccessGrant.recorded_at > last.c.attested_at),
        )
        .distinct()
        .order_by(AccessGrant.employer_id)
    )
    return [(employer_id, Space.GUICHET_SST) for (employer_id,) in rows]


@dataclass(frozen=True, slots=True)
class Difference:
    """What one person may do with a service changed, though neither their role nor their right did.

    `on` is the first day of the new answer; the rules are those of the closed side: what closes the service now, or
    what closed it before.
    """

    person_id: int
    service: OnlineService
    automatic: bool
    allowed: bool
    on: date
    rules: tuple[str, ...]

    def as_record(self) -> dict[str, Any]:
        """The same in JSON."""
        return {
            "person": self.person_id,
            "service": self.service.value,
            "automatic": self.automatic,
            "allowed": self.allowed,
            "on": self.on.isoformat(),
            "rules": list(self.rules),
        }

    @classmethod
    def of(cls, said: dict[str, Any]) -> Difference:
        """From JSON."""
        return cls(
            said["person"],
            OnlineService(said["service"]),
            said["automatic"],
            said["allowed"],
            date.fromisoformat(said["on"]),
            tuple(said["rules"]),
        )


def employers_whose_meaning_may_change(
    session: Session, since_on: date, since_at: datetime | None, on: date
) -> list[int]:
    """Those for which an account, a withdrawal or a rule begins or ends after one day and up to another.

    `since_at`: those as well of whom something of the kind was learnt since that instant.
    """
    if any(since_on < day <= on for day in TABLE.boundaries):
        return list(session.scalars(select(Membership.employer_id).distinct().order_by(Membership.employer_id)))
    statements = [
        _touched(Account, (Account.from_on, Account.until_on), since_on, since_at, on),
        _touched(PaperWithdrawal, (PaperWithdrawal.withdrawal_on,), since_on, since_at, on),
        _touched(PriorNotice, (), since_on, since_at, on),
    ]
    return sorted({employer_id for statement in statements for employer_id in session.scalars(statement)})


def _touched(table: Any, days: Iterable[Any], since_on: date, since_at: datetime | None, on: date) -> Select[int]:
    conditions = [and_(day > since_on, day <= on) for day in days]
    if since_at is not None:
        conditions += [table.recorded_at > since_at, table.superseded_at > since_at]
    if not conditions:
        conditions = [cast(table.id, Integer) < 0]
    return select(table.employer_id).where(or_(*conditions)).distinct()


def differences(
    before: EmployerFacts, before_on: date, after: EmployerFacts, on: date, space: Space
) -> list[Difference]:
    """What changed between two days, person by person, for those whose role and rights are the same on both.

    Both days are asked of the resolver; `before` may be what was known then.
    """
    people = {held.person_id for held in after.memberships if held.space == space and held.holds(on)}
    found = []
    for person_id in sorted(person_id for person_id in people if person_id is not None):
        for service in OnlineService:
            was = right_to(before, person_id, space, service, before_on)
            now = right_to(after, person_id, space, service, on)
            if was.allowed is not now.allowed and _same_right(was, now):
                found.append(_difference(after, person_id, space, was, now))
    return found


def _same_right(was: Right, now: Right) -> bool:
    if was.ruling is None or now.ruling is None:
        return False
    granted = [right.ruling is not None and right.service in right.ruling.facts.grants for right in (was, now)]
    return was.ruling.facts.role == now.ruling.facts.role and granted[0] is granted[1]


def _difference(facts: EmployerFacts, person_id: int, space: Space, was: Right, now: Right) -> Difference:
    closed = was if now.allowed else now
    rules = tuple(reason.rule for reason in closed.ruling.reasons) if closed.ruling else ()
    day = _day_of_change(facts, person_id, space, now)
    return Difference(person_id, now.service, now.automatic is not None, now.allowed, day, rules)


def _day_of_change(facts: EmployerFacts, person_id: int, space: Space, now: Right) -> date:
    """The latest day on which the answer became what it is."""
    days: set[date | None] = {*TABLE.boundaries, *facts.withdrawal_days, now.on}
    days |= {day for account in facts.accounts for day in (account.from_on, account.until_on)}
    for day in sorted((day for day in days if day is not None and day <= now.on), reverse=True):
        the_day_before = facts.best_ruling(person_id, space, now.service, day - timedelta(days=1))
        if the_day_before is None or the_day_before.allowed is not now.allowed:
            return day
    return now.on
