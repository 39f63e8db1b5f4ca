"""Who acts on threads inside a transaction, and the thread that they act on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.ledger.steps.audit import Actor
from app.messaging.models import Thread
from app.messaging.queries.scope import NOTHING, Scope, visible
from app.messaging.words import MessagingProblem, Side


class NoThread(LookupError):
    """There is no such thread, file, request or message for who asks."""


class NotDone(Exception):
    """The gesture was not made; `problem` says why, in a sentence."""

    def __init__(self, problem: MessagingProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Writer:
    """Who acts on threads inside a transaction, and when. `employer_id`, `scope`: what an employer's person sees."""

    session: Session
    actor: Actor
    side: Side
    at: datetime
    employer_id: int | None = None
    scope: Scope = NOTHING


def locked(writer: Writer, public_id: str) -> Thread:
    """The thread, which nobody else changes until the transaction ends. Raises NoThread for any other."""
    wanted = select(Thread).where(Thread.public_id == public_id)
    if writer.side is Side.PARTY:
        wanted = wanted.where(visible(writer.employer_id, writer.scope, clock.day_of(writer.at)))
    found = writer.session.scalars(wanted.with_for_update()).one_or_none()
    if found is None:
        raise NoThread(public_id)
    return found
