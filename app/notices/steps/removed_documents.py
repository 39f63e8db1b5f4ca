"""Stopping what carries a document that was taken back: what has not left does not leave, and wakes nobody any more.

Asked by the gesture, and again at the moment when a letter or an e-mail is about to leave. What is already in the
worker's hands leaves: a letter half written is a letter printed.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app import clock
from app.ledger.models.emails import OutgoingEmail
from app.ledger.models.letters import Letter
from app.notices.models import Alert, Dispatch, Notice
from app.registry.queries.working_addresses import NEVER_LEFT
from app.resolver.models.documents import not_removed
from app.vocabulary.notices import DispatchState

_NOT_GONE = (DispatchState.WAITING.value, DispatchState.HELD.value)


class Stopped(NamedTuple):
    """How many sendings will not leave, and how many the worker has already in hand."""

    stopped: int
    leaving: int


def stop_sendings(session: Session, notice_id: int) -> Stopped:
    """Stop what a notice still had to send, and close its alerts: nobody is to see to it any more."""
    ids = session.scalars(select(Dispatch.id).where(Dispatch.notice_id == notice_id)).all()
    dispatches = _locked(session, ids, Dispatch.notice_id == notice_id)
    leaving = {
        *session.scalars(_in_hand(Letter, ids)),
        *session.scalars(_in_hand(OutgoingEmail, ids)),
    }
    at = clock.now()
    stopped = [dispatch for dispatch in dispatches if dispatch.id not in leaving]
    for dispatch in stopped:
        _stop(session, dispatch, at)
    alerts = (Alert.notice_id == notice_id, Alert.resolved_at.is_(None))
    session.execute(update(Alert).where(*alerts).values(resolved_at=at))
    return Stopped(len(stopped), len(leaving))


def stop_removed(session: Session, dispatch_ids: Iterable[int | None]) -> None:
    """Stop those of these sendings that carry a document that was taken back meanwhile."""
    ids = [id_ for id_ in dispatch_ids if id_ is not None]
    notices = select(Notice.id).where(Notice.id == Dispatch.notice_id, ~not_removed(Notice.document_id))
    gone = session.scalars(select(Dispatch.id).where(Dispatch.id.in_(ids), notices.exists())).all()
    at = clock.now()
    for dispatch in _locked(session, gone, Dispatch.id.in_(gone)) if gone else ():
        _stop(session, dispatch, at)


def _locked(session: Session, ids: Iterable[int], which: Any) -> list[Dispatch]:
    """The sendings that have not left, locked after their letters and e-mails, as the worker does."""
    for outbox in (Letter, OutgoingEmail):
        session.scalars(select(outbox.id).where(outbox.dispatch_id.in_(ids)).with_for_update()).all()
    found = select(Dispatch).where(which, Dispatch.state.in_(_NOT_GONE)).order_by(Dispatch.id).with_for_update()
    return list(session.scalars(found.execution_options(populate_existing=True)))


def _in_hand(outbox: type[Letter | OutgoingEmail], ids: Iterable[int]) -> Any:
    return select(outbox.dispatch_id).where(
        outbox.dispatch_id.in_(ids), outbox.state == "waiting", outbox.leased_until > clock.ticking()
    )


def _stop(session: Session, dispatch: Dispatch, at: datetime) -> None:
    dispatch.state, dispatch.settled_at = DispatchState.STOPPED.value, at
    for letter in session.scalars(select(Letter).where(Letter.dispatch_id == dispatch.id, Letter.state == "waiting")):
        letter.state, letter.leased_until, letter.batch_id = "void", None, None
    waiting = select(OutgoingEmail).where(OutgoingEmail.dispatch_id == dispatch.id, OutgoingEmail.state == "waiting")
    for email in session.scalars(waiting):
        email.state, email.settled_at, email.leased_until, email.server_answer = "failed", at, None, NEVER_LEFT
