"""Whether the parts that the portal cannot do without are well, and what waits."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.ledger.models.emails import OutgoingEmail
from app.ledger.models.letters import Letter
from app.ledger.models.workers import Worker
from app.personnel.models import PersonnelPlan

#: A worker that was not seen for that long is not well.
SILENCE = timedelta(seconds=60)
#: What depends on the worker alone is touched within this time.
UNTOUCHED = timedelta(minutes=15)
#: An e-mail that waits for longer than this is kept by the mail server, or by something that an alarm names.
LATE = timedelta(hours=1)


def worker_is_seen(session: Session, at: datetime) -> bool:
    """Whether a worker was seen alive lately; it also says that the database answers."""
    return session.scalar(select(Worker.id).where(Worker.seen_at >= at - SILENCE).limit(1)) is not None


def work_is_untouched(session: Session, now: datetime) -> bool:
    """Whether a letter or a confirmed table has waited too long without any worker having so much as tried it.

    Neither needs anybody outside; what was tried and failed is an alarm of its own. `now` is the portal's time, by
    which both are dated.
    """
    letter = select(Letter.id).where(
        Letter.state == "waiting", Letter.attempts == 0, Letter.created_at < now - UNTOUCHED
    )
    table = select(PersonnelPlan.id).where(
        PersonnelPlan.state == "queued", PersonnelPlan.confirmed_at < now - UNTOUCHED
    )
    return any(session.scalar(each.limit(1)) is not None for each in (letter, table))


def waiting(session: Session) -> dict[str, tuple[int, datetime | None]]:
    """For e-mails, letters and tables: how many wait, and since when the oldest does."""
    questions = {
        "emails": select(func.count(), func.min(OutgoingEmail.waiting_since)).where(OutgoingEmail.state == "waiting"),
        "letters": select(func.count(), func.min(Letter.created_at)).where(Letter.state == "waiting"),
        "tables": select(func.count(), func.min(PersonnelPlan.confirmed_at)).where(
            PersonnelPlan.state.in_(("queued", "applying", "undoing"))
        ),
    }
    found = {name: session.execute(question).one() for name, question in questions.items()}
    return {name: (number, oldest) for name, (number, oldest) in found.items()}


def workers_seen(session: Session, at: datetime) -> int:
    """How many workers were seen alive lately."""
    return session.scalar(select(func.count()).select_from(Worker).where(Worker.seen_at >= at - SILENCE)) or 0
