"""What use says of rights: those that nobody used for a year, and those used for one kind of document only.

Only the follow-up of files leaves a trace of its use, an opening; of the other services, use says nothing yet. A right
is looked at once it could be used on every day of a year.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import bindparam, distinct, func, select
from sqlalchemy.orm import Session

from app.ledger.queries.intervals import ends_after, lasts
from app.resolver.models.access import AccessGrant
from app.resolver.models.documents import Document, DocumentOpening
from app.resolver.queries.facts import EmployerFacts, facts_of_employer
from app.resolver.queries.grants import right_to
from app.rights.models.ends import HintKept
from app.rights.words.hints import HintKind
from app.vocabulary.accounts import Space
from app.vocabulary.documents import Category
from app.vocabulary.services import OnlineService

FOLLOWUP = OnlineService.FILE_FOLLOWUP
A_YEAR = timedelta(days=365)
#: With fewer openings than this, that all are of one kind says nothing.
ENOUGH_OPENINGS = 5


@dataclass(frozen=True, slots=True)
class Hint:
    """What use suggests of somebody's right to follow the files. `category`: the only one that they opened."""

    person_id: int
    kind: HintKind
    openings: int = 0
    category: Category | None = None


_KEPT = select(HintKept.person_id).where(
    HintKept.employer_id == bindparam("employer"),
    HintKept.space == bindparam("space"),
    ends_after(HintKept, bindparam("on")),
)
_OPENED = (
    select(
        DocumentOpening.person_id,
        func.count().label("openings"),
        func.count(distinct(Document.category)).label("kinds"),
        func.min(Document.category).label("category"),
    )
    .join(Document, Document.id == DocumentOpening.document_id)
    .where(Document.employer_id == bindparam("employer"), DocumentOpening.opened_at >= bindparam("since_at"))
    .group_by(DocumentOpening.person_id)
    .subquery()
)
_USED = (
    select(
        AccessGrant.person_id,
        func.max(func.coalesce(_OPENED.c.openings, 0)),
        func.max(func.coalesce(_OPENED.c.kinds, 0)),
        func.max(_OPENED.c.category),
    )
    .outerjoin(_OPENED, _OPENED.c.person_id == AccessGrant.person_id)
    .where(
        AccessGrant.employer_id == bindparam("employer"),
        AccessGrant.space == bindparam("space"),
        AccessGrant.service == FOLLOWUP.value,
        AccessGrant.absence_id.is_(None),
        AccessGrant.mandate_id.is_(None),
        AccessGrant.from_on <= bindparam("since_on"),
        lasts(AccessGrant, bindparam("on")),
        AccessGrant.person_id.not_in(_KEPT),
    )
    .group_by(AccessGrant.person_id)
    .order_by(AccessGrant.person_id)
)


def hints(
    session: Session, facts: EmployerFacts, space: Space, on: date, people: Collection[int] | None = None
) -> dict[int, Hint]:
    """The hints about the people of a space, or about some of them, by person. One statement.

    Those that somebody who grants chose to keep are left out for as long.
    """
    since_on = on - A_YEAR
    values = {
        "employer": facts.employer_id,
        "space": space.value,
        "on": on,
        "since_on": since_on,
        "since_at": datetime.combine(since_on, time(), UTC),
    }
    statement = _USED if people is None else _USED.where(AccessGrant.person_id.in_(list(people)))
    found = (_hint(*row) for row in session.execute(statement, values))
    return {hint.person_id: hint for hint in found if hint is not None and _could_read(facts, hint, space, on)}


def unused_by(session: Session, employer_id: int, space: Space, on: date) -> frozenset[int]:
    """Those who have not used their right to follow the files for a year."""
    found = hints(session, facts_of_employer(session, employer_id), space, on)
    return frozenset(who for who, hint in found.items() if hint.kind is HintKind.NEVER_USED)


def _hint(person_id: int, openings: int, kinds: int, category: str | None) -> Hint | None:
    if openings == 0:
        return Hint(person_id, HintKind.NEVER_USED)
    if openings >= ENOUGH_OPENINGS and kinds == 1 and category is not None:
        return Hint(person_id, HintKind.ONE_CATEGORY, openings, Category(category))
    return None


def _could_read(facts: EmployerFacts, hint: Hint, space: Space, on: date) -> bool:
    """Whether the right, granted and not automatic, could be used today and a year ago already."""
    now, then = (right_to(facts, hint.person_id, space, FOLLOWUP, day) for day in (on, on - A_YEAR))
    return now.granted and now.allowed and then.allowed
