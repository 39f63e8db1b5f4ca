"""An outbox with something of each kind in it, and what tests of the worker ask of it."""

from __future__ import annotations

import contextlib
import sqlite3
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app import clock
from app.desk.actions.daily import TASKS
from app.desk.actions.worker import deliver
from app.extensions import db
from app.ledger.models.alarms import Alarm
from app.ledger.models.daily import DailyRun
from app.ledger.models.emails import OutgoingEmail
from app.ledger.models.letters import Letter
from app.ledger.steps.outbox import queue_email
from app.ledger.steps.transaction import transaction
from tests.factories.deposits import deposit_document
from tests.factories.employers import make_employer
from tests.factories.files import make_file
from tests.factories.people import make_person


def queue_emails(session: Session, number: int = 30, kind: str = "password_changed", **context: Any) -> list[int]:
    """Queue messages to as many people; returns the numbers of their rows, in order."""
    people = [make_person(session) for _ in range(number)]
    session.commit()
    with transaction() as own:
        for person in people:
            queue_email(
                own,
                kind,
                f"cause-{person.id}",
                to_address=person.email,
                language="fr",
                context=context,
                at=clock.now(),
                person_id=person.id,
            )
    return list(session.scalars(select(OutgoingEmail.id).order_by(OutgoingEmail.id)))[-number:]


def queue_letters(session: Session, number: int = 3) -> list[int]:
    """Deposit papers of employers without an account, which go by post; returns the numbers of their letters."""
    for _ in range(number):
        deposit_document(session, make_file(session, make_employer(session)))
    return list(session.scalars(select(Letter.id).order_by(Letter.id)))[-number:]


def drain(session: Session, rounds: int = 20) -> None:
    """Deliver until nothing is left, then see what others committed."""
    for _ in range(rounds):
        if not deliver():
            break
    session.rollback()
    session.expire_all()


def states(session: Session, table: Any) -> dict[int, str]:
    """The state of each row of an outbox."""
    return dict(session.execute(select(table.id, table.state).order_by(table.id)).all())


def open_alarms(session: Session) -> list[tuple[str, int]]:
    """Code and row of each open alarm."""
    session.rollback()
    found = select(Alarm.code, Alarm.row_id).where(Alarm.settled_at.is_(None)).order_by(Alarm.id)
    return [(code, row) for code, row in session.execute(found)]


def tasks_left(session: Session) -> set[str]:
    """The daily tasks that were not done on the portal's day."""
    session.rollback()
    return set(TASKS) - set(session.scalars(select(DailyRun.task).where(DailyRun.on_day == clock.today())))


def damage(session: Session, table: str, row_id: int, values: str) -> None:
    """Write what no version of the portal would into a row, past every guard of the database but its own checks."""
    session.commit()
    statement = f"UPDATE {table} SET {values} WHERE id = {row_id}"  # noqa: S608 (the texts are those of the tests)
    if db.engine.dialect.name == "postgresql":
        session.execute(text("SET LOCAL session_replication_role = replica"))
        session.execute(text(statement))
        session.commit()
        return
    with contextlib.closing(sqlite3.connect(str(db.engine.url.database), timeout=15)) as connection:
        guards = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in guards:
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(statement)
        for _, guard in guards:
            connection.execute(guard)
        connection.commit()
    session.expire_all()


def close_journal() -> None:
    """As if nobody could write the journal any more."""
    with db.engine.begin() as connection:
        connection.execute(text("ALTER TABLE audit_entries RENAME TO audit_entries_away"))


def open_journal() -> None:
    """As it was before."""
    with db.engine.begin() as connection:
        connection.execute(text("ALTER TABLE audit_entries_away RENAME TO audit_entries"))
