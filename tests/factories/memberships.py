"""Memberships: what a person is for an employer in one space."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app import clock
from app.registry.models.employers import Employer
from app.registry.models.people import Membership, Person
from app.vocabulary.accounts import Role, Space


def make_membership(
    session: Session,
    person: Person,
    employer: Employer,
    role: Role = Role.USER,
    space: Space = Space.CLICSEQUR,
    **values: Any,
) -> Membership:
    """A role held since 2015, still held; as the registry states it, which vouches for its health professionals."""
    defaults = {"from_on": date(2015, 1, 1), "until_on": None, "recorded_at": clock.now(), "vouched": True}
    membership = Membership(
        person_id=person.id,
        employer_id=employer.id,
        role=role.value,
        space=space.value,
        **{**defaults, **values},
    )
    session.add(membership)
    session.flush()
    return membership
