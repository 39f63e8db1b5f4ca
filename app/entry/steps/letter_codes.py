"""The codes that letters carry."""

from __future__ import annotations

import re
from datetime import datetime

from sqlalchemy.orm import Session

from app.entry.steps.passwords import readable
from app.ledger.models.letters import Letter
from app.ledger.steps.digests import keyed_digests
from app.registry.models.designations import Designation
from app.registry.models.invitations import Invitation
from app.registry.queries.designations import latest_letter
from app.registry.queries.invitations import state_at
from app.registry.words.designations import LIVING_DESIGNATIONS, DesignationState
from app.registry.words.invitations import InvitationState

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


def code_to_print(session: Session, letter: Letter, at: datetime) -> str | None:
    """The code to set in a letter that is about to be written. None when it would open nothing any more."""
    one = session.get_one(Designation, letter.cause_id)
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
