"""E-mail addresses: for which employers somebody's serves, whether another has it, which the portal changed."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.ledger.models.audit import AuditEntry
from app.ledger.queries.intervals import ends_after, holds, lasts, stands
from app.registry.models.designations import Designation
from app.registry.models.mandates import FirmMembership
from app.registry.models.people import Membership, Person
from app.registry.models.signin import Credential
from app.registry.queries.granters import grants_in_own_name
from app.registry.queries.people import GRANTING_ROLES
from app.registry.words.email_addresses import AddressProblem
from app.resolver.models.absences import Absence
from app.vocabulary import delays
from app.vocabulary.accounts import Role, Space
from app.vocabulary.audit import AuditAction


def employers_of(session: Session, person_id: int, on: date) -> set[tuple[int, Space]]:
    """Each employer and space where somebody has a role of their own that day; a firm's mandates aside."""
    rows = session.execute(
        select(Membership.employer_id, Membership.space).where(
            Membership.person_id == person_id, holds(Membership, on), Membership.mandate_id.is_(None)
        )
    )
    return {(employer_id, Space(space)) for employer_id, space in rows}


def belongs_to(session: Session, person_id: int, employer_id: int, on: date) -> bool:
    """Whether somebody has roles that day at this employer, and nowhere else, nor for a firm."""
    rows = session.execute(
        select(Membership.employer_id, Membership.mandate_id).where(
            Membership.person_id == person_id, holds(Membership, on)
        )
    )
    firms = select(FirmMembership.id).where(FirmMembership.person_id == person_id, holds(FirmMembership, on))
    return {tuple(row) for row in rows} == {(employer_id, None)} and session.scalar(firms.limit(1)) is None


def why_only_theirs(
    session: Session, employer_id: int, space: Space, giver_id: int, person_id: int, on: date
) -> AddressProblem | None:
    """Why somebody who grants in a space of an employer may not change a person's address; None when they may."""
    if person_id == giver_id:
        return AddressProblem.YOUR_OWN
    if _was_professional(session, person_id):
        return AddressProblem.PROFESSIONAL
    if not belongs_to(session, person_id, employer_id, on):
        return AddressProblem.ELSEWHERE_TOO
    if grants_in_own_name(session, employer_id, space, giver_id, on):
        return None
    beyond = _grants(session, employer_id, person_id, on) or _is_replaced(session, employer_id, giver_id, person_id, on)
    return AddressProblem.STANDS_IN if beyond else None


def _was_professional(session: Session, person_id: int) -> bool:
    """Whether somebody is, was or will be a health professional, anywhere: medical papers answer to their address."""
    held = select(Membership.id).where(
        Membership.person_id == person_id,
        Membership.role == Role.HEALTH_PROFESSIONAL.value,
        stands(Membership),
    )
    accepted = select(Designation.id).where(Designation.person_id == person_id)
    return any(session.scalar(found.limit(1)) is not None for found in (held, accepted))


def designating(session: Session, person_id: int, on: date) -> list[int]:
    """The employers that designate somebody as a health professional that day, whether vouched for or not."""
    held = (Membership.person_id == person_id, Membership.role == Role.HEALTH_PROFESSIONAL.value, holds(Membership, on))
    return list(session.scalars(select(Membership.employer_id).where(*held).order_by(Membership.employer_id)))


def _grants(session: Session, employer_id: int, person_id: int, on: date) -> bool:
    """Whether somebody grants in any space of the employer, that day or later."""
    held = select(Membership.id).where(
        Membership.employer_id == employer_id,
        Membership.person_id == person_id,
        Membership.role.in_([role.value for role in GRANTING_ROLES.values()]),
        lasts(Membership, on),
    )
    return session.scalar(held.limit(1)) is not None


def _is_replaced(session: Session, employer_id: int, stand_in_id: int, person_id: int, on: date) -> bool:
    """Whether the one stands in for the other, that day or later."""
    found = select(Absence.id).where(
        Absence.employer_id == employer_id,
        Absence.stand_in_id == stand_in_id,
        Absence.person_id == person_id,
        Absence.cancelled_at.is_(None),
        ends_after(Absence, on),
    )
    return session.scalar(found.limit(1)) is not None


def is_taken(session: Session, person_id: int, email: str) -> bool:
    """Whether somebody else whom an employer of this person knows, or knew, has this address."""
    own = select(Membership.employer_id).where(Membership.person_id == person_id)
    other = (
        select(Person.id)
        .join(Membership, Membership.person_id == Person.id)
        .where(func.lower(Person.email) == email.lower(), Person.id != person_id, Membership.employer_id.in_(own))
    )
    return session.scalar(other.limit(1)) is not None


def wait_of_address(session: Session, person: Person, at: datetime) -> timedelta:
    """How long an address must still stand before a password may be sent there; nothing unless another put it there.

    An address that others replaced, then put back, is the person's own.
    """
    changes = list(_changes(session, person, at))
    if not changes or str(changes[-1].details["from_address"] or "") == person.email:
        return timedelta()
    return changes[0].at + delays.ADDRESS_STANDS - at


def address_before_others(session: Session, person: Person, at: datetime) -> tuple[str, datetime]:
    """The latest address that could be relied on, and since when it was replaced; the present one may be it."""
    address, since = person.email, at
    for change in _changes(session, person, at):
        address, since = str(change.details["from_address"] or ""), change.at
    return address, since


def leads_back(session: Session, person: Person, refused: str, former: str, since: datetime) -> bool:
    """Whether the present address is the one refused, or came from it without the person, nor through the former one.

    Who came in by a password chosen since it was put may not be the person.
    """
    chosen = select(Credential.id).where(Credential.person_id == person.id, Credential.changed_at >= since)
    is_doubtful = session.scalar(chosen.limit(1)) is not None
    address = person.email
    for entry in _readdressings(session, person):
        if address in (refused, former):
            break
        by_another = entry.actor_kind == "person" and (entry.actor_id != person.id or is_doubtful)
        if not by_another or entry.details["to_address"] != address:
            return False
        address = str(entry.details["from_address"] or "")
    return address == refused


def _readdressings(session: Session, person: Person) -> Iterator[AuditEntry]:
    """Each change of somebody's address, the latest first."""
    rows = session.scalars(
        select(AuditEntry)
        .where(AuditEntry.person_id == person.id, AuditEntry.action == AuditAction.PERSON_CHANGED.value)
        .order_by(AuditEntry.id.desc())
    )
    return (entry for entry in rows if "to_address" in entry.details)


def _changes(session: Session, person: Person, at: datetime) -> Iterator[AuditEntry]:
    """Each change by another that led to the present address and is still recent, the latest first."""
    address = person.email
    for entry in _readdressings(session, person):
        by_another = entry.actor_kind == "person" and entry.actor_id != person.id
        if not by_another or entry.details["to_address"] != address or entry.at + delays.ADDRESS_STANDS <= at:
            return
        yield entry
        address = str(entry.details["from_address"] or "")


def addresses_replaced_here(session: Session, identifiers: Collection[str]) -> dict[str, tuple[str, str]]:
    """By person of the registry whose address is one that was put here: the one that it replaced, and it."""
    rows = session.execute(
        select(Person.identifier, Person.email, AuditEntry.details)
        .join(AuditEntry, AuditEntry.person_id == Person.id)
        .where(Person.identifier.in_(identifiers), AuditEntry.action == AuditAction.PERSON_CHANGED.value)
        .order_by(AuditEntry.id)
    )
    return {
        identifier: (details["from_address"], email)
        for identifier, email, details in rows
        if details.get("to_address") == email
    }


def name_and_address(session: Session, person_id: int) -> tuple[str, str]:
    """How somebody is called, and where they are written to (empty if nowhere)."""
    person = session.get_one(Person, person_id)
    return person.name, person.email
