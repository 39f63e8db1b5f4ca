"""Giving a role inside a gesture, and keeping a granter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy import select

from app.entry.steps.sensitive import tell_other_granters
from app.ledger.queries.intervals import lasts
from app.ledger.steps.audit import record
from app.ledger.steps.intervals import Batch
from app.registry.models.people import Membership, Person
from app.registry.queries.granters import grants_in_own_name
from app.registry.queries.people import GRANTING_ROLES
from app.registry.words.access import AccessProblem
from app.registry.words.sensitive import SensitiveMoment
from app.resolver.queries.facts import EmployerFacts
from app.resolver.steps.granting import Declined, Gesture
from app.rights.queries.coverage import lasting_granters
from app.vocabulary.accounts import Role
from app.vocabulary.audit import AuditAction
from app.vocabulary.emails import EmailKind


def give_role(gesture: Gesture, person: Person, moment: SensitiveMoment, cause: str) -> bool:
    """Inside a gesture: make somebody a granter of the space, tell them and the others, and say so in the journal.

    False if they are one already, without an end. Raises Declined for a giver who only stands in for somebody.
    """
    check_in_own_name(gesture)
    giver, at, role = gesture.giver, gesture.at, GRANTING_ROLES[gesture.giver.space]
    if _is_lasting(gesture, _rows(gesture, person, role)):
        return False
    tell_other_granters(gesture.session, moment, cause, giver=giver, at=at, about=person.name)
    open_role(gesture, person, role)
    details = {"space": giver.space.value, "role": role.value, "from_on": gesture.on.isoformat()}
    journal_role(gesture, AuditAction.ROLE_GIVEN, person, details)
    gesture.tell(EmailKind.ROLE_GIVEN, f"{person.public_id}.{at.isoformat()}", person, role=role.value)
    return True


def journal_role(gesture: Gesture, action: AuditAction, person: Person, details: Mapping[str, object]) -> None:
    """One entry about somebody's role."""
    record(
        gesture.session,
        action,
        gesture.giver.actor,
        employer_id=gesture.giver.employer_id,
        person_id=person.id,
        details=dict(details),
    )


def open_role(gesture: Gesture, person: Person, role: Role, until_on: date | None = None) -> bool:
    """A role from today on, without an end unless it is said; False if it is held without one, and none is said.

    What ends later, or ended today, gives way.
    """
    # What is held as a stand-in, or for a firm, stands beside and ends by itself.
    rows = [row for row in _rows(gesture, person, role) if row.absence_id is None and row.mandate_id is None]
    if until_on is None and _is_lasting(gesture, rows):
        return False
    batch = Batch(gesture.session, gesture.at)
    for row in rows:
        batch.close(row, gesture.on, origin="portal")
    batch.open(
        Membership(
            employer_id=gesture.giver.employer_id,
            person_id=person.id,
            space=gesture.giver.space.value,
            role=role.value,
            from_on=gesture.on,
            until_on=until_on,
            origin="portal",
        )
    )
    batch.write()
    return True


def _is_lasting(gesture: Gesture, rows: Iterable[Membership]) -> bool:
    return any(row.until_on is None and row.from_on <= gesture.on for row in rows)


def _rows(gesture: Gesture, person: Person, role: Role) -> list[Membership]:
    giver = gesture.giver
    return list(
        gesture.session.scalars(
            select(Membership)
            .where(
                Membership.employer_id == giver.employer_id,
                Membership.person_id == person.id,
                Membership.space == giver.space.value,
                Membership.role == role.value,
                lasts(Membership, gesture.on),
            )
            .order_by(Membership.id)
        )
    )


def end_granting(gesture: Gesture, person: Person) -> Iterable[Membership]:
    """End the roles by which somebody grants in the space, today or later, inside a gesture. Returns them."""
    rows = _rows(gesture, person, GRANTING_ROLES[gesture.giver.space])
    batch = Batch(gesture.session, gesture.at)
    for row in rows:
        batch.close(row, gesture.on, origin="portal")
    batch.write()
    return rows


def check_in_own_name(gesture: Gesture) -> None:
    """Raises Declined for a giver who only grants while standing in for somebody."""
    giver = gesture.giver
    if not grants_in_own_name(gesture.session, giver.employer_id, giver.space, giver.person_id, gesture.on):
        raise Declined(AccessProblem.STANDS_IN)


def keep_a_granter(gesture: Gesture, after: EmployerFacts) -> None:
    """Raises Declined unless somebody still grants in the space, today and without an end."""
    if not lasting_granters(after, gesture.giver.space, gesture.on):
        raise Declined(AccessProblem.LAST_GRANTER)
