"""Lists of requests: those of an employer, by whose turn it is."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.orm import Session

from app.requests.models.requests import OnlineRequest
from app.requests.queries.reach import Reach
from app.requests.words import RequestState, Turn
from app.vocabulary.references import read_reference
from app.vocabulary.services import OnlineService
from app.vocabulary.text import folded

#: What is thrown away is shown in no list.
_NOT_LISTED = OnlineRequest.state != RequestState.DISCARDED.value


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of requests; `total` counts those of all pages, `number` counts pages from 1."""

    rows: Sequence[OnlineRequest]
    total: int
    number: int


def requests_of(
    session: Session,
    reach: Reach,
    turn: Turn,
    number: int,
    size: int,
    *,
    search: str = "",
    service: OnlineService | None = None,
) -> Listed:
    """The requests that somebody reaches, in one turn, the latest change first. `search`: a reference, or a name."""
    where = [*reach.clauses(), OnlineRequest.turn == turn.value, _NOT_LISTED, *_searched(search)]
    if service is not None:
        where.append(OnlineRequest.service == service.value)
    total = session.scalar(select(func.count()).select_from(OnlineRequest).where(*where)) or 0
    number = min(max(number, 1), max(1, -(-total // size)))
    rows = session.scalars(
        select(OnlineRequest)
        .where(*where)
        .order_by(OnlineRequest.changed_at.desc(), OnlineRequest.id.desc())
        .limit(size)
        .offset((number - 1) * size)
    ).all()
    return Listed(rows, total, number)


def _searched(search: str) -> list[ColumnElement[bool]]:
    if not search:
        return []
    reference = read_reference(search)
    found: ColumnElement[bool] = OnlineRequest.search_name.contains(folded(search), autoescape=True)
    return [or_(OnlineRequest.reference == reference, found) if reference else found]


def counts_of(session: Session, reach: Reach) -> dict[Turn, int]:
    """How many requests somebody reaches, by whose turn it is."""
    rows = session.execute(
        select(OnlineRequest.turn, func.count()).where(*reach.clauses(), _NOT_LISTED).group_by(OnlineRequest.turn)
    )
    return {Turn(turn): count for turn, count in rows}


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
    """How much waits for whoever reaches it. `until_on`: the last day that is near."""
    near = func.sum(case((OnlineRequest.limit_on <= until_on, 1), else_=0))
    rows = session.execute(
        select(OnlineRequest.state, func.count(), near)
        .where(*reach.clauses(), OnlineRequest.turn == Turn.OURS.value, _NOT_LISTED)
        .group_by(OnlineRequest.state)
    )
    counts = {state: (number, pressing) for state, number, pressing in rows}
    drafts, pressing = counts.pop(RequestState.DRAFT.value, (0, 0))
    return OursNow(sum(number for number, _near in counts.values()), pressing, drafts - pressing)


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
