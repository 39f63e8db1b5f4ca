"""Noting what somebody was shown. A page can do without: while another writes, it is noted next time."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from sqlalchemy import select, update

from app import clock
from app.entry.steps.sessions import actor_of
from app.extensions import db
from app.ledger.steps.transaction import Busy, transaction
from app.messaging.models import Thread, ThreadMark
from app.messaging.queries.inbox import ThreadLine
from app.messaging.queries.threads import ThreadHead
from app.messaging.steps.marks import mark_opened, mark_seen
from app.registry.queries.sessions import Principal
from app.vocabulary.accounts import StaffRole

#: Who of the Commission answers: what the auditor opens is not seen by the desk.
ANSWERING = frozenset({StaffRole.AGENT, StaffRole.ADMINISTRATOR})


def note_listed(principal: Principal, lines: Sequence[ThreadLine]) -> None:
    """Note that the last messages of these threads were listed to somebody."""
    unseen = [(line.id, line.last_message_id) for line in lines if line.unseen]
    if unseen and _is_noted(principal):
        with suppress(Busy), transaction(wait=False) as session:
            mark_seen(session, actor_of(principal), unseen, clock.now())


def note_opened(principal: Principal, head: ThreadHead) -> None:
    """Note that somebody opened a thread: it waits no longer to be opened by their side."""
    if not _is_noted(principal) or _has_opened(principal, head):
        return
    with suppress(Busy), transaction(wait=False) as session:
        mark_opened(session, actor_of(principal), head.id, head.last_message_id, clock.now())
        if principal.kind != "staff":
            same = (Thread.id == head.id, Thread.last_message_id == head.last_message_id)
            session.execute(update(Thread).where(*same).values(unopened_since_at=None))


def _is_noted(principal: Principal) -> bool:
    return principal.kind != "staff" or bool(ANSWERING & principal.staff_roles)


def _has_opened(principal: Principal, head: ThreadHead) -> bool:
    own = (
        ThreadMark.reader_kind == principal.kind,
        ThreadMark.reader_id == (principal.staff_id or principal.person_id),
    )
    opened = db.session().scalar(select(ThreadMark.opened_id).where(ThreadMark.thread_id == head.id, *own))
    return opened is not None and opened >= head.last_message_id
