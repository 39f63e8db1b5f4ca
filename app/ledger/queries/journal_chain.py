"""The journal's chain: its end, the digests of rows, and its records as the verifier reads them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Executable, Select, bindparam, column, literal_column, select, text
from sqlalchemy import table as named
from sqlalchemy.orm import Session

from app.ledger.models.audit import JournalCheck, JournalLink
from app.ledger.queries.prepared import Prepared
from tools.verify_journal import LINKS, START, TABLES, columns_of, digest_of

#: How many rows are read back by one statement.
CHUNK = 1000
_LINK = (JournalLink.sequence, JournalLink.subject, JournalLink.row_id, JournalLink.digest, JournalLink.hash)


_LAST = Prepared(select(JournalLink.sequence, JournalLink.hash).order_by(JournalLink.sequence.desc()).limit(1))


def end_of(session: Session) -> tuple[int, str]:
    """The number and hash of the last link; those before the first link when there is none."""
    for sequence, link in _LAST.rows(session, {}):
        return sequence, link
    return 0, START


def hash_at(session: Session, sequence: int) -> str | None:
    """The hash of the link of that number."""
    if sequence == 0:
        return START
    return session.scalar(select(JournalLink.hash).where(JournalLink.sequence == sequence))


def last_check(session: Session, *, full: bool = False) -> JournalCheck | None:
    """The latest verification; the latest of everything if asked so."""
    chosen = select(JournalCheck).order_by(JournalCheck.id.desc()).limit(1)
    return session.scalar(chosen.where(JournalCheck.is_full) if full else chosen)


def digests_of(session: Session, name: str, row_ids: Sequence[int]) -> Iterator[tuple[int, str]]:
    """The digest of each of these rows as it stands in the database; those that are not there are left out."""
    for row in _rows_of(session, name, row_ids):
        yield row[0], digest_of(name, row)


def all_records(session: Session) -> Iterator[list[Any]]:
    """Every link, then every row of the chain, each after the name of its table."""
    yield from ([LINKS, *row] for row in session.execute(_links_after(0)))
    for name in TABLES:
        rows = _form(name, session.get_bind().dialect.name).order_by(column("id")).execution_options(yield_per=CHUNK)
        yield from ([name, *row] for row in session.execute(rows))


def records_since(session: Session, sequence: int) -> Iterator[list[Any]]:
    """The links after one, then the rows that they seal, as they stand."""
    sealed: dict[str, set[int]] = {}
    for row in session.execute(_links_after(sequence)):
        yield [LINKS, *row]
        sealed.setdefault(row.subject, set()).add(row.row_id)
    for name in TABLES:
        yield from ([name, *row] for row in _rows_of(session, name, sorted(sealed.get(name, ()))))


def _links_after(sequence: int) -> Executable:
    chosen = select(*_LINK).where(JournalLink.sequence > sequence).order_by(JournalLink.sequence)
    return chosen.execution_options(yield_per=CHUNK)


def _rows_of(session: Session, name: str, row_ids: Sequence[int]) -> Iterator[Any]:
    if len(row_ids) == 1:
        # What one gesture writes, most often.
        yield from _one(name, session.get_bind().dialect.name).rows(session, {"row": row_ids[0]})
        return
    chosen = _some(name, session.get_bind().dialect.name)
    for start in range(0, len(row_ids), CHUNK):
        yield from session.connection().execute(chosen, {"ids": row_ids[start : start + CHUNK]})


@cache
def _one(name: str, dialect: str) -> Prepared:
    """The form of one row."""
    return Prepared(_form(name, dialect).where(column("id") == bindparam("row")))


@cache
def _some(name: str, dialect: str) -> Select[*tuple[Any, ...]]:
    """The forms of the rows of some numbers: made once, as each action that is sealed reads its own back."""
    return _form(name, dialect).where(column("id").in_(bindparam("ids", expanding=True))).order_by(column("id"))


def _form(name: str, dialect: str) -> Select[*tuple[Any, ...]]:
    """The columns of a row's form, as the verifier reads them of this database."""
    table = TABLES[name]
    columns: Iterator[ColumnElement[Any]] = map(literal_column, columns_of(table, dialect))
    return select(*columns).select_from(named(name)).where(text(table.where))
