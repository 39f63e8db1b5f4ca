"""The role that an accepted designation gives: nobody vouches for it at first, then the Commission does, or it ends.

Steps inside somebody else's transaction, which has locked the employer's row.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.ledger.queries.intervals import lasts
from app.ledger.steps.intervals import Batch, close
from app.notices.steps.stopped_professionals import hold_back
from app.registry.models.designations import Designation
from app.registry.models.people import Membership
from app.vocabulary.accounts import Role


def roles_of(session: Session, employer_id: int, person_id: int, space: str, on: date) -> Sequence[Membership]:
    """The rows by which somebody is a health professional in a space of an employer, that day or later."""
    return session.scalars(
        select(Membership).where(
            Membership.employer_id == employer_id,
            Membership.person_id == person_id,
            Membership.space == space,
            Membership.role == Role.HEALTH_PROFESSIONAL.value,
            lasts(Membership, on),
        )
    ).all()


def given_roles(session: Session, one: Designation, on: date) -> list[Membership]:
    """The rows that a designation gave to who accepted it: what the registry names stands by itself."""
    if one.person_id is None:
        return []
    rows = roles_of(session, one.employer_id, one.person_id, one.space, on)
    return [row for row in rows if row.origin == "portal"]


def close_roles(session: Session, rows: Sequence[Membership], on: date, at: datetime) -> None:
    """End these roles from a day on: what waits for their professionals is held."""
    for row in rows:
        close(session, row, on, at, origin="portal")
    _hold_back(session, rows)


def set_vouched(session: Session, rows: Sequence[Membership], on: date, at: datetime, *, vouched: bool) -> None:
    """From a day on somebody vouches for these roles, or nobody does; the days before stay as they were."""
    batch = Batch(session, at)
    for row in rows:
        if row.vouched == vouched:
            continue
        if row.from_on >= on:
            batch.amend(row, vouched=vouched)
            continue
        later = {"from_on": on, "until_on": row.until_on, "vouched": vouched, "origin": "portal"}
        batch.close(row, on)
        batch.open(
            Membership(employer_id=row.employer_id, person_id=row.person_id, space=row.space, role=row.role, **later)
        )
    batch.write()
    if not vouched:
        _hold_back(session, rows)


def _hold_back(session: Session, rows: Sequence[Membership]) -> None:
    session.flush()
    for employer_id, person_id in sorted({(row.employer_id, row.person_id) for row in rows}):
        hold_back(session, employer_id, person_id)
