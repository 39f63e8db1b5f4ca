"""The first days without paper: which employers may have gone dark since, the worst first.

One statement, whatever their number: nothing is asked of one employer at a time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, literal, or_, select
from sqlalchemy.orm import Session

from app.extensions import UtcDateTime
from app.ledger.queries.intervals import end_of_day, holds, known_on
from app.notices.models import Alert, Dispatch
from app.notices.queries.exceptions import WHOSE
from app.registry.models.accounts import Account
from app.registry.models.employers import Employer
from app.registry.models.people import Membership, Person
from app.registry.models.signin import UserSession
from app.registry.queries.people import GRANTING_ROLES
from app.resolver.models.documents import ON_SCREEN, Document, DocumentOpening
from app.resolver.models.withdrawals import PaperWithdrawal
from app.rights.queries.reach import MEMBER, readers_of_employers
from app.vocabulary import delays
from app.vocabulary.notices import AlertCode
from app.withdrawal.queries.withdrawals import PAGE, Stage, at_stage, dated

#: The causes by which somebody is not reached by e-mail.
UNREACHED = (AlertCode.READER_WITHOUT_EMAIL, AlertCode.EMAIL_REFUSED, AlertCode.EMAIL_NOT_SENT)


@dataclass(frozen=True, slots=True)
class Watched:
    """An employer whose paper was withdrawn lately, and what says that it may have gone dark.

    `unread`: documents deposited since that nobody opened; `unreached`: people whom e-mails do not reach; `readers`:
    those who may read today, and `came`: those of them who came since. `granters`: whom to phone.
    """

    public_id: str
    name: str
    neq: str
    withdrawal_on: date
    unread: int
    unreached: int
    readers: int
    came: int
    granters: tuple[str, ...]


def count_watched(session: Session, on: date) -> int:
    """How many employers `watched_employers` would list in all."""
    statement = select(func.count()).select_from(_signs(on).subquery())
    return session.scalar(statement, {"on": on}) or 0


def watched_employers(session: Session, on: date, number: int = 1) -> list[Watched]:
    """Fifty employers of which something says that they may have gone dark: those of which most says so first."""
    signs = _signs(on).limit(PAGE).offset((number - 1) * PAGE)
    rows = session.execute(signs, {"on": on}).all()
    names = _granters(session, [row.id for row in rows], on)
    return [Watched(**_but_id(row), granters=tuple(names[row.id])) for row in rows]


def _but_id(row: Any) -> dict[str, Any]:
    return {name: value for name, value in row._asdict().items() if name != "id"}


def _signs(on: date) -> Any:
    watched = _withdrawn_lately(on)
    unread, unreached, reading = _unread(watched, on), _unreached(watched), _reading(watched, on)
    counts = [func.coalesce(count, 0) for count in (unread.c.number, unreached.c.number)]
    people = [func.coalesce(count, 0) for count in (reading.c.readers, reading.c.came)]
    signs: list[ColumnElement[bool]] = [counts[0] > 0, counts[1] > 0, people[1] == 0]
    how_many = sum((case((sign, 1), else_=0) for sign in signs), start=literal(0))
    return (
        select(watched.c.id, watched.c.public_id, watched.c.name, watched.c.neq, watched.c.withdrawal_on)
        .add_columns(counts[0].label("unread"), counts[1].label("unreached"))
        .add_columns(people[0].label("readers"), people[1].label("came"))
        .select_from(watched)
        .outerjoin(unread, unread.c.employer_id == watched.c.id)
        .outerjoin(unreached, unreached.c.employer_id == watched.c.id)
        .outerjoin(reading, reading.c.employer_id == watched.c.id)
        .where(or_(*signs))
        .order_by(how_many.desc(), counts[0].desc(), counts[1].desc())
        .order_by(watched.c.withdrawal_on, watched.c.search_name, watched.c.id)
    )


def _withdrawn_lately(on: date) -> Any:
    """The employers whose first days without paper these are: the day itself is the first of them."""
    day = PaperWithdrawal.withdrawal_on
    columns = (Employer.id, Employer.public_id, Employer.name, Employer.search_name, Employer.neq, day)
    lately = day > on - delays.WITHDRAWAL_WATCH
    return dated(*columns).where(at_stage(Stage.EFFECTIVE, on), lately).cte("watched")


def _unread(watched: Any, on: date) -> Any:
    opened = exists().where(DocumentOpening.document_id == Document.id, known_on(DocumentOpening.opened_at, on))
    return (
        select(Document.employer_id, func.count().label("number"))
        .join(watched, watched.c.id == Document.employer_id)
        .where(ON_SCREEN, Document.deposited_on.between(watched.c.withdrawal_on, on), ~opened)
        .group_by(Document.employer_id)
        .subquery()
    )


def _unreached(watched: Any) -> Any:
    """The people whom the page of exceptions names for these causes, one that is open whenever it was found."""
    theirs = [
        and_(
            Alert.code == code.value,
            Dispatch.state.in_([state.value for state in WHOSE[code][0]]),
            Dispatch.recipient_kind.in_([kind.value for kind in WHOSE[code][1]]),
        )
        for code in UNREACHED
    ]
    return (
        select(Alert.employer_id, func.count(Dispatch.person_id.distinct()).label("number"))
        .join(watched, watched.c.id == Alert.employer_id)
        .join(Dispatch, Dispatch.notice_id == Alert.notice_id)
        .where(Alert.resolved_at.is_(None), or_(*theirs))
        .group_by(Alert.employer_id)
        .subquery()
    )


def _reading(watched: Any, on: date) -> Any:
    """Of each employer, how many may read today, and how many of them came since their day began in Quebec."""
    readers = readers_of_employers(on, MEMBER.employer_id.in_(select(watched.c.id))).subquery()
    came = exists().where(
        UserSession.person_id == readers.c.person_id,
        UserSession.supplier_id.is_(None),
        UserSession.last_seen_at >= _beginning(watched.c.withdrawal_on, on),
        known_on(UserSession.last_seen_at, on),
    )
    return (
        select(readers.c.employer_id, func.count().label("readers"), func.sum(case((came, 1), else_=0)).label("came"))
        .join(watched, watched.c.id == readers.c.employer_id)
        .group_by(readers.c.employer_id)
        .subquery()
    )


def _beginning(day: Any, on: date) -> ColumnElement[Any]:
    """The instant at which each of the days that are watched began: no database knows the hour of Quebec alike."""
    days = [on - timedelta(days=back) for back in range(delays.WITHDRAWAL_WATCH.days)]
    begins = {one: literal(end_of_day(one - timedelta(days=1)), UtcDateTime()) for one in days}
    return case(begins, value=day)


def _granters(session: Session, employer_ids: Collection[int], on: date) -> dict[int, list[str]]:
    """The names of those who grant rights at each employer, in a space where it holds an account."""
    grants = [
        and_(Membership.space == space.value, Membership.role == role.value) for space, role in GRANTING_ROLES.items()
    ]
    account = exists().where(
        Account.employer_id == Membership.employer_id, Account.space == Membership.space, holds(Account, on)
    )
    statement = (
        select(Membership.employer_id, Person.given_name, Person.family_name, Person.id)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.employer_id.in_(employer_ids), holds(Membership, on), or_(*grants), account)
        .distinct()
        .order_by(Person.family_name, Person.given_name, Person.id)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for employer_id, given, family, _person in session.execute(statement):
        found[employer_id].append(f"{given} {family}")
    return found
