"""What the first page says: how documents arrive and until when, what is new since the last visit, what waits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, literal, select, union_all
from sqlalchemy.orm import Session

from app.papers.queries.news import is_read
from app.registry.queries.choices import Choice
from app.registry.queries.sessions import Principal
from app.resolver.models.documents import ON_SCREEN, Document
from app.resolver.models.files import CompensationFile, FileEmployer, Imputation
from app.resolver.queries.access import decide
from app.resolver.queries.facts import EmployerFacts, facts_of
from app.rules import access, routing
from app.rules.ruling import Ruling
from app.vocabulary.accounts import Role, Space
from app.vocabulary.documents import Category
from app.vocabulary.services import OnlineService

#: Counts stop there: beyond, a page says « plus de 99 ».
MOST_COUNTED = 99
LINES = 8
_GRANTERS = {(Space.CLICSEQUR, Role.RSE), (Space.GUICHET_SST, Role.RESPONDENT)}


@dataclass(frozen=True, slots=True)
class Arrivals:
    """How an employer's documents arrive on a day, and the next day on which that changes, if one is known."""

    ruling: Ruling
    change_on: date | None
    next_ruling: Ruling | None


class NewDocument(NamedTuple):
    """A document that arrived, with whose file it belongs to."""

    public_id: str
    title: str
    kind: str
    deposited_on: date
    review_until_on: date | None
    given_name: str
    family_name: str
    read: bool

    @property
    def worker(self) -> str:
        """Given and family name of the worker, as read aloud."""
        return f"{self.given_name} {self.family_name}"


class NewFile(NamedTuple):
    """A file that was imputed to the employer."""

    public_id: str
    given_name: str
    family_name: str
    imputed_on: date

    @property
    def worker(self) -> str:
        """Given and family name of the worker, as read aloud."""
        return f"{self.given_name} {self.family_name}"


class WaitingAt(NamedTuple):
    """What waits for somebody at one of their employers: counts up to `MOST_COUNTED + 1`, the day that ends first."""

    unread: int
    running: int
    first_end_on: date | None


def arrivals(facts: EmployerFacts, on: date) -> Arrivals:
    """By which way an ordinary document issued that day would arrive, and when that is known to change."""
    (_today, ruling), *later = ways(facts, on)
    return Arrivals(ruling, *(later[0] if later else (None, None)))


def ways(facts: EmployerFacts, on: date) -> list[tuple[date, Ruling]]:
    """By which way ordinary documents arrive from that day on: that day, then each one on which it is known to change.

    The rules are asked again for each later day on which one of their dates, the withdrawal date or an account changes.
    """
    found = [(on, facts.route(Category.ADMINISTRATIVE, on, on))]
    for day in sorted(day for day in _changes(facts) if day > on):
        later = facts.route(Category.ADMINISTRATIVE, day, day)
        if later.outcome != found[-1][1].outcome:
            found.append((day, later))
    return found


def _changes(facts: EmployerFacts) -> set[date]:
    days = {facts.withdrawal_on, *routing.TABLE.boundaries, *access.TABLE.boundaries}
    for held in facts.accounts:
        days |= {held.from_on, held.until_on}
    return {day for day in days if day is not None}


def granters_on(facts: EmployerFacts, on: date) -> frozenset[int]:
    """The RSEs on clicSÉQUR and the respondents on Guichet SST of that day."""
    return frozenset(
        held.person_id
        for held in facts.memberships
        if held.person_id is not None and held.holds(on) and (held.space, held.what) in _GRANTERS
    )


_READ = is_read(Document, bindparam("employer"))


def _of(employer: Any) -> ColumnElement[bool]:
    """Papers on screen; nothing of a later day: the clock of a demonstration can be put back."""
    return and_(Document.employer_id == employer, ON_SCREEN, Document.deposited_on <= bindparam("on"))


_MINE = _of(bindparam("employer"))
_RUNS = Document.review_until_on >= bindparam("on")
_RUNNING = and_(_MINE, _RUNS)
_SINCE = Document.recorded_at > bindparam("since")
_ROWS = select(
    Document.public_id,
    Document.title,
    Document.kind,
    Document.deposited_on,
    Document.review_until_on,
    CompensationFile.worker_given_name,
    CompensationFile.worker_family_name,
    _READ.label("read"),
).join(CompensationFile, CompensationFile.id == Document.file_id)
#: Twice as many as are shown: those whose time limit runs are shown among the time limits.
_LATEST = _ROWS.where(_MINE).order_by(Document.recorded_at.desc(), Document.id.desc()).limit(2 * LINES)
_NEW = _LATEST.where(_SINCE)
_ENDING = _ROWS.where(_RUNNING).order_by(Document.review_until_on, Document.id).limit(LINES)
_IMPUTED = (
    select(
        CompensationFile.public_id,
        CompensationFile.worker_given_name,
        CompensationFile.worker_family_name,
        Imputation.imputed_on,
    )
    .join(CompensationFile, CompensationFile.id == Imputation.file_id)
    .join(
        FileEmployer,
        and_(FileEmployer.file_id == Imputation.file_id, FileEmployer.employer_id == Imputation.employer_id),
    )
    .where(Imputation.employer_id == bindparam("employer"), Imputation.recorded_at > bindparam("since"))
    .where(Imputation.imputed_on <= bindparam("on"))
    .order_by(Imputation.recorded_at.desc(), Imputation.id.desc())
    .limit(LINES)
)


def _up_to_most(condition: Any, *order: Any) -> Select[Any]:
    some = select(Document.id).where(condition).order_by(*order).limit(MOST_COUNTED + 1)
    return select(func.count()).select_from(some.subquery())


def _waiting(employer_id: int) -> Select[Any]:
    """Counts that follow those of one employer, of one among several."""
    mine = _of(literal(employer_id))
    running, unread = and_(mine, _RUNS), and_(mine, ~is_read(Document, literal(employer_id)))
    return select(
        literal(employer_id).label("employer"),
        _up_to_most(unread, Document.recorded_at.desc()).scalar_subquery(),
        _up_to_most(running).scalar_subquery(),
        select(func.min(Document.review_until_on)).where(running).scalar_subquery(),
    )


_COUNT_RUNNING = _up_to_most(_RUNNING)
_COUNT_UNREAD = _up_to_most(and_(_MINE, ~_READ), Document.recorded_at.desc())


def _who(principal: Principal, **more: Any) -> dict[str, Any]:
    return {"employer": principal.employer_id, "person": principal.person_id, **more}


def latest_documents(session: Session, principal: Principal, since: datetime | None, on: date) -> list[NewDocument]:
    """The last documents on screen recorded since an instant (or ever), the latest first; a few at most."""
    if since is None:
        return [NewDocument._make(row) for row in session.execute(_LATEST, _who(principal, on=on))]
    return [NewDocument._make(row) for row in session.execute(_NEW, _who(principal, since=since, on=on))]


def imputed_since(session: Session, principal: Principal, since: datetime, on: date) -> list[NewFile]:
    """The files imputed to the employer since an instant, the latest first; a few lines at most."""
    return [NewFile._make(row) for row in session.execute(_IMPUTED, _who(principal, since=since, on=on))]


def ending_first(session: Session, principal: Principal, on: date) -> list[NewDocument]:
    """The documents whose review time limit runs, the one that ends first before the others; a few lines at most."""
    return [NewDocument._make(row) for row in session.execute(_ENDING, _who(principal, on=on))]


def count_unread(session: Session, principal: Principal, on: date) -> int:
    """Count the documents on screen that are new to this person, up to `MOST_COUNTED + 1`."""
    return session.scalar(_COUNT_UNREAD, _who(principal, on=on)) or 0


def count_running(session: Session, principal: Principal, on: date) -> int:
    """Count the review time limits that run, up to `MOST_COUNTED + 1`."""
    return session.scalar(_COUNT_RUNNING, _who(principal, on=on)) or 0


def waiting_at(session: Session, principal: Principal, choices: Sequence[Choice], on: date) -> dict[int, WaitingAt]:
    """What waits at each of several employers, as the first page of each counts it; nothing where one may not read."""
    facts = facts_of(session, [one.employer_id for one in choices], person_id=principal.person_id)
    read = [one.employer_id for one in choices if _may_read(principal, one, facts[one.employer_id], on)]
    if not read:
        return {}
    counted = session.execute(union_all(*map(_waiting, read)), _who(principal, on=on))
    return {employer_id: WaitingAt(*counts) for employer_id, *counts in counted}


def _may_read(principal: Principal, one: Choice, facts: EmployerFacts, on: date) -> bool:
    acting = replace(principal, employer_id=one.employer_id, vouched=one.vouched)
    return decide(facts, acting, OnlineService.FILE_FOLLOWUP, on).allowed
