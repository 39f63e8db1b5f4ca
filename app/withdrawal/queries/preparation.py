"""The employers whose paper is still to be withdrawn, each with its readiness, fifty at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import exists, select, tuple_
from sqlalchemy.orm import Session

from app.ledger.queries.intervals import holds
from app.registry.models.accounts import Account
from app.registry.models.employers import Employer
from app.registry.queries.employers import answering
from app.resolver.models.withdrawals import PaperWithdrawal
from app.resolver.queries.employers import CHUNK, LONGEST_SCAN, PAGE, get_employer
from app.vocabulary.accounts import Space
from app.withdrawal.queries.readiness import Readiness, readiness_of
from app.withdrawal.queries.withdrawals import Stage, at_stage, dated
from app.withdrawal.words import Lack, Wanted


@dataclass(frozen=True, slots=True)
class Preparing:
    """An employer and how it stands."""

    public_id: str
    name: str
    neq: str
    readiness: Readiness


@dataclass(frozen=True, slots=True)
class PreparingPage:
    """Fifty of them at most; `previous` and `following` are the employers before and after which its neighbours are."""

    rows: tuple[Preparing, ...]
    previous: str | None = None
    following: str | None = None


def awaiting_withdrawal(on: date) -> Any:
    """The condition of an employer on Guichet SST that day whose paper is not withdrawn for good."""
    account = (Account.employer_id == Employer.id, Account.space == Space.GUICHET_SST.value, holds(Account, on))
    withdrawn = dated(PaperWithdrawal.employer_id).where(at_stage(Stage.EFFECTIVE, on)).correlate(None)
    return exists().where(*account) & Employer.id.not_in(withdrawn)


def preparing_employers(
    session: Session,
    at: datetime,
    on: date,
    *,
    text: str = "",
    wanted: Wanted | None = None,
    after: str = "",
    before: str = "",
    size: int = PAGE,
    chunk: int = CHUNK,
) -> PreparingPage:
    """Fifty employers by name that answer, after (or before) the one that a cursor names.

    They are judged as many at a time as fill the page, or `chunk` when only some of them answer.
    """
    cursor = get_employer(session, before or after) if before or after else None
    back = bool(before) and cursor is not None
    found: list[Preparing] = []
    beyond: str | None = None
    statement = _statement(on, text, back=back).limit(chunk if wanted else size + 1)
    for scanned, one in enumerate(_examined(session, statement, at, on, cursor, back=back), 1):
        if answers(one.readiness, wanted):
            if len(found) == size:
                beyond = found[-1].public_id
                break
            found.append(one)
        if scanned == LONGEST_SCAN:
            beyond = one.public_id
            break
    return _page(found, beyond, came=cursor is not None, back=back)


def _page(found: list[Preparing], beyond: str | None, *, came: bool, back: bool) -> PreparingPage:
    rows = tuple(reversed(found)) if back else tuple(found)
    if back:
        return PreparingPage(rows, beyond, rows[-1].public_id if rows else None)
    return PreparingPage(rows, rows[0].public_id if rows and came else None, beyond)


def answers(one: Readiness, wanted: Wanted | None) -> bool:
    """Whether an employer that stands so is among those wanted."""
    if wanted in (None, Wanted.UNREADY, Wanted.READY):
        return wanted is None or one.ready is (wanted is Wanted.READY)
    return Lack(wanted.value) in one.lacks


_ORDER = (Employer.search_name, Employer.id)


def _statement(on: date, text: str, *, back: bool) -> Any:
    statement = select(*_ORDER, Employer.public_id, Employer.name, Employer.neq).where(awaiting_withdrawal(on))
    statement = statement.where(*([answering(text)] if text else []))
    return statement.order_by(*(column.desc() if back else column for column in _ORDER))


def _examined(
    session: Session, statement: Any, at: datetime, on: date, cursor: Employer | None, *, back: bool
) -> Iterator[Preparing]:
    """Employers in order, judged as many at a time as the statement gives."""
    place: Any = (cursor.search_name, cursor.id) if cursor else None
    while True:
        further = [] if place is None else [_beyond(place, back=back)]
        rows = session.execute(statement.where(*further)).all()
        judged = readiness_of(session, [row.id for row in rows], at, on)
        yield from (Preparing(row.public_id, row.name, row.neq, judged[row.id]) for row in rows)
        if not rows:
            return
        place = (rows[-1].search_name, rows[-1].id)


def _beyond(place: Any, *, back: bool) -> Any:
    key, there = tuple_(*_ORDER), tuple_(*place)
    return key < there if back else key > there
