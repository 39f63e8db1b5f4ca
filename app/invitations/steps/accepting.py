"""What an acceptance does, inside its transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app import clock
from app.invitations.steps.answers import tell
from app.invitations.steps.invitations import ACCEPTANCE, close_invitation, giver_of, note
from app.ledger.steps.audit import Actor
from app.registry.models.invitations import Invitation
from app.registry.models.people import Person
from app.registry.queries.invitations import invitation_of_token, is_late, state_at
from app.registry.words.invitations import InvitationOutcome, InvitationProblem, InvitationPurpose, InvitationState
from app.resolver.steps.granting import begin
from app.resolver.steps.people import Enrolment, register
from app.vocabulary.audit import AuditAction
from app.vocabulary.language import Language

#: Who accepts, found or written inside the acceptance's transaction; raises NotAccepted.
Finder = Callable[[Session, Invitation], Person]


class NotAccepted(Exception):
    """An invitation cannot be accepted; `problem` says why, in a sentence. Nothing has happened to it."""

    def __init__(self, problem: InvitationProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What accepting did. `without_right`: the promised end had passed meanwhile."""

    person: Person
    employer_id: int | None
    without_right: bool


def accept(session: Session, digest: str, who: Finder) -> Acceptance:
    """Accept an invitation inside the caller's transaction. Raises NotAccepted; the caller's rolls back then."""
    at = clock.now()
    invitation = locked(session, digest)
    if invitation is None or state_at(invitation, at) is not InvitationState.SENT:
        raise NotAccepted(InvitationProblem.ALREADY_SETTLED)
    person = who(session, invitation)
    ACCEPTANCE[InvitationPurpose(invitation.purpose)](session, invitation, person, at)
    invitation.person_id = person.id
    close_invitation(session, invitation, InvitationState.ACCEPTED, at)
    note(session, AuditAction.INVITATION_ACCEPTED, invitation, Actor("person", person.id, person.name))
    late = is_late(invitation, clock.day_of(at))
    tell(session, invitation, InvitationOutcome.ACCEPTED_WITHOUT_RIGHT if late else InvitationOutcome.ACCEPTED, at)
    return Acceptance(person, invitation.employer_id, late)


def locked(session: Session, digest: str) -> Invitation | None:
    """The invitation of a link or a letter, locked after the rights of its employer, as every gesture on rights is."""
    found = invitation_of_token(session, digest)
    if found is None:
        return None
    if found.employer_id is not None:
        begin(session, giver_of(session, found))
    session.refresh(found, with_for_update=True)
    return found if digest in (found.token_sha256, found.code_digest) else None


def newcomer(session: Session, invitation: Invitation, email: str = "") -> Person:
    """Write the person whom an invitation names, at its address, or at that one where a letter carried it."""
    names = (invitation.given_name, invitation.family_name)
    return register(session, Enrolment(*names, invitation.email or email, Language(invitation.language)))


def check_address_is_free(invitation: Invitation, known: Person | None, person: Person | None) -> None:
    """Raises NotAccepted if the employer has come to know somebody else under the address of a user to be.

    For other purposes, what accepting does looks at who else it may be.
    """
    if known is not None and known is not person and invitation.purpose == InvitationPurpose.USER:
        raise NotAccepted(InvitationProblem.ADDRESS_KNOWN)
