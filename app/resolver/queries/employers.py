"""Finding an employer among many, by NEQ or by name, and by what it is today: its situation and its channel.

Situation and channel come from the rules, never from SQL: the statement only leaves aside the employers that cannot
answer (by the accounts they hold and whether a withdrawal day has come), and each one left is ruled on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import combinations
from typing import Any

from sqlalchemy import ColumnElement, and_, case, distinct, exists, func, or_, select, tuple_
from sqlalchemy.orm import Session

from app.ledger.queries.intervals import ends_after, holds, stands
from app.registry.models.accounts import Account
from app.registry.models.employers import Employer
from app.registry.queries.employers import answering
from app.resolver.models.withdrawals import PaperWithdrawal
from app.resolver.queries.facts import EmployerFacts, facts_of
from app.rules.facts import situation
from app.rules.routing import RouteFacts, route_notice
from app.vocabulary.accounts import Situation, Space
from app.vocabulary.documents import Category
from app.vocabulary.notices import Channel

PAGE = 50
#: How many employers are ruled on at a time, and at most for one page, when a channel is asked for.
CHUNK = 500
LONGEST_SCAN = 10_000
_BITS = {Space.CLICSEQUR: 1, Space.CNESST_CODES: 2, Space.GUICHET_SST: 4}


@dataclass(frozen=True, slots=True)
class EmployerSearch:
    """What is looked for: parts of a name or of a NEQ, a situation, a channel; empty for any."""

    text: str = ""
    situation: Situation | None = None
    channel: Channel | None = None


@dataclass(frozen=True, slots=True)
class EmployerOrder:
    """A column that has an index, and whether it runs the other way round."""

    key: Any
    reversed: bool = False

    def turned(self) -> EmployerOrder:
        """The other way round."""
        return replace(self, reversed=not self.reversed)


BY_NAME, BY_NEQ = EmployerOrder(Employer.search_name), EmployerOrder(Employer.neq)


@dataclass(frozen=True, slots=True)
class EmployerRow:
    """An employer as it stands on a day: `readers` are the people who may read its documents on screen."""

    id: int
    public_id: str
    name: str
    neq: str
    situation: Situation
    channel: Channel
    rule: str
    readers: int


@dataclass(frozen=True, slots=True)
class EmployerPage:
    """A page of a list. `previous` and `following` are where its neighbours begin."""

    rows: tuple[EmployerRow, ...]
    previous: str | None = None
    following: str | None = None


def get_employer(session: Session, public_id: str) -> Employer | None:
    """The employer that an address names."""
    return session.scalar(select(Employer).where(Employer.public_id == public_id))


def employer_numbered(session: Session, employer_id: int) -> Employer:
    """The employer of a row's number, which is known to be there."""
    return session.get_one(Employer, employer_id)


def employer_of_neq(session: Session, neq: str) -> Employer | None:
    """The employer of a whole NEQ, written with or without spaces."""
    return session.scalar(select(Employer).where(Employer.neq == "".join(neq.split())))


def find_employers(
    session: Session,
    search: EmployerSearch,
    on: date,
    *,
    after: str = "",
    before: str = "",
    order: EmployerOrder = BY_NAME,
) -> EmployerPage:
    """Fifty employers that answer the search on a Quebec day, after (or before) the one that a cursor names."""
    cursor = get_employer(session, before or after) if before or after else None
    back = bool(before) and cursor is not None
    way = order.turned() if back else order
    found: list[EmployerRow] = []
    last: EmployerRow | None = None
    for row in _examined(session, search, on, cursor, way):
        if _answers(row, search):
            if len(found) == PAGE:
                return _page(found, found[-1], cursor, back=back)
            found.append(row)
        last = row
    exhausted = last is None or not _anything_beyond(session, search, last, on, way)
    if back and not found:
        return find_employers(session, search, on, order=order)
    return _page(found, None if exhausted else last, cursor, back=back)


def _page(found: list[EmployerRow], beyond: EmployerRow | None, cursor: Employer | None, *, back: bool) -> EmployerPage:
    """The page, with the neighbour that lies beyond, and the one that we came from."""
    rows = tuple(reversed(found)) if back else tuple(found)
    further = beyond.public_id if beyond else None
    if back:
        return EmployerPage(rows, further, rows[-1].public_id if rows else None)
    return EmployerPage(rows, rows[0].public_id if rows and cursor else None, further)


def _answers(row: EmployerRow, search: EmployerSearch) -> bool:
    wrong_situation = search.situation not in (None, row.situation)
    return not wrong_situation and search.channel in (None, row.channel)


def _examined(
    session: Session, search: EmployerSearch, on: date, cursor: Employer | None, way: EmployerOrder
) -> Iterator[EmployerRow]:
    """Employers that may answer, with what the rules say of each, in order; at most LONGEST_SCAN of them."""
    size = CHUNK if search.channel else PAGE + 1
    place: Any = (getattr(cursor, way.key.key), cursor.id) if cursor else None
    for _turn in range(LONGEST_SCAN // size):
        statement = _statement(search, on, place, way).limit(size)
        rows = session.execute(statement).all()
        yield from rows_of(session, rows, on)
        if len(rows) < size:
            return
        place = (getattr(rows[-1], way.key.key), rows[-1].id)


def _anything_beyond(session: Session, search: EmployerSearch, last: EmployerRow, on: date, way: EmployerOrder) -> bool:
    place = session.execute(select(way.key, Employer.id).where(Employer.id == last.id)).one()
    return session.execute(_statement(search, on, place, way).limit(1)).first() is not None


def rows_of(session: Session, employers: Sequence[Any], on: date) -> list[EmployerRow]:
    """Employers (anything with id, public_id, name and neq) as they stand on a day, in two statements at most."""
    facts = facts_of(session, [each.id for each in employers])
    return [_row(each, facts[each.id], on) for each in employers]


def _row(employer: Any, facts: EmployerFacts, on: date) -> EmployerRow:
    ruling = facts.route(Category.ADMINISTRATIVE, on, on)
    return EmployerRow(
        id=employer.id,
        public_id=employer.public_id,
        name=employer.name,
        neq=employer.neq,
        situation=facts.situation_on(on),
        channel=ruling.outcome,
        rule=ruling.rule,
        readers=len(facts.readers_on(on)),
    )


def _statement(search: EmployerSearch, on: date, place: Any, way: EmployerOrder) -> Any:
    statement = select(Employer.id, Employer.public_id, Employer.name, Employer.neq, Employer.search_name)
    columns = (way.key, Employer.id)
    if place is not None:
        key, there = tuple_(*columns), tuple_(*place)
        statement = statement.where(key < there if way.reversed else key > there)
    statement = statement.where(*_conditions(search, on))
    return statement.order_by(*(column.desc() if way.reversed else column for column in columns))


def _conditions(search: EmployerSearch, on: date) -> Iterator[ColumnElement[bool]]:
    if search.text:
        yield answering(search.text)
    if search.situation:
        yield _spaces(on).in_(_masks(search.situation))
    if search.channel:
        yield _may_be(search.channel, on)


def _spaces(on: date) -> ColumnElement[int]:
    """The spaces in which an employer holds an account that day, added up as bits."""
    bit = case(*((Account.space == space.value, value) for space, value in _BITS.items()), else_=0)
    held = select(func.coalesce(func.sum(distinct(bit)), 0)).where(
        Account.employer_id == Employer.id, holds(Account, on)
    )
    return held.correlate(Employer).scalar_subquery()


def _held(mask: int) -> frozenset[Space]:
    return frozenset(space for space, bit in _BITS.items() if mask & bit)


def _masks(wanted: Situation) -> list[int]:
    every = (sum(bits) for size in range(4) for bits in combinations(_BITS.values(), size))
    return [mask for mask in every if situation(_held(mask)) is wanted]


def _may_be(channel: Channel, on: date) -> ColumnElement[bool]:
    """What an employer's mail may go by, whoever reads and whether or not it was told beforehand."""
    withdrawn = exists().where(
        PaperWithdrawal.employer_id == Employer.id,
        stands(PaperWithdrawal),
        PaperWithdrawal.withdrawal_on <= on,
        ends_after(PaperWithdrawal, on),
    )
    after = [mask for mask in range(8) if channel in _outcomes(_held(mask), on, withdrawn=True)]
    until = [mask for mask in range(8) if channel in _outcomes(_held(mask), on, withdrawn=False)]
    return or_(and_(withdrawn, _spaces(on).in_(after)), and_(~withdrawn, _spaces(on).in_(until)))


def _outcomes(accounts: frozenset[Space], on: date, *, withdrawn: bool) -> set[Channel]:
    yesterday = on - timedelta(days=1)
    return {
        route_notice(
            RouteFacts(accounts, on if withdrawn else None, told, Category.ADMINISTRATIVE, readers, 0), on
        ).outcome
        for told in (None, yesterday)
        for readers in (0, 1)
    }
