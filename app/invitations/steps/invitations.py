"""Writing and settling invitations inside another gesture."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app import clock
from app.entry.steps.sensitive import tell_other_granters
from app.extensions import new_public_id
from app.invitations.steps.links import queue_link
from app.ledger.steps.audit import Actor, record
from app.registry.models.invitations import Invitation
from app.registry.models.people import Person
from app.registry.queries.invitations import get_for, organisation_of, sendings_since, waiting_for_address
from app.registry.queries.people import known_by_email
from app.registry.words.access import AccessProblem
from app.registry.words.invitations import InvitationPurpose, InvitationState
from app.registry.words.sensitive import SensitiveMoment
from app.resolver.steps.granting import Declined, Gesture, Giver, check_end, derived_id
from app.resolver.steps.people import Enrolment
from app.vocabulary import delays
from app.vocabulary.accounts import Space
from app.vocabulary.audit import AuditAction
from app.vocabulary.services import OnlineService

#: How many times one address may be written to in a day, for one employer.
MOST_SENDINGS = 3


#: What accepting does, by purpose; other features add theirs. Called inside the acceptance's own transaction, with the
#: person who accepts; raises `NotAccepted` (of `accepting_invitations`) to refuse, and then nothing has happened.
ACCEPTANCE: dict[InvitationPurpose, Callable[[Session, Invitation, Person, datetime], None]] = {}


#: What else a refusal or a cancellation ends, by purpose.
CLOSING: dict[InvitationPurpose, Callable[[Session, Invitation, datetime], None]] = {}


@dataclass(frozen=True, slots=True)
class Invited:
    """Who was invited; `anew` is False when the same invitation had left already."""

    public_id: str
    name: str
    anew: bool = True


def invite_new_user(
    gesture: Gesture, whom: Enrolment, services: Sequence[OnlineService], until_on: date, token: str
) -> Invited:
    """As `invite_user`, inside a gesture that has begun."""
    session, giver = gesture.session, gesture.giver
    wanted = tuple(service for service in OnlineService if service in set(services))
    if not wanted:
        raise Declined(AccessProblem.NO_SERVICE)
    check_end(until_on, gesture.on)
    gesture.check(gesture.facts(giver.person_id), wanted)
    public_id = derived_id(giver, token, "invitation")
    if (before := get_for(session, giver.employer_id, giver.space, public_id)) is not None:
        return Invited(public_id, name_of(before), anew=False)
    if known_by_email(session, giver.employer_id, giver.space, whom.email, gesture.on):
        raise Declined(AccessProblem.EMAIL_KNOWN)
    made = Invitation(public_id=public_id, services=[service.value for service in wanted], until_on=until_on)
    invite_for(gesture, InvitationPurpose.USER, whom, made)
    moment, about = SensitiveMoment.PERSON_INVITED, name_of(made)
    tell_other_granters(session, moment, public_id, giver=giver, at=gesture.at, about=about)
    return Invited(public_id, name_of(made))


def invite_for(gesture: Gesture, purpose: InvitationPurpose, whom: Enrolment, made: Invitation) -> Invitation:
    """Invite for the employer of a gesture, in its space. `made` may hold what the purpose adds."""
    made.employer_id, made.space = gesture.giver.employer_id, gesture.giver.space.value
    return invite(gesture.session, purpose, whom, made, by=gesture.giver.actor, at=gesture.at)


def invite(
    session: Session, purpose: InvitationPurpose, whom: Enrolment, made: Invitation, *, by: Actor, at: datetime
) -> Invitation:
    """Complete an invitation that says for which employer and space, or firm, and send it; for any purpose.

    Inside the caller's transaction, which has checked that `by` may invite. Raises Declined for an address that is
    already invited there, or was written to too often today.
    """
    where = {"employer_id": made.employer_id, "firm_id": made.firm_id, "space": made.space}
    if waiting_for_address(session, whom.email, at, **where):
        raise Declined(AccessProblem.ALREADY_INVITED)
    check_sendings(session, whom.email, made.employer_id, at)
    complete(session, purpose, whom, made, by=by, at=at)
    queue_link(session, made, at)
    note(session, AuditAction.INVITATION_SENT, made, by)
    return made


def complete(
    session: Session, purpose: InvitationPurpose, whom: Enrolment, made: Invitation, *, by: Actor, at: datetime
) -> None:
    """Write an invitation that nothing carries yet."""
    made.public_id = made.public_id or new_public_id()
    made.purpose, made.state, made.sendings = purpose.value, InvitationState.SENT.value, 1
    made.given_name, made.family_name = whom.given_name, whom.family_name
    made.email, made.language = whom.email, whom.language.value
    made.services = made.services or []
    made.invited_by_id, made.created_at = by.id, at
    made.sent_at, made.expires_at, made.token_sha256 = at, at + delays.INVITATION_LINK, made.public_id
    session.add(made)
    session.flush()


def send_again(session: Session, invitation: Invitation, by: Actor, at: datetime) -> None:
    """As `resend`, for whom the caller has checked, in its transaction."""
    invitation.state, invitation.sendings = InvitationState.SENT.value, invitation.sendings + 1
    invitation.invited_by_id, invitation.settled_at = by.id, None
    invitation.sent_at, invitation.expires_at = at, at + delays.INVITATION_LINK
    queue_link(session, invitation, at)
    note(session, AuditAction.INVITATION_SENT, invitation, by)


def close_invitation(session: Session, invitation: Invitation, state: InvitationState, at: datetime) -> None:
    """Give an invitation its last state, and end what was prepared beside it."""
    invitation.state, invitation.settled_at = state.value, at
    closing = CLOSING.get(InvitationPurpose(invitation.purpose))
    if closing is not None and state in (InvitationState.REFUSED, InvitationState.CANCELLED):
        closing(session, invitation, at)


def name_of(invitation: Invitation) -> str:
    """Given and family name of who is invited, as read aloud."""
    return f"{invitation.given_name} {invitation.family_name}"


def note(session: Session, action: AuditAction, invitation: Invitation, by: Actor, **details: str) -> None:
    """Write the journal entry of what happened to an invitation. The person exists only once they have accepted."""
    firm = organisation_of(session, invitation) if invitation.firm_id is not None else None
    record(
        session,
        action,
        by,
        employer_id=invitation.employer_id,
        person_id=invitation.person_id,
        details={
            "invitation": invitation.public_id,
            "purpose": invitation.purpose,
            "recipient": name_of(invitation),
            "address": invitation.email,
            "space": invitation.space,
            "services": invitation.services,
            "until_on": invitation.until_on.isoformat() if invitation.until_on else None,
            "sending": invitation.sendings,
            "firm": firm.name if firm else None,
            "firm_neq": firm.neq if firm else None,
            **details,
        },
    )


def giver_of(session: Session, invitation: Invitation) -> Giver:
    """Who invites, as the actions on rights want them. ValueError for an invitation of a firm."""
    if invitation.employer_id is None or invitation.space is None or invitation.invited_by_id is None:
        raise ValueError("this invitation is not an employer's")
    inviter = session.get_one(Person, invitation.invited_by_id)
    return Giver(Actor("person", inviter.id, inviter.name), invitation.employer_id, Space(invitation.space))


def check_sendings(session: Session, email: str, employer_id: int | None, at: datetime) -> None:
    """Raises Declined if this address was written to too often today, for one employer (None: for firms)."""
    if sendings_since(session, email, employer_id, clock.start_of(clock.day_of(at))) >= MOST_SENDINGS:
        raise Declined(AccessProblem.SENT_TOO_OFTEN)
