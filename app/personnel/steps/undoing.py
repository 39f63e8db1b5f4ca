"""Undo a table, or one departure that it planned: what was before is again, unless somebody changed it since."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from app.invitations.steps.invitations import close_invitation, note
from app.ledger.queries.intervals import ends_after
from app.personnel.models import PersonnelRow
from app.personnel.queries.state import standing
from app.personnel.steps.details import restore_names
from app.personnel.steps.gestures import narrow_all_stand_ins
from app.personnel.steps.intervals import Hand
from app.registry.models.invitations import Invitation
from app.registry.models.people import Membership
from app.registry.words.invitations import InvitationState
from app.resolver.models.absences import Absence
from app.resolver.models.access import AccessGrant
from app.resolver.queries.facts import facts_of_employer
from app.resolver.steps.granting import Gesture
from app.rights.steps.stand_ins import say_restored
from app.vocabulary.audit import AuditAction
from app.vocabulary.personnel import NotUndone

TABLES = (Membership, AccessGrant)


def undo_rows(gesture: Gesture, rows: Sequence[PersonnelRow]) -> int:
    """Undo each row that can be, and return how many were. The others keep the reason in `effect`."""
    giver = gesture.giver
    now = standing(gesture.session, giver.employer_id)
    professionals = facts_of_employer(gesture.session, giver.employer_id).designated_on(gesture.on)
    undone = [row for row in rows if row.person_id is None and _cancel(gesture, row)]
    known = [row for row in rows if row.person_id is not None]
    # A health professional, in any space, is given nothing back: they hold no other role nor right.
    free = [row for row in known if row.person_id not in professionals]
    same = [row for row in free if now[row.person_id or 0] == row.effect["after"]]
    for row in known:
        if row not in same:
            row.effect = {**row.effect, "kept": NotUndone.CHANGED_SINCE.value}
    _restore(gesture, same)
    for row in same:
        restore_names(gesture, row)
    narrow_all_stand_ins(gesture, [row.person_id or 0 for row in same])
    return len(undone) + len(same)


def undo_departure(gesture: Gesture, person_id: int, rows: Sequence[PersonnelRow]) -> None:
    """Let last again, as before any of these tables, what their departure cut short and nobody changed since."""
    hand, days = Hand.of_people(gesture, [person_id]), {one.wanted["leaves_on"] for one in rows}
    left = [_numbers(rows, "after", number) for number in range(len(TABLES))]
    same = [row for row in hand.rows_of(person_id) if row.id in left[TABLES.index(type(row))]]
    cut = {_place(row) for row in same if row.until_on is not None and row.until_on.isoformat() in days}
    restored = [row for place, row in _before_departures(gesture, rows).items() if place in cut]
    for row in restored:
        hand.restore(row)
    hand.write()
    for one in rows:
        one.effect = {**one.effect, "cancelled": gesture.on.isoformat()}
    say_restored(gesture, [row for row in restored if row.absence_id is not None])
    narrow_all_stand_ins(gesture, [person_id])


def _before_departures(gesture: Gesture, rows: Sequence[PersonnelRow]) -> dict[tuple[Any, ...], Any]:
    """Return what stood before the first of these tables that changed it, by place: a later one only postpones."""
    found: dict[tuple[Any, ...], Any] = {}
    days: set[date] = set()
    for one in rows:
        for number, table in enumerate(TABLES):
            before, after = _numbers([one], "before", number), _numbers([one], "after", number)
            old = _load(gesture, table, before - after)
            found.update({_place(row): row for row in old if row.until_on not in days})
        days.add(date.fromisoformat(one.wanted["leaves_on"]))
    return found


def _cancel(gesture: Gesture, row: PersonnelRow) -> bool:
    """Cancel the row's invitation, unless it was answered."""
    invitation = gesture.session.scalar(
        select(Invitation).where(Invitation.public_id == row.effect["invitation"]).with_for_update()
    )
    if invitation is None or invitation.state not in (InvitationState.SENT, InvitationState.EXPIRED):
        row.effect = {**row.effect, "kept": NotUndone.ANSWERED.value}
        return False
    close_invitation(gesture.session, invitation, InvitationState.CANCELLED, gesture.at)
    note(gesture.session, AuditAction.INVITATION_CANCELLED, invitation, gesture.giver.actor)
    return True


def _restore(gesture: Gesture, rows: Sequence[PersonnelRow]) -> None:
    hand, stood_in = Hand.of_people(gesture, [row.person_id or 0 for row in rows]), []
    for number, table in enumerate(TABLES):
        before, after = _numbers(rows, "before", number), _numbers(rows, "after", number)
        old, made = _load(gesture, table, before - after), _load(gesture, table, after - before)
        places = {_place(row) for row in old}
        for row in made:
            hand.take_back(row, replaced=_place(row) in places)
        for row in old:
            hand.restore(row)
        stood_in += [row for row in old if row.absence_id is not None]
    hand.write()
    say_restored(gesture, stood_in)


def _numbers(rows: Sequence[PersonnelRow], when: str, table: int) -> set[int]:
    return {number for row in rows for number in row.effect[when][table]}


def _load(gesture: Gesture, table: Any, ids: set[int]) -> Sequence[Any]:
    found: list[Any] = []
    every = sorted(ids)
    running = select(Absence.id).where(Absence.cancelled_at.is_(None), ends_after(Absence, gesture.on))
    for first in range(0, len(every), 500):
        # What was held as a stand-in comes back as long as the absence runs; what ended with it does not.
        held = table.absence_id.is_(None) | table.absence_id.in_(running)
        chosen = table.id.in_(every[first : first + 500]) & held
        found += gesture.session.scalars(select(table).where(chosen).order_by(table.id))
    return found


def _place(row: Any) -> tuple[Any, ...]:
    """Return what a row and the one that replaced it share."""
    if isinstance(row, AccessGrant):
        return (row.person_id, row.space, row.absence_id, row.service, row.granted_by, row.from_on)
    return (row.person_id, row.space, row.absence_id, row.role, row.from_on)
