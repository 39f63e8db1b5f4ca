"""Beginning a thread, or the one that continues a closed one."""

from __future__ import annotations

from sqlalchemy import select

from app import clock
from app.messaging.models import Thread
from app.messaging.queries.topics import Topic, desk_today
from app.messaging.steps.writer import Writer
from app.messaging.steps.writing import Said, is_repeated, turn_after, write
from app.messaging.words import Subject, Turn


def begin(
    writer: Writer,
    employer_id: int,
    topic: Topic,
    subject: Subject,
    said: Said,
    request_event_id: int | None = None,
) -> Thread:
    """A thread with its first message; the same words sent twice make one."""
    thread = Thread(
        employer_id=employer_id,
        space=topic.space,
        subject_kind=topic.kind.value,
        subject=subject.value,
        file_id=topic.file_id,
        request_id=topic.request_id,
        begun_on=clock.day_of(writer.at),
        desk=topic.desk,
        turn=Turn.CLOSED.value,
        turn_since_at=writer.at,
    )
    if (twin := _twin(writer, thread, said)) is not None:
        return twin
    writer.session.add(thread)
    write(writer, thread, said, request_event_id)
    return thread


def _twin(writer: Writer, thread: Thread, said: Said) -> Thread | None:
    """The same thread, begun a moment ago by a form that was sent twice."""
    turn = turn_after(Turn.CLOSED, writer.side, said.kind)
    latest = writer.session.scalars(
        select(Thread)
        .where(Thread.employer_id == thread.employer_id, Thread.turn == turn.value)
        .order_by(Thread.turn_since_at.desc(), Thread.id.desc())
        .limit(1)
    ).one_or_none()
    same = ("subject", "file_id", "request_id")
    if latest is None or any(getattr(latest, name) != getattr(thread, name) for name in same):
        return None
    return latest if is_repeated(writer, latest, said) else None


def continued(writer: Writer, closed: Thread) -> Thread:
    """The open thread that follows a closed one, or a new one, linked to it."""
    follower = writer.session.scalars(
        select(Thread).where(Thread.follows_id == closed.id).order_by(Thread.id.desc()).limit(1).with_for_update()
    ).one_or_none()
    if follower is not None:
        return follower if follower.turn != Turn.CLOSED else continued(writer, follower)
    same = ("side", "employer_id", "space", "subject_kind", "subject", "file_id", "request_id", "answerer_id")
    thread = Thread(
        **{name: getattr(closed, name) for name in same},
        desk=desk_today(writer.session, closed),
        begun_on=clock.day_of(writer.at),
        follows_id=closed.id,
        turn=Turn.COMMISSION.value,
        turn_since_at=writer.at,
    )
    writer.session.add(thread)
    return thread
