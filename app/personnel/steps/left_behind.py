"""End what somebody leaves behind besides roles and rights: what could let them in again, or acts in their name.

- Absences and sessions end, and requests are withdrawn.
- Invitations to their address are cancelled: leaving makes nobody the employer's health professional.
- Invitations that they sent open nothing until another granter sends them again.

Kept knowingly: mandates and designations that they named, which are the employer's own; the firms to which they
belong; letters addressed to them, so that every notice reaches somebody.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from app.entry.steps.sessions import close as close_sessions
from app.invitations.steps.designations import end_proposals
from app.invitations.steps.invitations import close_invitation, note
from app.personnel.steps.plans import forget_unconfirmed
from app.registry.models.invitations import Invitation
from app.registry.models.people import Person
from app.registry.models.signin import UserSession
from app.registry.words.invitations import InvitationPurpose, InvitationState
from app.resolver.steps.granting import Gesture
from app.rights.steps.requests import withdraw_all
from app.rights.steps.stand_ins import end_absences
from app.vocabulary.audit import AuditAction


def end_what_goes_with_roles(gesture: Gesture, person: Person) -> dict[str, int]:
    """End what goes with somebody's roles in the space; return how many of each, for the journal."""
    forget_unconfirmed(gesture.session, gesture.giver, person.id)
    return {
        "absences": end_absences(gesture, person),
        "sessions": _close_sessions(gesture, person),
        "requests": withdraw_all(gesture, person),
        "designations": end_proposals(gesture, person),
        "invitations": _cancel_invitations(gesture, person),
        "sent": _expire_sent(gesture, person),
    }


def _close_sessions(gesture: Gesture, person: Person) -> int:
    return close_sessions(
        gesture.session,
        UserSession.person_id == person.id,
        UserSession.employer_id == gesture.giver.employer_id,
        UserSession.space == gesture.giver.space.value,
    )


def _cancel_invitations(gesture: Gesture, person: Person) -> int:
    """Cancel the invitations to their address: one accepted later would let them in again."""
    theirs = func.lower(Invitation.email) == person.email.lower()
    if not person.email:
        return 0
    return _settle(
        gesture,
        (theirs, Invitation.purpose == InvitationPurpose.USER.value),
        (InvitationState.CANCELLED, AuditAction.INVITATION_CANCELLED),
    )


def _expire_sent(gesture: Gesture, person: Person) -> int:
    """Make the invitations that they sent expire: these rest on their word. Another granter can send them again."""
    by_them = (Invitation.invited_by_id == person.id,)
    return _settle(gesture, by_them, (InvitationState.EXPIRED, AuditAction.INVITATION_EXPIRED))


def _settle(gesture: Gesture, which: tuple[Any, ...], how: tuple[InvitationState, AuditAction]) -> int:
    state, action = how
    waiting = gesture.session.scalars(
        select(Invitation)
        .where(
            Invitation.employer_id == gesture.giver.employer_id,
            Invitation.space == gesture.giver.space.value,
            Invitation.state == InvitationState.SENT.value,
            *which,
        )
        .order_by(Invitation.id)
        .with_for_update()
    ).all()
    for invitation in waiting:
        close_invitation(gesture.session, invitation, state, gesture.at)
        note(gesture.session, action, invitation, gesture.giver.actor)
    return len(waiting)
