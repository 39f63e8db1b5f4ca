"""Invitations: whose link it is, what waits at an employer, and how each stands at an instant."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from app.ledger.models.emails import OutgoingEmail
from app.ledger.queries.intervals import is_over, known_on
from app.registry.models.employers import Employer
from app.registry.models.invitations import Invitation
from app.registry.models.mandates import Firm
from app.registry.models.people import Person
from app.registry.queries.credentials import holder_at_address
from app.registry.queries.people import known_by_email
from app.registry.words.invitations import InvitationPurpose, InvitationState
from app.vocabulary.accounts import Space
from app.vocabulary.emails import EmailKind


@dataclass(frozen=True, slots=True)
class Organisation:
    """Who invites: an employer, or a firm."""

    name: str
    neq: str


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """An invitation as its senders see it. `by` is the name of who sent it last; empty when nobody is known."""

    invitation: Invitation
    state: InvitationState
    by: str


def state_at(invitation: Invitation, at: datetime) -> InvitationState:
    """How it stands at an instant: seven days after its sending it has expired, even before the daily round."""
    state = InvitationState(invitation.state)
    late = state is InvitationState.SENT and invitation.expires_at <= at
    return InvitationState.EXPIRED if late else state


def is_late(invitation: Invitation, on: date) -> bool:
    """Whether the rights that it would give are over by that day: accepted then, it gives none."""
    return is_over(invitation, on)


def invitation_of_token(session: Session, token_sha256: str) -> Invitation | None:
    """The invitation whose latest link, or latest letter, holds what this is the digest of."""
    same = or_(Invitation.token_sha256 == token_sha256, Invitation.code_digest == token_sha256)
    return session.scalar(select(Invitation).where(same))


def organisation_of(session: Session, invitation: Invitation) -> Organisation:
    """The employer or the firm that invites."""
    if invitation.employer_id is not None:
        employer = session.get_one(Employer, invitation.employer_id)
        return Organisation(employer.name, employer.neq)
    firm = session.get_one(Firm, invitation.firm_id)
    return Organisation(firm.name, firm.neq)


def inviter_name(session: Session, invitation: Invitation) -> str:
    """Who sent it; empty when nobody is known."""
    found = session.get(Person, invitation.invited_by_id) if invitation.invited_by_id else None
    return found.name if found else ""


def get_for(session: Session, employer_id: int, space: Space, public_id: str) -> Invitation | None:
    """The invitation of that identifier, if it was sent for this employer in this space; None otherwise."""
    return session.scalar(select(Invitation).where(*_of(employer_id, space), Invitation.public_id == public_id))


def waiting_for_address(session: Session, email: str, at: datetime, **where: Any) -> Invitation | None:
    """An invitation to this address that can still be accepted; `where` names the employer and space, or the firm."""
    return session.scalar(
        select(Invitation)
        .filter_by(**where)
        .where(func.lower(Invitation.email) == email.strip().lower(), *_waiting(at))
        .order_by(Invitation.id)
        .limit(1)
    )


def unanswered_invitations(session: Session, employer_id: int, on: date) -> Sequence[Invitation]:
    """The invitations of an employer to use the services, sent by that day, that nothing has settled, in any space."""
    sent = and_(Invitation.state == InvitationState.SENT.value, known_on(Invitation.sent_at, on))
    user = Invitation.purpose == InvitationPurpose.USER.value
    return session.scalars(select(Invitation).where(Invitation.employer_id == employer_id, user, sent)).all()


def count_waiting(session: Session, employer_id: int, space: Space, at: datetime) -> int:
    """How many invitations to use the services wait for an answer in that space."""
    counted = select(func.count()).select_from(Invitation)
    user = Invitation.purpose == InvitationPurpose.USER.value
    return session.scalar(counted.where(*_of(employer_id, space), user, Invitation.sent_at <= at, *_waiting(at))) or 0


def count_lapsed(session: Session, employer_id: int, space: Space, since: datetime, at: datetime) -> int:
    """How many invitations to use the services expired without an answer since an instant."""
    lapsed = Invitation.state.in_((InvitationState.SENT.value, InvitationState.EXPIRED.value))
    user = Invitation.purpose == InvitationPurpose.USER.value
    between = (Invitation.expires_at > since) & (Invitation.expires_at <= at)
    counted = select(func.count()).select_from(Invitation)
    return session.scalar(counted.where(*_of(employer_id, space), user, lapsed, between)) or 0


#: What a list of invitations may be ordered by.
ORDERS: dict[str, tuple[Any, ...]] = {
    "name": (Invitation.family_name, Invitation.given_name),
    "until": (Invitation.until_on,),
}


def invitations_of(
    session: Session,
    employer_id: int,
    space: Space,
    at: datetime,
    *,
    states: Collection[InvitationState] = tuple(InvitationState),
    by: str = "",
    descending: bool = False,
    limit: int,
    offset: int = 0,
) -> tuple[list[InvitationRow], int]:
    """The invitations to use the services in those states, and how many there are in all.

    By one of `ORDERS` or the other way round; by none of them, the latest first.
    """
    order = tuple(
        column.desc().nulls_first() if descending else column.asc().nulls_last() for column in ORDERS.get(by, ())
    )
    user = Invitation.purpose == InvitationPurpose.USER.value
    where = (*_of(employer_id, space), user, Invitation.sent_at <= at, _in(states, at))
    total = session.scalar(select(func.count()).select_from(Invitation).where(*where)) or 0
    rows = session.execute(
        select(Invitation, Person)
        .outerjoin(Person, Person.id == Invitation.invited_by_id)
        .where(*where)
        .order_by(*order, Invitation.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return [InvitationRow(row, state_at(row, at), _name(by)) for row, by in rows], total


def _name(person: Person | None) -> str:
    return person.name if person is not None else ""


def sendings_since(session: Session, email: str, employer_id: int | None, since: datetime) -> int:
    """How many invitations left for this address since an instant, for one employer (None: for firms)."""
    return (
        session.scalar(
            select(func.count())
            .select_from(OutgoingEmail)
            .where(
                OutgoingEmail.kind == EmailKind.INVITATION_LINK.value,
                func.lower(OutgoingEmail.to_address) == email.strip().lower(),
                OutgoingEmail.employer_id == employer_id if employer_id else OutgoingEmail.employer_id.is_(None),
                OutgoingEmail.created_at >= since,
            )
        )
        or 0
    )


def _of(employer_id: int, space: Space) -> tuple[ColumnElement[bool], ...]:
    return (Invitation.employer_id == employer_id, Invitation.space == space.value)


def _waiting(at: datetime) -> tuple[ColumnElement[bool], ...]:
    return (Invitation.state == InvitationState.SENT.value, Invitation.expires_at > at)


def _in(states: Collection[InvitationState], at: datetime) -> ColumnElement[bool]:
    """In one of those states at an instant: a link that is too old counts as expired."""
    sent = Invitation.state == InvitationState.SENT.value
    found: ColumnElement[bool] = Invitation.state.in_(
        [state.value for state in states if state is not InvitationState.SENT]
    )
    if InvitationState.SENT in states:
        found = found | (sent & (Invitation.expires_at > at))
    return found | (sent & (Invitation.expires_at <= at)) if InvitationState.EXPIRED in states else found


def code_holder(session: Session, invitation: Invitation) -> Person | None:
    """Who will accept on Guichet SST with the permanent code that they have already, from another employer."""
    if invitation.space != Space.GUICHET_SST or not invitation.email:
        return None
    names = (invitation.given_name, invitation.family_name)
    return holder_at_address(session, Space.GUICHET_SST, invitation.email, *names)


def known_under_address(session: Session, invitation: Invitation, on: date) -> Person | None:
    """Whoever the employer that invites knows or knew, in any space, under the address of the invitation."""
    if invitation.employer_id is None or invitation.space is None:
        return None
    known = known_by_email(session, invitation.employer_id, Space(invitation.space), invitation.email, on)
    return None if known is None else session.scalar(select(Person).where(Person.public_id == known.public_id))
