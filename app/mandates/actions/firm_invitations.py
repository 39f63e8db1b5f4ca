"""What a firm's administrators do with its invitations that nobody answered yet: send one again, take one back."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app import clock
from app.invitations.steps.invitations import Invited, check_sendings, close_invitation, name_of, note, send_again
from app.ledger.steps.transaction import transaction
from app.mandates.actions.firms import own_firm
from app.mandates.steps.assignments import Administrator, lock_firm
from app.registry.models.invitations import Invitation
from app.registry.queries.firms import invitation_of_firm
from app.registry.queries.invitations import waiting_for_address
from app.registry.words.access import AccessProblem
from app.registry.words.invitations import InvitationState
from app.resolver.steps.granting import Declined, Unknown
from app.vocabulary.audit import AuditAction

_OPEN = (InvitationState.SENT, InvitationState.EXPIRED)


def resend_to_firm(administrator: Administrator, neq: str, public_id: str) -> Invited:
    """Send an invitation of the firm again: a new link, seven new days; the earlier one no longer opens anything.

    Raises Unknown for one that is not of a firm that the person administers, or Declined.
    """
    with transaction() as session:
        found, at = _locked(session, administrator, neq, public_id), clock.now()
        if found.state not in _OPEN:
            raise Declined(AccessProblem.NOTHING_TO_RESEND)
        other = waiting_for_address(session, found.email, at, firm_id=found.firm_id)
        if other is not None and other is not found:
            raise Declined(AccessProblem.ALREADY_INVITED)
        check_sendings(session, found.email, None, at)
        send_again(session, found, administrator.actor, at)
        return Invited(found.public_id, name_of(found))


def cancel_of_firm(administrator: Administrator, neq: str, public_id: str) -> bool:
    """Take an invitation of the firm back: its link opens nothing any more. False if it has its answer already.

    Raises Unknown for one that is not of a firm that the person administers.
    """
    with transaction() as session:
        found = _locked(session, administrator, neq, public_id)
        if found.state not in _OPEN:
            return False
        close_invitation(session, found, InvitationState.CANCELLED, clock.now())
        note(session, AuditAction.INVITATION_CANCELLED, found, administrator.actor)
    return True


def _locked(session: Session, administrator: Administrator, neq: str, public_id: str) -> Invitation:
    firm = own_firm(session, administrator, neq)
    lock_firm(session, firm.id)
    found = invitation_of_firm(session, firm.id, public_id)
    if found is None:
        raise Unknown("no such invitation of this firm")
    session.refresh(found, with_for_update=True)
    return found
