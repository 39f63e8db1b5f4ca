"""The employers that a list of NEQ names, or that answer filters."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from app.ledger.queries.intervals import holds
from app.registry.models.accounts import Account
from app.registry.models.employers import Employer
from app.registry.models.people import Membership
from app.registry.queries.employers import answering
from app.resolver.models.cohorts import CohortMember
from app.resolver.queries.employers import CHUNK, LONGEST_SCAN
from app.vocabulary.accounts import Situation, Space
from app.withdrawal.domain.lists import Lines, Wrong, read_lines
from app.withdrawal.queries.cohorts.cohorts import Listed
from app.withdrawal.queries.preparation import answers, awaiting_withdrawal
from app.withdrawal.queries.readiness import readiness_of
from app.withdrawal.words import SIZES, ListProblem, Size, Wanted

#: As many employers as a cohort may name; for all of them there is that of everybody.
MOST = 2_000


@dataclass(frozen=True, slots=True)
class Found:
    """The employers that a list names, by name, and each line that is wrong."""

    employers: tuple[Listed, ...]
    wrong: tuple[Wrong, ...]


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for among the employers whose paper is still to be withdrawn; empty for any."""

    text: str = ""
    postal: str = ""
    situation: Situation | None = None
    size: Size | None = None
    wanted: Wanted | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """The employers that answer; `cut`: not all of them were looked at."""

    employers: tuple[Listed, ...]
    cut: bool


def find_listed(session: Session, lines: Lines, cohort_id: int | None = None) -> Found:
    """What a list names, for a new cohort or for one that holds employers already."""
    read = read_lines(lines)
    known: dict[str, tuple[Listed, int | None]] = {}
    neqs = list(read.neqs)
    for first in range(0, len(neqs), CHUNK):
        known |= _of_neqs(session, neqs[first : first + CHUNK])
    wrong = [*read.wrong]
    for neq, line in read.neqs.items():
        if neq not in known:
            wrong.append(Wrong(line, neq, ListProblem.UNKNOWN))
        elif known[neq][1] not in (None, cohort_id):
            wrong.append(Wrong(line, neq, ListProblem.TAKEN))
    employers = (known[neq][0] for neq in read.neqs if neq in known)
    return Found(tuple(sorted(employers, key=lambda one: (one.name, one.neq))), tuple(sorted(wrong, key=_line)))


def _line(one: Wrong) -> int:
    return one.line


def _of_neqs(session: Session, neqs: Collection[str]) -> dict[str, tuple[Listed, int | None]]:
    rows = session.execute(
        select(Employer.id, Employer.public_id, Employer.neq, Employer.name, CohortMember.cohort_id)
        .outerjoin(CohortMember, CohortMember.employer_id == Employer.id)
        .where(Employer.neq.in_(neqs))
    )
    return {row.neq: (Listed(*row[:4]), row.cohort_id) for row in rows}


def choose(session: Session, sought: Sought, at: datetime, on: date) -> Chosen:
    """The employers of no cohort that answer, by name, as many as a cohort may hold."""
    statement = select(Employer.id, Employer.public_id, Employer.neq, Employer.name).where(*_conditions(sought, on))
    statement = statement.order_by(Employer.search_name, Employer.id).limit(
        (LONGEST_SCAN if sought.wanted else MOST) + 1
    )
    rows = [Listed(*row) for row in session.execute(statement)]
    looked_at = rows[:LONGEST_SCAN]
    kept = list(_ready_as(session, looked_at, sought.wanted, at, on))
    return Chosen(tuple(kept[:MOST]), len(kept) > MOST or len(rows) > len(looked_at))


def _ready_as(
    session: Session, rows: Sequence[Listed], wanted: Wanted | None, at: datetime, on: date
) -> Iterable[Listed]:
    for first in range(0, len(rows), CHUNK):
        some = rows[first : first + CHUNK]
        judged = readiness_of(session, [one.id for one in some], at, on) if wanted else {}
        yield from (one for one in some if not wanted or answers(judged[one.id], wanted))


def _conditions(sought: Sought, on: date) -> Iterable[Any]:
    yield awaiting_withdrawal(on)
    yield ~exists().where(CohortMember.employer_id == Employer.id)
    if sought.text:
        yield answering(sought.text)
    if sought.postal:
        yield Employer.postal_code.startswith(sought.postal, autoescape=True)
    if sought.situation:
        clicsequr = (Account.employer_id == Employer.id, Account.space == Space.CLICSEQUR.value, holds(Account, on))
        both = exists().where(*clicsequr)
        yield both if sought.situation is Situation.BOTH_SPACES else ~both
    if sought.size:
        people = select(func.count(Membership.person_id.distinct())).where(
            Membership.employer_id == Employer.id, holds(Membership, on)
        )
        fewest, most = SIZES[sought.size]
        number = people.scalar_subquery()
        yield number >= fewest if most is None else number.between(fewest, most)
