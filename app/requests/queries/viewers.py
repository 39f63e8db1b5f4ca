"""Who may read a request at the employer: those to whom its service is open that day, by the one resolver."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.registry.models.mandates import Mandate
from app.registry.models.people import Person
from app.requests.models.requests import OnlineRequest
from app.resolver.queries.facts import facts_of_employer
from app.vocabulary.services import OnlineService


def viewer_ids(session: Session, row: OnlineRequest, on: date) -> tuple[int, ...]:
    """The people who may read a request that day; of a firm's people, those of the firm that prepared it.

    What has left the employer's side is read by nobody there.
    """
    if row.part_of_id is not None:
        return ()
    facts = facts_of_employer(session, row.employer_id)
    mandates = session.execute(select(Mandate.id, Mandate.firm_id).where(Mandate.employer_id == row.employer_id))
    firms = {mandate.id: mandate.firm_id for mandate in mandates}
    ways: dict[int, set[int | None]] = defaultdict(set)
    for held in facts.memberships:
        if held.person_id is not None and held.holds(on):
            ways[held.person_id].add(held.mandate_id)
    return tuple(
        person_id
        for person_id in facts.users_on(OnlineService(row.service), on)
        if None in ways[person_id] or row.firm_id in {firms.get(way) for way in ways[person_id] if way is not None}
    )


def viewers_of(session: Session, row: OnlineRequest, on: date) -> list[str]:
    """Their names, in order."""
    people = session.scalars(select(Person).where(Person.id.in_(viewer_ids(session, row, on))))
    return sorted(person.name for person in people)
