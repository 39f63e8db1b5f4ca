"""What strangers repeat: in the journal the first time of the day, then counted; the count follows the day after.

So nobody fills the journal, and nothing is silent. What is about nobody who exists is written and taken back.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app import clock
from app.actions import throttling
from app.actions.audit import record, taken_back_unless
from app.actions.digests import digest_of
from app.actions.rounds import Kind, completed, settle_others, together_or_alone
from app.actions.sessions import VISITOR
from app.actions.transaction import transaction
from app.models.signin import SignInTally
from app.vocabulary.alarms import AlarmSubject
from app.vocabulary.audit import AuditAction

#: How many counts become entries in one transaction.
CHUNK = 200
KIND = Kind(AlarmSubject.TALLY, "settle_tallies")


def tally(session: Session, action: AuditAction, person_id: int | None, **details: str) -> None:
    """Inside a transaction: count once what a visitor did to somebody, or to a door; the first time is an entry."""
    if _counted(session, action, person_id, details) == 1:
        record(session, action, VISITOR, person_id=person_id, details=details)


def tally_code(session: Session, action: AuditAction, code: str, person_id: int | None, **details: str) -> None:
    """The same of what was done with a user code, the first time too, whether it is somebody's or nobody's (None).

    What it writes about nobody is taken back, so that no table grows, nor waits for a row that all of them would share.
    Which time is the first is counted by code, as tries are. Call it once nothing else of the code is to be counted.
    """
    first = f"{clock.today()} {action.value} {sorted(details.items())} {code}"
    once = throttling.a_day("entry", first, 1, exists=person_id is not None)
    is_first = throttling.spend(session, clock.ticking(), once) is not None
    with taken_back_unless(session, kept=person_id is not None):
        _counted(session, action, person_id, details)
        if is_first:
            record(session, action, VISITOR, person_id=person_id, details=details)


def _counted(session: Session, action: AuditAction, person_id: int | None, details: dict[str, str]) -> int:
    """Add one to the row of today for the same thing, or add the row; returns how many that makes."""
    key = digest_of(action.value, person_id, sorted(details.items()))
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    values = {"day": clock.today(), "key": key, "action": action.value, "person_id": person_id, "details": details}
    first = dialect.insert(SignInTally).values({**values, "count": 1})
    again = first.on_conflict_do_update(index_elements=["day", "key"], set_={"count": SignInTally.count + 1})
    number: int = session.scalars(again.returning(SignInTally.count)).one()
    return number


def settle_tallies(on: date) -> int:
    """Write in the journal how many times each thing was repeated on the days before; returns how many entries."""
    with transaction() as session:
        ids = session.scalars(select(SignInTally.id).where(SignInTally.day < on).order_by(SignInTally.id)).all()
    chunks = [ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK)]
    rounds = [together_or_alone(KIND, chunk, _settle_all) for chunk in chunks]
    settle_others(KIND, ids)
    return completed(*rounds)


def _settle_all(tally_ids: Sequence[int]) -> int:
    with transaction() as session:
        found = (
            select(SignInTally)
            .where(SignInTally.id.in_(tally_ids))
            .order_by(SignInTally.id)
            .with_for_update(skip_locked=True)
        )
        return sum(_settle(session, row) for row in session.scalars(found).all())


def _settle(session: Session, row: SignInTally) -> int:
    session.delete(row)
    if row.count == 1:
        return 0
    details: dict[str, Any] = {**row.details, "repeated": row.action, "number": row.count, "on": row.day.isoformat()}
    record(session, AuditAction.REPETITIONS_COUNTED, VISITOR, person_id=row.person_id, details=details)
    return 1
