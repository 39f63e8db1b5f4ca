"""What strangers repeat: in the journal the first time of the day, then counted; the count follows the day after.

So nobody fills the journal, and nothing is silent. What is about nobody who exists is written and taken back.
"""

from __future__ import annotations

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app import clock
from app.entry.steps import throttling
from app.entry.steps.sessions import VISITOR
from app.ledger.steps.audit import record, taken_back_unless
from app.ledger.steps.digests import digest_of
from app.registry.models.signin import SignInTally
from app.vocabulary.audit import AuditAction


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
