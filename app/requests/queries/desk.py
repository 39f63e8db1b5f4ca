"""The Commission's desk: requests that were filed, the oldest first. What an index answers, however many there are.

A list is made of *parts* that an index walks in order, one for an office or a state; the first lines of each are put
in order together. A page begins after (or ends before) an *anchor*, a request of the page beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select, union_all
from sqlalchemy.orm import Session, aliased

from app.ledger.queries.names import named
from app.registry.models.employers import Employer
from app.requests.models.requests import OnlineRequest, RequestEvent
from app.requests.words import RequestState, Turn
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
    state: str
    state_at: datetime
    office: str
    assigned_to: str
    answers: dict[str, Any]
    employer: str


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


def offices(session: Session) -> list[str]:
    """Each office that has, or had, a request; empty for the central one. One step of an index for each."""
    return sorted({office for turn in Turn for office in _offices_of(session, turn)})


def offices_for(session: Session, row: OnlineRequest) -> list[str]:
    """The offices that a request may be sent to: those of requests and of the employer's files, and the central one."""
    files = select(FileEmployer.regional_office).where(FileEmployer.employer_id == row.employer_id).distinct()
    return sorted({"", *offices(session), *session.scalars(files)} - {row.office})


def _offices_of(session: Session, turn: Turn) -> list[str]:
    """The offices that have a request in a turn, each found from the one before."""
    other = aliased(OnlineRequest)
    found = select(func.min(OnlineRequest.office).label("office")).where(OnlineRequest.turn == turn.value)
    each = found.cte("offices", recursive=True)
    following = select(func.min(other.office)).where(other.turn == turn.value, other.office > each.c.office)
    each = each.union_all(select(following.scalar_subquery()).where(each.c.office.is_not(None)))
    return list(session.scalars(select(each.c.office).where(each.c.office.is_not(None))))


def list_for_desk(session: Session, asked: DeskQuestion) -> DeskPage:
    """A page of what waits, the oldest first; of what is finished, the latest first."""
    anchor = asked.anchor
    ascending = (asked.turn is not Turn.NOBODY) != (anchor is not None and anchor.backwards)
    narrowed = _narrowed(asked)
    if anchor is not None:
        narrowed.append(_beyond(anchor.public_id, ascending))
    first = [
        select(OnlineRequest.id, OnlineRequest.state_at)
        .where(part, *narrowed)
        .order_by(*_ordered(OnlineRequest, ascending))
        .limit(PAGE + 1)
        .subquery()
        for part in _parts(session, asked)
    ]
    if not first:
        return DeskPage((), False, False)
    ids = union_all(*(select(each) for each in first)).subquery()
    statement = _LINES.join(ids, ids.c.id == OnlineRequest.id).order_by(*_ordered(OnlineRequest, ascending))
    found = [DeskLine._make(row) for row in session.execute(statement.limit(PAGE + 1))]
    rows, more = found[:PAGE], len(found) > PAGE
    if anchor is not None and anchor.backwards:
        return DeskPage(rows[::-1], has_previous=more, has_next=True)
    return DeskPage(rows, has_previous=anchor is not None, has_next=more)


def counts_for_desk(session: Session, office: str | None = None) -> dict[Turn, int]:
    """How many requests are in each turn, of an office or of all; beyond `MOST_COUNTED`, one more than that."""
    counted = []
    for turn in Turn:
        asked = DeskQuestion(turn, office)
        parts = [
            select(literal(1)).where(part, *_narrowed(asked)).limit(MOST_COUNTED + 1).subquery()
            for part in _parts(session, asked)
        ]
        each = [select(func.count()).select_from(part).scalar_subquery() for part in parts]
        counted.append(sum(each[1:], each[0]) if each else literal(0))
    found = session.execute(select(*counted)).one()
    return {turn: min(number, MOST_COUNTED + 1) for turn, number in zip(Turn, found, strict=True)}


_LINES: Select[*tuple[Any, ...]] = select(
    OnlineRequest.public_id,
    OnlineRequest.reference,
    OnlineRequest.form,
    OnlineRequest.state,
    OnlineRequest.state_at,
    OnlineRequest.office,
    OnlineRequest.assigned_to,
    OnlineRequest.answers,
    Employer.name,
).join(Employer, Employer.id == OnlineRequest.employer_id)


def _ordered(table: Any, ascending: bool) -> list[Any]:
    return [column.asc() if ascending else column.desc() for column in (table.state_at, table.id)]


def _parts(session: Session, asked: DeskQuestion) -> list[ColumnElement[bool]]:
    """What the list is made of: each is walked by an index, in the order of (instant, row)."""
    if asked.turn is Turn.COMMISSION:
        each = _offices_of(session, Turn.COMMISSION) if asked.office is None else [asked.office]
        ours = OnlineRequest.turn == Turn.COMMISSION.value
        return [and_(ours, OnlineRequest.office == office) for office in each]
    states = _FINISHED if asked.turn is Turn.NOBODY else (RequestState.WAITING_FOR_EMPLOYER,)
    return [OnlineRequest.state == state.value for state in states]


def _narrowed(asked: DeskQuestion) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [SHOWN]
    if asked.office is not None:
        found.append(OnlineRequest.office == asked.office)
    if asked.form:
        found.append(OnlineRequest.form == asked.form)
    if asked.search:
        found.append(named(asked.search, OnlineRequest.search_name))
    return found


def _beyond(public_id: str, ascending: bool) -> ColumnElement[bool]:
    """The requests after the anchor, in the order of (instant, row)."""
    anchor = aliased(OnlineRequest)
    at, row = (
        select(column).where(anchor.public_id == public_id).scalar_subquery() for column in (anchor.state_at, anchor.id)
    )
    if ascending:
        return or_(OnlineRequest.state_at > at, and_(OnlineRequest.state_at == at, OnlineRequest.id > row))
    return or_(OnlineRequest.state_at < at, and_(OnlineRequest.state_at == at, OnlineRequest.id < row))


def employer_of(session: Session, row: OnlineRequest) -> Employer:
    """The employer of a request."""
    return session.get_one(Employer, row.employer_id)


def concerned(session: Session, row: OnlineRequest) -> CompensationFile | None:
    """The file that a request is about, if it is about one."""
    return session.get(CompensationFile, row.file_id) if row.file_id is not None else None
