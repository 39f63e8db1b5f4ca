"""The one place where a transaction opens and commits, with the journal entry that it cannot do without."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import current_app
from sqlalchemy import func, select
from sqlalchemy.exc import InterfaceError, InternalError, OperationalError
from sqlalchemy.orm import Session

from app.delivery.queue import wake
from app.extensions import db

#: In `session.info`: whether the transaction under way has put something in the outbox.
WAKE = "wake"


class Unavailable(RuntimeError):
    """The database or the journal cannot be written: nothing has changed, and the answer is 503."""


def one_at_a_time(session: Session, what: str) -> None:
    """Wait until no other transaction does the same thing. SQLite lets only one write at a time anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(func.hashtext(what))))


@contextmanager
def transaction() -> Iterator[Session]:
    """One transaction: all or nothing. What was read before it began is forgotten, so that it sees the latest rows.

    When something was put in the outbox, a worker is woken after the commit.
    Raises Unavailable when the database cannot be reached or written.
    """
    session = db.session()
    session.rollback()
    session.info[WAKE] = False
    try:
        session.connection(execution_options={"write": True})
        yield session
        session.commit()
        if session.info[WAKE]:
            wake(current_app._get_current_object())  # type: ignore[attr-defined]
    except (InterfaceError, InternalError, OperationalError) as error:
        session.rollback()
        raise Unavailable(str(error.orig)) from error
    except BaseException:
        session.rollback()
        raise
