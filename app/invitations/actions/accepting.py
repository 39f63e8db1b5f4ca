"""Accepting or refusing an invitation: what was promised begins that day, in one transaction, or nothing happens.

Whoever accepts proves that the address is theirs: on Guichet SST by the link itself, which reached the mailbox; on
clicSÉQUR-Entreprises by their own sign-in (see `invitation_sign_in`). Somebody who has a permanent user code from
another employer keeps it: the mailbox that proves the address is the one where that code's passwords go.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from app import clock
from app.entry.steps import throttling
from app.entry.steps.credentials import issue_code
from app.entry.steps.sessions import VISITOR
from app.entry.steps.throttling import Wait
from app.invitations.steps.accepting import Acceptance, NotAccepted, accept, check_address_is_free, locked, newcomer
from app.invitations.steps.answers import tell, tell_granters
from app.invitations.steps.invitations import ACCEPTANCE, close_invitation, giver_of, note
from app.ledger.queries.intervals import is_over
from app.ledger.steps.audit import Actor
from app.ledger.steps.digests import token_digest
from app.ledger.steps.transaction import transaction
from app.registry.models.invitations import Invitation
from app.registry.models.people import Person
from app.registry.queries.invitations import code_holder, invitation_of_token, known_under_address, state_at
from app.registry.words.invitations import InvitationOutcome, InvitationProblem, InvitationPurpose, InvitationState
from app.resolver.queries.grants import right_to
from app.resolver.steps.granting import NotGranted, begin
from app.resolver.steps.people import begin_role
from app.rights.steps.grants import give
from app.vocabulary.accounts import Role, Space
from app.vocabulary.audit import AuditAction
from app.vocabulary.services import OnlineService

#: How many links that lead nowhere cost an address nothing: 256 bits are not guessed, and many may share an address.
FREE_LINKS = 100


#: Problems that those who grant can mend, or must know of.
_TOLD = frozenset(InvitationProblem) - {
    InvitationProblem.ALREADY_SETTLED,
    InvitationProblem.NOT_YOURS,
    InvitationProblem.CONFIRM_FIRST,
    InvitationProblem.ANOTHER_ORGANISATION,
}


def find_link(token: str, address: str) -> str | Wait | None:
    """The digest by which an invitation is known, if the link is the latest of one, whatever became of it since.

    `address` is the client's: links that lead nowhere are counted against it, and slowed down. One that leads somewhere
    waits for nobody's wrong ones.
    """
    digest = token_digest(token)
    with transaction() as session:
        if invitation_of_token(session, digest) is not None:
            return digest
        return throttling.count(session, clock.ticking(), throttling.of_address(address, "invitation", FREE_LINKS))


def accept_by_mailbox(digest: str) -> Acceptance:
    """Accept an invitation to Guichet SST: the link proves the mailbox, and the code goes there too.

    Raises NotAccepted.
    """
    with stopping(digest), transaction() as session:
        done = accept(session, digest, partial(_by_mailbox, digest))
        actor = Actor("person", done.person.id, done.person.name)
        issue_code(session, done.person.id, Space.GUICHET_SST, actor, done.employer_id)
        return done


def _by_mailbox(digest: str, session: Session, invitation: Invitation) -> Person:
    """Only the link proves the mailbox: whoever holds a letter has given an address, and not shown it to be theirs."""
    if invitation.space != Space.GUICHET_SST or invitation.token_sha256 != digest:
        raise NotAccepted(InvitationProblem.NOT_YOURS)
    known = known_under_address(session, invitation, clock.today())
    check_address_is_free(invitation, known, None)
    return known or code_holder(session, invitation) or newcomer(session, invitation)


def refuse(digest: str) -> bool:
    """Decline an invitation; whoever holds its link may. False if it awaits no answer."""
    at = clock.now()
    with transaction() as session:
        invitation = locked(session, digest)
        if invitation is None or state_at(invitation, at) is not InvitationState.SENT:
            return False
        close_invitation(session, invitation, InvitationState.REFUSED, at)
        note(session, AuditAction.INVITATION_DECLINED, invitation, VISITOR)
        tell(session, invitation, InvitationOutcome.REFUSED, at)
    return True


@contextmanager
def stopping(digest: str) -> Iterator[None]:
    """Around the transaction of an acceptance: what stops it is written down, and told to whoever can mend it.

    Once a day for the same obstacle: whoever holds the link may try as often as they like.
    """
    try:
        yield
    except NotAccepted as stopped:
        if stopped.problem is not InvitationProblem.ALREADY_SETTLED:
            _note_stopped(digest, stopped.problem)
        raise


def _note_stopped(digest: str, problem: InvitationProblem) -> None:
    with transaction() as session:
        invitation = invitation_of_token(session, digest)
        if invitation is None:
            return
        once = throttling.a_day("stopped", f"{invitation.id} {problem.value}", 1, exists=True)
        if throttling.spend(session, clock.ticking(), once) is None:
            return
        note(session, AuditAction.INVITATION_STOPPED, invitation, VISITOR, obstacle=problem.value)
        if problem in _TOLD:
            tell_granters(session, invitation, InvitationOutcome.STOPPED, clock.now())


def _become_user(session: Session, invitation: Invitation, person: Person, _at: datetime) -> None:
    """Make somebody a user of the employer, with the rights that they were promised, if their end has not passed."""
    gesture = begin(session, giver_of(session, invitation))
    services = tuple(OnlineService(code) for code in invitation.services)
    try:
        gesture.check(gesture.facts(person.id), services)
    except NotGranted as refused:
        raise NotAccepted(InvitationProblem.NOBODY_GRANTS) from refused
    facts, space = gesture.facts(person.id), gesture.giver.space
    if person.id in facts.designated_on(gesture.on):
        raise NotAccepted(InvitationProblem.IS_PROFESSIONAL)
    if not facts.roles_on(person.id, space, gesture.on):
        begin_role(gesture, person, Role.USER)
        facts = gesture.facts(person.id)
    has_all = right_to(facts, person.id, space, OnlineService.MESSAGING, gesture.on).automatic is not None
    if not has_all and invitation.until_on is not None and not is_over(invitation, gesture.on):
        give(gesture, person, services, invitation.until_on, invitation.public_id)


ACCEPTANCE[InvitationPurpose.USER] = _become_user
