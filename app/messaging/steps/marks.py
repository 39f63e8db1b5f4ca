"""How far readers went: a mark only moves forward."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import case
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.ledger.steps.audit import Actor
from app.messaging.models import ThreadMark

KEY = ["thread_id", "reader_kind", "reader_id"]


def mark_seen(session: Session, reader: Actor, last: Sequence[tuple[int, int]], at: datetime) -> None:
    """Note that these threads were listed to somebody, each with its last message: (thread, message)."""
    rows = [_row(reader, thread_id, message_id, at) for thread_id, message_id in last]
    statement = _insert(session).values(rows)
    given = statement.excluded
    session.execute(
        statement.on_conflict_do_update(
            index_elements=KEY,
            set_={"seen_id": given.seen_id, "seen_at": given.seen_at, "reader_name": given.reader_name},
            where=given.seen_id > ThreadMark.seen_id,
        )
    )


def mark_opened(session: Session, reader: Actor, thread_id: int, message_id: int, at: datetime) -> None:
    """Note that somebody opened a thread, or wrote in it, up to a message."""
    row = _row(reader, thread_id, message_id, at) | {"opened_id": message_id, "opened_at": at}
    statement = _insert(session).values([row])
    given = statement.excluded
    listed_before = ThreadMark.seen_id >= given.seen_id
    session.execute(
        statement.on_conflict_do_update(
            index_elements=KEY,
            set_={
                "seen_id": case((listed_before, ThreadMark.seen_id), else_=given.seen_id),
                "seen_at": case((listed_before, ThreadMark.seen_at), else_=given.seen_at),
                "opened_id": given.opened_id,
                "opened_at": given.opened_at,
                "reader_name": given.reader_name,
            },
            where=given.opened_id > ThreadMark.opened_id,
        )
    )


def _insert(session: Session) -> Any:
    dialect: Any = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    return dialect.insert(ThreadMark)


def _row(reader: Actor, thread_id: int, message_id: int, at: datetime) -> dict[str, Any]:
    return {
        "thread_id": thread_id,
        "reader_kind": reader.kind,
        "reader_id": reader.id,
        "reader_name": reader.name,
        "seen_id": message_id,
        "seen_at": at,
        "opened_id": 0,
        "opened_at": None,
    }
