"""Once a day: telling who grants, and who holds, that rights end; and that an end has left a hole.

Each right is told 30, 7 and 1 day before its last day, once each. After missed days only the nearest of these is told,
and everybody receives one e-mail a day for all the rights of one employer's space.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.actions.granting import lock_rights
from app.actions.outbox import queue_email
from app.actions.rounds import Kind, one_by_one
from app.actions.transaction import transaction
from app.actions.uniqueness import add_unless_present
from app.models.access import AccessGrant
from app.models.access_ends import EndReminder
from app.models.people import Person
from app.queries.access_ends import (
    LEFT_A_HOLE,
    EndingRight,
    RightKey,
    ending_rights,
    hole_left_by,
    lapsed_rights,
    leaves_only_granters,
    makes_hole,
)
from app.queries.facts import EmployerFacts, facts_of_employer
from app.queries.grants import SOON, last_day
from app.queries.people import granters
from app.vocabulary import delays
from app.vocabulary.accounts import Space
from app.vocabulary.alarms import AlarmSubject
from app.vocabulary.emails import EmailKind
from app.vocabulary.services import OnlineService

_KEY = ("employer_id", "person_id", "space", "service", "until_on", "days")


def stage_of(until_on: date, on: date) -> int | None:
    """Which of the three reminders is due that day for a right that ends; None when none is yet."""
    days = (until_on - on).days - 1
    return next((stage for stage in delays.END_REMINDERS if days <= stage), None)


def remind_ends(on: date) -> int:
    """Tell the ends that are due; returns how many people were written to. One transaction a space of an employer."""
    kind = Kind(AlarmSubject.EMPLOYER, "remind_ends")
    return one_by_one(kind, _places(on, on + SOON), lambda place: _remind(place[0], Space(place[1]), on))


def tell_holes(on: date) -> int:
    """Tell those who grant of the ends that left a hole, once each; returns how many people were written to."""
    kind = Kind(AlarmSubject.EMPLOYER, "tell_holes")
    return one_by_one(kind, _places(on - SOON, on), lambda place: _tell_hole(place[0], Space(place[1]), on))


def _places(after: date, until: date) -> list[tuple[int, str]]:
    """The employers, and their spaces, with a right that ends on one of these days, the first excluded."""
    with transaction() as session:
        rows = session.execute(
            select(AccessGrant.employer_id, AccessGrant.space)
            .where(
                AccessGrant.superseded_at.is_(None),
                AccessGrant.until_on > after,
                AccessGrant.until_on <= until,
            )
            .distinct()
            .order_by(AccessGrant.employer_id, AccessGrant.space)
        )
        return [(employer_id, space) for employer_id, space in rows]


def _remind(employer_id: int, space: Space, on: date) -> int:
    with transaction() as session:
        lock_rights(session, employer_id)
        facts = facts_of_employer(session, employer_id)
        told = _told(session, employer_id, space, on)
        due = [
            ending
            for ending in ending_rights(session, facts, space, on)
            if (stage := stage_of(ending.key.until_on, on)) is not None and not _was_told(told, ending.key, stage)
        ]
        if not due:
            return 0
        for ending in due:
            stage = stage_of(ending.key.until_on, on) or delays.END_REMINDERS[0]
            _remember(session, facts, space, ending.key, stage)
        return _tell_granters(session, facts, space, due, on) + _tell_holders(session, facts, space, due, on)


def _told(session: Session, employer_id: int, space: Space, on: date) -> dict[RightKey, int]:
    """The nearest reminder given of each right that ends, or ended lately."""
    rows = session.execute(
        select(EndReminder.person_id, EndReminder.service, EndReminder.until_on, EndReminder.days).where(
            EndReminder.employer_id == employer_id,
            EndReminder.space == space.value,
            EndReminder.until_on >= on - SOON,
        )
    )
    told: dict[RightKey, int] = {}
    for person_id, service, until_on, days in rows:
        key = RightKey(person_id, OnlineService(service), until_on)
        told[key] = min(days, told.get(key, days))
    return told


def _was_told(told: dict[RightKey, int], key: RightKey, stage: int) -> bool:
    return key in told and told[key] <= stage


def _remember(session: Session, facts: EmployerFacts, space: Space, key: RightKey, days: int) -> None:
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


def _tell_granters(session: Session, facts: EmployerFacts, space: Space, due: Iterable[EndingRight], on: date) -> int:
    """Who gave each right, if they still grant there; all who grant there, otherwise. Not of what is let come."""
    people = _granters(session, facts.employer_id, space, on)
    of_each: dict[int, list[EndingRight]] = {}
    for ending in due:
        if not ending.is_left:
            givers = [one for one in people if one.identifier == ending.granted_by and one.email] or people
            for one in givers:
                of_each.setdefault(one.id, []).append(ending)
    about = {one.id: one for one in people}
    return sum(
        _write(
            session,
            EmailKind.RIGHTS_ENDING,
            about[person_id],
            facts,
            space,
            _cause(on, (ending.key for ending in rights)),
            number=len(rights),
            until=_first(rights).isoformat(),
            is_hole=any(makes_hole(ending) for ending in rights),
            is_thin=any(leaves_only_granters(ending) for ending in rights),
            link=_address("droits-d-acces/echeances"),
        )
        for person_id, rights in of_each.items()
    )


def _tell_holders(session: Session, facts: EmployerFacts, space: Space, due: Iterable[EndingRight], on: date) -> int:
    of_each: dict[int, list[EndingRight]] = {}
    for ending in due:
        of_each.setdefault(ending.key.person_id, []).append(ending)
    return sum(
        _write(
            session,
            EmailKind.RIGHT_ENDING,
            rights[0].person,
            facts,
            space,
            _cause(on, (ending.key for ending in rights)),
            services=[ending.key.service.value for ending in rights],
            until=_first(rights).isoformat(),
            link=_address("services-en-ligne"),
        )
        for rights in of_each.values()
    )


def _tell_hole(employer_id: int, space: Space, on: date) -> int:
    with transaction() as session:
        lock_rights(session, employer_id)
        return tell_new_holes(session, employer_id, space, on)


def tell_new_holes(session: Session, employer_id: int, space: Space, on: date) -> int:
    """Tell those who grant of the holes that nobody told of yet, inside a transaction that holds the employer's lock.

    Returns how many people were written to. The holes stay on their first page until somebody covers them.
    """
    session.flush()
    facts = facts_of_employer(session, employer_id)
    told = _told(session, employer_id, space, on)
    lapsed = lapsed_rights(session, facts, space, on, on - SOON)
    untold = [key for key in lapsed if told.get(key) != LEFT_A_HOLE]
    holes = hole_left_by(session, facts, untold, on)
    if not holes:
        return 0
    for key in holes:
        _remember(session, facts, space, key, LEFT_A_HOLE)
    link = _address("droits-d-acces/echeances")
    return sum(
        _write(session, EmailKind.RIGHT_LAPSED, one, facts, space, _cause(on, holes), number=len(holes), link=link)
        for one in _granters(session, employer_id, space, on)
    )


def _granters(session: Session, employer_id: int, space: Space, on: date) -> list[Person]:
    ids = [member.person_id for member in granters(session, employer_id, space, on)]
    return list(session.scalars(select(Person).where(Person.id.in_(ids)).order_by(Person.id)))


def _first(rights: Iterable[EndingRight]) -> date:
    """The last day of the right that ends first."""
    return last_day(min(ending.key.until_on for ending in rights)) or date.max


def _write(
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


def _cause(on: date, keys: Iterable[RightKey]) -> str:
    """The day, and which rights: what comes later the same day is another message."""
    told = sorted(f"{key.person_id}.{key.service.value}.{key.until_on.isoformat()}" for key in keys)
    return f"{on.isoformat()}.{hashlib.sha256(' '.join(told).encode()).hexdigest()[:16]}"


def _address(path: str) -> str:
    return f"{current_app.config['PUBLIC_URL'].rstrip('/')}/{path}"
