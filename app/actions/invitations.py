"""Inviting somebody new: nothing exists for them before they accept, and what they will hold begins that day.

An invitation serves once, for the address that it was sent to, for seven days from its latest sending. Accepting is
in `accepting_invitations`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.actions.audit import SYSTEM, Actor, record
from app.actions.granting import Declined, Gesture, Giver, Unknown, begin, check_end, derived_id
from app.actions.invitation_answers import tell
from app.actions.invitation_links import queue_link
from app.actions.people import Enrolment
from app.actions.rounds import Kind, one_by_one
from app.actions.sensitive import tell_other_granters
from app.actions.transaction import transaction
from app.extensions import new_public_id
from app.models.invitations import Invitation
from app.models.people import Person
from app.queries.invitations import get_for, organisation_of, sendings_since, waiting_for_address
from app.queries.people import known_by_email
from app.vocabulary import delays
from app.vocabulary.access import AccessProblem
from app.vocabulary.accounts import Space
from app.vocabulary.alarms import AlarmSubject
from app.vocabulary.audit import AuditAction
from app.vocabulary.invitations import InvitationOutcome, InvitationPurpose, InvitationState
from app.vocabulary.sensitive import SensitiveMoment
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


def invite_user(
    giver: Giver, whom: Enrolment, services: Sequence[OnlineService], until_on: date, token: str
) -> Invited:
    """Invite somebody new to hold these rights from their acceptance until the day before `until_on`.

    `token` makes it happen once. Raises NotGranted or Declined.
    """
    with transaction() as session:
        return invite_new_user(begin(session, giver), whom, services, until_on, token)


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


def send_again(session: Session, invitation: Invitation, by: Actor, at: datetime) -> None:
    """As `resend`, for whom the caller has checked, in its transaction."""
    invitation.state, invitation.sendings = InvitationState.SENT.value, invitation.sendings + 1
    invitation.invited_by_id, invitation.settled_at = by.id, None
    invitation.sent_at, invitation.expires_at = at, at + delays.INVITATION_LINK
    queue_link(session, invitation, at)
    note(session, AuditAction.INVITATION_SENT, invitation, by)


def cancel(giver: Giver, public_id: str) -> bool:
    """Take an invitation back: its link opens nothing any more. False if it has its answer already.

    Raises Unknown or NotGranted.
    """
    with transaction() as session:
        gesture = begin(session, giver)
        found = _open(gesture, public_id)
        if found.state not in (InvitationState.SENT, InvitationState.EXPIRED):
            return False
        settle(session, found, InvitationState.CANCELLED, gesture.at)
        note(session, AuditAction.INVITATION_CANCELLED, found, giver.actor)
    return True


def settle(session: Session, invitation: Invitation, state: InvitationState, at: datetime) -> None:
    """Give an invitation its last state, and end what was prepared beside it."""
    invitation.state, invitation.settled_at = state.value, at
    closing = CLOSING.get(InvitationPurpose(invitation.purpose))
    if closing is not None and state in (InvitationState.REFUSED, InvitationState.CANCELLED):
        closing(session, invitation, at)


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
        settle(session, invitation, InvitationState.EXPIRED, at)
        note(session, AuditAction.INVITATION_EXPIRED, invitation, SYSTEM)
        tell(session, invitation, InvitationOutcome.EXPIRED, at)
        return 1


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


def check_sendings(session: Session, email: str, employer_id: int | None, at: datetime) -> None:
    """Raises Declined if this address was written to too often today, for one employer (None: for firms)."""
    if sendings_since(session, email, employer_id, clock.start_of(clock.day_of(at))) >= MOST_SENDINGS:
        raise Declined(AccessProblem.SENT_TOO_OFTEN)
