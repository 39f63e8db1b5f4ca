"""Telling the people of an employer that a message waits: one sentence, without name, subject or number."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.ledger.models.emails import OutgoingEmail
from app.ledger.steps.outbox import message_id, queue_email
from app.messaging.models import Thread
from app.messaging.queries.holders import readers_of, stand_ins_of
from app.messaging.queries.messages import authors_of
from app.messaging.words import Told
from app.registry.models.people import Person
from app.registry.queries.people import granters
from app.requests.models.requests import OnlineRequest
from app.requests.steps.telling import asked_on
from app.vocabulary.accounts import Space
from app.vocabulary.emails import EmailKind

PAGE = "/messagerie"


def people_to_tell(session: Session, thread: Thread, on: date) -> dict[Told, frozenset[int]]:
    """Whom to tell of a message that waits, in turn: who answers or wrote; the others who may read it; who grants.

    Who answers is the stand-in of somebody who is away. With nobody to answer, all who may read it are told at once.
    """
    if thread.employer_id is None or thread.space is None:
        return {}
    holders = readers_of(session, thread.employer_id, thread, on)
    answering = _answering(session, thread, thread.employer_id, holders, on)
    granting = frozenset(one.person_id for one in granters(session, thread.employer_id, Space(thread.space), on))
    return {Told.FIRST: answering or holders, Told.HOLDERS: holders - answering, Told.GRANTERS: granting}


def _answering(session: Session, thread: Thread, employer_id: int, holders: frozenset[int], on: date) -> frozenset[int]:
    """Who took the thread, or else those who wrote in it; a stand-in for whoever is away. Only who may read it."""
    named = {thread.answerer_id} if thread.answerer_id else set(authors_of(session, thread.id))
    away = stand_ins_of(session, employer_id, named, on)
    return frozenset(away[one].id if one in away else one for one in named) & holders


def tell_next(session: Session, thread: Thread, steps: Iterable[Told], on: date) -> int:
    """Tell the first of these who are somebody; with nobody among them, who grants the rights, and can open it."""
    people = people_to_tell(session, thread, on)
    step = next((one for one in steps if people.get(one)), Told.GRANTERS)
    thread.told = step.value
    return tell(session, thread, people.get(step, ()))


def tell(session: Session, thread: Thread, people: Iterable[int]) -> int:
    """Write to these people, once a day for a thread. Returns how many messages were queued.

    Whoever was told that day that the request of the thread waits for an answer is not told twice.
    """
    on, kind = clock.today(), EmailKind.MESSAGE_WAITING.value
    rows = session.scalars(select(Person).where(Person.id.in_(people), Person.email != "").order_by(Person.id)).all()
    causes = {one.id: f"{thread.public_id}.{one.public_id}.{on.isoformat()}" for one in rows}
    names = {message_id(kind, cause) for cause in causes.values()}
    written = set(session.scalars(select(OutgoingEmail.message_id).where(OutgoingEmail.message_id.in_(names))))
    asked = asked_on(session, session.get_one(OnlineRequest, thread.request_id), rows, on) if thread.request_id else ()
    waiting = [one for one in rows if one.id not in asked and message_id(kind, causes[one.id]) not in written]
    for one in waiting:
        queue_email(
            session,
            kind,
            causes[one.id],
            to_address=one.email,
            language=one.language,
            context={"link": current_app.config["PUBLIC_URL"].rstrip("/") + PAGE},
            at=clock.now(),
            person_id=one.id,
            employer_id=thread.employer_id,
        )
    return len(waiting)
