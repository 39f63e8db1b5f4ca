"""The removal of a person that can still be undone: recent, and of which nobody changed anything since."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.ledger.models.audit import AuditEntry
from app.ledger.queries.intervals import lasts
from app.registry.models.people import Membership
from app.taking_back.domain.items import Item
from app.taking_back.words import TakenBack
from app.vocabulary import delays
from app.vocabulary.accounts import Role, Space
from app.vocabulary.audit import AuditAction
from app.vocabulary.services import OnlineService

#: What the entry of a removal counts besides roles and rights: none of it comes back.
LOST = ("sessions", "absences", "requests", "invitations", "sent", "designations")


@dataclass(frozen=True, slots=True)
class Undoable:
    """What undoing a removal gives back in one space, `until` when it can be undone, and what stays ended.

    `elsewhere`: it ended something in another space too. `successor`: somebody took over, and keeps it.
    """

    items: tuple[Item, ...]
    until: datetime
    lost: dict[str, int]
    elsewhere: bool
    designated: bool
    successor: bool


def undoable_removal(
    session: Session, employer_id: int, space: Space, person_id: int, at: datetime, on: date
) -> Undoable | None:
    """Find the removal of somebody who has nothing here any more; None once it is old, or followed by anything."""
    lasting = select(Membership.id).where(
        Membership.employer_id == employer_id,
        Membership.person_id == person_id,
        Membership.space == space.value,
        Membership.mandate_id.is_(None),
        lasts(Membership, on),
    )
    if session.scalar(lasting.limit(1)) is not None:
        return None
    entries = session.scalars(
        select(AuditEntry)
        .where(AuditEntry.employer_id == employer_id, AuditEntry.person_id == person_id)
        .where(AuditEntry.at > at - delays.REMOVAL_UNDONE)
        .order_by(AuditEntry.id)
    ).all()
    removed = [entry for entry in entries if entry.action == AuditAction.PERSON_REMOVED.value]
    here = next((entry for entry in removed if entry.details["space"] == space.value), None)
    if here is None or "previous" not in here.details:
        return None
    return Undoable(
        items=tuple(_items(here, on)),
        until=here.at + delays.REMOVAL_UNDONE,
        lost={name: here.details[name] for name in LOST if here.details.get(name)},
        elsewhere=len(removed) > 1,
        designated=any(entry.action == AuditAction.DESIGNATION_ENDED.value for entry in entries),
        successor="successor" in here.details,
    )


def _items(entry: AuditEntry, on: date) -> Iterator[Item]:
    """Each role and right that held that day: what was to begin later is given again by hand."""
    person_id, previous = entry.person_id or 0, entry.details["previous"]
    for role, until_on in _holding(previous["roles"], on).items():
        yield Item(TakenBack.ROLE_RETURNED, "", person_id, role=Role(role), before=until_on)
    for service, until_on in _holding(previous["rights"], on).items():
        yield Item(TakenBack.RIGHT_RETURNED, "", person_id, OnlineService(service), before=until_on)


def _holding(rows: list[list[Any]], on: date) -> dict[str, date | None]:
    ends: dict[str, date | None] = {}
    for code, from_on, until_on, *_by in rows:
        end = date.fromisoformat(until_on) if until_on else None
        if date.fromisoformat(from_on) <= on and (end is None or end > on):
            ends[code] = None if end is None or ends.get(code, end) is None else max(end, ends.get(code) or end)
    return ends
