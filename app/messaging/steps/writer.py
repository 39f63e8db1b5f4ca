"""Who acts on threads inside a transaction, and the thread that they act on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.ledger.steps.audit import Actor
from app.messaging.models import Thread
from app.messaging.queries.threads import visible
from app.messaging.words import MessagingProblem, Side
from app.registry.queries.sessions import Principal


class NoThread(LookupError):
    """There is no such thread, file or message for who asks."""


class NotDone(Exception):
    """The gesture was not made; `problem` says why, in a sentence."""

    def __init__(self, problem: MessagingProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Writer:
    """Who acts on threads inside a transaction, and when. `sees_files`: of an employer, whether they see its files."""

    session: Session
    principal: Principal
    actor: Actor
    side: Side
    at: datetime
    sees_files: bool = False


def locked(writer: Writer, public_id: str) -> Thread:
    """The thread, which nobody else changes until the transaction ends. Raises NoThread for any other."""
    wanted = select(Thread).where(Thread.public_id == public_id)
    if writer.side is Side.PARTY:
        wanted = wanted.where(visible(writer.principal.employer_id, writer.sees_files))
    return writer.session.scalars(wanted.with_for_update()).one_or_none() or _none(public_id)


def _none(public_id: str) -> Any:
    raise NoThread(public_id)
