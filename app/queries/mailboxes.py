"""Whose mailboxes an employer's people use: nobody designated by it may be reached by one of them.

An address counts if somebody with a role at the employer has it, or had it or the role within a year, in any space; if
somebody is invited there by it; or if somebody of a firm that acts for the employer has it. Health professionals aside.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from app.models.audit import DescriptiveChange
from app.models.invitations import Invitation
from app.models.mandates import FirmMembership, Mandate
from app.models.people import Membership, Person
from app.models.recipients import PaperRecipient
from app.queries.mandates import LIVING
from app.queries.sessions import holds
from app.vocabulary.accounts import Role
from app.vocabulary.invitations import InvitationPurpose, InvitationState

#: How long after a role ended, or an address was replaced, a mailbox still counts as one of the employer's people.
RECENT = timedelta(days=365)


def plain(email: str) -> str:
    """An address as two are compared here: without the spaces around it, and whatever its case."""
    return email.strip().lower()


def is_mailbox_of_employer(session: Session, employer_id: int, emails: Iterable[str], at: datetime, on: date) -> bool:
    """Whether somebody of the employer uses or recently used one of these addresses."""
    addresses = sorted({plain(email) for email in emails} - {""})
    if not addresses:
        return False
    people = _people(employer_id, on)
    own = select(Person.id).where(Person.id.in_(people), func.lower(Person.email).in_(addresses))
    former = select(DescriptiveChange.id).where(
        DescriptiveChange.table_name == "people",
        DescriptiveChange.row_id.in_(people),
        DescriptiveChange.recorded_at >= at - RECENT,
        func.lower(DescriptiveChange.before["email"].as_string()).in_(addresses),
    )
    invited = select(Invitation.id).where(
        _invites(employer_id, on),
        Invitation.state == InvitationState.SENT.value,
        Invitation.purpose != InvitationPurpose.HEALTH_PROFESSIONAL.value,
        func.lower(Invitation.email).in_(addresses),
    )
    return any(session.scalar(found.limit(1)) is not None for found in (own, former, invited))


def _people(employer_id: int, on: date) -> Select[int]:
    """Those with a role, or with one that ended within a year; who receives its paper; who is of a firm that acts."""
    roles = select(Membership.person_id).where(
        Membership.employer_id == employer_id,
        Membership.role != Role.HEALTH_PROFESSIONAL.value,
        Membership.superseded_at.is_(None),
        or_(Membership.until_on.is_(None), Membership.until_on > on - RECENT),
    )
    paper = select(PaperRecipient.person_id).where(
        PaperRecipient.employer_id == employer_id,
        PaperRecipient.superseded_at.is_(None),
        PaperRecipient.person_id.is_not(None),
    )
    firms = select(FirmMembership.person_id).where(
        FirmMembership.firm_id.in_(_firms(employer_id, on)), holds(FirmMembership, on)
    )
    return roles.union(paper, firms)  # type: ignore[return-value]


def _firms(employer_id: int, on: date) -> Select[int]:
    return select(Mandate.firm_id).where(
        Mandate.employer_id == employer_id, Mandate.state.in_(LIVING), Mandate.until_on > on
    )


def _invites(employer_id: int, on: date) -> ColumnElement[bool]:
    return or_(Invitation.employer_id == employer_id, Invitation.firm_id.in_(_firms(employer_id, on)))
