"""Accepting or refusing an invitation: what was promised begins that day, in one transaction, or nothing happens.

Whoever accepts proves that the address is theirs: on Guichet SST by the link itself, which reached the mailbox; on
clicSÉQUR-Entreprises by their own sign-in (see `invitation_sign_in`). Somebody who has a permanent user code from
another employer keeps it: the mailbox that proves the address is the one where that code's passwords go.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from app import clock
from app.actions import throttling
from app.actions.access import give
from app.actions.audit import Actor
from app.actions.credentials import issue_code
from app.actions.digests import token_digest
from app.actions.granting import NotGranted, begin
from app.actions.invitation_answers import tell, tell_granters
from app.actions.invitations import ACCEPTANCE, giver_of, note, settle
from app.actions.people import Enrolment, begin_role, register
from app.actions.sessions import VISITOR
from app.actions.throttling import Wait
from app.actions.transaction import transaction
from app.models.invitations import Invitation
from app.models.people import Person
from app.queries.credentials import credential_of_person
from app.queries.grants import right_to
from app.queries.invitations import code_holder, invitation_of_token, known_under_address, state_at
from app.vocabulary.accounts import Role, Space
from app.vocabulary.audit import AuditAction
from app.vocabulary.invitations import InvitationOutcome, InvitationProblem, InvitationPurpose, InvitationState
from app.vocabulary.language import Language
from app.vocabulary.services import OnlineService

#: How many links that lead nowhere cost an address nothing: 256 bits are not guessed, and many may share an address.
FREE_LINKS = 100
#: Who accepts, found or written inside the acceptance's transaction; raises NotAccepted.
Finder = Callable[[Session, Invitation], Person]

#: Problems that those who grant can mend, or must know of.
_TOLD = frozenset(InvitationProblem) - {
    InvitationProblem.ALREADY_SETTLED,
    InvitationProblem.NOT_YOURS,
    InvitationProblem.CONFIRM_FIRST,
    InvitationProblem.ANOTHER_ORGANISATION,
}


class NotAccepted(Exception):
    """An invitation cannot be accepted; `problem` says why, in a sentence. Nothing has happened to it."""

    def __init__(self, problem: InvitationProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What accepting did. `without_right`: the promised end had passed meanwhile.

    `has_code`: the person enters with the permanent user code that they had already.
    """

    person: Person
    employer_id: int | None
    without_right: bool
    has_code: bool = False


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
        has_code = credential_of_person(session, done.person.id, Space.GUICHET_SST.value) is not None
        issue_code(session, done.person.id, Space.GUICHET_SST, actor, done.employer_id)
        return replace(done, has_code=has_code)


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
        settle(session, invitation, InvitationState.REFUSED, at)
        note(session, AuditAction.INVITATION_DECLINED, invitation, VISITOR)
        tell(session, invitation, InvitationOutcome.REFUSED, at)
    return True


def accept(session: Session, digest: str, who: Finder) -> Acceptance:
    """Accept an invitation inside the caller's transaction. Raises NotAccepted; the caller's rolls back then."""
    at = clock.now()
    invitation = locked(session, digest)
    if invitation is None or state_at(invitation, at) is not InvitationState.SENT:
        raise NotAccepted(InvitationProblem.ALREADY_SETTLED)
    person = who(session, invitation)
    ACCEPTANCE[InvitationPurpose(invitation.purpose)](session, invitation, person, at)
    invitation.person_id = person.id
    settle(session, invitation, InvitationState.ACCEPTED, at)
    note(session, AuditAction.INVITATION_ACCEPTED, invitation, Actor("person", person.id, person.name))
    late = invitation.until_on is not None and invitation.until_on <= clock.day_of(at)
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
    if not has_all and invitation.until_on is not None and invitation.until_on > gesture.on:
        give(gesture, person, services, invitation.until_on, invitation.public_id)


ACCEPTANCE[InvitationPurpose.USER] = _become_user
