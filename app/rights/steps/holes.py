"""Telling of the holes that an end leaves."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.ledger.queries.intervals import ends_after
from app.ledger.steps.insertion import add_unless_present
from app.ledger.steps.outbox import queue_email
from app.registry.models.people import Person
from app.registry.queries.people import granters
from app.resolver.queries.facts import EmployerFacts, facts_of_employer
from app.resolver.queries.grants import ENDS_WITHIN
from app.rights.models.ends import EndReminder
from app.rights.queries.ends import (
    LEFT_A_HOLE,
    RightKey,
    hole_left_by,
    lapsed_rights,
)
from app.vocabulary.accounts import Space
from app.vocabulary.emails import EmailKind
from app.vocabulary.services import OnlineService

_KEY = ("employer_id", "person_id", "space", "service", "until_on", "days")


def already_told(session: Session, employer_id: int, space: Space, on: date) -> dict[RightKey, int]:
    """The nearest reminder given of each right that ends, or ended lately."""
    rows = session.execute(
        select(EndReminder.person_id, EndReminder.service, EndReminder.until_on, EndReminder.days).where(
            EndReminder.employer_id == employer_id,
            EndReminder.space == space.value,
            ends_after(EndReminder, on - ENDS_WITHIN - timedelta(days=1)),
        )
    )
    told: dict[RightKey, int] = {}
    for person_id, service, until_on, days in rows:
        key = RightKey(person_id, OnlineService(service), until_on)
        told[key] = min(days, told.get(key, days))
    return told


def remember(session: Session, facts: EmployerFacts, space: Space, key: RightKey, days: int) -> None:
    values = {
        "employer_id": facts.employer_id,
        "person_id": key.person_id,
        "space": space.value,
        "service": key.service.value,
        "until_on": key.until_on,
        "days": days,
        "told_at": clock.now(),
    }
    add_unless_present(session, EndReminder, _KEY, values)


def tell_new_holes(session: Session, employer_id: int, space: Space, on: date) -> int:
    """Tell those who grant of the holes that nobody told of yet, inside a transaction that holds the employer's lock.

    Returns how many people were written to. The holes stay on their first page until somebody covers them.
    """
    session.flush()
    facts = facts_of_employer(session, employer_id)
    told = already_told(session, employer_id, space, on)
    lapsed = lapsed_rights(session, facts, space, on, on - ENDS_WITHIN)
    untold = [key for key in lapsed if told.get(key) != LEFT_A_HOLE]
    holes = hole_left_by(session, facts, untold, on)
    if not holes:
        return 0
    for key in holes:
        remember(session, facts, space, key, LEFT_A_HOLE)
    link = address("droits-d-acces/echeances")
    return sum(
        write(session, EmailKind.RIGHT_LAPSED, one, facts, space, cause_of(on, holes), number=len(holes), link=link)
        for one in granters_to_tell(session, employer_id, space, on)
    )


def granters_to_tell(session: Session, employer_id: int, space: Space, on: date) -> list[Person]:
    ids = [member.person_id for member in granters(session, employer_id, space, on)]
    return list(session.scalars(select(Person).where(Person.id.in_(ids)).order_by(Person.id)))


def write(
    session: Session, kind: EmailKind, person: Person, facts: EmployerFacts, space: Space, cause: str, **context: Any
) -> bool:
    if not person.email:
        return False
    at: datetime = clock.now()
    queue_email(
        session,
        kind.value,
        f"{facts.employer_id}.{space.value}.{person.public_id}.{cause}",
        to_address=person.email,
        language=person.language,
        context=context,
        at=at,
        person_id=person.id,
        employer_id=facts.employer_id,
    )
    return True


def cause_of(on: date, keys: Iterable[RightKey]) -> str:
    """The day, and which rights: what comes later the same day is another message."""
    told = sorted(f"{key.person_id}.{key.service.value}.{key.until_on.isoformat()}" for key in keys)
    return f"{on.isoformat()}.{hashlib.sha256(' '.join(told).encode()).hexdigest()[:16]}"


def address(path: str) -> str:
    return f"{current_app.config['PUBLIC_URL'].rstrip('/')}/{path}"
