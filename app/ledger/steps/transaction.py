"""The one place where a transaction opens and commits, with the journal entry that it cannot do without."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import current_app, has_request_context
from sqlalchemy import func, select, text
from sqlalchemy.exc import InterfaceError, InternalError, OperationalError, SQLAlchemyError
from sqlalchemy.orm import Session

from app.delivery.documents import StoreUnavailableError
from app.delivery.queue import wake
from app.extensions import db
from app.ledger.steps.gate import NoPlace, get_gate
from app.ledger.steps.sealing import seal

#: In `session.info`: whether the transaction under way has put something in the outbox.
WAKE = "wake"
#: What the system answers where nothing can be written: no room, a quota, a limit, a disk that only reads.
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS})
#: What PostgreSQL says when a row was held for too long: lock_not_available, query_canceled.
_TOO_LONG = {"55P03", "57014"}
#: How long PostgreSQL waits for a row where nothing may wait, in milliseconds: 0 would be for ever.
_LEAST = 20


class Unavailable(RuntimeError):
    """The database, the journal or the store cannot be written: nothing has changed, and the answer is 503."""


class Busy(Unavailable):
    """Somebody else holds the writer, or the row, for longer than may be waited: to be asked again in a moment."""


def unavailable(error: Exception, says: str) -> Unavailable:
    """What to raise after an error of the database: busy when somebody else holds what was asked for."""
    return Busy(says) if is_busy(error) else Unavailable(says)


def one_at_a_time(session: Session, what: str) -> None:
    """Wait until no other transaction does the same thing. SQLite lets only one write at a time anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(func.hashtext(what))))


def nobody_else(session: Session, what: str) -> bool:
    """Whether no other transaction does the same thing; if so, none does until this one ends."""
    if session.get_bind().dialect.name == "postgresql":
        return bool(session.scalar(select(func.pg_try_advisory_xact_lock(func.hashtext(what)))))
    return True


@contextmanager
def transaction(*, wait: bool = True) -> Iterator[Session]:
    """One transaction: all or nothing. What was read before it began is forgotten, so that it sees the latest rows.

    What it wrote to the journal, to notices and to what proves them is sealed just before the commit. When something
    was put in the outbox, a worker is woken after the commit. In a request, few wait for somebody else who writes, and
    for WRITER_PATIENCE at most; without `wait`, nobody does: for what a page can do without.
    Raises Busy then, and Unavailable when the database cannot be reached or written, or the document store refuses.
    """
    session = db.session()
    session.rollback()
    session.info[WAKE] = False
    try:
        with _place(wait):
            _begin(session, wait)
            yield session
            _seal(session)
            session.commit()
        if session.info[WAKE]:
            wake(current_app._get_current_object())  # type: ignore[attr-defined]
    except NoPlace as error:
        raise Busy("too many wait to write") from error
    except (InterfaceError, InternalError, OperationalError) as error:
        session.rollback()
        raise unavailable(error, str(error.orig)) from error
    except StoreUnavailableError as error:
        session.rollback()
        raise Unavailable("the document store does not answer") from error
    except BaseException:
        session.rollback()
        raise


@contextmanager
def _place(wait: bool) -> Iterator[None]:
    """A place among those who wait, for a request that must write."""
    if wait and has_request_context():
        with get_gate(current_app._get_current_object()).place():  # type: ignore[attr-defined]
            yield
    else:
        yield


def _begin(session: Session, wait: bool) -> None:
    options: dict[str, Any] = {"write": True}
    if not wait:
        options["patience"] = 0
    elif has_request_context():
        options["patience"] = int(1000 * current_app.config["WRITER_PATIENCE"])
    connection = session.connection(execution_options=options)
    if "patience" in options and connection.dialect.name == "postgresql":
        # Not a parameter: SET takes none. A number of ours.
        connection.execute(text(f"SET LOCAL lock_timeout = {max(options['patience'], _LEAST)}"))


def is_busy(error: Exception) -> bool:
    """Whether the database says that somebody else holds what was asked for."""
    cause = getattr(error, "orig", error)
    if isinstance(cause, sqlite3.OperationalError):
        return getattr(cause, "sqlite_errorcode", 0) & 0xFF in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
    return getattr(cause, "sqlstate", None) in _TOO_LONG


def snapshot() -> Session:
    """The session, at the beginning of a transaction that sees one moment of the database."""
    session = db.session()
    session.rollback()
    if session.get_bind().dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    return session


def own_snapshot() -> Session:
    """A session of its own, which sees one moment of the database for as long as it lasts, and only reads.

    The moment is that of the first read. Nobody who writes waits for it; whoever opens it closes it.
    """
    session = Session(db.engine)
    if db.engine.dialect.name == "postgresql":
        options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        session.connection(execution_options=options)
    return session


def _seal(session: Session) -> None:
    """Seal what was written. What cannot be sealed does not happen; what was wrong before says so as it always did."""
    session.flush()
    try:
        seal(session)
    except SQLAlchemyError as error:
        raise unavailable(error, "the journal cannot be sealed") from error
