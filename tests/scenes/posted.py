"""Letters that were written, listed and handed over to the carrier."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.ledger.models.letters import Letter, LetterBatch
from app.ledger.steps.audit import Actor
from app.sending.actions.handovers import hand_over
from app.sending.actions.letters import write_letters
from app.sending.actions.manifests import write_manifests
from tests.factories.staff import make_staff


def handler(session: Session) -> Actor:
    """Somebody of the Commission who works on letters."""
    member = make_staff(session)
    session.commit()
    return Actor("staff", member.id, member.name)


def write_batch(session: Session) -> LetterBatch:
    """Write and list the letters that wait; the latest batch."""
    session.commit()
    while write_letters():
        pass
    write_manifests()
    session.expire_all()
    return session.scalars(select(LetterBatch).order_by(LetterBatch.batch_on.desc())).first()  # type: ignore[return-value]


def post(session: Session, actor: Actor) -> LetterBatch:
    """Write the letters that wait, and hand their batch over today."""
    batch = write_batch(session)
    hand_over(batch.batch_on, clock.today(), "Postes Canada", seen=batch.manifest_sha256, actor=actor)
    session.expire_all()
    return batch


def letters_of(session: Session) -> list[Letter]:
    """Every letter, in order."""
    session.rollback()
    session.expire_all()
    return list(session.scalars(select(Letter).order_by(Letter.id)))
