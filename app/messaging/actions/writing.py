"""The one transaction in which somebody writes: the right is asked again, and cannot end meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import select

from app import clock
from app.entry.steps.sessions import actor_of
from app.ledger.steps.transaction import transaction
from app.messaging.queries.scope import NOTHING, standing
from app.messaging.steps.writer import Writer
from app.messaging.words import Side
from app.papers.actions.openings import NoLongerAllowed
from app.registry.models.employers import Employer
from app.registry.queries.sessions import Principal


@contextmanager
def writing(principal: Principal) -> Iterator[Writer]:
    """One transaction of somebody who writes. The right of an employer's person is asked again, and cannot end in it.

    Raises NoLongerAllowed when the right has ended meanwhile.
    """
    with transaction() as session:
        side = Side.COMMISSION if principal.kind == "staff" else Side.PARTY
        scope = NOTHING
        if side is Side.PARTY:
            session.execute(select(Employer.id).where(Employer.id == principal.employer_id).with_for_update(read=True))
            ruling, scope = standing(session, principal, clock.today())
            if not ruling.allowed:
                raise NoLongerAllowed(ruling)
        yield Writer(session, actor_of(principal), side, clock.now(), principal.employer_id, scope)
