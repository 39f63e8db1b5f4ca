"""Once a day: telling who grants, and who holds, that rights end; and that an end has left a hole.

Each right is told 30, 7 and 1 day before its last day, once each. After missed days only the nearest of these is told,
and everybody receives one e-mail a day for all the rights of one employer's space.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.ledger.actions.rounds import one_by_one
from app.ledger.queries.intervals import ends_within, stands
from app.ledger.steps.rounds import Kind
from app.ledger.steps.transaction import transaction
from app.resolver.models.access import AccessGrant
from app.resolver.queries.facts import EmployerFacts, facts_of_employer
from app.resolver.queries.grants import ENDS_WITHIN, last_day
from app.resolver.steps.granting import lock_rights
from app.rights.queries.ends import (
    EndingRight,
    RightKey,
    ending_rights,
    leaves_only_granters,
    makes_hole,
)
from app.rights.steps.holes import address, already_told, cause_of, granters_to_tell, remember, tell_new_holes, write
from app.vocabulary import delays
from app.vocabulary.accounts import Space
from app.vocabulary.alarms import AlarmSubject
from app.vocabulary.emails import EmailKind


def stage_of(until_on: date, on: date) -> int | None:
    """Which of the three reminders is due that day for a right that ends; None when none is yet."""
    days = (until_on - on).days - 1
    return next((stage for stage in delays.END_REMINDERS if days <= stage), None)


def remind_ends(on: date) -> int:
    """Tell the ends that are due; returns how many people were written to. One transaction a space of an employer."""
    kind = Kind(AlarmSubject.EMPLOYER, "remind_ends")
    return one_by_one(kind, _places(on, on + ENDS_WITHIN), lambda place: _remind(place[0], Space(place[1]), on))


def tell_holes(on: date) -> int:
    """Tell those who grant of the ends that left a hole, once each; returns how many people were written to."""
    kind = Kind(AlarmSubject.EMPLOYER, "tell_holes")
    return one_by_one(kind, _places(on - ENDS_WITHIN, on), lambda place: _tell_hole(place[0], Space(place[1]), on))


def _places(after: date, until: date) -> list[tuple[int, str]]:
    """The employers, and their spaces, with a right that ends on one of these days, the first excluded."""
    with transaction() as session:
        rows = session.execute(
            select(AccessGrant.employer_id, AccessGrant.space)
            .where(
                stands(AccessGrant),
                ends_within(AccessGrant, after, until),
            )
            .distinct()
            .order_by(AccessGrant.employer_id, AccessGrant.space)
        )
        return [(employer_id, space) for employer_id, space in rows]


def _remind(employer_id: int, space: Space, on: date) -> int:
    with transaction() as session:
        lock_rights(session, employer_id)
        facts = facts_of_employer(session, employer_id)
        told = already_told(session, employer_id, space, on)
        due = [
            ending
            for ending in ending_rights(session, facts, space, on)
            if (stage := stage_of(ending.key.until_on, on)) is not None and not _was_told(told, ending.key, stage)
        ]
        if not due:
            return 0
        for ending in due:
            stage = stage_of(ending.key.until_on, on) or delays.END_REMINDERS[0]
            remember(session, facts, space, ending.key, stage)
        return _tell_granters(session, facts, space, due, on) + _tell_holders(session, facts, space, due, on)


def _was_told(told: dict[RightKey, int], key: RightKey, stage: int) -> bool:
    return key in told and told[key] <= stage


def _tell_granters(session: Session, facts: EmployerFacts, space: Space, due: Iterable[EndingRight], on: date) -> int:
    """Who gave each right, if they still grant there; all who grant there, otherwise. Not of what is let come."""
    people = granters_to_tell(session, facts.employer_id, space, on)
    of_each: dict[int, list[EndingRight]] = {}
    for ending in due:
        if not ending.is_left:
            givers = [one for one in people if one.identifier == ending.granted_by and one.email] or people
            for one in givers:
                of_each.setdefault(one.id, []).append(ending)
    about = {one.id: one for one in people}
    return sum(
        write(
            session,
            EmailKind.RIGHTS_ENDING,
            about[person_id],
            facts,
            space,
            cause_of(on, (ending.key for ending in rights)),
            number=len(rights),
            until=_first(rights).isoformat(),
            is_hole=any(makes_hole(ending) for ending in rights),
            is_thin=any(leaves_only_granters(ending) for ending in rights),
            link=address("droits-d-acces/echeances"),
        )
        for person_id, rights in of_each.items()
    )


def _tell_holders(session: Session, facts: EmployerFacts, space: Space, due: Iterable[EndingRight], on: date) -> int:
    of_each: dict[int, list[EndingRight]] = {}
    for ending in due:
        of_each.setdefault(ending.key.person_id, []).append(ending)
    return sum(
        write(
            session,
            EmailKind.RIGHT_ENDING,
            rights[0].person,
            facts,
            space,
            cause_of(on, (ending.key for ending in rights)),
            services=[ending.key.service.value for ending in rights],
            until=_first(rights).isoformat(),
            link=address("services-en-ligne"),
        )
        for rights in of_each.values()
    )


def _tell_hole(employer_id: int, space: Space, on: date) -> int:
    with transaction() as session:
        lock_rights(session, employer_id)
        return tell_new_holes(session, employer_id, space, on)


def _first(rights: Iterable[EndingRight]) -> date:
    """The last day of the right that ends first."""
    return last_day(min(ending.key.until_on for ending in rights)) or date.max
