"""The lists of threads: an employer's, and the Commission's desk. One statement a page, which an index answers.

A page begins after (or ends before) an *anchor*, a thread of the page beside it, so that it costs the same among ten
threads or a hundred thousand; counts stop at `MOST_COUNTED`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select
from sqlalchemy.orm import Session, aliased

from app.ledger.queries.names import holds_word, named
from app.messaging.models import Thread, ThreadMark
from app.messaging.queries.threads import visible
from app.messaging.words import Turn
from app.registry.models.employers import Employer
from app.registry.models.people import Person
from app.registry.queries.sessions import Principal
from app.resolver.models.files import CompensationFile, FileEmployer
from app.vocabulary.text import folded

PAGE, MOST_COUNTED = 50, 99


@dataclass(frozen=True, slots=True)
class Anchor:
    """A thread after which the next page begins, or before which the previous one ends (`backwards`)."""

    public_id: str
    backwards: bool = False


@dataclass(frozen=True, slots=True)
class InboxQuestion:
    """What is asked of a list. `search`: a file's number or words of a worker's name, or of an employer's at a desk.

    `file`: the public identifier of one file; `mine`: only what one answers oneself.
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
    turn_since_at: datetime
    last_message_id: int
    answerer_id: int | None
    answerer_given: str | None
    answerer_family: str | None
    file_no: str | None
    worker_given: str | None
    worker_family: str | None
    employer: str
    neq: str
    unopened: bool
    unseen: bool

    @property
    def answerer(self) -> str:
        """Who answers at the employer, by name."""
        return f"{self.answerer_given} {self.answerer_family}" if self.answerer_id else ""

    @property
    def worker(self) -> str:
        """Whose file the thread is about, as read aloud."""
        return f"{self.worker_given} {self.worker_family}" if self.file_no else ""


@dataclass(frozen=True, slots=True)
class InboxPage:
    """Up to fifty lines, and whether there are others on either side."""

    rows: tuple[ThreadLine, ...]
    has_previous: bool
    has_next: bool


def list_for(session: Session, principal: Principal, sees_files: bool, asked: InboxQuestion) -> InboxPage:
    """A page of the threads of an employer that this person may see, the latest first."""
    conditions = [visible(principal, sees_files), *_narrowed(asked)]
    if asked.search and sees_files:
        conditions.append(Thread.file_id.in_(_files(principal.employer_id, asked.search)))
    if asked.mine:
        conditions.append(Thread.answerer_id == principal.person_id)
    return _page(session, principal, asked, conditions, rising=False)


def unopened_for(session: Session, principal: Principal, sees_files: bool) -> list[ThreadLine]:
    """The threads that wait for nobody's reply, and whose last answer nobody at the employer has opened; the oldest."""
    waiting = (Thread.unopened_since_at.is_not(None), Thread.turn != Turn.PARTY.value)
    found = _lines(principal).where(visible(principal, sees_files), *waiting).order_by(Thread.unopened_since_at)
    return [ThreadLine._make(row) for row in session.execute(found.limit(PAGE))]


def list_for_staff(session: Session, principal: Principal, asked: InboxQuestion) -> InboxPage:
    """A page of the threads of a desk, or of all: what waits the longest first, what was closed last first."""
    conditions = _narrowed(asked)
    if asked.search:
        found = select(Employer.id).where(or_(named(asked.search, Employer.search_name), Employer.neq == asked.search))
        conditions.append(Thread.employer_id.in_(found))
    return _page(session, principal, asked, conditions, rising=asked.turn is not Turn.CLOSED)


def count_for(session: Session, principal: Principal, sees_files: bool) -> dict[Turn, int]:
    """How many threads stand in each tab of an employer; beyond `MOST_COUNTED`, one more than that."""
    return _counts(session, visible(principal, sees_files))


def count_for_staff(session: Session, desk: str) -> dict[Turn, int]:
    """The same of a desk, or of all."""
    return _counts(session, *([Thread.desk == desk] if desk else []))


def desks(session: Session) -> list[str]:
    """Each desk that has a thread: one step of an index for each, however many threads there are."""
    other = aliased(Thread)
    found = select(func.min(Thread.desk).label("desk")).cte("desks", recursive=True)
    following = select(func.min(other.desk)).where(other.desk > found.c.desk).scalar_subquery()
    found = found.union_all(select(following).where(found.c.desk.is_not(None)))
    return list(session.scalars(select(found.c.desk).where(found.c.desk.is_not(None))))


def _narrowed(asked: InboxQuestion) -> list[ColumnElement[bool]]:
    wanted = [
        (asked.subject, Thread.subject == asked.subject),
        (asked.desk, Thread.desk == asked.desk),
        (asked.file, CompensationFile.public_id == asked.file),
    ]
    return [Thread.turn == asked.turn.value, *(condition for value, condition in wanted if value)]


def _files(employer_id: int | None, text: str) -> Select[Any]:
    """The files of an employer by the beginning of a number, or by words of a worker's name."""
    found, words = select(FileEmployer.file_id).where(FileEmployer.employer_id == employer_id), folded(text).split()
    number = "".join(words)
    if number.isdigit():
        return found.where(FileEmployer.file_no.startswith(number))
    return found.where(*(holds_word(FileEmployer.search_name, word) for word in words))


def _page(
    session: Session,
    principal: Principal,
    asked: InboxQuestion,
    conditions: list[ColumnElement[bool]],
    *,
    rising: bool,
) -> InboxPage:
    anchor = asked.anchor
    ascending = rising != (anchor is not None and anchor.backwards)
    statement = _lines(principal).where(*conditions)
    if anchor is not None:
        statement = statement.where(_beyond(anchor.public_id, ascending))
    order = (Thread.turn_since_at, Thread.id)
    ordered = [column.asc() if ascending else column.desc() for column in order]
    found = [ThreadLine._make(row) for row in session.execute(statement.order_by(*ordered).limit(PAGE + 1))]
    rows, more = found[:PAGE], len(found) > PAGE
    if anchor is not None and anchor.backwards:
        return InboxPage(tuple(reversed(rows)), has_previous=more, has_next=True)
    return InboxPage(tuple(rows), has_previous=anchor is not None, has_next=more)


def _lines(principal: Principal) -> Select[*tuple[Any, ...]]:
    mark = and_(
        ThreadMark.thread_id == Thread.id,
        ThreadMark.reader_kind == principal.kind,
        ThreadMark.reader_id == (principal.staff_id or principal.person_id),
    )
    return (
        select(
            Thread.id,
            Thread.public_id,
            Thread.subject_kind,
            Thread.subject,
            Thread.desk,
            Thread.turn,
            Thread.turn_since_at,
            Thread.last_message_id,
            Thread.answerer_id,
            Person.given_name,
            Person.family_name,
            CompensationFile.file_no,
            CompensationFile.worker_given_name,
            CompensationFile.worker_family_name,
            Employer.name,
            Employer.neq,
            Thread.last_message_id > func.coalesce(ThreadMark.opened_id, 0),
            Thread.last_message_id > func.coalesce(ThreadMark.seen_id, 0),
        )
        .join(Employer, Employer.id == Thread.employer_id)
        .outerjoin(Person, Person.id == Thread.answerer_id)
        .outerjoin(CompensationFile, CompensationFile.id == Thread.file_id)
        .outerjoin(ThreadMark, mark)
    )


def _beyond(public_id: str, ascending: bool) -> ColumnElement[bool]:
    """The threads after the anchor, in the order of (instant, row)."""
    anchor = aliased(Thread)
    at, row = (
        select(column).where(anchor.public_id == public_id).scalar_subquery()
        for column in (anchor.turn_since_at, anchor.id)
    )
    if ascending:
        return or_(Thread.turn_since_at > at, and_(Thread.turn_since_at == at, Thread.id > row))
    return or_(Thread.turn_since_at < at, and_(Thread.turn_since_at == at, Thread.id < row))


def _counts(session: Session, *conditions: ColumnElement[bool]) -> dict[Turn, int]:
    counted = [
        select(func.count())
        .select_from(
            select(literal(1)).where(Thread.turn == turn.value, *conditions).limit(MOST_COUNTED + 1).subquery()
        )
        .scalar_subquery()
        for turn in Turn
    ]
    return dict(zip(Turn, session.execute(select(*counted)).one(), strict=True))
