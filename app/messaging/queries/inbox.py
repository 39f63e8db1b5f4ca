"""The lists of threads: an employer's, and the Commission's desk. One statement a page, which an index answers.

A page begins after (or ends before) an *anchor*, a thread of the page beside it, so that it costs the same among ten
threads or a hundred thousand; counts stop at `MOST_COUNTED`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Date, ScalarSelect, Select, and_, bindparam, exists, func, literal, or_, select
from sqlalchemy.orm import Session, aliased

from app.ledger.queries.intervals import ends_after
from app.ledger.queries.names import holds_word, named
from app.ledger.queries.prepared import Prepared
from app.messaging.models import Message, Thread, ThreadMark
from app.messaging.queries.scope import NOTHING, Scope, seen_requests, visible
from app.messaging.words import Turn
from app.registry.models.employers import Employer
from app.registry.models.people import Person
from app.registry.queries.sessions import Principal
from app.requests.models.requests import OnlineRequest
from app.requests.words import Turn as RequestTurn
from app.resolver.models.absences import Absence
from app.resolver.models.files import CompensationFile, FileEmployer
from app.vocabulary.references import read_reference
from app.vocabulary.text import folded

PAGE, MOST_COUNTED = 50, 99

# Tables rather than models: a row of a list is read, never changed, and costs half as much this way.
THREAD: Any = Thread.__table__.c
FILE: Any = CompensationFile.__table__.c
REQUEST: Any = OnlineRequest.__table__.c
#: How many shapes of statements are kept: what people see is of a few kinds, but for the firms.
SHAPES = 500


@dataclass(frozen=True, slots=True)
class Anchor:
    """A thread after which the next page begins, or before which the previous one ends (`backwards`)."""

    public_id: str
    backwards: bool = False


@dataclass(frozen=True, slots=True)
class InboxQuestion:
    """What is asked of a list. `search`: a file's number or words of a worker's name, or of an employer's at a desk.

    Of an employer, a reference too. `file`: the public identifier of one file; `mine`: only what one answers oneself.
    """

    turn: Turn = Turn.PARTY
    search: str = ""
    subject: str = ""
    desk: str = ""
    file: str = ""
    mine: bool = False
    anchor: Anchor | None = None


class ThreadLine(NamedTuple):
    """One line of a list. `unopened`: somebody else's message that this reader has not opened; `unseen`: nor listed."""

    id: int
    public_id: str
    kind: str
    subject: str
    desk: str
    turn: str
    since: Any
    last_message_id: int
    answerer_id: int | None
    answerer_given: str | None
    answerer_family: str | None
    file_no: str | None
    worker_given: str | None
    worker_family: str | None
    reference: str | None
    employer: str
    neq: str
    unopened: bool
    unseen: bool

    @property
    def turn_since_at(self) -> datetime:
        """Since when it is whose turn it is: as the driver gave it, SQLite keeps instants as text."""
        at: datetime = datetime.fromisoformat(f"{self.since}+00:00") if isinstance(self.since, str) else self.since
        return at

    @property
    def answerer(self) -> str:
        """Who answers at the employer, by name."""
        return f"{self.answerer_given} {self.answerer_family}" if self.answerer_id else ""

    @property
    def worker(self) -> str:
        """Whose file the thread is about, as read aloud."""
        return f"{self.worker_given} {self.worker_family}" if self.file_no else ""


@dataclass(frozen=True, slots=True)
class _Shape:
    """What makes one statement differ from another. `scope`: what an employer's person sees; the Commission, all."""

    scope: Scope | None
    subject: bool
    desk: bool
    file: bool
    anchored: bool
    ascending: bool


@dataclass(frozen=True, slots=True)
class InboxPage:
    """Up to fifty lines, and whether there are others on either side."""

    rows: tuple[ThreadLine, ...]
    has_previous: bool
    has_next: bool


def list_for(session: Session, principal: Principal, scope: Scope, asked: InboxQuestion, on: date) -> InboxPage:
    """A page of the threads of an employer that this person may see, the latest first."""
    more = []
    if asked.search and scope != NOTHING:
        more.append(_searched(principal.employer_id, scope, asked.search))
    if asked.mine:
        more.append(_answered_by(principal, on))
    return _page(session, _shape(asked, scope, rising=False), more, asked, _values(principal, asked, on))


def unopened_for(session: Session, principal: Principal, scope: Scope, on: date) -> list[ThreadLine]:
    """The threads that wait for nobody's reply, and whose last answer nobody at the employer has opened; the oldest."""
    return [ThreadLine._make(row) for row in _unopened(scope).rows(session, _values(principal, InboxQuestion(), on))]


def list_for_staff(session: Session, principal: Principal, asked: InboxQuestion, on: date) -> InboxPage:
    """A page of the threads of a desk, or of all: what waits the longest first, what was closed last first."""
    more = []
    if asked.search:
        named_so = or_(named(asked.search, Employer.search_name), Employer.neq == asked.search)
        more.append(THREAD.employer_id.in_(select(Employer.id).where(named_so)))
    shape = _shape(asked, None, rising=asked.turn is not Turn.CLOSED)
    return _page(session, shape, more, asked, _values(principal, asked, on))


def count_for(session: Session, principal: Principal, scope: Scope, on: date) -> dict[Turn, int]:
    """How many threads stand in each tab of an employer; beyond `MOST_COUNTED`, one more than that."""
    values = {"employer": principal.employer_id, "on": on}
    return dict(zip(Turn, _counts(scope, of_desk=False).rows(session, values)[0], strict=True))


def count_to_answer(session: Session, principal: Principal, scope: Scope, on: date) -> int:
    """How many threads wait for an employer, but for those whose question its request asks already."""
    return int(_to_answer(scope).rows(session, {"employer": principal.employer_id, "on": on})[0][0])


def count_for_staff(session: Session, desk: str, on: date) -> dict[Turn, int]:
    """The same of a desk, or of all."""
    values = {"desk": desk, "on": on}
    return dict(zip(Turn, _counts(None, of_desk=bool(desk)).rows(session, values)[0], strict=True))


def desks(session: Session) -> list[str]:
    """Each desk that has a thread: one step of an index for each, however many threads there are."""
    other = aliased(Thread)
    found = select(func.min(Thread.desk).label("desk")).cte("desks", recursive=True)
    following = select(func.min(other.desk)).where(other.desk > found.c.desk).scalar_subquery()
    found = found.union_all(select(following).where(found.c.desk.is_not(None)))
    return list(session.scalars(select(found.c.desk).where(found.c.desk.is_not(None))))


def _shape(asked: InboxQuestion, scope: Scope | None, *, rising: bool) -> _Shape:
    backwards = asked.anchor is not None and asked.anchor.backwards
    narrowed = (bool(asked.subject), bool(asked.desk), bool(asked.file))
    return _Shape(scope, *narrowed, anchored=asked.anchor is not None, ascending=rising != backwards)


def _values(principal: Principal, asked: InboxQuestion, on: date) -> dict[str, Any]:
    return {
        "on": on,
        "employer": principal.employer_id,
        "kind": principal.kind,
        "reader": principal.staff_id or principal.person_id,
        "turn": asked.turn.value,
        "subject": asked.subject,
        "desk": asked.desk,
        "file": asked.file,
        "anchor": asked.anchor.public_id if asked.anchor else "",
    }


def _searched(employer_id: int | None, scope: Scope, text: str) -> ColumnElement[bool]:
    """What is about the files, or the requests, that a text finds among those that somebody sees."""
    found = [THREAD.file_id.in_(_files(employer_id, text))] if scope.files else []
    if scope.services:
        found.append(THREAD.request_id.in_(_requests(employer_id, scope, text)))
    return or_(*found)


def _files(employer_id: int | None, text: str) -> Select[Any]:
    """The files of an employer by the beginning of a number, or by words of a worker's name."""
    found, words = select(FileEmployer.file_id).where(FileEmployer.employer_id == employer_id), folded(text).split()
    number = "".join(words)
    if number.isdigit():
        return found.where(FileEmployer.file_no.startswith(number))
    return found.where(*(holds_word(FileEmployer.search_name, word) for word in words))


def _requests(employer_id: int | None, scope: Scope, text: str) -> Select[Any]:
    """The requests that somebody sees, by a reference or by a part of the worker's name."""
    reference, name = read_reference(text), OnlineRequest.search_name.contains(folded(text), autoescape=True)
    asked = or_(OnlineRequest.reference == reference, name) if reference else name
    return select(OnlineRequest.id).where(OnlineRequest.employer_id == employer_id, asked, *seen_requests(scope))


def _answered_by(principal: Principal, on: date) -> ColumnElement[bool]:
    """What somebody answers, and what those answer for whom they stand in that day."""
    away = select(Absence.person_id).where(
        Absence.employer_id == principal.employer_id,
        Absence.stand_in_id == principal.person_id,
        Absence.cancelled_at.is_(None),
        Absence.from_on <= on,
        ends_after(Absence, on),
    )
    return or_(THREAD.answerer_id == principal.person_id, THREAD.answerer_id.in_(away))


def _page(
    session: Session,
    shape: _Shape,
    conditions: list[ColumnElement[bool]],
    asked: InboxQuestion,
    values: dict[str, Any],
) -> InboxPage:
    anchor = asked.anchor
    found: list[ThreadLine] = []
    if conditions:
        found += map(ThreadLine._make, session.connection().execute(_shaped(shape).where(*conditions), values))
    else:
        found += map(ThreadLine._make, _prepared(shape).rows(session, values))
    rows, more = found[:PAGE], len(found) > PAGE
    if anchor is not None and anchor.backwards:
        return InboxPage(tuple(reversed(rows)), has_previous=more, has_next=True)
    return InboxPage(tuple(rows), has_previous=anchor is not None, has_next=more)


@lru_cache(SHAPES)
def _prepared(shape: _Shape) -> Prepared:
    """The statement of a shape, compiled once: building costs more than running."""
    return Prepared(_shaped(shape))


def _shaped(shape: _Shape) -> Select[Any]:
    wanted = [
        (True, THREAD.turn == bindparam("turn")),
        (shape.subject, THREAD.subject == bindparam("subject")),
        (shape.desk, THREAD.desk == bindparam("desk")),
        (shape.file, FILE.public_id == bindparam("file")),
    ]
    statement = _lines().where(*_seen(shape.scope), *(condition for asked, condition in wanted if asked))
    if shape.anchored:
        statement = statement.where(_beyond(shape.ascending))
    order = (THREAD.turn_since_at, THREAD.id)
    return statement.order_by(*(each.asc() if shape.ascending else each.desc() for each in order)).limit(PAGE + 1)


@lru_cache(SHAPES)
def _unopened(scope: Scope) -> Prepared:
    waiting = (THREAD.unopened_since_at.is_not(None), THREAD.turn != Turn.PARTY.value)
    return Prepared(_lines().where(*_seen(scope), *waiting).order_by(THREAD.unopened_since_at).limit(PAGE))


def _seen(scope: Scope | None) -> list[ColumnElement[bool]]:
    """The threads begun by that day that may be listed: by the Commission all of them."""
    on = bindparam("on", type_=Date())
    return [THREAD.begun_on <= on] if scope is None else [visible(bindparam("employer"), scope, on)]


def _lines() -> Select[Any]:
    """The lines, without condition or order. Outer joins: threads come first, in the order of an index."""
    mark, person, employer = (each.__table__.c for each in (ThreadMark, Person, Employer))
    own = and_(
        mark.thread_id == THREAD.id, mark.reader_kind == bindparam("kind"), mark.reader_id == bindparam("reader")
    )
    joined = (
        Thread.__table__.outerjoin(Employer.__table__, employer.id == THREAD.employer_id)
        .outerjoin(Person.__table__, person.id == THREAD.answerer_id)
        .outerjoin(CompensationFile.__table__, FILE.id == THREAD.file_id)
        .outerjoin(OnlineRequest.__table__, REQUEST.id == THREAD.request_id)
        .outerjoin(ThreadMark.__table__, own)
    )
    return select(
        THREAD.id,
        THREAD.public_id,
        THREAD.subject_kind,
        THREAD.subject,
        THREAD.desk,
        THREAD.turn,
        THREAD.turn_since_at,
        THREAD.last_message_id,
        THREAD.answerer_id,
        person.given_name,
        person.family_name,
        FILE.file_no,
        FILE.worker_given_name,
        FILE.worker_family_name,
        REQUEST.reference,
        employer.name,
        employer.neq,
        THREAD.last_message_id > func.coalesce(mark.opened_id, 0),
        THREAD.last_message_id > func.coalesce(mark.seen_id, 0),
    ).select_from(joined)


def _beyond(ascending: bool) -> ColumnElement[bool]:
    """The threads after the anchor, in the order of (instant, row)."""
    anchor = Thread.__table__.alias()
    at, row = (
        select(column).where(anchor.c.public_id == bindparam("anchor")).scalar_subquery()
        for column in (anchor.c.turn_since_at, anchor.c.id)
    )
    if ascending:
        return or_(THREAD.turn_since_at > at, and_(THREAD.turn_since_at == at, THREAD.id > row))
    return or_(THREAD.turn_since_at < at, and_(THREAD.turn_since_at == at, THREAD.id < row))


@lru_cache(SHAPES)
def _counts(scope: Scope | None, *, of_desk: bool) -> Prepared:
    conditions = [*_seen(scope), *([THREAD.desk == bindparam("desk")] if of_desk else [])]
    counted: list[Any] = [_counted(THREAD.turn == turn.value, *conditions) for turn in Turn]
    return Prepared(select(*counted))


@lru_cache(SHAPES)
def _to_answer(scope: Scope) -> Prepared:
    question = exists().where(
        Message.id == THREAD.last_message_id,
        Message.request_event_id.is_not(None),
        OnlineRequest.id == THREAD.request_id,
        OnlineRequest.turn == RequestTurn.OURS.value,
    )
    return Prepared(select(_counted(THREAD.turn == Turn.PARTY.value, ~question.correlate(Thread), *_seen(scope))))


def _counted(*conditions: ColumnElement[bool]) -> ScalarSelect[int]:
    """How many threads meet these conditions; beyond `MOST_COUNTED`, one more than that."""
    found = select(literal(1)).select_from(Thread).where(*conditions).limit(MOST_COUNTED + 1)
    return select(func.count()).select_from(found.subquery()).scalar_subquery()
