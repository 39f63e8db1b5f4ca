"""Whom may an asker see by name? An explanation names nobody beyond them.

Whoever reads a document is already shown, by name, those who read it today and those who opened it; whoever grants sees
besides all those who are or were in their space.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import Session

from app.ledger.queries.names import holds_word
from app.papers.queries.documents import openings_of
from app.registry.models.people import Membership, Person
from app.registry.queries.sessions import Principal
from app.resolver.queries.facts import EmployerFacts
from app.vocabulary.text import folded

_NAMES = select(Person.id, Person.given_name, Person.family_name).where(
    Person.id.in_(bindparam("people", expanding=True))
)
_SOMEBODY = select(Person.id, Person.given_name, Person.family_name).where(
    Person.public_id == bindparam("public_id"),
    select(Membership.id)
    .where(Membership.person_id == Person.id, Membership.employer_id == bindparam("employer"))
    .exists(),
)


def seen_by(session: Session, principal: Principal, facts: EmployerFacts, document_id: int, on: date) -> frozenset[int]:
    """The people whom a reader of a document is shown by name. `facts`: those of everybody, as believed now."""
    opened = {opening.person_id for opening in openings_of(session, [document_id])[document_id]}
    seen = {*facts.readers_on(on), *opened}
    if principal.is_granter:
        seen |= {held.person_id for held in facts.memberships if held.space == principal.space and held.person_id}
    return frozenset(seen)


def names_of(session: Session, people: Collection[int]) -> dict[int, str]:
    """The names of some people, as read aloud."""
    if not people:
        return {}
    return {row.id: f"{row.given_name} {row.family_name}" for row in session.execute(_NAMES, {"people": list(people)})}


def person_ever_of(session: Session, employer_id: int, public_id: str) -> tuple[int, str] | None:
    """Somebody who is or was of an employer, in any space, even if that was corrected since: number and name."""
    row = session.execute(_SOMEBODY, {"employer": employer_id, "public_id": public_id}).first()
    return None if row is None else (row.id, f"{row.given_name} {row.family_name}")


def people_ever_of(session: Session, employer_id: int, search: str, limit: int) -> list[tuple[int, str, str]]:
    """Those of an employer, present or past, whose name or identifier holds what is searched: number, address, name."""
    found = select(Person.id, Person.public_id, Person.given_name, Person.family_name).where(
        Person.id.in_(select(Membership.person_id).where(Membership.employer_id == employer_id))
    )
    for word in folded(search).split():
        by_name = holds_word(Person.search_name, word)
        found = found.where(or_(by_name, func.lower(Person.identifier).contains(word, autoescape=True)))
    rows = session.execute(found.order_by(Person.search_name, Person.id).limit(limit))
    return [(row.id, row.public_id, f"{row.given_name} {row.family_name}") for row in rows]
