"""Inviting somebody new: nothing exists for them before they accept, and what they will hold begins that day.

An invitation serves once, for the address that it was sent to, for seven days from its latest sending. Accepting is
in `accepting_invitations`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select

from app import clock
from app.invitations.steps.answers import tell
from app.invitations.steps.invitations import (
    Invited,
    check_sendings,
    close_invitation,
    invite_new_user,
    name_of,
    note,
    send_again,
)
from app.ledger.actions.rounds import one_by_one
from app.ledger.steps.audit import SYSTEM
from app.ledger.steps.rounds import Kind
from app.ledger.steps.transaction import transaction
from app.registry.models.invitations import Invitation
from app.registry.queries.invitations import get_for, waiting_for_address
from app.registry.words.access import AccessProblem
from app.registry.words.invitations import InvitationOutcome, InvitationState
from app.resolver.steps.granting import Declined, Gesture, Giver, Unknown, begin
from app.resolver.steps.people import Enrolment
from app.vocabulary.alarms import AlarmSubject
from app.vocabulary.audit import AuditAction
from app.vocabulary.services import OnlineService


def invite_user(
    giver: Giver, whom: Enrolment, services: Sequence[OnlineService], until_on: date, token: str
) -> Invited:
    """Invite somebody new to hold these rights from their acceptance until the day before `until_on`.

    `token` makes it happen once. Raises NotGranted or Declined.
    """
    with transaction() as session:
        return invite_new_user(begin(session, giver), whom, services, until_on, token)


def resend(giver: Giver, public_id: str) -> Invited:
    """Send an invitation again: a new link, seven new days; the earlier link no longer opens anything.

    Whoever sends it again becomes the one who invites. Raises Unknown, NotGranted or Declined.
    """
    with transaction() as session:
        gesture = begin(session, giver)
        found = _open(gesture, public_id)
        if found.state not in (InvitationState.SENT, InvitationState.EXPIRED) or not found.email:
            raise Declined(AccessProblem.NOTHING_TO_RESEND)
        where = {"employer_id": found.employer_id, "space": found.space}
        other = waiting_for_address(session, found.email, gesture.at, **where)
        if other is not None and other is not found:
            raise Declined(AccessProblem.ALREADY_INVITED)
        check_sendings(session, found.email, found.employer_id, gesture.at)
        send_again(session, found, giver.actor, gesture.at)
        return Invited(found.public_id, name_of(found))


def cancel(giver: Giver, public_id: str) -> bool:
    """Take an invitation back: its link opens nothing any more. False if it has its answer already.

    Raises Unknown or NotGranted.
    """
    with transaction() as session:
        gesture = begin(session, giver)
        found = _open(gesture, public_id)
        if found.state not in (InvitationState.SENT, InvitationState.EXPIRED):
            return False
        close_invitation(session, found, InvitationState.CANCELLED, gesture.at)
        note(session, AuditAction.INVITATION_CANCELLED, found, giver.actor)
    return True


def expire_invitations(_on: date) -> int:
    """Note the invitations whose seven days are over, and tell who sent them; returns how many. Each alone."""
    at = clock.now()
    late = select(Invitation.id).where(Invitation.state == InvitationState.SENT.value, Invitation.expires_at <= at)
    with transaction() as session:
        due = session.scalars(late.order_by(Invitation.id)).all()
    kind = Kind(AlarmSubject.INVITATION, "expire_invitations")
    return one_by_one(kind, due, lambda invitation_id: _expire_one(invitation_id, at))


def _expire_one(invitation_id: int, at: datetime) -> int:
    with transaction() as session:
        invitation = session.get_one(Invitation, invitation_id, with_for_update=True)
        if invitation.state != InvitationState.SENT or invitation.expires_at > at:
            return 0
        close_invitation(session, invitation, InvitationState.EXPIRED, at)
        note(session, AuditAction.INVITATION_EXPIRED, invitation, SYSTEM)
        tell(session, invitation, InvitationOutcome.EXPIRED, at)
        return 1


def _open(gesture: Gesture, public_id: str) -> Invitation:
    """The invitation, locked, if it is within the giver's reach and the giver may grant what it promises."""
    giver = gesture.giver
    found = get_for(gesture.session, giver.employer_id, giver.space, public_id)
    if found is None:
        raise Unknown("no such invitation in this space of this employer")
    services = [OnlineService(code) for code in found.services] or [OnlineService.MESSAGING]
    gesture.check(gesture.facts(giver.person_id), services)
    gesture.session.refresh(found, with_for_update=True)
    return found
