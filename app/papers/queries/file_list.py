"""An employer's list of files: search, filters, order and pages, in one statement whatever is asked.

A list is made of *ranks* read one after the other: the files with something unread, then the others; the workers
whose name begins as asked, then those of whom another word does. Each rank is read in the order of an index and
stops at the page's end, so that a page costs the same among ten files or a hundred thousand.

A page begins after (or ends before) an *anchor*, a file of the previous page with the rank under which it was read.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal,
    literal_column,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from app.ledger.queries.names import escaped, holds_word
from app.ledger.queries.prepared import Prepared
from app.papers.queries.news import is_read
from app.papers.words.files import FileOrder
from app.resolver.models.documents import NOT_REMOVED, Document
from app.resolver.models.files import CompensationFile, FileEmployer
from app.vocabulary.notices import Channel
from app.vocabulary.text import folded

PAGE = 50
#: What comes after any other sign, in the order of the bytes.
LAST = "\U0010ffff"
#: Words of a name that count in a search; any beyond are left aside.
WORDS = 6

# Tables rather than models: a row of the list is read, never changed, and costs half as much this way.
LINK: Any = FileEmployer.__table__.c
FILE: Any = CompensationFile.__table__.c
PAPER: Any = Document.__table__.c

# Written in the statement: a word that never changes costs more when it is handed over at each call.
_ELECTRONIC: ColumnElement[str] = literal_column(f"'{Channel.ELECTRONIC.value}'")
#: The last document of a file that has none on screen, as a row keeps it.
NEVER: ColumnElement[Any] = literal_column("'0001-01-01'")


class FileRow(NamedTuple):
    """One line of the list. `review_until_on` is the last day of the review time limit that ends first."""

    rank: int
    public_id: str
    file_no: str
    given_name: str
    family_name: str
    injury_on: date
    regional_office: str
    basis: str
    last_document_on: date
    unread: int
    review_until_on: date | None


@dataclass(frozen=True, slots=True)
class Anchor:
    """A file from which the next page (or the previous one, `backwards`) is counted."""

    rank: int
    public_id: str
    backwards: bool = False


@dataclass(frozen=True, slots=True)
class FileQuestion:
    """What is asked of the list. `search` is a number's beginning or words of a name, as they were typed."""

    search: str = ""
    order: FileOrder = FileOrder.UNREAD
    reversed: bool = False
    unread_only: bool = False
    review_running: bool = False
    year: int | None = None
    office: str = ""
    anchor: Anchor | None = None


@dataclass(frozen=True, slots=True)
class FilePage:
    """Up to fifty lines, and whether there are others on either side."""

    rows: tuple[FileRow, ...]
    has_previous: bool
    has_next: bool


@dataclass(frozen=True, slots=True)
class _Shape:
    """What makes one statement differ from another. Each is built once: building costs more than running."""

    by: str = FileOrder.UNREAD.value
    searched: str = ""
    reversed: bool = False
    words: int = 0
    unread_only: bool = False
    review_running: bool = False
    year: bool = False
    office: bool = False
    anchored: int | None = None
    backwards: bool = False


#: Nothing of a later day: the clock of a demonstration can be put back.
_COME = PAPER.deposited_on <= bindparam("on")
_UNREAD = and_(
    PAPER.employer_id == LINK.employer_id,
    PAPER.file_id == LINK.file_id,
    PAPER.channel == _ELECTRONIC,
    NOT_REMOVED,
    _COME,
    ~is_read(PAPER, bindparam("employer")),
)
_RUNNING = and_(
    PAPER.employer_id == LINK.employer_id,
    PAPER.file_id == LINK.file_id,
    PAPER.channel == _ELECTRONIC,
    NOT_REMOVED,
    _COME,
    PAPER.review_until_on >= bindparam("on"),
)
_SOMETHING_UNREAD = exists(PAPER.id).where(_UNREAD).correlate(FileEmployer.__table__)
#: Few time limits run at once: their files are found first, by an index.
_SOMETHING_RUNNING = LINK.file_id.in_(
    select(PAPER.file_id).where(
        PAPER.employer_id == bindparam("employer"),
        PAPER.channel == _ELECTRONIC,
        NOT_REMOVED,
        _COME,
        PAPER.review_until_on >= bindparam("on"),
    )
)


def _count_unread() -> ColumnElement[Any]:
    return (
        select(func.count())
        .select_from(Document.__table__)
        .where(_UNREAD)
        .correlate(FileEmployer.__table__)
        .scalar_subquery()
    )


def _first_end() -> ColumnElement[Any]:
    return select(func.min(PAPER.review_until_on)).where(_RUNNING).correlate(FileEmployer.__table__).scalar_subquery()


def _last_document() -> ColumnElement[Any]:
    """The day that the row keeps; looked for again where it has not come yet."""
    found = (
        select(func.coalesce(func.max(PAPER.deposited_on), NEVER))
        .where(
            PAPER.employer_id == LINK.employer_id,
            PAPER.file_id == LINK.file_id,
            PAPER.channel == _ELECTRONIC,
            NOT_REMOVED,
            _COME,
        )
        .correlate(FileEmployer.__table__)
        .scalar_subquery()
    )
    return case((LINK.last_document_on <= bindparam("on"), LINK.last_document_on), else_=found)


def _begins(column: Any, name: str) -> ColumnElement[bool]:
    """A prefix as a range, which an index answers."""
    return and_(column >= bindparam(name), column < bindparam(name) + literal(LAST))


def _word(number: int) -> ColumnElement[bool]:
    return holds_word(LINK.search_name, bindparam(f"word{number}"))


def _ranks(shape: _Shape) -> list[ColumnElement[bool] | None]:
    """The condition of each rank, in order."""
    if shape.searched == FileOrder.NUMBER:
        return [_begins(LINK.file_no, "start")]
    if shape.searched == FileOrder.NAME:
        begins, each = _begins(LINK.search_name, "start"), and_(*map(_word, range(shape.words)))
        return [begins, and_(~begins, each)] if shape.by == FileOrder.UNREAD else [or_(begins, each)]
    if shape.by == FileOrder.UNREAD:
        return [_SOMETHING_UNREAD] if shape.unread_only else [_SOMETHING_UNREAD, ~_SOMETHING_UNREAD]
    return [None]


def _filters(shape: _Shape) -> list[ColumnElement[bool]]:
    asked = (
        (shape.unread_only and (shape.searched or shape.by != FileOrder.UNREAD), _SOMETHING_UNREAD),
        (shape.review_running, _SOMETHING_RUNNING),
        (shape.year, and_(LINK.injury_on >= bindparam("year_from"), LINK.injury_on < bindparam("year_until"))),
        (shape.office, LINK.regional_office == bindparam("office")),
    )
    return [condition for wanted, condition in asked if wanted]


def _beyond(key: Any, ascending: bool) -> ColumnElement[bool]:
    """Rows after the anchor, in the order of (key, file)."""
    link = FileEmployer.__table__.alias()
    of_anchor = select(link.c[key.name], link.c.file_id).join(CompensationFile.__table__, FILE.id == link.c.file_id)
    of_anchor = of_anchor.where(FILE.public_id == bindparam("anchor"), link.c.employer_id == bindparam("employer"))
    at = of_anchor.with_only_columns(link.c[key.name]).correlate(None).scalar_subquery()
    file_at = of_anchor.with_only_columns(link.c.file_id).correlate(None).scalar_subquery()
    if ascending:
        return or_(key > at, and_(key == at, LINK.file_id > file_at))
    return or_(key < at, and_(key == at, LINK.file_id < file_at))


#: What each order goes by, besides the last document.
_KEYS: dict[str, Any] = {
    FileOrder.NUMBER: LINK.file_no,
    FileOrder.NAME: LINK.search_name,
    FileOrder.INJURY: LINK.injury_on,
}


def _rank(shape: _Shape, number: int, condition: ColumnElement[bool] | None, anchored: bool) -> Select[Any]:
    by = shape.searched or shape.by if shape.by == FileOrder.UNREAD else shape.by
    key = _KEYS.get(by, LINK.last_document_on)
    ascending = (by in {FileOrder.NUMBER, FileOrder.NAME}) != (shape.reversed != shape.backwards)
    chosen = (
        select(
            literal_column(str(number), Integer).label("rank"),
            FILE.public_id,
            LINK.file_no,
            FILE.worker_given_name,
            FILE.worker_family_name,
            LINK.injury_on,
            LINK.regional_office,
            LINK.basis,
            _last_document().label("last_document_on"),
            _count_unread().label("unread"),
            _first_end().label("review_until_on"),
        )
        .select_from(FileEmployer.__table__.join(CompensationFile.__table__, FILE.id == LINK.file_id))
        .where(LINK.employer_id == bindparam("employer"), LINK.since_on <= bindparam("on"), *_filters(shape))
    )
    if condition is not None:
        chosen = chosen.where(condition)
    if anchored:
        chosen = chosen.where(_beyond(key, ascending))
    order = (key.asc(), LINK.file_id.asc()) if ascending else (key.desc(), LINK.file_id.desc())
    return chosen.order_by(*order).limit(PAGE + 1)


@cache
def _prepared(shape: _Shape) -> Prepared:
    """The statement of a shape, compiled once; its days are those of `FileRow`."""
    days = [FileRow._fields.index(name) for name in ("injury_on", "last_document_on", "review_until_on")]
    return Prepared(_statement(shape), days)


def _statement(shape: _Shape) -> Any:
    numbered = list(enumerate(_ranks(shape)))
    at = None
    if shape.anchored is not None:
        at = min(shape.anchored, len(numbered) - 1)
        numbered = numbered[: at + 1] if shape.backwards else numbered[at:]
    ranks = [_rank(shape, number, condition, number == at) for number, condition in numbered]
    if shape.backwards:
        ranks.reverse()
    if len(ranks) == 1:
        return ranks[0]
    return union_all(*(select(rank.subquery()) for rank in ranks)).limit(PAGE + 1)


def list_files(session: Session, employer_id: int, person_id: int, question: FileQuestion, on: date) -> FilePage:
    """A page of the files that concern an employer, as this person sees them on that day. One statement.

    Searched: by number when only digits were typed, otherwise by words of the worker's name; what begins so comes
    first unless another `order` is asked for.
    """
    asked = _asked(question)
    if asked is None:
        return FilePage((), has_previous=False, has_next=False)
    shape, values = asked
    values |= {"employer": employer_id, "person": person_id, "on": on}
    found = list(map(FileRow._make, _prepared(shape).rows(session, values)))
    anchor = question.anchor
    rows, more = found[:PAGE], len(found) > PAGE
    if anchor is not None and anchor.backwards:
        return FilePage(tuple(reversed(rows)), has_previous=more, has_next=True)
    return FilePage(tuple(rows), has_previous=anchor is not None, has_next=more)


def _asked(question: FileQuestion) -> tuple[_Shape, dict[str, Any]] | None:
    """The shape and the values of a question; None when nothing can answer it (only punctuation was typed)."""
    searched = _searched(question.search) if question.search.strip() else (_Shape(), {})
    if searched is None:
        return None
    shape, values = searched
    anchor = question.anchor
    shape = replace(
        shape,
        by=question.order.value,
        reversed=question.reversed and question.order is not FileOrder.UNREAD,
        unread_only=question.unread_only,
        review_running=question.review_running,
        year=question.year is not None,
        office=bool(question.office),
        anchored=anchor.rank if anchor else None,
        backwards=anchor.backwards if anchor else False,
    )
    if question.year is not None:
        values |= {"year_from": date(question.year, 1, 1), "year_until": date(question.year + 1, 1, 1)}
    return shape, values | {"office": question.office, "anchor": anchor.public_id if anchor else ""}


def _searched(text: str) -> tuple[_Shape, dict[str, Any]] | None:
    words = folded(text).split()
    if not words:
        return None
    if all(word.isdigit() for word in words):
        return _Shape(searched=FileOrder.NUMBER), {"start": "".join(words)}
    words = words[:WORDS]
    named = {f"word{number}": escaped(word) for number, word in enumerate(words)}
    return _Shape(searched=FileOrder.NAME, words=len(words)), {"start": " ".join(words), **named}


def _offices() -> Select[Any]:
    """Each regional office once: one step of an index for each, however many files there are."""
    link = FileEmployer.__table__.alias()
    first = select(func.min(LINK.regional_office).label("office")).where(LINK.employer_id == bindparam("employer"))
    found = first.cte("offices", recursive=True)
    following = select(func.min(link.c.regional_office)).where(
        link.c.employer_id == bindparam("employer"), link.c.regional_office > found.c.office
    )
    found = found.union_all(select(following.scalar_subquery()).where(found.c.office.is_not(None)))
    return select(found.c.office).where(found.c.office.is_not(None))


_OFFICES = _offices()


def offices_of(session: Session, employer_id: int) -> list[str]:
    """The regional offices that hold an employer's files, in the order of their names."""
    return list(session.scalars(_OFFICES, {"employer": employer_id}))
