"""Whose e-mail address works, as far as the mail servers said."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import Session, aliased

from app.ledger.models.emails import OutgoingEmail
from app.registry.models.people import Person

#: The answer kept with a message that lost its object before it left: it says nothing of the address.
NEVER_LEFT = "nothing to send any more"

_later = aliased(OutgoingEmail)
_ACCEPTED_SINCE = exists().where(
    _later.person_id == Person.id,
    _later.to_address == Person.email,
    _later.state == "sent",
    _later.id > OutgoingEmail.id,
)
_REFUSED = exists().where(
    OutgoingEmail.person_id == Person.id,
    OutgoingEmail.to_address == Person.email,
    OutgoingEmail.state == "failed",
    OutgoingEmail.server_answer != NEVER_LEFT,
    ~_ACCEPTED_SINCE,
)
_REACHED = select(Person.id).where(Person.id.in_(bindparam("people", expanding=True)), Person.email != "", ~_REFUSED)


def reachable(session: Session, person_ids: Collection[int]) -> frozenset[int]:
    """Those of these people who have an address whose last message was not refused for good. One statement."""
    return frozenset(session.scalars(_REACHED, {"people": list(person_ids)})) if person_ids else frozenset()
