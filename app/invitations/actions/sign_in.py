"""Accepting an invitation by signing in with clicSÉQUR-Entreprises: the account must be the invited one.

Its address must be the one that was invited and its organisations must hold the one that invites: somebody else's
account changes nothing, and the invitation still waits. Where a letter carried the invitation, the account must bear
the name that it was written to: whoever else opened it cannot accept.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from app import clock
from app.delivery.identity import Identity
from app.entry.actions.code_sign_in import Refused
from app.entry.actions.identity_sign_in import (
    Departure,
    Return,
    claims_of,
    enrolled,
    leave_for_provider,
    recognized,
    vouched_email,
    who_came_back,
)
from app.entry.steps.pending_identities import link
from app.entry.steps.sessions import Opening, open_session
from app.entry.words import Door, SignInProblem
from app.invitations.actions.accepting import stopping
from app.invitations.steps.accepting import Acceptance, Finder, NotAccepted, accept, check_address_is_free, newcomer
from app.ledger.steps.audit import Actor
from app.ledger.steps.transaction import transaction
from app.registry.models.invitations import Invitation
from app.registry.models.people import Person
from app.registry.queries.invitations import known_under_address, organisation_of
from app.registry.words.invitations import InvitationProblem, InvitationPurpose
from app.resolver.queries.mailboxes import is_mailbox_of_employer
from app.vocabulary.accounts import Space
from app.vocabulary.text import folded

#: Under which name the browser keeps the digest of the invitation while somebody is at the provider.
KEPT = "invitation"


def leave_to_accept(digest: str, redirect_uri: str, language: str) -> Departure | Refused:
    """Send the browser to the provider; what it keeps names the invitation."""
    left = leave_for_provider(Door.CLICSEQUR, redirect_uri, language)
    return left if isinstance(left, Refused) else Departure(left.url, {**left.kept, KEPT: digest})


def come_back_to_accept(returned: Return) -> tuple[str, Acceptance] | Refused:
    """Accept the invitation that the browser left for: the token of a new session, and what accepting did.

    Raises NotAccepted.
    """
    identity = who_came_back(returned)
    if isinstance(identity, Refused):
        return identity
    claims, digest = claims_of(Door.CLICSEQUR, identity), str((returned.kept or {})[KEPT])
    if claims is None:
        return Refused(SignInProblem.PROVIDER_ANSWER)
    with stopping(digest), transaction() as session:
        done = accept(session, digest, _by(identity, tuple(claims["neq"])))
        actor = Actor("person", done.person.id, done.person.name)
        opening = Opening(Door.CLICSEQUR, actor, returned.browser, claims=claims, employer_id=done.employer_id)
        return open_session(session, opening), done


def _by(identity: Identity, neqs: tuple[str, ...]) -> Finder:
    """The person of this identity: known already, or written now, and linked to it for good."""

    def find(session: Session, invitation: Invitation) -> Person:
        if invitation.space == Space.GUICHET_SST:
            raise NotAccepted(InvitationProblem.NOT_YOURS)
        _check_account(identity, invitation)
        if organisation_of(session, invitation).neq not in neqs:
            raise NotAccepted(InvitationProblem.ANOTHER_ORGANISATION)
        known, person = known_under_address(session, invitation, clock.today()), recognized(session, identity)
        theirs = enrolled(session, identity, neqs) if person is None else None
        if theirs is not None and invitation.code_digest is not None:
            raise NotAccepted(InvitationProblem.CONFIRM_FIRST)
        check_address_is_free(invitation, known, person or theirs)
        _check_mailbox(session, identity, invitation)
        if person is None:
            # The link was opened in the mailbox of the address: whoever was enrolled with it has confirmed it.
            person = theirs or newcomer(session, invitation, vouched_email(identity))
            link(session, identity.issuer, identity.subject, person)
        return person

    return find


def _check_mailbox(session: Session, identity: Identity, invitation: Invitation) -> None:
    """Raises NotAccepted where the account of a health professional to be has a mailbox of the employer's people."""
    if invitation.purpose != InvitationPurpose.HEALTH_PROFESSIONAL or invitation.employer_id is None:
        return
    at = clock.now()
    if is_mailbox_of_employer(session, invitation.employer_id, [vouched_email(identity)], at, clock.day_of(at)):
        raise NotAccepted(InvitationProblem.IS_OF_THE_EMPLOYER)


def _check_account(identity: Identity, invitation: Invitation) -> None:
    """Raises NotAccepted unless the account has the address, or the name, to which the invitation went.

    That of a health professional must bear their name either way: a mailbox is anybody's.
    """
    by_letter = invitation.code_digest is not None
    if by_letter or invitation.purpose == InvitationPurpose.HEALTH_PROFESSIONAL:
        wanted, names = (folded(invitation.given_name), folded(invitation.family_name)), folded(identity.name)
        # A name that is nothing once folded is nobody's: without it, everybody would bear what is left.
        if not all(wanted) or not set(" ".join(wanted).split()) <= set(names.split()):
            raise NotAccepted(InvitationProblem.ANOTHER_NAME)
    if not by_letter and vouched_email(identity).strip().lower() != invitation.email.lower():
        raise NotAccepted(InvitationProblem.NOT_YOURS)
