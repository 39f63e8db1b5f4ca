"""Who may see a thread at the employer, who answers there, and whom an absence puts in their place."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any, NamedTuple, Protocol

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.ledger.queries.intervals import ends_after
from app.messaging.models import Thread
from app.messaging.queries.topics import Topic
from app.messaging.words import Told
from app.registry.models.people import Person
from app.registry.queries.people import granters
from app.requests.models.requests import OnlineRequest
from app.requests.queries.viewers import viewer_ids
from app.resolver.models.absences import Absence
from app.resolver.queries.facts import EmployerFacts, facts_of_employer
from app.vocabulary.accounts import Space
from app.vocabulary.services import OnlineService


class About(Protocol):
    """A thread, or what one is to be about."""

    @property
    def file_id(self) -> int | None:
        """The file, if it is about one."""

    @property
    def request_id(self) -> int | None:
        """The request, if it is about one."""


MESSAGING, FOLLOWUP = OnlineService.MESSAGING, OnlineService.FILE_FOLLOWUP


def holders_of(facts: EmployerFacts, wanted: Collection[OnlineService], on: date) -> frozenset[int]:
    """The people who hold all of these services that day, signed in to one of the employer's spaces."""
    places = {(held.person_id, held.space) for held in facts.memberships if held.person_id and held.holds(on)}
    return frozenset(
        person_id
        for person_id, space in places
        if person_id
        and all((ruling := facts.best_ruling(person_id, space, each, on)) and ruling.allowed for each in wanted)
    )


def readers_of(
    session: Session, employer_id: int, topic: About, on: date, person_id: int | None = None
) -> frozenset[int]:
    """The people of an employer who may read that day what is written about something.

    `person_id`: only whether that one may.
    """
    row = session.get(OnlineRequest, topic.request_id) if topic.request_id else None
    wanted = [MESSAGING, *([OnlineService(row.service)] if row else [FOLLOWUP] if topic.file_id else [])]
    found = holders_of(facts_of_employer(session, employer_id, person_id=person_id), wanted, on)
    return found if row is None else found & frozenset(viewer_ids(session, row, on))


class Audience(NamedTuple):
    """How many people of an employer may read what is written, and how many others may be told to give that right."""

    readers: int
    granters: int


def audience_of(session: Session, employer_id: int, topic: Topic, on: date) -> Audience:
    """Whom a message of the Commission reaches that day."""
    granting = granters(session, employer_id, Space(topic.space), on)
    return Audience(len(readers_of(session, employer_id, topic, on)), len(granting))


def stand_ins_of(session: Session, employer_id: int, people: Collection[int], on: date) -> dict[int, Person]:
    """Who stands in that day for each of these people who is away from the employer."""
    if not people:
        return {}
    rows = session.execute(
        select(Absence.person_id, Person)
        .join(Person, Person.id == Absence.stand_in_id)
        .where(
            Absence.employer_id == employer_id,
            Absence.person_id.in_(people),
            Absence.cancelled_at.is_(None),
            Absence.from_on <= on,
            ends_after(Absence, on),
        )
        .order_by(Absence.id)
    )
    return {row.person_id: row.Person for row in rows}


def unopened_since(last_on_at: Any, told: Collection[Told]) -> Select[Any]:
    """The threads whose last message of the Commission nobody of the party has opened since an instant."""
    return (
        select(Thread.id)
        .where(Thread.unopened_since_at <= last_on_at, Thread.told.in_([each.value for each in told]))
        .order_by(Thread.id)
    )
