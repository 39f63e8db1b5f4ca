"""The Commission's desk: requests that were filed, the oldest first. What an index answers, however many there are.

A list is made of *parts* that an index walks in order, one for an office or a state; the first lines of each are put
in order together. A page begins after (or ends before) an *anchor*, a request of the page beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, ColumnElement, and_, bindparam, func, literal, or_, select, union_all
from sqlalchemy.orm import Session

from app.ledger.queries.intervals import end_of_day
from app.ledger.queries.names import named
from app.registry.models.employers import Employer
from app.requests.models.requests import OnlineRequest, RequestEvent
from app.requests.words import RequestEventKind, RequestState, Turn
from app.resolver.models.files import CompensationFile, FileEmployer

PAGE, MOST_COUNTED = 50, 99
#: What the Commission sees: what was filed, never a draft.
SHOWN = OnlineRequest.reference.is_not(None)
_FINISHED = (RequestState.CLOSED, RequestState.TAKEN_BACK, RequestState.DISCONTINUED)


@dataclass(frozen=True, slots=True)
class DeskAnchor:
    """A request after which the next page begins, or before which the previous one ends (`backwards`)."""

    public_id: str
    backwards: bool = False


class DeskPlace(NamedTuple):
    """Where a request stood in a list when somebody opened it: what is done to it moves it, not them."""

    at: datetime
    id: int


@dataclass(frozen=True, slots=True)
class DeskQuestion:
    """What is asked of the desk. `office`: None for all of them; `search`: words of a worker's name."""

    turn: Turn = Turn.COMMISSION
    office: str | None = None
    form: str = ""
    search: str = ""
    anchor: DeskAnchor | None = None


class DeskLine(NamedTuple):
    """One request of the desk."""

    public_id: str
    reference: str
    form: str
    form_version: int
    state: str
    state_at: datetime
    office: str
    assigned_to: str
    answers: dict[str, Any]
    employer: str
    id: int

    @property
    def place(self) -> DeskPlace:
        """Where it stands in the list."""
        return DeskPlace(self.state_at, self.id)


@dataclass(frozen=True, slots=True)
class DeskPage:
    """Up to fifty lines, and whether there are others on either side."""

    rows: Sequence[DeskLine]
    has_previous: bool
    has_next: bool


def get_filed(session: Session, public_id: str) -> OnlineRequest | None:
    """The request, if it was filed; None for a draft, whether or not it exists."""
    return session.scalar(select(OnlineRequest).where(OnlineRequest.public_id == public_id, SHOWN))


def named_by(session: Session, reference: str) -> str | None:
    """The identifier of the request that bears a reference."""
    return session.scalar(select(OnlineRequest.public_id).where(OnlineRequest.reference == reference))


def last_event(session: Session, row: OnlineRequest) -> int:
    """The last line of the history of a request."""
    return session.scalar(select(func.max(RequestEvent.id)).where(RequestEvent.request_id == row.id)) or 0


def happened_at(session: Session, row: OnlineRequest, kind: RequestEventKind) -> datetime | None:
    """When something last happened to a request; None where it never did."""
    found = (RequestEvent.request_id == row.id, RequestEvent.kind == kind.value)
    return session.scalar(select(func.max(RequestEvent.at)).where(*found))


def offices(session: Session) -> list[str]:
    """Each office that has, or had, a request; empty for the central one. One step of an index for each."""
    return sorted({office for turn in Turn for office in _offices_of(session, turn)})


def offices_for(session: Session, row: OnlineRequest) -> list[str]:
    """The offices that a request may be sent to: those of requests and of the employer's files, and the central one."""
    files = select(FileEmployer.regional_office).where(FileEmployer.employer_id == row.employer_id).distinct()
    return sorted({"", *offices(session), *session.scalars(files)} - {row.office})


def _offices_of(session: Session, turn: Turn) -> list[str]:
    """The offices that have a request in a turn, each found from the one before."""
    return list(session.connection().execute(_offices(), {"turn": turn.value}).scalars())


@cache
def _offices() -> Any:
    other = _TABLE.alias()
    turn: BindParameter[str] = bindparam("turn")
    found = select(func.min(REQUEST.office).label("office")).where(REQUEST.turn == turn)
    each = found.cte("offices", recursive=True)
    following = select(func.min(other.c.office)).where(other.c.turn == turn, other.c.office > each.c.office)
    each = each.union_all(select(following.scalar_subquery()).where(each.c.office.is_not(None)))
    return select(each.c.office).where(each.c.office.is_not(None))


def list_for_desk(session: Session, asked: DeskQuestion, on: date) -> DeskPage:
    """A page of what waits, the oldest first; of what is finished, the latest first; nothing of a later day."""
    anchor = asked.anchor
    ascending = (asked.turn is not Turn.NOBODY) != (anchor is not None and anchor.backwards)
    given = {"anchor": anchor.public_id if anchor else "", "end": end_of_day(on)}
    found = _found(session, asked, ascending, "anchor" if anchor else "", given)
    rows, more = found[:PAGE], len(found) > PAGE
    if anchor is not None and anchor.backwards:
        return DeskPage(rows[::-1], has_previous=more, has_next=True)
    return DeskPage(rows, has_previous=anchor is not None, has_next=more)


def next_for_desk(session: Session, asked: DeskQuestion, place: DeskPlace, but: str, on: date) -> DeskLine | None:
    """The request that follows a place of the list; `but`: the one that stood there, wherever it is now."""
    ascending = asked.turn is not Turn.NOBODY
    found = _found(session, asked, ascending, "place", place._asdict() | {"end": end_of_day(on)})
    return next((line for line in found if line.public_id != but), None)


def _found(session: Session, asked: DeskQuestion, ascending: bool, after: str, given: dict[str, Any]) -> list[DeskLine]:
    each = tuple(_offices_of(session, Turn.COMMISSION)) if _goes_by_office(asked) else ()
    # What was searched is kept nowhere: only statements without a name are built once.
    build = _statement.__wrapped__ if asked.search else _statement
    statement = build(replace(asked, anchor=None), each, ascending, after)
    if statement is None:
        return []
    return [DeskLine._make(row) for row in session.connection().execute(statement, given)]


@lru_cache(maxsize=100)
def _statement(asked: DeskQuestion, each: tuple[str, ...], ascending: bool, after: str) -> Any:
    """The statement of a list, which is built once; None where there is nothing to list.

    `after`: what it begins after, an anchor or a place, or nothing.
    """
    narrowed = _narrowed(asked)
    if after:
        narrowed.append(_beyond(*(_of_anchor() if after == "anchor" else _of_place()), ascending=ascending))
    first = [
        select(REQUEST.id, REQUEST.state_at)
        .where(part, *narrowed)
        .order_by(*_ordered(ascending))
        .limit(PAGE + 1)
        .subquery()
        for part in _parts(asked, each)
    ]
    if not first:
        return None
    ids = union_all(*(select(part) for part in first)).subquery()
    lines = _LINES.select_from(
        _TABLE.join(ids, ids.c.id == REQUEST.id).join(_EMPLOYER, _EMPLOYER.c.id == REQUEST.employer_id)
    )
    return lines.order_by(*_ordered(ascending)).limit(PAGE + 1)


def counts_for_desk(session: Session, on: date, office: str | None = None) -> dict[Turn, int]:
    """How many requests are in each turn, of an office or of all; beyond `MOST_COUNTED`, one more than that."""
    counted = []
    each_office = tuple(_offices_of(session, Turn.COMMISSION)) if office is None else ()
    for turn in Turn:
        asked = DeskQuestion(turn, office)
        parts = [
            select(literal(1)).where(part, *_narrowed(asked)).limit(MOST_COUNTED + 1).subquery()
            for part in _parts(asked, each_office if _goes_by_office(asked) else ())
        ]
        each = [select(func.count()).select_from(part).scalar_subquery() for part in parts]
        counted.append(sum(each[1:], each[0]) if each else literal(0))
    found = session.execute(select(*counted), {"end": end_of_day(on)}).one()
    return {turn: min(number, MOST_COUNTED + 1) for turn, number in zip(Turn, found, strict=True)}


_TABLE, _EMPLOYER = OnlineRequest.__table__, Employer.__table__
#: The columns of the table itself: a list makes no object of a row.
REQUEST = _TABLE.c
_LINES = select(
    REQUEST.public_id,
    REQUEST.reference,
    REQUEST.form,
    REQUEST.form_version,
    REQUEST.state,
    REQUEST.state_at,
    REQUEST.office,
    REQUEST.assigned_to,
    REQUEST.answers,
    _EMPLOYER.c.name,
    REQUEST.id,
)


def _ordered(ascending: bool) -> list[Any]:
    return [column.asc() if ascending else column.desc() for column in (REQUEST.state_at, REQUEST.id)]


def _goes_by_office(asked: DeskQuestion) -> bool:
    return asked.turn is Turn.COMMISSION and asked.office is None


def _parts(asked: DeskQuestion, each: tuple[str, ...]) -> list[ColumnElement[bool]]:
    """What the list is made of: each is walked by an index, in the order of (instant, row)."""
    if asked.turn is Turn.COMMISSION:
        ours = REQUEST.turn == Turn.COMMISSION.value
        return [and_(ours, REQUEST.office == office) for office in (each if asked.office is None else (asked.office,))]
    states = _FINISHED if asked.turn is Turn.NOBODY else (RequestState.WAITING_FOR_EMPLOYER,)
    return [REQUEST.state == state.value for state in states]


def _narrowed(asked: DeskQuestion) -> list[ColumnElement[bool]]:
    known = REQUEST.state_at < bindparam("end", type_=REQUEST.state_at.type)
    found: list[ColumnElement[bool]] = [REQUEST.reference.is_not(None), known]
    if asked.office is not None:
        found.append(REQUEST.office == asked.office)
    if asked.form:
        found.append(REQUEST.form == asked.form)
    if asked.search:
        found.append(named(asked.search, REQUEST.search_name))
    return found


def _of_anchor() -> tuple[Any, Any]:
    """Where the anchor stands now."""
    other = _TABLE.alias()
    chosen = other.c.public_id == bindparam("anchor")
    return select(other.c.state_at).where(chosen).scalar_subquery(), select(other.c.id).where(chosen).scalar_subquery()


def _of_place() -> tuple[Any, Any]:
    return bindparam("at", type_=REQUEST.state_at.type), bindparam("id", type_=REQUEST.id.type)


def _beyond(at: Any, row: Any, *, ascending: bool) -> ColumnElement[bool]:
    """The requests after a place, in the order of (instant, row)."""
    if ascending:
        return or_(REQUEST.state_at > at, and_(REQUEST.state_at == at, REQUEST.id > row))
    return or_(REQUEST.state_at < at, and_(REQUEST.state_at == at, REQUEST.id < row))


def employer_of(session: Session, row: OnlineRequest) -> Employer:
    """The employer of a request."""
    return session.get_one(Employer, row.employer_id)


def concerned(session: Session, row: OnlineRequest) -> CompensationFile | None:
    """The file that a request is about, if it is about one."""
    return session.get(CompensationFile, row.file_id) if row.file_id is not None else None
