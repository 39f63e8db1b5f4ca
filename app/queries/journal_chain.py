"""The journal's chain: its end, the digests of rows, and its records as the verifier reads them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Executable, Select, literal_column, select, text
from sqlalchemy import table as named
from sqlalchemy.orm import Session

from app.models.audit import JournalCheck, JournalLink
from tools.verify_journal import LINKS, START, TABLES, columns_of, digest_of

#: How many rows are read back by one statement.
CHUNK = 1000
_LINK = (JournalLink.sequence, JournalLink.subject, JournalLink.row_id, JournalLink.digest, JournalLink.hash)


def end_of(session: Session) -> tuple[int, str]:
    """The number and hash of the last link; those before the first link when there is none."""
    last = select(JournalLink.sequence, JournalLink.hash).order_by(JournalLink.sequence.desc()).limit(1)
    found = session.execute(last).first()
    return (found.sequence, found.hash) if found else (0, START)


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
        yield from ([name, *row] for row in session.execute(_form(session, name).order_by(text("1"))))


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
    column: ColumnElement[int] = literal_column("id")
    for start in range(0, len(row_ids), CHUNK):
        some = row_ids[start : start + CHUNK]
        yield from session.execute(_form(session, name).where(column.in_(some)).order_by(column))


def _form(session: Session, name: str) -> Select[*tuple[Any, ...]]:
    """The columns of a row's form, as the verifier reads them of this database."""
    table = TABLES[name]
    columns = columns_of(table, session.get_bind().dialect.name)
    chosen: Select[*tuple[Any, ...]] = select(*map(literal_column, columns)).select_from(named(name))
    return chosen.where(text(table.where)).execution_options(yield_per=CHUNK)
