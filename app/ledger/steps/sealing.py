"""Sealing: at the end of its transaction, each row that proofs rest on gets its link of the journal's chain.

What a session writes to the tables of the chain is noticed as it is written, whoever writes it: no action can forget.
The chain's end is held from just before the commit until just after it, so that links are in one order, and nothing is
ever committed without its link. The form of rows and links is that of `tools/verify_journal.py`, the verifier.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Insert, Result, Update, event, func, select
from sqlalchemy import inspect as state_of
from sqlalchemy.orm import Mapper, ORMExecuteState, Session, UOWTransaction

from app.extensions import db
from app.ledger.models.audit import JournalLink
from app.ledger.queries.journal_chain import digests_of, end_of
from app.ledger.steps.insertion import insert_rows
from tools.verify_journal import TABLES, hash_of

#: In `session.info`: by table, the rows of the chain that the transaction under way wrote.
WRITTEN = "rows to be sealed"
_FORM = {name: tuple(column.rstrip("!:*") for column in table.columns) for name, table in TABLES.items()}


class NotSealable(RuntimeError):
    """Rows of the chain were deleted, or changed by a statement that returns something else than their numbers."""


def seal(session: Session) -> None:
    """Write the links of what this transaction wrote. Call it last: until the commit, nobody else seals."""
    written: dict[str, set[int]] = session.info.pop(WRITTEN, {})
    digests = [
        (name, row_id, digest)
        for name in TABLES
        if name in written
        for row_id, digest in digests_of(session, name, sorted(written[name]))
    ]
    if not digests:
        return
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(func.hashtext("journal"))))
    links = list(_links(*end_of(session), digests))
    insert_rows(session.connection(), JournalLink, links)


def _links(sequence: int, before: str, digests: list[tuple[str, int, str]]) -> Iterator[dict[str, Any]]:
    """The links of these rows, after the one of that number and hash."""
    for number, (name, row_id, digest) in enumerate(digests, sequence + 1):
        before = hash_of(before, number, name, row_id, digest)
        yield {"sequence": number, "subject": name, "row_id": row_id, "digest": digest, "hash": before}


def mark(session: Session, name: str, row_ids: Iterable[int]) -> None:
    """Notice rows that were written to a table: those of the chain are sealed with the transaction."""
    if name in TABLES:
        _mark(session, name, row_ids)


def _mark(session: Session, name: str, row_ids: Iterable[int]) -> None:
    session.info.setdefault(WRITTEN, {}).setdefault(name, set()).update(row_ids)


@event.listens_for(db.session, "after_flush")
def _flushed(session: Session, _context: UOWTransaction) -> None:
    """Notice the objects that were written. One that changed in nothing that is sealed needs no other link."""
    for row in session.deleted:
        if row.__tablename__ in TABLES:
            raise NotSealable(row.__tablename__)
    for row in [*session.new, *session.dirty]:
        name = row.__tablename__
        if name in TABLES and (row in session.new or _changed(row, _FORM[name])):
            _mark(session, name, iter([row.id]))


def _changed(row: object, columns: tuple[str, ...]) -> bool:
    attributes = state_of(row).attrs
    return any(attributes[column].history.has_changes() for column in columns)


@event.listens_for(db.session, "do_orm_execute")
def _executed(state: ORMExecuteState) -> Result[Any] | None:
    """Notice the rows that one statement inserts or changes, by the numbers that it returns."""
    if not (state.is_insert or state.is_update or state.is_delete):
        return None
    mapper: Mapper[Any] | None = state.bind_mapper
    name = mapper.class_.__tablename__ if mapper is not None else ""
    if mapper is None or name not in TABLES:
        return None
    statement = state.statement
    if not isinstance(statement, Insert | Update) or statement.returning_column_descriptions:
        raise NotSealable(name)
    result = state.invoke_statement(statement.returning(mapper.class_.id))
    _mark(state.session, name, iter(result.scalars().all()))
    return result


@event.listens_for(db.session, "after_rollback")
def _rolled_back(session: Session) -> None:
    """What was rolled back is not there to be sealed.

    A savepoint takes back only what came since it began: the rows before it stand, and those that it undid are absent.
    """
    if not session.in_nested_transaction():
        session.info.pop(WRITTEN, None)
