"""Writing the journal. Called inside an action's transaction; if it fails, the action does not happen."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app import clock
from app.ledger.models.audit import AuditEntry
from app.ledger.steps.bulk import insert_all
from app.ledger.steps.sealing import WRITTEN, seal
from app.ledger.steps.transaction import unavailable
from app.vocabulary.audit import AuditAction


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a person, a member of the staff, or the system itself (a feed, the worker)."""

    kind: str
    id: int | None
    name: str


SYSTEM = Actor("system", None, "Relais")


def record(session: Session, action: AuditAction, actor: Actor, **about: Any) -> None:
    """Write one entry. `about`: employer_id, person_id, file_id, document_id, medical_paper_id, details."""
    record_many(session, action, actor, [about])


def record_many(session: Session, action: AuditAction, actor: Actor, entries: list[dict[str, Any]]) -> None:
    """Write one entry for each of `entries`, in one statement. Raises Unavailable if the journal refuses."""
    if not entries:
        return
    at = clock.now()
    base = {
        "at": at,
        "day": clock.day_of(at),
        "action": action.value,
        "actor_kind": actor.kind,
        "actor_id": actor.id,
        "actor_name": actor.name,
        "employer_id": None,
        "person_id": None,
        "file_id": None,
        "document_id": None,
        "medical_paper_id": None,
        "details": {},
    }
    try:
        insert_all(session, AuditEntry, [{**base, **entry} for entry in entries])
    except SQLAlchemyError as error:
        raise unavailable(error, "the journal cannot be written") from error


def prove(session: Session, action: AuditAction, entries: list[dict[str, Any]]) -> None:
    """Check that the journal takes these entries, sealed, and leave none of them. Raises Unavailable if it refuses.

    What leaves the house cannot be taken back: whoever sends asks this first.
    """
    with taken_back_unless(session, kept=False):
        record_many(session, action, SYSTEM, entries)


@contextmanager
def taken_back_unless(session: Session, *, kept: bool) -> Iterator[None]:
    """Seal what is written within, then take it back unless it is `kept`: until then, the same statements are sent.

    Rows are written by statements, not as objects of the session. Raises Unavailable if the journal refuses.
    """
    session.flush()
    written = copy.deepcopy(session.info.get(WRITTEN, {}))
    savepoint = session.connection().begin_nested()
    try:
        yield
        seal(session)
        if kept:
            savepoint.commit()
    except SQLAlchemyError as error:
        raise unavailable(error, "the journal cannot be sealed") from error
    finally:
        if savepoint.is_active:
            savepoint.rollback()
            session.info[WRITTEN] = written
