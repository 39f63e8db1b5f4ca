"""Keeping a medical paper from whoever is no longer its professional: what waited for them is held for the next one.

Asked by every gesture that stops a professional, and again at the moment when a letter or an e-mail is about to leave:
a day, or a registry, ends a role as well. What is already in the worker's hands has been asked that question.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.ledger.models.emails import OutgoingEmail
from app.ledger.models.letters import Letter
from app.notices.models import Alert, Dispatch, Notice
from app.notices.steps import held
from app.registry.queries.designations import is_vouched
from app.registry.queries.working_addresses import NEVER_LEFT
from app.vocabulary.notices import REACHING, AlertCode, DispatchState


def hold_back(session: Session, employer_id: int, person_id: int) -> int:
    """Inside a gesture: hold what waits for somebody who may read that employer's papers no more; how many sendings."""
    waiting = select(Dispatch.id).join(Notice, Notice.id == Dispatch.notice_id)
    waiting = waiting.where(Notice.employer_id == employer_id, Dispatch.person_id == person_id)
    ids = session.scalars(waiting.where(Dispatch.state == DispatchState.WAITING.value)).all()
    taken = select(OutgoingEmail.dispatch_id).where(
        OutgoingEmail.dispatch_id.in_(ids), OutgoingEmail.leased_until > clock.ticking()
    )
    printing = select(Letter.dispatch_id).where(Letter.dispatch_id.in_(ids), Letter.leased_until > clock.ticking())
    busy = {*session.scalars(taken), *session.scalars(printing)}
    return hold_stopped(session, [id_ for id_ in ids if id_ not in busy])


def hold_stopped(session: Session, dispatch_ids: Iterable[int | None]) -> int:
    """Hold those of these sendings that carry a medical paper to somebody who may read it no more; how many.

    Their e-mail or letter is not to leave. Whoever may read it now is told in the same transaction.
    """
    ids = [id_ for id_ in dispatch_ids if id_ is not None]
    stopped = [one for one in _medical(session, ids) if not _may_read(session, *one)]
    at = clock.now()
    for dispatch, notice in stopped:
        _hold(session, dispatch, notice, at)
        session.flush()
    if stopped:
        held.release(session, sorted({notice.employer_id for _, notice in stopped}))
    return len(stopped)


def _medical(session: Session, ids: list[int]) -> list[tuple[Dispatch, Notice]]:
    """Locked after their letters and e-mails, as the worker does."""
    for outbox in (Letter, OutgoingEmail):
        session.scalars(select(outbox.id).where(outbox.dispatch_id.in_(ids)).with_for_update()).all()
    found = (
        select(Dispatch, Notice)
        .join(Notice, Notice.id == Dispatch.notice_id)
        .where(
            Dispatch.id.in_(ids),
            Dispatch.state == DispatchState.WAITING.value,
            Notice.medical_paper_id.is_not(None),
        )
        .order_by(Dispatch.id)
        .with_for_update(of=Dispatch)
    )
    return [(dispatch, notice) for dispatch, notice in session.execute(found)]


def _may_read(session: Session, dispatch: Dispatch, notice: Notice) -> bool:
    return dispatch.person_id is not None and is_vouched(session, notice.employer_id, dispatch.person_id, clock.today())


def _hold(session: Session, dispatch: Dispatch, notice: Notice, at: datetime) -> None:
    """One sending of a notice is enough to hold it: where another stands, this one is over."""
    others = select(Dispatch.state).where(Dispatch.notice_id == notice.id, Dispatch.id != dispatch.id)
    stands = bool({*REACHING, DispatchState.HELD} & set(session.scalars(others)))
    dispatch.state, dispatch.settled_at = (DispatchState.RELEASED if stands else DispatchState.HELD).value, at
    for letter in session.scalars(select(Letter).where(Letter.dispatch_id == dispatch.id, Letter.state == "waiting")):
        letter.state, letter.leased_until, letter.batch_id = "void", None, None
    waiting = select(OutgoingEmail).where(OutgoingEmail.dispatch_id == dispatch.id, OutgoingEmail.state == "waiting")
    for email in session.scalars(waiting):
        email.state, email.settled_at, email.leased_until, email.server_answer = "failed", at, None, NEVER_LEFT
    if not stands:
        _alert(session, notice, at)


def _alert(session: Session, notice: Notice, at: datetime) -> None:
    code = AlertCode.NO_HEALTH_PROFESSIONAL.value
    known = select(Alert.id).where(Alert.notice_id == notice.id, Alert.code == code, Alert.resolved_at.is_(None))
    if session.scalar(known.limit(1)) is None:
        session.add(Alert(notice_id=notice.id, employer_id=notice.employer_id, code=code, raised_at=at))
