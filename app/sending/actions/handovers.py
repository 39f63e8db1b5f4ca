"""Recording that a batch was handed over to the carrier: what it holds then is what left, and nothing joins it."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.extensions import wired
from app.ledger.models.letters import BatchHandover, LetterBatch
from app.ledger.steps import audit
from app.ledger.steps.transaction import transaction
from app.sending.steps.batches import handed_over
from app.vocabulary.audit import AuditAction
from app.vocabulary.letters import HandoverProblem


class NotHandedOver(Exception):
    """Nothing was recorded; `problem` says why."""

    def __init__(self, problem: HandoverProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


def hand_over(batch_on: date, handed_on: date, carrier: str, *, seen: str, actor: audit.Actor) -> None:
    """Record to whom the batch of a day was handed over, and when. `seen`: the digest of the manifest that was read.

    Raises NotHandedOver.
    """
    with transaction() as session:
        batch = _ready(session, batch_on, seen)
        if handed_on < batch_on:
            raise NotHandedOver(HandoverProblem.BEFORE_BATCH)
        if handed_on > clock.today():
            raise NotHandedOver(HandoverProblem.FUTURE)
        row = BatchHandover(
            batch_id=batch.id,
            handed_on=handed_on,
            carrier=carrier,
            recorded_by_id=actor.id,
            recorded_at=clock.now(),
        )
        session.add(row)
        wired("batch_handed_over")(session, batch.id, actor)
        details = {"batch_on": batch_on.isoformat(), "handed_on": handed_on.isoformat(), "carrier": carrier}
        audit.record(session, AuditAction.BATCH_HANDED_OVER, actor, details=details)


def _ready(session: Session, batch_on: date, seen: str) -> LetterBatch:
    batch = session.scalar(select(LetterBatch).where(LetterBatch.batch_on == batch_on).with_for_update())
    if batch is None or not batch.manifest_sha256:
        raise NotHandedOver(HandoverProblem.NOT_LISTED)
    if handed_over(session, [batch.id]):
        raise NotHandedOver(HandoverProblem.ALREADY)
    if batch.manifest_sha256 != seen:
        raise NotHandedOver(HandoverProblem.CHANGED)
    return batch
