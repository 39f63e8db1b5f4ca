"""Whoever received a letter of designation and answers on Guichet SST: they give their e-mail address, and confirm it.

The code shows that the letter reached them. Their user code will go by e-mail, so the address must be shown to be
theirs: an ordinary link goes there, and accepting is then as by e-mail. Until they accept, the letter's code serves
to give another address, and makes the earlier link void.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app import clock
from app.entry.steps.sessions import VISITOR
from app.invitations.steps.accepting import NotAccepted, locked
from app.invitations.steps.invitations import check_sendings, note
from app.invitations.steps.links import queue_link
from app.ledger.steps.transaction import transaction
from app.registry.models.invitations import Invitation
from app.registry.queries.invitations import state_at
from app.registry.words.access import AccessProblem
from app.registry.words.invitations import InvitationProblem, InvitationState
from app.resolver.queries.mailboxes import is_mailbox_of_employer
from app.resolver.steps.granting import Declined
from app.vocabulary import delays
from app.vocabulary.accounts import Space
from app.vocabulary.audit import AuditAction


def give_email(digest: str, email: str) -> None:
    """Send the link to the address that whoever holds the letter gives; seven days at most remain to accept.

    `digest` is that of the letter's code. Raises NotAccepted, or Declined for an address written to too often today, or
    that somebody of the employer uses.
    """
    with transaction() as session:
        invitation = _of_letter(session, digest)
        at = clock.now()
        _check_mailbox(session, invitation, email, at)
        check_sendings(session, email, invitation.employer_id, at)
        invitation.email, invitation.sendings = email, invitation.sendings + 1
        invitation.expires_at = min(invitation.expires_at, at + delays.INVITATION_LINK)
        queue_link(session, invitation, at)
        note(session, AuditAction.EMAIL_GIVEN, invitation, VISITOR)


def _check_mailbox(session: Session, invitation: Invitation, email: str, at: datetime) -> None:
    """Raises Declined for a mailbox that somebody of the employer uses, or used lately."""
    employer_id = invitation.employer_id
    if employer_id is not None and is_mailbox_of_employer(session, employer_id, [email], at, clock.day_of(at)):
        raise Declined(AccessProblem.MAILBOX_OF_EMPLOYER)


def _of_letter(session: Session, digest: str) -> Invitation:
    """The invitation of that letter, locked. Raises NotAccepted unless it awaits an answer on Guichet SST."""
    invitation = locked(session, digest)
    if (
        invitation is None
        or invitation.code_digest != digest
        or invitation.space != Space.GUICHET_SST
        or state_at(invitation, clock.now()) is not InvitationState.SENT
    ):
        raise NotAccepted(InvitationProblem.ALREADY_SETTLED)
    return invitation
