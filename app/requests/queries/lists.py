"""Lists of requests: those of an employer, by whose turn it is. What an index answers, however many there are.

A list is made of *parts* that an index walks in order, one for a service that the reader holds; the first lines of each
are put in order together. A page begins after (or ends before) an *anchor*, a request of the page beside it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, bindparam, case, func, literal, or_, select, union_all
from sqlalchemy.orm import Session

from app.ledger.queries.intervals import end_of_day
from app.requests.models.requests import WAITS, OnlineRequest
from app.requests.queries.reach import Reach
from app.requests.words import OURS, RequestState, Turn
from app.vocabulary.references import read_reference
from app.vocabulary.services import OnlineService
from app.vocabulary.text import folded

PAGE, MOST_COUNTED = 50, 99
#: What is thrown away is shown in no list.
_NOT_LISTED = OnlineRequest.state != RequestState.DISCARDED.value
_TABLE = OnlineRequest.__table__
#: The columns of the table itself: a list makes no object of a row.
_REQUEST = _TABLE.c


@dataclass(frozen=True, slots=True)
class Anchor:
    """A request after which the next page begins, or before which the previous one ends (`backwards`)."""

    public_id: str
    backwards: bool = False


class ListedRequest(NamedTuple):
    """One line of a list."""

    public_id: str
    form: str
    form_version: int
    state: str
    turn: str
    since_at: datetime
    reference: str | None
    limit_on: date | None
    answer_by: date | None
    worker_given_name: str | None
    worker_family_name: str | None

    @property
    def answers(self) -> dict[str, Any]:
        """The answers that a line shows."""
        return {"worker_given_name": self.worker_given_name, "worker_family_name": self.worker_family_name}


@dataclass(frozen=True, slots=True)
class RequestsListed:
    """The lines of a page, and whether there are others on either side."""

    rows: Sequence[ListedRequest]
    has_previous: bool
    has_next: bool


@dataclass(frozen=True, slots=True)
class _Shape:
    """What makes one statement differ from another."""

    services: tuple[str, ...]
    of_firm: bool
    ascending: bool = False
    anchored: bool = False


def requests_of(
    session: Session, reach: Reach, turn: Turn, *, size: int = PAGE, search: str = "", anchor: Anchor | None = None
) -> RequestsListed:
    """The requests that somebody reaches, in one turn, the latest change first. `search`: a reference, or a name."""
    backwards = anchor is not None and anchor.backwards
    shape = _shape(reach, ascending=backwards, anchored=anchor is not None)
    if not shape.services:
        return RequestsListed((), False, False)
    # What was searched is kept nowhere: only statements without a name are built once.
    statement = _page(shape, _searched(search)) if search else _whole_page(shape)
    given = {"turn": turn.value, "size": size + 1, "anchor": anchor.public_id if anchor else ""}
    found = [ListedRequest._make(row) for row in session.connection().execute(statement, _values(reach) | given)]
    rows, more = found[:size], len(found) > size
    if backwards:
        return RequestsListed(rows[::-1], has_previous=more, has_next=True)
    return RequestsListed(rows, has_previous=anchor is not None, has_next=more)


def counts_of(session: Session, reach: Reach) -> dict[Turn, int]:
    """How many requests somebody reaches, by whose turn it is; beyond `MOST_COUNTED`, one more than that."""
    shape = _shape(reach)
    if not shape.services:
        return dict.fromkeys(Turn, 0)
    found = session.connection().execute(_counts(shape), _values(reach)).one()
    return {turn: min(number, MOST_COUNTED + 1) for turn, number in zip(Turn, found, strict=True)}


def _shape(reach: Reach, *, ascending: bool = False, anchored: bool = False) -> _Shape:
    services = tuple(sorted(service.value for service in reach.services))
    return _Shape(services, reach.firm_id is not None, ascending, anchored)


def _values(reach: Reach) -> dict[str, Any]:
    return {"employer": reach.employer_id, "firm": reach.firm_id, "known": end_of_day(reach.on)}


_LINES = select(
    _REQUEST.public_id,
    _REQUEST.form,
    _REQUEST.form_version,
    _REQUEST.state,
    _REQUEST.turn,
    # As `OnlineRequest.since_at`.
    case((_REQUEST.state == RequestState.DRAFT.value, _REQUEST.changed_at), else_=_REQUEST.state_at),
    _REQUEST.reference,
    _REQUEST.limit_on,
    _REQUEST.answer_by,
    # Of the answers, which may be long, only what a line shows.
    _REQUEST.answers["worker_given_name"].as_string(),
    _REQUEST.answers["worker_family_name"].as_string(),
)


@lru_cache(maxsize=100)
def _whole_page(shape: _Shape) -> Any:
    """The statement of a list that nothing narrows, which is built once."""
    return _page(shape, [])


def _page(shape: _Shape, narrowed: list[ColumnElement[bool]]) -> Any:
    if shape.anchored:
        narrowed = [*narrowed, _beyond(shape.ascending)]
    order = [each.asc() if shape.ascending else each.desc() for each in (_REQUEST.changed_at, _REQUEST.id)]
    size = bindparam("size", type_=_REQUEST.id.type)
    first = [
        select(_REQUEST.id).where(part, _REQUEST.turn == bindparam("turn"), *narrowed).order_by(*order).limit(size)
        for part in _parts(shape)
    ]
    ids = union_all(*(select(part.subquery()) for part in first)).subquery()
    return _LINES.select_from(_TABLE.join(ids, ids.c.id == _REQUEST.id)).order_by(*order).limit(size)


@lru_cache(maxsize=100)
def _counts(shape: _Shape) -> Any:
    return select(*(_counted(and_(part, _REQUEST.turn == turn.value) for part in _parts(shape)) for turn in Turn))


def _counted(parts: Iterable[ColumnElement[bool]]) -> Any:
    """How many there are in these parts; beyond `MOST_COUNTED` of one, one more than that."""
    chosen = (select(literal(1)).select_from(_TABLE).where(part).limit(MOST_COUNTED + 1).subquery() for part in parts)
    first, *others = (select(func.count()).select_from(part).scalar_subquery() for part in chosen)
    return sum(others, first)


def _parts(shape: _Shape, changed_at: ColumnElement[datetime] = _REQUEST.changed_at) -> list[ColumnElement[bool]]:
    """What the list is made of: each is walked by an index, in the order of (instant, row)."""
    own: list[ColumnElement[bool]] = [_REQUEST.firm_id == bindparam("firm")] if shape.of_firm else []
    return [
        and_(
            _REQUEST.employer_id == bindparam("employer"),
            _REQUEST.service == service,
            _REQUEST.part_of_id.is_(None),
            # Nothing of a later day: the clock of a demonstration can be put back.
            changed_at < bindparam("known", type_=_REQUEST.changed_at.type),
            _NOT_LISTED,
            *own,
        )
        for service in shape.services
    ]


def _beyond(ascending: bool) -> ColumnElement[bool]:
    """The requests after the anchor, in the order of (instant, row)."""
    other = _TABLE.alias()
    at, row = (
        select(column)
        .where(other.c.public_id == bindparam("anchor"), other.c.employer_id == bindparam("employer"))
        .scalar_subquery()
        for column in (other.c.changed_at, other.c.id)
    )
    if ascending:
        return and_(_REQUEST.changed_at >= at, or_(_REQUEST.changed_at > at, _REQUEST.id > row))
    return and_(_REQUEST.changed_at <= at, or_(_REQUEST.changed_at < at, _REQUEST.id < row))


def _searched(search: str) -> list[ColumnElement[bool]]:
    if not search:
        return []
    reference = read_reference(search)
    found: ColumnElement[bool] = OnlineRequest.search_name.contains(folded(search), autoescape=True)
    return [or_(OnlineRequest.reference == reference, found) if reference else found]


def of_file(session: Session, reach: Reach, file_id: int, limit: int) -> Sequence[OnlineRequest]:
    """The latest requests about a file."""
    return session.scalars(
        select(OnlineRequest)
        .where(*reach.clauses(), _NOT_LISTED, OnlineRequest.file_id == file_id)
        .order_by(OnlineRequest.changed_at.desc())
        .limit(limit)
    ).all()


@dataclass(frozen=True, slots=True)
class OursNow:
    """What waits for the employer: questions of the Commission, drafts whose last day is near or past, other drafts."""

    questions: int
    pressing: int
    drafts: int


def ours_now(session: Session, reach: Reach, until_on: date) -> OursNow:
    """How much waits for whoever reaches it. `until_on`: the last day that is near.

    Each is counted to `MOST_COUNTED` and one more, of each service, whatever an employer has.
    """
    shape = _shape(reach)
    if not shape.services:
        return OursNow(0, 0, 0)
    found = session.connection().execute(_waiting(shape), _values(reach) | {"until": until_on}).one()
    return OursNow(*(min(number, MOST_COUNTED + 1) for number in found))


@lru_cache(maxsize=100)
def _waiting(shape: _Shape) -> Any:
    """The counts of `OursNow`: each part is walked by the index of what waits, by state and last day."""
    until = bindparam("until", type_=_REQUEST.limit_on.type)
    draft = _REQUEST.state == RequestState.DRAFT.value
    asked = [_REQUEST.state == state.value for state in OURS if state is not RequestState.DRAFT]
    near, later = and_(draft, _REQUEST.limit_on <= until), and_(draft, _REQUEST.limit_on > until)
    wanted = (asked, [near], [later, and_(draft, _REQUEST.limit_on.is_(None))])
    # No column of an index: the one in the order of its instants is no help here.
    parts = _parts(shape, func.coalesce(_REQUEST.changed_at, _REQUEST.changed_at))
    return select(*(_counted(and_(part, WAITS, each) for part in parts for each in one) for one in wanted))


def unfinished(session: Session, employer_id: int, services: Collection[OnlineService]) -> tuple[int, date | None]:
    """How many requests of an employer are drafts or wait for an end, for these services; the nearest last day."""
    drafts = case((OnlineRequest.state == RequestState.DRAFT.value, OnlineRequest.limit_on))
    number, limit_on = session.execute(
        select(func.count(), func.min(drafts)).where(
            OnlineRequest.employer_id == employer_id,
            OnlineRequest.part_of_id.is_(None),
            OnlineRequest.turn != Turn.NOBODY.value,
            OnlineRequest.service.in_([service.value for service in services]),
        )
    ).one()
    return number, limit_on
