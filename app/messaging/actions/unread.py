"""Once a day: a message of the Commission that nobody at the employer opens is told to others, one step at a time."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from app import clock
from app.ledger.actions.rounds import one_by_one
from app.ledger.steps.rounds import Kind
from app.ledger.steps.transaction import transaction
from app.messaging.models import Thread
from app.messaging.queries.holders import unopened_since
from app.messaging.steps.telling import tell_next
from app.messaging.words import Told
from app.vocabulary import delays
from app.vocabulary.alarms import AlarmSubject


def tell_of_unread_messages(on: date) -> int:
    """Tell the others who may read what nobody opens, then who grants the rights. Returns how many were written to."""
    end = clock.start_of(on)
    with transaction() as session:
        late = unopened_since(end - delays.UNREAD_MESSAGE, [Told.FIRST])
        later = unopened_since(end - 2 * delays.UNREAD_MESSAGE, [Told.HOLDERS])
        due = [*session.scalars(late), *session.scalars(later)]
    return one_by_one(Kind(AlarmSubject.THREAD, "tell_of_unread_messages"), due, lambda one: _tell(one, on))


def _tell(thread_id: int, on: date) -> int:
    """Tell whoever comes next and is somebody."""
    with transaction() as session:
        thread = session.scalars(select(Thread).where(Thread.id == thread_id).with_for_update()).one()
        if thread.unopened_since_at is None or thread.told == Told.GRANTERS:
            return 0
        return tell_next(session, thread, (Told.HOLDERS,) if thread.told == Told.FIRST else (), on)
