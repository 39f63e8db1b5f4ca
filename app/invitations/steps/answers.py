"""Telling whoever invited somebody what became of it."""

from __future__ import annotations

from datetime import datetime

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.ledger.models.emails import OutgoingEmail
from app.ledger.steps.outbox import message_id, queue_email
from app.registry.models.invitations import Invitation
from app.registry.models.people import Person
from app.registry.queries.invitations import organisation_of
from app.registry.queries.people import granters
from app.registry.words.invitations import InvitationOutcome, InvitationPurpose
from app.vocabulary.accounts import Space
from app.vocabulary.emails import EmailKind

#: Where each purpose is followed by those who invite.
ROOMS = {
    InvitationPurpose.USER: "/droits-d-acces/invitations",
    InvitationPurpose.HEALTH_PROFESSIONAL: "/droits-d-acces/professionnels",
}


def tell(session: Session, invitation: Invitation, outcome: InvitationOutcome, at: datetime) -> None:
    """Tell whoever sent an invitation what became of it, once."""
    if invitation.invited_by_id is not None:
        _tell(session, invitation, session.get_one(Person, invitation.invited_by_id), outcome, at)


def tell_granters(session: Session, invitation: Invitation, outcome: InvitationOutcome, at: datetime) -> None:
    """Tell everybody who grants in the employer's space, and whoever sent the invitation."""
    ids = {invitation.invited_by_id}
    if invitation.employer_id is not None and invitation.space is not None:
        found = granters(session, invitation.employer_id, Space(invitation.space), clock.day_of(at))
        ids |= {member.person_id for member in found}
    for person in session.scalars(select(Person).where(Person.id.in_(ids - {None})).order_by(Person.id)):
        _tell(session, invitation, person, outcome, at)


def _tell(session: Session, invitation: Invitation, person: Person, outcome: InvitationOutcome, at: datetime) -> None:
    kind = EmailKind.INVITATION_ANSWERED.value
    cause = f"{invitation.public_id}.{invitation.sendings}.{outcome.value}.{person.public_id}"
    told = select(OutgoingEmail.id).where(OutgoingEmail.message_id == message_id(kind, cause))
    if not person.email or session.scalar(told) is not None:
        return
    purpose = InvitationPurpose(invitation.purpose)
    queue_email(
        session,
        kind,
        cause,
        to_address=person.email,
        language=person.language,
        context={
            "organisation": organisation_of(session, invitation).name,
            "link": f"{current_app.config['PUBLIC_URL'].rstrip('/')}{ROOMS.get(purpose, '/')}",
            "purpose": purpose.value,
            "outcome": outcome.value,
            "about": f"{invitation.given_name} {invitation.family_name}",
        },
        at=at,
        person_id=person.id,
        employer_id=invitation.employer_id,
    )
