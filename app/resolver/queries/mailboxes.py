"""Whose mailboxes an employer's people use: nobody designated by it may be reached by one of them.

An address counts if somebody with a role at the employer has it, or had it or the role within a year, in any space; if
somebody is invited there by it; or if somebody of a firm that acts for the employer has it. Health professionals aside.
Two addresses that differ by a `+tag`, or by what a mail service does not look at, are one mailbox.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.ledger.models.audit import DescriptiveChange
from app.ledger.queries.intervals import ends_after, holds, stands
from app.registry.models.invitations import Invitation
from app.registry.models.mandates import FirmMembership, Mandate
from app.registry.models.people import Membership, Person
from app.registry.models.recipients import PaperRecipient
from app.registry.words.invitations import InvitationPurpose, InvitationState
from app.resolver.queries.mandates import LIVING
from app.vocabulary import delays
from app.vocabulary.accounts import Role

#: Where a mailbox is reached with dots anywhere in its name: one mailbox under these names, the first of which stands.
_DOTS_SAY_NOTHING = ("gmail.com", "googlemail.com")


def plain(email: str) -> str:
    """An address as two are compared here: without the spaces around it, and whatever its case."""
    return email.strip().lower()


def mailbox(email: str) -> str:
    """The mailbox where an address leads: without a `+tag`, and without the dots where they say nothing."""
    name, at_sign, domain = plain(email).rpartition("@")
    name = name.partition("+")[0] or name
    if domain in _DOTS_SAY_NOTHING:
        return f"{name.replace('.', '')}@{_DOTS_SAY_NOTHING[0]}"
    return f"{name}{at_sign}{domain}"


def is_mailbox_of_employer(session: Session, employer_id: int, emails: Iterable[str], at: datetime, on: date) -> bool:
    """Whether somebody of the employer uses or recently used the mailbox of one of these addresses."""
    mailboxes = {mailbox(email) for email in emails if email.strip()}
    if not mailboxes:
        return False
    people, former_email = _people(employer_id, on), DescriptiveChange.before["email"].as_string()
    own = select(Person.email).where(Person.id.in_(people), may_lead(Person.email, mailboxes))
    former = select(former_email).where(
        DescriptiveChange.table_name == "people",
        DescriptiveChange.row_id.in_(people),
        DescriptiveChange.recorded_at >= at - delays.FORMER_MAILBOX,
        may_lead(former_email, mailboxes),
    )
    invited = select(Invitation.email).where(
        _invites(employer_id, on),
        Invitation.state == InvitationState.SENT.value,
        Invitation.purpose != InvitationPurpose.HEALTH_PROFESSIONAL.value,
        may_lead(Invitation.email, mailboxes),
    )
    return any(
        mailbox(email or "") in mailboxes for found in (own, former, invited) for email in session.scalars(found)
    )


def may_lead(column: ColumnElement[Any] | InstrumentedAttribute[Any], mailboxes: Iterable[str]) -> ColumnElement[bool]:
    """Which addresses may lead to one of these mailboxes: few enough to be compared one by one."""
    address, patterns = func.trim(func.lower(column)), []
    for one in sorted(mailboxes):
        name, _, domain = one.rpartition("@")
        dotted = domain in _DOTS_SAY_NOTHING
        # Beyond ASCII, each database has its own idea of small letters: the one by one comparison decides.
        begins = address.startswith((name[:1] if dotted else name) if name.isascii() else "", autoescape=True)
        ends = [address.endswith(f"@{each}", autoescape=True) for each in (_DOTS_SAY_NOTHING if dotted else (domain,))]
        patterns.append(begins & or_(*ends))
    return or_(*patterns)


def _people(employer_id: int, on: date) -> Select[int]:
    """Those with a role, or with one that ended within a year; who receives its paper; who is of a firm that acts."""
    roles = select(Membership.person_id).where(
        Membership.employer_id == employer_id,
        Membership.role != Role.HEALTH_PROFESSIONAL.value,
        stands(Membership),
        ends_after(Membership, on - delays.FORMER_MAILBOX),
    )
    paper = select(PaperRecipient.person_id).where(
        PaperRecipient.employer_id == employer_id,
        stands(PaperRecipient),
        PaperRecipient.person_id.is_not(None),
    )
    firms = select(FirmMembership.person_id).where(
        FirmMembership.firm_id.in_(_firms(employer_id, on)), holds(FirmMembership, on)
    )
    return roles.union(paper, firms)  # type: ignore[return-value]


def _firms(employer_id: int, on: date) -> Select[int]:
    return select(Mandate.firm_id).where(
        Mandate.employer_id == employer_id, Mandate.state.in_(LIVING), ends_after(Mandate, on)
    )


def _invites(employer_id: int, on: date) -> ColumnElement[bool]:
    return or_(Invitation.employer_id == employer_id, Invitation.firm_id.in_(_firms(employer_id, on)))
