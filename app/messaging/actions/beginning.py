"""Beginning a thread: an employer writes to the Commission, or an agent to an employer."""

from __future__ import annotations

from collections.abc import Sequence

from app import clock
from app.delivery.received.pieces import Piece
from app.ledger.steps.transaction import one_at_a_time
from app.messaging.actions.writing import writing
from app.messaging.queries.holders import audience_of
from app.messaging.queries.topics import Topic, get_employer, topic_for, topic_for_staff
from app.messaging.steps.beginning import begin
from app.messaging.steps.writer import NotDone, NoThread
from app.messaging.steps.writing import Said
from app.messaging.words import SUBJECTS, MessageKind, MessagingProblem, Subject
from app.registry.queries.sessions import Principal
from app.requests.steps.contents import hold_contents

__all__ = ["Said", "begin_thread", "write_to_employer"]


def begin_thread(
    principal: Principal,
    subject: Subject,
    words: str,
    file: str | None = None,
    request: str | None = None,
    pieces: Sequence[Piece] = (),
) -> str:
    """Write to the Commission: in general, or about a file or a filed request that the person sees. Its identifier.

    The same words sent twice make one thread. Raises NoThread for a file or a request that is not theirs, or a subject
    that is not of the list; NoLongerAllowed when the right has ended.
    """
    with writing(principal) as writer:
        if pieces:
            hold_contents(writer.session)
        one_at_a_time(writer.session, f"a thread that {principal.owner} begins")
        topic = _checked(topic_for(writer.session, principal, writer.scope, file, request), subject)
        space = principal.space.value if principal.space else ""
        topic = topic._replace(space=topic.space or space)
        said = Said(MessageKind.MESSAGE, words, pieces)
        return begin(writer, principal.employer_id or 0, topic, subject, said).public_id


def write_to_employer(
    principal: Principal,
    employer: str,
    subject: Subject,
    said: Said,
    file: str | None = None,
    request: str | None = None,
) -> str:
    """Write to an employer from the desk: in general, or about a file or a filed request of it. The thread.

    Raises NoThread; NotDone where nobody there could read it, nor be told to give the right to.
    """
    with writing(principal) as writer:
        session, on = writer.session, clock.day_of(writer.at)
        if said.pieces:
            hold_contents(session)
        one_at_a_time(session, f"a thread that {principal.owner} begins")
        row = get_employer(session, employer)
        if row is None:
            raise NoThread(employer)
        topic = _checked(topic_for_staff(session, row, on, file, request), subject)
        if not any(audience_of(session, row.id, topic, on)):
            raise NotDone(MessagingProblem.NOBODY)
        return begin(writer, row.id, topic, subject, said).public_id


def _checked(topic: Topic | None, subject: Subject) -> Topic:
    if topic is None or subject not in SUBJECTS[topic.kind]:
        raise NoThread(subject)
    return topic
