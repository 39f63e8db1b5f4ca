"""Writing to a health professional's place of work, always: who designates them, for whom, what they would read.

The letter holds a code. It says "this is not me" as long as the designation stands; where no e-mail went, it also lets
them accept by their own sign-in. A new letter makes the code of the one before void. A letter whose code would open
nothing is never printed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from app import clock
from app.delivery.post.addresses import AddressRefused, PostalAddress, format_address
from app.entry.steps.letter_codes import code_digest, code_of, code_to_print
from app.invitations.steps.invitations import MOST_SENDINGS, complete, note
from app.ledger.models.letters import Letter
from app.ledger.steps.audit import Actor
from app.ledger.steps.outbox import queue_letter
from app.notices.queries.destinations import address_of
from app.registry.models.designations import Designation
from app.registry.models.invitations import Invitation
from app.registry.queries.designations import is_address_of_employer, letters_since, state_by_number
from app.registry.queries.invitations import inviter_name
from app.registry.words.access import AccessProblem
from app.registry.words.designations import DesignationState
from app.registry.words.invitations import InvitationPurpose, InvitationState
from app.resolver.steps.granting import Declined, Gesture
from app.resolver.steps.people import Enrolment
from app.vocabulary import delays
from app.vocabulary.audit import AuditAction
from app.vocabulary.letters import LetterKind


def check_letter(gesture: Gesture, whom: Enrolment, order: str, member_no: str, address: Mapping[str, str]) -> None:
    """Raises Declined for somebody awaited or designated already, or for an address where no letter may go.

    Not to the employer's own address: whoever opens its mail would hold the code.
    """
    session, giver = gesture.session, gesture.giver
    if not address.get("address_line1"):
        raise Declined(AccessProblem.ADDRESS_NEEDED)
    known = state_by_number(session, giver.employer_id, giver.space, order, member_no)
    if known is not None:
        awaited = known is DesignationState.PROPOSED
        raise Declined(AccessProblem.ALREADY_INVITED if awaited else AccessProblem.ALREADY_DESIGNATED)
    _check_printable(whom, address)
    if is_address_of_employer(session, giver.employer_id, address["address_line1"], address["postal_code"]):
        raise Declined(AccessProblem.ADDRESS_OF_EMPLOYER)


def _check_printable(whom: Enrolment, address: Mapping[str, str]) -> None:
    printed = PostalAddress(
        name=f"{whom.given_name} {whom.family_name}",
        line1=address["address_line1"],
        line2=address.get("address_line2", ""),
        city=address["city"],
        province=address["province"],
        postal_code=address["postal_code"],
    )
    try:
        format_address(printed)
    except AddressRefused as refused:
        raise Declined(AccessProblem.ADDRESS_NOT_PRINTABLE) from refused


def invitation_by_letter(gesture: Gesture, whom: Enrolment) -> Invitation:
    """The invitation that a letter will carry, once the designation is written. Inside the caller's gesture."""
    giver = gesture.giver
    made = Invitation(employer_id=giver.employer_id, space=giver.space.value)
    purpose = InvitationPurpose.HEALTH_PROFESSIONAL
    complete(gesture.session, purpose, whom, made, by=giver.actor, at=gesture.at)
    return made


def post(session: Session, one: Designation, invitation: Invitation, by: Actor, at: datetime) -> None:
    """Write to the professional: a new code. Where it carries the invitation, it is good for twenty-one days, and
    nothing sent before opens anything any more.
    """
    letter = queue_letter(
        session,
        LetterKind.DESIGNATION,
        one,
        employer_id=one.employer_id,
        address=address_of(one, f"{one.given_name} {one.family_name}").as_record(),
        at=at,
        context={"by": inviter_name(session, invitation)},
    )
    one.code_digest = code_digest(code_of(letter.public_id))
    if one.email:
        session.flush()
        return
    invitation.code_digest, invitation.email = one.code_digest, ""
    invitation.token_sha256 = letter.public_id
    invitation.sent_at, invitation.expires_at = at, at + delays.LETTER_CODE
    session.flush()
    note(session, AuditAction.INVITATION_SENT, invitation, by, letter=letter.public_id)


def post_again(gesture: Gesture, one: Designation, invitation: Invitation) -> None:
    """Write another letter, inside a gesture. Raises Declined."""
    session, actor = gesture.session, gesture.giver.actor
    session.refresh(invitation, with_for_update=True)
    if invitation.state not in (InvitationState.SENT, InvitationState.EXPIRED):
        raise Declined(AccessProblem.NOTHING_TO_RESEND)
    if letters_since(session, one.id, clock.start_of(clock.day_of(gesture.at))) >= MOST_SENDINGS:
        raise Declined(AccessProblem.SENT_TOO_OFTEN)
    invitation.state, invitation.sendings = InvitationState.SENT.value, invitation.sendings + 1
    invitation.invited_by_id, invitation.settled_at = actor.id, None
    post(session, one, invitation, actor, gesture.at)


def contents_or_void(session: Session, letters: Sequence[Letter], at: datetime) -> dict[int, dict[str, Any]]:
    """What each letter says beside its context; one whose code would open nothing any more becomes void instead."""
    contents = {}
    for letter in letters:
        code = code_to_print(session, letter, at)
        if code is None:
            letter.state, letter.leased_until, letter.batch_id = "void", None, None
        else:
            contents[letter.id] = _content(session, session.get_one(Designation, letter.cause_id), code)
    return contents


def _content(session: Session, one: Designation, code: str) -> dict[str, Any]:
    invitation = session.get_one(Invitation, one.invitation_id)
    return {
        "code": code,
        "answer_before": None if one.email or one.state != DesignationState.PROPOSED else _last_day(invitation),
        "invited_at": one.email,
    }


def _last_day(invitation: Invitation) -> date:
    return clock.day_of(invitation.expires_at)
