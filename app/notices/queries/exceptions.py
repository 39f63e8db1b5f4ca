"""What keeps notices from being reached, one row for each cause and employer, however many notices it keeps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session

from app.notices.models import Alert, Dispatch
from app.registry.models.employers import Employer
from app.registry.models.people import Person
from app.vocabulary.notices import AlertCode, DispatchState, RecipientKind

#: Causes that are somebody's, and the sendings that say whose: their states, and the kinds of recipients.
WHOSE: dict[AlertCode, tuple[frozenset[DispatchState], frozenset[RecipientKind]]] = {
    AlertCode.RECIPIENT_WITHOUT_ADDRESS: (
        frozenset({DispatchState.HELD}),
        frozenset({RecipientKind.PAPER_RECIPIENT}),
    ),
    AlertCode.READER_WITHOUT_EMAIL: (frozenset({DispatchState.HELD}), frozenset({RecipientKind.PERSON})),
    AlertCode.EMAIL_REFUSED: (frozenset({DispatchState.FAILED}), frozenset({RecipientKind.PERSON})),
    AlertCode.EMAIL_NOT_SENT: (frozenset({DispatchState.FAILED}), frozenset({RecipientKind.PERSON})),
    AlertCode.LETTER_RETURNED: (
        frozenset({DispatchState.HELD}),
        frozenset({RecipientKind.PERSON, RecipientKind.PAPER_RECIPIENT}),
    ),
    AlertCode.ADDRESS_NOT_PRINTABLE: (
        frozenset({DispatchState.HELD}),
        frozenset({RecipientKind.PERSON, RecipientKind.PAPER_RECIPIENT}),
    ),
}


@dataclass(frozen=True, slots=True)
class OpenCause:
    """What keeps notices of one employer: how many, and since when."""

    code: AlertCode
    notices: int
    since_at: datetime
    employer: str
    employer_public_id: str
    employer_id: int
    neq: str


#: Causes on a page.
SIZE = 50

#: What the open causes may be ordered by, besides what they are: one statement gathers them all, whatever the order.
ORDERS = frozenset({"employer", "cause", "notices", "since"})


def open_causes(
    session: Session,
    code: AlertCode | None = None,
    number: int = 1,
    *,
    by: str = "",
    descending: bool = False,
    named: Sequence[AlertCode] = tuple(AlertCode),
    size: int = SIZE,
) -> list[OpenCause]:
    """A page of the open causes, by one of `ORDERS` or the other way round; by none, those of the latest alerts first.

    `named`: the causes in the order of their names.
    """
    wanted = [Alert.resolved_at.is_(None), *([Alert.code == code.value] if code else [])]
    grouped = (
        select(
            func.max(Alert.id).label("latest"),
            func.count(Alert.notice_id.distinct()).label("notices"),
            func.min(Alert.raised_at).label("since_at"),
        )
        .where(*wanted)
        .group_by(Alert.code, Alert.employer_id)
        .subquery()
    )
    statement = (
        select(Alert, grouped.c.notices, grouped.c.since_at, Employer)
        .join(grouped, grouped.c.latest == Alert.id)
        .join(Employer, Employer.id == Alert.employer_id)
    )
    orders: dict[str, Any] = {
        "employer": Employer.search_name,
        "cause": case({each.value: place for place, each in enumerate(named)}, value=Alert.code),
        "notices": grouped.c.notices,
        "since": grouped.c.since_at,
    }
    chosen = [orders[by].desc() if descending else orders[by]] if by else []
    rows = session.execute(statement.order_by(*chosen, Alert.id.desc()).limit(size).offset((number - 1) * size))
    return [_cause(*row) for row in rows]


def count_causes(session: Session, code: AlertCode | None = None) -> int:
    """How many rows `open_causes` would list in all."""
    wanted = [Alert.resolved_at.is_(None), *([Alert.code == code.value] if code else [])]
    causes = select(Alert.code).where(*wanted).group_by(Alert.code, Alert.employer_id)
    return session.scalar(select(func.count()).select_from(causes.subquery())) or 0


def _cause(alert: Alert, notices: int, since_at: datetime, employer: Employer) -> OpenCause:
    code = AlertCode(alert.code)
    return OpenCause(code, notices, since_at, employer.name, employer.public_id, employer.id, employer.neq)


def people_behind(session: Session, causes: Sequence[OpenCause]) -> dict[tuple[AlertCode, int], tuple[str, ...]]:
    """Name whose each cause is, where it is somebody's, by cause and employer."""
    theirs = [_theirs(cause) for cause in causes if cause.code in WHOSE]
    if not theirs:
        return {}
    statement = (
        select(Alert.code, Alert.employer_id, Dispatch.recipient, Person.given_name, Person.family_name)
        .join(Dispatch, Dispatch.notice_id == Alert.notice_id)
        .outerjoin(Person, Person.id == Dispatch.person_id)
        .where(Alert.resolved_at.is_(None), or_(*theirs))
        .distinct()
    )
    found: defaultdict[tuple[AlertCode, int], set[str]] = defaultdict(set)
    for code, employer_id, recipient, given, family in session.execute(statement):
        found[AlertCode(code), employer_id].add(f"{given} {family}" if given else recipient)
    return {cause: tuple(sorted(names)) for cause, names in found.items()}


def _theirs(cause: OpenCause) -> Any:
    states, kinds = WHOSE[cause.code]
    return and_(
        Alert.code == cause.code.value,
        Alert.employer_id == cause.employer_id,
        Dispatch.state.in_([state.value for state in states]),
        Dispatch.recipient_kind.in_([kind.value for kind in kinds]),
    )


def count_kept(session: Session, employer_id: int, code: AlertCode) -> int:
    """Count the notices of an employer that a cause keeps now."""
    kept = select(func.count(Alert.notice_id.distinct())).where(
        Alert.employer_id == employer_id, Alert.code == code.value, Alert.resolved_at.is_(None)
    )
    return session.scalar(kept) or 0
