"""Beginning a thread, writing in it, taking it on, passing it to another office, closing it."""

from __future__ import annotations

from sqlalchemy import select

from app.ledger.steps.transaction import one_at_a_time
from app.messaging.actions.writing import writing
from app.messaging.models import Thread
from app.messaging.steps.writer import NotDone, NoThread, Writer, locked
from app.messaging.steps.writing import is_repeated, journal, note, write
from app.messaging.words import (
    CENTRAL_DESK,
    SUBJECTS,
    EventKind,
    MessageKind,
    MessagingProblem,
    Subject,
    ThreadKind,
    Turn,
)
from app.papers.queries import files
from app.papers.queries.files import FileHead
from app.registry.queries.sessions import Principal
from app.vocabulary.audit import AuditAction


def begin_thread(principal: Principal, subject: Subject, words: str, file: str | None = None) -> str:
    """Write to the Commission about a subject, or about one of the files that the person sees. The thread's identifier.

    The same words sent twice make one thread. Raises NoThread for a file that is not theirs, or a subject that is not
    of the list; NoLongerAllowed when the right has ended.
    """
    with writing(principal) as writer:
        one_at_a_time(writer.session, f"a thread that {principal.owner} begins")
        head = _file(writer, file) if file else None
        kind = ThreadKind.FILE if head else ThreadKind.GENERAL
        if subject not in SUBJECTS[kind]:
            raise NoThread(subject)
        thread = Thread(
            employer_id=principal.employer_id,
            space=principal.space and principal.space.value,
            subject_kind=kind.value,
            subject=subject.value,
            file_id=head and head.id,
            desk=head.regional_office if head and head.regional_office else CENTRAL_DESK,
            turn=Turn.COMMISSION.value,
            turn_since_at=writer.at,
        )
        if (twin := _twin(writer, thread, words)) is not None:
            return twin.public_id
        writer.session.add(thread)
        write(writer, thread, MessageKind.MESSAGE, words)
        return thread.public_id


def _file(writer: Writer, public_id: str) -> FileHead:
    found = files.get_for(writer.session, writer.principal, public_id) if writer.sees_files else None
    if found is None:
        raise NoThread(public_id)
    return found


def _twin(writer: Writer, thread: Thread, words: str) -> Thread | None:
    """The same thread, begun a moment ago by a form that was sent twice."""
    latest = writer.session.scalars(
        select(Thread)
        .where(Thread.employer_id == thread.employer_id, Thread.turn == Turn.COMMISSION.value)
        .order_by(Thread.turn_since_at.desc(), Thread.id.desc())
        .limit(1)
    ).one_or_none()
    if latest is None or (latest.subject, latest.file_id) != (thread.subject, thread.file_id):
        return None
    return latest if is_repeated(writer, latest, words) else None


def reply(principal: Principal, public_id: str, words: str, kind: MessageKind = MessageKind.MESSAGE) -> str:
    """Write in a thread, or in the one that continues it once it is closed. That thread's identifier.

    The same words sent twice make one message. Raises NoThread, NoLongerAllowed.
    """
    with writing(principal) as writer:
        thread = locked(writer, public_id)
        if is_repeated(writer, thread, words):
            return thread.public_id
        if thread.turn == Turn.CLOSED:
            thread = _continued(writer, thread)
        if not is_repeated(writer, thread, words):
            write(writer, thread, kind, words)
        return thread.public_id


def _continued(writer: Writer, closed: Thread) -> Thread:
    """The open thread that follows a closed one, or a new one, linked to it."""
    follower = writer.session.scalars(
        select(Thread).where(Thread.follows_id == closed.id).order_by(Thread.id.desc()).limit(1).with_for_update()
    ).one_or_none()
    if follower is not None:
        return follower if follower.turn != Turn.CLOSED else _continued(writer, follower)
    same = ("side", "employer_id", "space", "subject_kind", "subject", "file_id", "desk", "answerer_id")
    thread = Thread(
        **{name: getattr(closed, name) for name in same},
        follows_id=closed.id,
        turn=Turn.COMMISSION.value,
        turn_since_at=writer.at,
    )
    writer.session.add(thread)
    return thread


def take_thread(principal: Principal, public_id: str, *, leave: bool = False) -> None:
    """Be the one who answers at the employer; or no longer (`leave`). Raises NoThread, NoLongerAllowed."""
    with writing(principal) as writer:
        thread = locked(writer, public_id)
        answerer = None if leave else principal.person_id
        if thread.answerer_id == answerer or (leave and thread.answerer_id != principal.person_id):
            return
        thread.answerer_id = answerer
        note(writer, thread, EventKind.TAKEN, left=leave)
        journal(writer, AuditAction.THREAD_LEFT if leave else AuditAction.THREAD_TAKEN, thread)


def reroute_thread(principal: Principal, public_id: str, desk: str) -> None:
    """Pass a thread to another office, which both sides see. Raises NoThread, NotDone."""
    with writing(principal) as writer:
        thread = locked(writer, public_id)
        if thread.desk == desk:
            raise NotDone(MessagingProblem.SAME_DESK)
        note(writer, thread, EventKind.REROUTED, from_desk=thread.desk, to_desk=desk)
        journal(writer, AuditAction.THREAD_REROUTED, thread, from_desk=thread.desk, to_desk=desk)
        thread.desk = desk


def close_thread(principal: Principal, public_id: str) -> None:
    """Close a thread: a reply then begins another, linked to it. Raises NoThread, NotDone."""
    with writing(principal) as writer:
        thread = locked(writer, public_id)
        if thread.turn == Turn.CLOSED:
            raise NotDone(MessagingProblem.CLOSED)
        thread.turn, thread.turn_since_at = Turn.CLOSED.value, writer.at
        note(writer, thread, EventKind.CLOSED)
        journal(writer, AuditAction.THREAD_CLOSED, thread)
