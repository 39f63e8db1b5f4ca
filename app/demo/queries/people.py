"""Whom the demo identity provider may vouch for: people of employers and of firms, the invited, and the staff."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, or_, select, union
from sqlalchemy.orm import Session

from app.ledger.queries.intervals import holds
from app.ledger.queries.names import named
from app.registry.models.employers import Employer
from app.registry.models.invitations import Invitation
from app.registry.models.mandates import Firm, FirmMembership
from app.registry.models.people import Membership, Person
from app.registry.models.staff import StaffMember
from app.registry.queries.invitations import organisation_of
from app.registry.words.invitations import InvitationState
from app.vocabulary.accounts import Role, Space, StaffRole
from app.vocabulary.text import folded

#: How the subject of somebody begins who is only invited.
INVITED = "invited-"


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody to be: what is shown of them."""

    subject: str
    name: str
    roles: tuple[Role | StaffRole, ...]
    employers: tuple[str, ...] = ()


def demo_people(session: Session, on: date, search: str, limit: int) -> list[DemoPerson]:
    """People by family name; `search` is part of their name, or of an employer's."""
    listed = (
        select(Person.id)
        .join(Membership, Membership.person_id == Person.id)
        .join(Employer, Employer.id == Membership.employer_id)
        .where(Membership.space == Space.CLICSEQUR.value, holds(Membership, on))
        .group_by(Person.id, Person.search_name)
        .order_by(Person.search_name, Person.id)
        .limit(limit)
    )
    wanted = folded(search)
    listed = listed.where(named(wanted, Person.search_name, Employer.search_name))
    rows = session.execute(
        select(Person, Membership.role, Employer.name)
        .join(Membership, Membership.person_id == Person.id)
        .join(Employer, Employer.id == Membership.employer_id)
        .where(Person.id.in_(listed), Membership.space == Space.CLICSEQUR.value, holds(Membership, on))
        .order_by(Person.search_name, Person.id, Employer.search_name)
    )
    found: dict[str, DemoPerson] = {}
    for person, role, employer in rows:
        before = found.get(person.identifier) or DemoPerson(person.identifier, person.name, ())
        roles = dict.fromkeys((*before.roles, Role(role)))
        employers = dict.fromkeys((*before.employers, employer))
        found[person.identifier] = DemoPerson(before.subject, before.name, tuple(roles), tuple(employers))
    return _invited(session, wanted, limit) + list(found.values()) + _of_firms(session, on, wanted, limit, found)


def _invited(session: Session, wanted: str, limit: int) -> list[DemoPerson]:
    """Those whom an invitation awaits and whom nobody knows yet, the latest first."""
    waiting = session.scalars(
        select(Invitation)
        .where(
            Invitation.state == InvitationState.SENT.value,
            or_(Invitation.space.is_(None), Invitation.space == Space.CLICSEQUR.value),
            func.lower(Invitation.email).not_in(select(func.lower(Person.email))),
        )
        .order_by(Invitation.id.desc())
        .limit(limit)
    )
    called = ((each, f"{each.given_name} {each.family_name}") for each in waiting)
    return [
        DemoPerson(INVITED + each.public_id, name, (), (organisation_of(session, each).name,))
        for each, name in called
        if all(word in folded(name) for word in wanted.split())
    ]


def _of_firms(session: Session, on: date, wanted: str, limit: int, known: Collection[str]) -> list[DemoPerson]:
    """The people of firms who are nobody to any employer, by family name; `wanted` as of `demo_people`, folded."""
    rows = session.execute(
        select(Person, Firm.name)
        .join(FirmMembership, FirmMembership.person_id == Person.id)
        .join(Firm, Firm.id == FirmMembership.firm_id)
        .where(
            named(wanted, Person.search_name, Firm.search_name),
            holds(FirmMembership, on),
            Person.identifier.not_in(known),
        )
        .order_by(Person.search_name, Person.id)
        .limit(limit)
    )
    people = {person.identifier: (person.name, firm) for person, firm in rows}
    return [DemoPerson(identifier, name, (), (firm,)) for identifier, (name, firm) in people.items()]


def demo_staff(session: Session) -> list[DemoPerson]:
    """The members of the staff, by name."""
    rows = session.scalars(select(StaffMember).order_by(StaffMember.name).limit(50))
    return [DemoPerson(member.subject, member.name, tuple(StaffRole(role) for role in member.roles)) for member in rows]


def demo_claims(session: Session, subject: str, on: date) -> Mapping[str, Any] | None:
    """The claims `sub name email neq roles acr` of somebody, or None if nobody has this subject."""
    member = session.scalar(select(StaffMember).where(StaffMember.subject == subject))
    if member is not None:
        return _claims(subject, member.name, member.email, (), member.roles)
    person = session.scalar(select(Person).where(Person.identifier == subject))
    if person is None:
        return _claims_of_invited(session, subject, on)
    employers = (
        select(Employer.neq)
        .join(Membership, Membership.employer_id == Employer.id)
        .where(Membership.person_id == person.id, Membership.space == Space.CLICSEQUR.value, holds(Membership, on))
        .where(Membership.mandate_id.is_(None))
    )
    firms = (
        select(Firm.neq)
        .join(FirmMembership, FirmMembership.firm_id == Firm.id)
        .where(FirmMembership.person_id == person.id, holds(FirmMembership, on))
    )
    numbers = {*session.scalars(union(employers, firms)), *_inviting(session, person.email)}
    return _claims(subject, person.name, person.email, tuple(sorted(numbers)), ())


def _inviting(session: Session, email: str) -> set[str]:
    """The NEQ of the organisations whose invitation waits at an address: an account may be attached to them already."""
    waiting = select(Invitation).where(
        Invitation.state == InvitationState.SENT.value, func.lower(Invitation.email) == email.lower()
    )
    return {organisation_of(session, each).neq for each in session.scalars(waiting)}


def _claims_of_invited(session: Session, subject: str, on: date) -> Mapping[str, Any] | None:
    """The claims of somebody invited: as the invitation names them, or the person whom they have become."""
    public_id = subject.removeprefix(INVITED)
    found = session.scalar(select(Invitation).where(Invitation.public_id == public_id))
    if found is None or not subject.startswith(INVITED):
        return None
    if found.person_id is not None:
        return demo_claims(session, session.get_one(Person, found.person_id).identifier, on)
    neq = organisation_of(session, found).neq
    return _claims(subject, f"{found.given_name} {found.family_name}", found.email, (neq,), ())


def _claims(subject: str, name: str, email: str, neq: Sequence[str], roles: Sequence[str]) -> Mapping[str, Any]:
    told = {"sub": subject, "name": name, "email": email, "email_verified": bool(email)}
    return {**told, "neq": list(neq), "roles": list(roles), "acr": "2"}
