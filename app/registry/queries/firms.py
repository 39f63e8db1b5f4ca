"""Firms: who they are, who administers them, and who works there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.ledger.queries.intervals import holds
from app.ledger.queries.names import named
from app.registry.models.invitations import Invitation
from app.registry.models.mandates import Firm, FirmMembership
from app.registry.models.people import Person
from app.registry.words.invitations import InvitationState
from app.registry.words.mandates import FirmRole


@dataclass(frozen=True, slots=True)
class FirmMember:
    """Somebody of a firm that day, and what they are there."""

    person_id: int
    public_id: str
    name: str
    email: str
    roles: frozenset[FirmRole]


def firm_of_neq(session: Session, neq: str) -> Firm | None:
    """The firm of that NEQ, if an employer has ever named it."""
    return session.scalar(select(Firm).where(Firm.neq == neq))


def firms_of(session: Session, neqs: Sequence[str]) -> Sequence[Firm]:
    """The firms of these NEQ, by name."""
    return session.scalars(select(Firm).where(Firm.neq.in_(neqs)).order_by(Firm.search_name, Firm.id)).all()


def administrators(session: Session, firm_id: int, on: date) -> Sequence[Person]:
    """Those who administer a firm that day, in the order in which they came."""
    return session.scalars(
        select(Person)
        .join(FirmMembership, FirmMembership.person_id == Person.id)
        .where(
            FirmMembership.firm_id == firm_id,
            FirmMembership.role == FirmRole.ADMINISTRATOR.value,
            holds(FirmMembership, on),
        )
        .order_by(FirmMembership.id)
    ).all()


def members_of_firm(session: Session, firm_id: int, on: date, *, search: str = "") -> list[FirmMember]:
    """The people of a firm that day, by family name. `search`: words of the name."""
    rows = session.execute(
        select(Person, func.aggregate_strings(FirmMembership.role, ","))
        .join(FirmMembership, FirmMembership.person_id == Person.id)
        .where(FirmMembership.firm_id == firm_id, holds(FirmMembership, on), named(search, Person.search_name))
        .group_by(Person.id)
        .order_by(Person.search_name, Person.id)
    )
    return [
        FirmMember(person.id, person.public_id, person.name, person.email, frozenset(map(FirmRole, roles.split(","))))
        for person, roles in rows
    ]


def unanswered_of_firm(session: Session, firm_id: int) -> Sequence[Invitation]:
    """The firm's invitations without an answer, those that expired included, the latest first."""
    unanswered = Invitation.state.in_((InvitationState.SENT.value, InvitationState.EXPIRED.value))
    statement = select(Invitation).where(Invitation.firm_id == firm_id, unanswered)
    return session.scalars(statement.order_by(Invitation.id.desc())).all()


def invitation_of_firm(session: Session, firm_id: int, public_id: str) -> Invitation | None:
    """The invitation of that identifier, if it is to join that firm; None otherwise."""
    return session.scalar(select(Invitation).where(Invitation.firm_id == firm_id, Invitation.public_id == public_id))


def member_of_firm(session: Session, firm_id: int, public_id: str, on: date) -> Person | None:
    """Somebody of a firm that day, by public identifier."""
    return session.scalar(
        select(Person)
        .join(FirmMembership, FirmMembership.person_id == Person.id)
        .where(Person.public_id == public_id, FirmMembership.firm_id == firm_id, holds(FirmMembership, on))
        .limit(1)
    )
