"""Designations of health professionals by employers, and who may not be one: nothing here knows of any paper."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from app.ledger.models.audit import AuditEntry
from app.ledger.models.letters import Letter
from app.ledger.queries.intervals import ends_after, holds, lasts, stands
from app.registry.models.designations import Designation
from app.registry.models.employers import Employer
from app.registry.models.invitations import Invitation
from app.registry.models.people import Membership, Person
from app.registry.models.recipients import PaperRecipient
from app.registry.queries.invitations import state_at
from app.registry.words.designations import LIVING_DESIGNATIONS, DesignationState
from app.registry.words.invitations import InvitationState
from app.vocabulary.accounts import Role, Space
from app.vocabulary.audit import AuditAction
from app.vocabulary.text import folded

LIVING = sorted(state.value for state in LIVING_DESIGNATIONS)
#: How long after their role ended a health professional still hears of who is designated.
LATELY = timedelta(days=365)
#: What an office is called within a building, and its number, once folded.
_OFFICE = re.compile(r"\b(bureau|bur|suite|local|appartement|app|unite|porte|etage) \w+")
#: Words of a street line that do not tell one street from another.
_STREETS = frozenset(
    {"rue", "chemin", "avenue", "boulevard", "boul", "route", "rang", "place", "de", "des", "du", "la", "le", "l", "d"}
)


@dataclass(frozen=True, slots=True)
class DesignationRow:
    """A designation as those who grant see it.

    `invitation`: where its invitation stands. One that the registry recorded has neither order, number nor invitation;
    `public_id` is then the person's, and `since_on` the day it gives instead of an instant.
    """

    public_id: str
    name: str
    email: str
    professional_order: str
    order_member_no: str
    state: DesignationState
    invitation: InvitationState | None
    since_at: datetime | None
    by: str
    since_on: date | None = None
    address: str = ""
    reason: str = ""
    objected_by: str = ""


def designation_of(session: Session, employer_id: int, space: Space, public_id: str) -> Designation | None:
    """The designation of that identifier, if it is of this employer in this space; None otherwise."""
    return session.scalar(
        select(Designation).where(
            Designation.employer_id == employer_id, Designation.space == space.value, Designation.public_id == public_id
        )
    )


def designation_named(session: Session, public_id: str) -> Designation | None:
    """The designation of that identifier, whichever employer's: for the Commission, and for links that name it."""
    return session.scalar(select(Designation).where(Designation.public_id == public_id))


def named_by(session: Session, one: Designation) -> str:
    """The name of who made a designation."""
    return session.get_one(Person, one.named_by_id).name


def designation_of_code(session: Session, code_digest: str) -> Designation | None:
    """The designation whose latest letter holds the code of that digest, as long as it stands."""
    return session.scalar(
        select(Designation).where(Designation.code_digest == code_digest, Designation.state.in_(LIVING))
    )


def professionals_known(session: Session, employer_id: int, on: date) -> list[int]:
    """Those for whom somebody vouches as health professionals of the employer that day, or did lately, in any space.

    Nobody whose latest designation there was refused. A role that was vouched for and ended on one day counts.
    """
    refused = (DesignationState.REFUSED.value, DesignationState.REJECTED.value)
    latest = select(func.max(Designation.id)).where(Designation.employer_id == employer_id)
    unwanted = select(Designation.person_id).where(
        Designation.id.in_(latest.where(Designation.person_id.is_not(None)).group_by(Designation.person_id)),
        Designation.state.in_(refused),
    )
    return list(
        session.scalars(
            select(Membership.person_id)
            .distinct()
            .where(
                Membership.employer_id == employer_id,
                Membership.role == Role.HEALTH_PROFESSIONAL.value,
                Membership.vouched,
                stands(Membership),
                ends_after(Membership, on - LATELY),
                Membership.person_id.not_in(unwanted),
            )
        )
    )


def is_objected(one: Designation) -> bool:
    """Whether an objection waits for an agent: the Commission has not confirmed since."""
    return one.objected_at is not None and (one.vouched_at is None or one.objected_at > one.vouched_at)


def has_objected(session: Session, one: Designation, person_id: int) -> bool:
    """Whether somebody objected to that designation already, whatever was decided of it since."""
    entries = select(AuditEntry.id).where(
        AuditEntry.employer_id == one.employer_id,
        AuditEntry.action == AuditAction.DESIGNATION_OBJECTED.value,
        AuditEntry.actor_kind == "person",
        AuditEntry.actor_id == person_id,
        AuditEntry.details["designation"].as_string() == one.public_id,
    )
    return session.scalar(entries.limit(1)) is not None


def is_vouched(session: Session, employer_id: int, person_id: int, on: date) -> bool:
    """Whether somebody vouches that day for the person whom the employer designates."""
    held = select(Membership.id).where(
        Membership.employer_id == employer_id,
        Membership.person_id == person_id,
        Membership.role == Role.HEALTH_PROFESSIONAL.value,
        Membership.vouched,
        holds(Membership, on),
    )
    return session.scalar(held.limit(1)) is not None


def designation_of_invitation(session: Session, invitation_id: int) -> Designation | None:
    """The designation that accepting an invitation settles."""
    return session.scalar(select(Designation).where(Designation.invitation_id == invitation_id))


def latest_letter(session: Session, designation_id: int) -> int | None:
    """The letter that holds the code of a designation: the last one written for it, waiting or not."""
    return session.scalar(select(func.max(Letter.id)).where(Letter.is_about(Designation, designation_id)))


def letters_since(session: Session, designation_id: int, since: datetime) -> int:
    """How many letters were written for a designation since an instant."""
    counted = select(func.count()).where(Letter.is_about(Designation, designation_id), Letter.created_at >= since)
    return session.scalar(counted) or 0


def state_by_number(
    session: Session, employer_id: int, space: Space, order: str, member_no: str
) -> DesignationState | None:
    """Where the designation of that member of an order stands, if one awaits an answer or is in force."""
    found = session.scalar(
        select(Designation.state).where(
            Designation.employer_id == employer_id,
            Designation.space == space.value,
            Designation.professional_order == order,
            func.upper(Designation.order_member_no) == member_no.upper(),
            Designation.state.in_(LIVING),
        )
    )
    return DesignationState(found) if found else None


def is_address_of_employer(session: Session, employer_id: int, line1: str, postal_code: str) -> bool:
    """Whether the employer's own mail, or that of its people or of those who receive its paper, goes there.

    Its health professionals aside.
    """
    employer = select(Employer.address_line1, Employer.postal_code).where(Employer.id == employer_id)
    recipients = select(PaperRecipient.address_line1, PaperRecipient.postal_code).where(
        PaperRecipient.employer_id == employer_id, stands(PaperRecipient)
    )
    people = (
        select(Person.address_line1, Person.postal_code)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.employer_id == employer_id,
            Membership.role != Role.HEALTH_PROFESSIONAL.value,
            stands(Membership),
            Person.address_line1 != "",
        )
    )
    known = [_place(*row) for rows in (employer, recipients, people) for row in session.execute(rows)]
    return any(_is_same_door(_place(line1, postal_code), place) for place in known)


def _place(line1: str, postal_code: str) -> tuple[str, list[str]]:
    """A postal code and the words of a street line without its office, however both were typed."""
    return folded(postal_code).replace(" ", ""), _OFFICE.sub(" ", folded(line1)).split()


def _is_same_door(one: tuple[str, list[str]], other: tuple[str, list[str]]) -> bool:
    """Whether two places are one building: the same number of a street of the same name, by one postal code."""
    if one[0] != other[0]:
        return False
    numbers = [next((word for word in words if word.isdecimal()), "") for _, words in (one, other)]
    named = set(one[1]) & set(other[1]) - _STREETS
    return one[1] == other[1] or (numbers[0] == numbers[1] != "" and any(not word.isdecimal() for word in named))


def professional_of(session: Session, employer_id: int, space: Space, public_id: str, on: date) -> Person | None:
    """The person of that identifier, if they are a health professional of the employer in this space that day."""
    return session.scalar(
        select(Person)
        .join(Membership, Membership.person_id == Person.id)
        .where(Person.public_id == public_id, *_professional(employer_id, space, on))
        .limit(1)
    )


def designations_of(session: Session, employer_id: int, space: Space, at: datetime, on: date) -> list[DesignationRow]:
    """Every designation of an employer in a space, those in force and awaited first; then those of the registry."""
    rows = session.execute(
        select(Designation, Invitation, Person)
        .outerjoin(Invitation, Invitation.id == Designation.invitation_id)
        .outerjoin(Person, Person.id == Designation.named_by_id)
        .where(Designation.employer_id == employer_id, Designation.space == space.value)
        .order_by(Designation.id.desc())
    ).all()
    named = [_row(*row, at) for row in rows]
    settled = set(DesignationState) - LIVING_DESIGNATIONS
    known = {row[0].person_id for row in rows if row[0].state in LIVING}
    return sorted([*_registered(session, employer_id, space, on, known), *named], key=lambda row: row.state in settled)


def _row(one: Designation, invitation: Invitation | None, by: Person | None, at: datetime) -> DesignationRow:
    return DesignationRow(
        public_id=one.public_id,
        name=f"{one.given_name} {one.family_name}",
        email=one.email,
        professional_order=one.professional_order,
        order_member_no=one.order_member_no,
        state=DesignationState(one.state),
        invitation=state_at(invitation, at) if invitation is not None else None,
        since_at=one.settled_at or one.created_at,
        by=by.name if by is not None else "",
        address=", ".join(part for part in (one.address_line1, one.city, one.postal_code) if part),
        reason=one.reason,
        objected_by=one.objected_by if is_objected(one) else "",
    )


def _registered(
    session: Session, employer_id: int, space: Space, on: date, known: set[int | None]
) -> list[DesignationRow]:
    rows = session.execute(
        select(Person.id, Person.public_id, Person.given_name, Person.family_name, Person.email, Membership.from_on)
        .join(Membership, Membership.person_id == Person.id)
        .where(*_professional(employer_id, space, on))
        .order_by(Person.search_name, Person.id)
    )
    return [
        DesignationRow(
            row.public_id,
            f"{row.given_name} {row.family_name}",
            row.email,
            "",
            "",
            DesignationState.CONFIRMED,
            None,
            None,
            "",
            row.from_on,
        )
        for row in rows
        if row.id not in known
    ]


def people_of_employer(
    session: Session,
    employer_id: int,
    on: date,
    *,
    emails: Iterable[str] = (),
    person_id: int | None = None,
    names: tuple[str, str] | None = None,
) -> list[Person]:
    """Those with any role but that of health professional at the employer, in any space, that day or later.

    Among those of one of these addresses, of that row, or of these given and family names.
    """
    addresses = [email.strip().lower() for email in emails if email.strip()]
    wanted: list[ColumnElement[bool]] = [func.lower(Person.email).in_(addresses), Person.id == person_id]
    if names is not None:
        wanted.append(Person.search_name == folded(names[1], names[0]))
    found = session.scalars(
        select(Person)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            or_(*wanted),
            Membership.employer_id == employer_id,
            Membership.role != Role.HEALTH_PROFESSIONAL.value,
            lasts(Membership, on),
        )
        .order_by(Person.id)
    )
    return list(found.unique())


def _professional(employer_id: int, space: Space, on: date) -> tuple[ColumnElement[bool], ...]:
    return (
        Membership.employer_id == employer_id,
        Membership.space == space.value,
        Membership.role == Role.HEALTH_PROFESSIONAL.value,
        holds(Membership, on),
    )
