"""The code that a letter holds: derived when the letter is set, typed once by whoever received it.

It depends on the letter and on the portal's secret key: a letter written again after a crash holds the same code. Only
its keyed digest is kept, since it is short enough to be typed.
"""

from __future__ import annotations

import re
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.actions import throttling
from app.actions.digests import keyed_digests
from app.actions.passwords import readable
from app.actions.throttling import Wait
from app.actions.transaction import transaction
from app.models.designations import Designation
from app.models.invitations import Invitation
from app.models.letters import Letter
from app.queries.designations import designation_of_code, latest_letter
from app.queries.invitations import state_at
from app.vocabulary.designations import LIVING_DESIGNATIONS, DesignationState
from app.vocabulary.invitations import InvitationState

#: Where a letter says that its code is typed: `app.web.invitations` answers there.
PATH = "/lettre"
#: How many codes that open nothing cost an address nothing: many may share one, and 59 bits are not guessed.
FREE_CODES = 10
_SIGNS = 12


def code_of(letter: str, known: str | None = None) -> str:
    """The code of a letter, by its public identifier, such as H7KM-Q2XV-9RTC: 59 bits.

    `known` is the digest of the code that may be printed already: it stays, even if a former key made it.
    """
    codes = [readable(digest, _SIGNS) for digest in keyed_digests("letter code", letter)]
    return next((code for code in codes if known in code_digests(code)), codes[0])


def code_digest(code: str) -> str:
    """What is kept of a code, however it was typed: « h7km q2xv 9rtc » is H7KM-Q2XV-9RTC."""
    return code_digests(code)[0]


def code_digests(code: str) -> list[str]:
    """The same by each key, the one in use first: a letter lasts longer than a key."""
    signs = re.sub(r"[^0-9A-Z]", "", code[:80].upper())
    return [digest.hex() for digest in keyed_digests("typed letter code", signs)]


def find_code(code: str, address: str) -> str | Wait | None:
    """The digest by which an invitation that awaits an answer is known, or a designation that its letter can still
    disown; None for a code that opens nothing, whatever the reason. `address` is the client's: codes that open nothing
    are counted against it, and slowed down.

    A code that opens something waits for nobody's wrong ones: what keeps it from being guessed is its length.
    """
    digests = code_digests(code)
    with transaction() as session:
        found = session.scalar(select(Invitation).where(Invitation.code_digest.in_(digests)))
        if found is not None and state_at(found, clock.now()) is InvitationState.SENT:
            return found.code_digest
        one = next(filter(None, (designation_of_code(session, digest) for digest in digests)), None)
        if one is not None and can_disown(one):
            return one.code_digest
        return throttling.count(session, clock.ticking(), throttling.of_address(address, "letter-code", FREE_CODES))


def code_to_print(session: Session, letter: Letter, at: datetime) -> str | None:
    """The code to set in a letter that is about to be written. None when it would open nothing any more."""
    one = session.get_one(Designation, letter.designation_id)
    invitation = session.get_one(Invitation, one.invitation_id, with_for_update=True)
    awaited = not one.email and state_at(invitation, at) is InvitationState.SENT
    if not (awaited or can_disown(one)) or latest_letter(session, one.id) != letter.id:
        return None
    code = code_of(letter.public_id, one.code_digest or invitation.code_digest)
    one.code_digest = code_digest(code)
    if not one.email:
        invitation.code_digest = one.code_digest
    return code


def can_disown(one: Designation | None) -> bool:
    """Whether the code of its letter says "this is not me": of a letter that carried the invitation, once accepted."""
    if one is None or one.state not in LIVING_DESIGNATIONS:
        return False
    return bool(one.email) or one.state != DesignationState.PROPOSED
