"""Saying in the journal that nobody grants any more in a space of an employer: the Commission alone can name somebody.

An import of the registry says so of what it leaves. Once a day, what no single act could see is said too: two who grant
and who go at the same moment, one by the registry and one by themselves.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from app.ledger.actions.rounds import one_by_one
from app.ledger.steps.audit import SYSTEM, record
from app.ledger.steps.rounds import Kind
from app.ledger.steps.transaction import transaction
from app.registry.queries.granters import vacant_spaces
from app.registry.queries.people import GRANTING_ROLES
from app.resolver.steps.granting import lock_rights
from app.vocabulary.accounts import Space
from app.vocabulary.alarms import AlarmSubject
from app.vocabulary.audit import AuditAction


def say_vacant_roles(on: date) -> int:
    """Say where nobody grants that day though somebody did, once each time; returns in how many spaces.

    One transaction an employer.
    """
    with transaction() as session:
        employers = dict.fromkeys(employer_id for employer_id, _ in vacant_spaces(session, on))
    kind = Kind(AlarmSubject.EMPLOYER, "say_vacant_roles")
    return one_by_one(kind, employers, lambda employer_id: _say(employer_id, on))


def _say(employer_id: int, on: date) -> int:
    with transaction() as session:
        lock_rights(session, employer_id)
        found = vacant_spaces(session, on, employer_id)
        for _, space in found:
            record_vacant(session, employer_id, space)
        return len(found)


def record_vacant(session: Session, employer_id: int, space: Space) -> None:
    """Write the entry inside the transaction under way."""
    details = {"space": space.value, "role": GRANTING_ROLES[space].value}
    record(session, AuditAction.ROLE_VACANT, SYSTEM, employer_id=employer_id, details=details)
