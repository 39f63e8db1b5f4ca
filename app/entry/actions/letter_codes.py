"""The code that a letter holds: derived when the letter is set, typed once by whoever received it.

It depends on the letter and on the portal's secret key: a letter written again after a crash holds the same code. Only
its keyed digest is kept, since it is short enough to be typed.
"""

from __future__ import annotations

from sqlalchemy import select

from app import clock
from app.entry.steps import throttling
from app.entry.steps.letter_codes import can_disown, code_digests
from app.entry.steps.throttling import Wait
from app.ledger.steps.transaction import transaction
from app.registry.models.invitations import Invitation
from app.registry.queries.designations import designation_of_code
from app.registry.queries.invitations import state_at
from app.registry.words.invitations import InvitationState

#: Where a letter says that its code is typed: `app.invitations.web.invitations` answers there.
PATH = "/lettre"


#: How many codes that open nothing cost an address nothing: many may share one, and 59 bits are not guessed.
FREE_CODES = 10


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
