"""Withdrawing paper played on papers that were, or that are expected, through the rules that will decide.

The notices of the employer's side only: what goes to a health professional stays behind its wall. A date is supposed
told the day before. Employers are taken some at a time and notices streamed, so that memory does not grow with them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain, groupby
from operator import itemgetter

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.ledger.queries.intervals import Interval, holds_on, stands
from app.notices.models import Notice
from app.notices.queries.destinations import Destination, Planner
from app.registry.models.employers import Employer
from app.registry.models.recipients import PaperRecipient
from app.resolver.models.documents import Document, not_removed
from app.resolver.models.files import Imputation
from app.resolver.queries.facts import EmployerFacts
from app.resolver.queries.recipients import Known, who_they_are
from app.rules import access, routing
from app.vocabulary.documents import Category
from app.vocabulary.notices import AlertCode, Channel
from app.withdrawal.domain.simulating import EXPECTED, REPLAYED, Effect, Paper, Tally, Way
from app.withdrawal.queries.enrolments import people_of

#: How many employers are loaded at a time, and how many notices.
CHUNK, ROWS = 500, 5_000
_EMPLOYERS_SIDE = Category.ADMINISTRATIVE

Dates = Mapping[int, date]
#: The papers of some employers, in the order of their numbers.
Papers = Callable[[Session, Sequence[int]], Iterable[Paper]]


def replay(session: Session, dates: Dates, today: date) -> Iterator[Effect]:
    """The notices of the last 52 weeks, as if paper had been withdrawn when they began."""
    start = today - REPLAYED
    return simulate(session, dict.fromkeys(dates, start), lambda each, ids: papers_between(each, ids, start, today))


def expect(session: Session, dates: Dates, today: date) -> Iterator[Effect]:
    """As many notices as in the last 13 weeks, in the 13 weeks from each employer's date, or from today if it is past.

    Rights and roles are those already known for those days.
    """
    start = today - EXPECTED

    def papers(session: Session, ids: Sequence[int]) -> Iterator[Paper]:
        for paper in papers_between(session, ids, start, today):
            yield paper.moved(max(dates[paper.employer_id], today) - start)

    return simulate(session, dates, papers)


def papers_between(session: Session, employer_ids: Sequence[int], start: date, end: date) -> Iterator[Paper]:
    """What was deposited or imputed from a day, before another, for these employers, in the order of their numbers."""
    day = func.coalesce(Document.deposited_on, Imputation.imputed_on)
    statement = (
        select(Notice.employer_id, func.coalesce(Document.file_id, Imputation.file_id), Notice.issued_on, day)
        .outerjoin(Document, Document.id == Notice.document_id)
        .outerjoin(Imputation, Imputation.id == Notice.imputation_id)
        .where(Notice.employer_id.in_(employer_ids), or_(Document.id.is_not(None), Imputation.id.is_not(None)))
        .where(day >= start, day < end, not_removed(Notice.document_id))
        .order_by(Notice.employer_id)
        .execution_options(yield_per=ROWS)
    )
    for row in session.execute(statement):
        yield Paper(*row)


def simulate(session: Session, dates: Dates, papers: Papers) -> Iterator[Effect]:
    """What these dates do to those papers, employer by employer; an employer without any is left out."""
    ids = sorted(dates)
    for first in range(0, len(ids), CHUNK):
        chunk, planner = ids[first : first + CHUNK], Planner(session)
        planner.load(chunk)
        people, rows = people_of(session, chunk), _recipients(session, chunk)
        for employer_id, theirs in groupby(papers(session, chunk), itemgetter(0)):
            known = [one.known for one in people.get(employer_id, {}).values()]
            played = _Played(planner, employer_id, dates[employer_id], rows.get(employer_id, ()), known)
            tally = Tally(employer_id)
            for paper in theirs:
                tally.add(paper, played.way(paper))
            yield tally.effect()


def _recipients(session: Session, employer_ids: Sequence[int]) -> dict[int, list[PaperRecipient]]:
    found = session.scalars(
        select(PaperRecipient)
        .where(PaperRecipient.employer_id.in_(employer_ids), stands(PaperRecipient))
        .order_by(PaperRecipient.employer_id, PaperRecipient.id)
    )
    return {employer_id: list(rows) for employer_id, rows in groupby(found, lambda row: row.employer_id)}


class _Played:
    """One employer with a date and without. Between two days on which anything changes, papers go the same way."""

    def __init__(
        self, planner: Planner, employer_id: int, on: date, rows: Sequence[PaperRecipient], people: Sequence[Known]
    ) -> None:
        self._planner = planner
        self._employer_id = employer_id
        self._rows = rows
        self._people = people
        self._before = planner.facts_of(employer_id)
        told = min(self._before.prior_notice_on or on, on - timedelta(days=1))
        self._after = self._before.supposing(withdrawal_on=on, prior_notice_on=told)
        self._changes = _changes(self._before, self._after, rows)
        self._ways: dict[tuple[int, int], Way] = {}

    def way(self, paper: Paper) -> Way:
        """How a paper goes."""
        key = bisect_right(self._changes, paper.issued_on), bisect_right(self._changes, paper.deposited_on)
        found = self._ways.get(key)
        if found is None:
            found = self._ways[key] = self._found(paper)
        return found

    def _found(self, paper: Paper) -> Way:
        before = self._before.route(_EMPLOYERS_SIDE, paper.issued_on, paper.deposited_on)
        after = self._after.route(_EMPLOYERS_SIDE, paper.issued_on, paper.deposited_on)
        posted = self._planner.recipients_of(self._employer_id, _EMPLOYERS_SIDE, Channel.POST, paper.deposited_on)
        letters = sum(one.channel is Channel.POST for one in posted)
        by_post = [ruling.outcome is Channel.POST for ruling in (before, after)]
        loses = by_post[0] and not by_post[1]
        return Way(
            before=before.outcome,
            after=after.outcome,
            letters_before=letters * by_post[0],
            letters_after=letters * by_post[1],
            no_reader=AlertCode.NO_READER in after.alerts,
            held=by_post[1] and not letters,
            losing=tuple(self._losing(posted, paper.deposited_on)) if loses else (),
        )

    def _losing(self, posted: Sequence[Destination], on: date) -> Iterator[str]:
        """The names of those to whom letters go, and who read nothing on screen that day."""
        rows = [row for row in self._rows if holds_on(row, on)]
        known = who_they_are(rows, self._people)
        readers = self._after.readers_on(on)
        reads = {row.id for row, person in zip(rows, known, strict=True) if person and person.person_id in readers}
        for one in posted:
            if one.paper_recipient_id is not None and one.paper_recipient_id not in reads:
                yield one.name


def _changes(before: EmployerFacts, after: EmployerFacts, rows: Iterable[PaperRecipient]) -> list[date]:
    """The days on which the way of a paper may change, in order."""
    held: Iterator[Interval] = chain(before.accounts, before.memberships, *before.grants.values(), rows)
    days = {day for one in held for day in (one.from_on, one.until_on)}
    days |= {before.withdrawal_on, after.withdrawal_on, *routing.TABLE.boundaries, *access.TABLE.boundaries}
    return sorted(day for day in days if day is not None)


@dataclass(frozen=True, slots=True)
class Sought:
    """The employers of a list of NEQ, by their numbers; what of the list is no employer's."""

    employers: dict[int, Employer]
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Played:
    """A day for some employers, played on what was and on what is expected."""

    on: date
    employers: Mapping[int, Employer]
    replayed: tuple[Effect, ...]
    expected: tuple[Effect, ...]


def sought(session: Session, text: str) -> Sought:
    """Read a list of NEQ, one a line or with commas between; the figures of one may stand apart."""
    asked = list(dict.fromkeys("".join(each.split()) for line in text.splitlines() for each in line.split(",")))
    asked = [each for each in asked if each]
    found: dict[str, Employer] = {}
    for first in range(0, len(asked), CHUNK):
        some = select(Employer).where(Employer.neq.in_(asked[first : first + CHUNK]))
        found |= {one.neq: one for one in session.scalars(some)}
    unknown = tuple(each for each in asked if each not in found)
    return Sought({found[each].id: found[each] for each in asked if each in found}, unknown)


def play(session: Session, employers: Mapping[int, Employer], on: date, today: date) -> Played:
    """Play that day for all of them; only read."""
    dates = dict.fromkeys(employers, on)
    return Played(on, employers, tuple(replay(session, dates, today)), tuple(expect(session, dates, today)))
