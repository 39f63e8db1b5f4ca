"""Settling a paper recipient: somebody says that they no longer need the letters."""

from __future__ import annotations

from sqlalchemy import select

from app.ledger.queries.intervals import is_over
from app.ledger.steps.audit import record
from app.ledger.steps.intervals import close
from app.ledger.steps.transaction import transaction
from app.registry.models.recipients import PaperRecipient
from app.resolver.steps.granting import Giver, Unknown, begin
from app.vocabulary.audit import AuditAction
from app.vocabulary.services import OnlineService


def settle_recipient(giver: Giver, recipient_public_id: str, reason: str) -> bool:
    """End the letters to a paper recipient of the employer from today, with a reason (1 to 300 characters).

    False if that was done already. Raises Unknown for a recipient of nobody or of another employer, NotGranted
    for somebody who does not manage the rights.
    """
    with transaction() as session:
        gesture = begin(session, giver)
        row = session.scalar(
            select(PaperRecipient).where(
                PaperRecipient.public_id == recipient_public_id, PaperRecipient.employer_id == giver.employer_id
            )
        )
        if row is None:
            raise Unknown("no such paper recipient of this employer")
        gesture.check(gesture.facts(giver.person_id), (OnlineService.MESSAGING,))
        if row.superseded_at is not None or is_over(row, gesture.on):
            return False
        close(session, row, gesture.on, gesture.at, not_needed_reason=reason)
        record(
            session,
            AuditAction.RECIPIENT_SETTLED,
            giver.actor,
            employer_id=giver.employer_id,
            person_id=row.person_id,
            details={"recipient": row.name, "reason": reason},
        )
    return True
