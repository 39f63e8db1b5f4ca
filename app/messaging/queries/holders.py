"""Who may see a thread at the employer, who answers there, and whom an absence puts in their place."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.ledger.queries.intervals import ends_after
from app.messaging.models import Thread
from app.messaging.words import ThreadKind, Told
from app.registry.models.people import Person
from app.resolver.models.absences import Absence
from app.resolver.queries.facts import EmployerFacts, facts_of_employer
from app.vocabulary.services import OnlineService

MESSAGING, FOLLOWUP = OnlineService.MESSAGING, OnlineService.FILE_FOLLOWUP


def holders_of(facts: EmployerFacts, kind: str, on: date) -> frozenset[int]:
    """The people who may see the employer's threads of that kind that day, signed in to one of its spaces."""
    wanted = (MESSAGING, FOLLOWUP) if kind == ThreadKind.FILE else (MESSAGING,)
    places = {(held.person_id, held.space) for held in facts.memberships if held.person_id and held.holds(on)}
    return frozenset(
        person_id
        for person_id, space in places
        if person_id
        and all((ruling := facts.best_ruling(person_id, space, each, on)) and ruling.allowed for each in wanted)
    )


def may_answer(session: Session, employer_id: int, person_id: int, kind: str, on: date) -> bool:
    """Whether somebody may see the employer's threads of that kind that day."""
    facts = facts_of_employer(session, employer_id, person_id=person_id)
    return person_id in holders_of(facts, kind, on)


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
