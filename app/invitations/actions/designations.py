"""Designating a health professional, who alone reads an employer's medical and rehabilitation papers (LATMP, 38, 39).

Whoever has another role at the employer cannot be one, nor be reached at a mailbox of its people, at naming as at
acceptance: the wall between the employer and those papers is a person. A designation is a claim until the Commission
vouches for it (`designation_vouching`): accepting opens nothing. A letter always goes to the place of work, and
everybody who can stop a designation is told of each step.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.invitations.actions import invitations
from app.invitations.steps.accepting import NotAccepted
from app.invitations.steps.designation_letters import post_again
from app.invitations.steps.designation_news import tell
from app.invitations.steps.designation_objections import note
from app.invitations.steps.designations import Professional, end_registered, end_within, write_designation
from app.invitations.steps.invitations import ACCEPTANCE, CLOSING, Invited, giver_of, name_of
from app.ledger.steps.audit import Actor
from app.ledger.steps.transaction import transaction
from app.registry.models.invitations import Invitation
from app.registry.models.people import Person
from app.registry.queries.designations import (
    designation_of,
    designation_of_invitation,
    people_of_employer,
    professional_of,
)
from app.registry.words.designations import DesignationMoment, DesignationState
from app.registry.words.invitations import InvitationProblem, InvitationPurpose, InvitationState
from app.resolver.queries.mailboxes import is_mailbox_of_employer
from app.resolver.steps.granting import Giver, NotGranted, Unknown, begin
from app.resolver.steps.people import begin_role
from app.vocabulary.accounts import Role
from app.vocabulary.audit import AuditAction
from app.vocabulary.services import OnlineService


def designate(giver: Giver, professional: Professional) -> str:
    """Name a health professional: nothing holds before they accept. Returns the designation's public identifier.

    A letter goes to the place of work; without an e-mail address, it alone lets them accept. Raises NotGranted, or
    Declined for somebody of the employer, for a mailbox or a door of its people, or for somebody already designated.
    """
    with transaction() as session:
        return write_designation(begin(session, giver), professional)


def send_again(giver: Giver, public_id: str) -> Invited:
    """Send the invitation of a designation again, the way it went. Raises Unknown, NotGranted or Declined."""
    with transaction() as session:
        one = designation_of(session, giver.employer_id, giver.space, public_id)
        found = session.get(Invitation, one.invitation_id) if one is not None and one.invitation_id else None
        if one is None or found is None:
            raise Unknown("no such designation in this space of this employer")
        if not one.email:
            gesture = begin(session, giver)
            gesture.check(gesture.facts(giver.person_id), (OnlineService.MESSAGING,))
            post_again(gesture, one, found)
            return Invited(found.public_id, name_of(found))
        invitation_id = found.public_id
    return invitations.resend(giver, invitation_id)


def end_designation(giver: Giver, public_id: str) -> bool:
    """End a designation, accepted or awaited: effective at the next request. False if it had ended already.

    `public_id`: of the designation, or of the person whom the registry names. Raises Unknown or NotGranted.
    """
    with transaction() as session:
        gesture = begin(session, giver)
        gesture.check(gesture.facts(giver.person_id), (OnlineService.MESSAGING,))
        one = designation_of(session, giver.employer_id, giver.space, public_id)
        if one is not None:
            return end_within(gesture, one)
        person = professional_of(session, giver.employer_id, giver.space, public_id, gesture.on)
        if person is None:
            raise Unknown("no such designation in this space of this employer")
        end_registered(gesture, person)
        return True


def _accepted(session: Session, invitation: Invitation, person: Person, at: datetime) -> None:
    """A designation is accepted: a role begins that nobody vouches for yet, and all who can stop it are told."""
    gesture, one = begin(session, giver_of(session, invitation)), designation_of_invitation(session, invitation.id)
    if one is None or one.state != DesignationState.PROPOSED:
        raise NotAccepted(InvitationProblem.ALREADY_SETTLED)
    try:
        gesture.check(gesture.facts(person.id), (OnlineService.MESSAGING,))
    except NotGranted as refused:
        raise NotAccepted(InvitationProblem.NOBODY_GRANTS) from refused
    emails, employer_id = (invitation.email, person.email), gesture.giver.employer_id
    own = people_of_employer(session, employer_id, gesture.on, emails=emails, person_id=person.id)
    if own or is_mailbox_of_employer(session, employer_id, emails, at, gesture.on):
        raise NotAccepted(InvitationProblem.IS_OF_THE_EMPLOYER)
    if person.id in gesture.facts(person.id).designated_on(gesture.on):
        # Two designations of one role: the end of either would end what the other gave.
        raise NotAccepted(InvitationProblem.ALREADY_DESIGNATED)
    begin_role(gesture, person, Role.HEALTH_PROFESSIONAL)
    one.state, one.settled_at, one.person_id = DesignationState.ACCEPTED.value, at, person.id
    one.accepted_email = invitation.email or person.email
    note(session, AuditAction.PROFESSIONAL_ACCEPTED, one, Actor("person", person.id, person.name))
    session.flush()
    # Who sent the invitation hears of its answer as of any other.
    but = (invitation.invited_by_id,)
    tell(session, DesignationMoment.ACCEPTED, one, at, by=person.name, but=but)


def _closed(session: Session, invitation: Invitation, at: datetime) -> None:
    """The invitation was refused or cancelled: nobody is awaited any more."""
    one = designation_of_invitation(session, invitation.id)
    if one is not None and one.state == DesignationState.PROPOSED:
        refused = invitation.state == InvitationState.REFUSED
        one.state = (DesignationState.REFUSED if refused else DesignationState.ENDED).value
        one.settled_at = at


ACCEPTANCE[InvitationPurpose.HEALTH_PROFESSIONAL] = _accepted


CLOSING[InvitationPurpose.HEALTH_PROFESSIONAL] = _closed
