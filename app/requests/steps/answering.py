"""The answer of an employer to what the Commission asks about a request."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.registry.queries.sessions import Principal
from app.requests.steps.opened import Opened, open_request
from app.requests.words import MOVES, RequestEventKind
from app.vocabulary.audit import AuditAction


def give_answer(session: Session, principal: Principal, public_id: str, words: str) -> Opened:
    """Turn a request back to the Commission; the gesture. Raises NoSuchRequest, NotNow."""
    gesture = open_request(session, principal, public_id)
    gesture.check(*MOVES[RequestEventKind.ANSWERED])
    gesture.move(MOVES[RequestEventKind.ANSWERED][gesture.state])
    gesture.tell(RequestEventKind.ANSWERED, AuditAction.REQUEST_ANSWERED, words)
    return gesture
