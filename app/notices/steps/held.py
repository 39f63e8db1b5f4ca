"""Held notices go out by themselves once an address is known or a health professional is named."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime
from functools import partial

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app import clock
from app.ledger.models.emails import OutgoingEmail
from app.ledger.models.letters import Letter
from app.ledger.queries.alarms import failing_rows
from app.ledger.steps import audit
from app.ledger.steps.rounds import Kind, within
from app.notices.models import Alert, Dispatch, Notice
from app.notices.queries.destinations import Destination, Planner
from app.notices.steps import fallback
from app.notices.steps.again import first_key, is_returned, refused_addresses, written_again
from app.notices.steps.recording import record_dispatches
from app.notices.steps.sendings import Carried, Cause, queue_again, queue_sendings, readdress
from app.resolver.models.documents import Document, MedicalPaper, not_removed
from app.rules.routing import FALLBACKS
from app.vocabulary.alarms import AlarmCode, AlarmSubject
from app.vocabulary.audit import AuditAction
from app.vocabulary.documents import Category
from app.vocabulary.notices import (
    HOLDING_ALERTS,
    REACHING,
    AlertCode,
    Channel,
    DispatchState,
    NoticeEvent,
    RecipientKind,
)

log = logging.getLogger(__name__)

CHUNK = 500
KIND = Kind(AlarmSubject.DISPATCH, "release", AlarmCode.NOTICE_NOT_RELEASED)
Held = tuple[Dispatch, Notice, str | None]
#: The channels of what is still held for the cause that an alert tells.
WITHOUT_ADDRESS = frozenset({Channel.HELD, Channel.POST})
KEEPS = {AlertCode.READER_WITHOUT_EMAIL: frozenset({Channel.ELECTRONIC})}


def release(session: Session, employer_ids: Sequence[int] | None = None) -> int:
    """Send what was held and can now go, for some employers or for all. Returns the number of notices released."""
    released = 0
    last = 0
    planner, failing = Planner(session), failing_rows(session, KIND.code, KIND.subject)
    while dispatch_ids := _held_after(session, last, employer_ids):
        last = dispatch_ids[-1]
        loaded = _loaded(session, dispatch_ids)
        for dispatch_id in dispatch_ids:
            act = partial(_release_one, session, planner, dispatch_id, loaded.get(dispatch_id))
            released += within(session, KIND, dispatch_id, act, otherwise=False, failing=failing)
    return released


def _held_after(session: Session, last: int, employer_ids: Sequence[int] | None) -> Sequence[int]:
    statement = (
        select(Dispatch.id)
        .join(Notice, Dispatch.notice_id == Notice.id)
        .where(Dispatch.state == DispatchState.HELD.value, Dispatch.id > last, not_removed(Notice.document_id))
        .order_by(Dispatch.id)
        .limit(CHUNK)
    )
    if employer_ids is not None:
        statement = statement.where(Notice.employer_id.in_(employer_ids))
    return session.scalars(statement).all()


def _loaded(session: Session, dispatch_ids: Sequence[int]) -> dict[int, Held]:
    """What is held, in one statement; nothing when one of the rows cannot be read: each is then read alone."""
    try:
        with session.begin_nested():
            return {held[0].id: held for held in _held(session, dispatch_ids)}
    except Exception as error:
        log.error("what is held cannot be read together: %s", type(error).__name__)
        return {}


def _held(session: Session, dispatch_ids: Sequence[int]) -> list[Held]:
    statement = (
        select(Dispatch, Notice, Document.category, MedicalPaper.category)
        .join(Notice, Dispatch.notice_id == Notice.id)
        .outerjoin(Document, Notice.document_id == Document.id)
        .outerjoin(MedicalPaper, Notice.medical_paper_id == MedicalPaper.id)
        .where(Dispatch.id.in_(dispatch_ids), Dispatch.state == DispatchState.HELD.value)
        .with_for_update(of=Dispatch)
    )
    return [(dispatch, notice, first or second) for dispatch, notice, first, second in session.execute(statement)]


def _release_one(session: Session, planner: Planner, dispatch_id: int, held: Held | None) -> bool:
    found = [held] if held is not None else _held(session, [dispatch_id])
    return any(_release(session, planner, *one) for one in found)


def _release(session: Session, planner: Planner, dispatch: Dispatch, notice: Notice, category: str | None) -> bool:
    rule, destinations, alerts = _now(planner, dispatch, notice, Category(category or Category.ADMINISTRATIVE))
    same = [one for one in destinations if _is_same(dispatch, one)]
    found = same or _successors(session, notice, destinations)
    refused = refused_addresses(session, dispatch.id)
    ready = [one for one in found if one.state == DispatchState.WAITING and _address(one) not in refused]
    going = found if notice.channel == Channel.HELD and not same else ready
    if not going:
        return False
    at = clock.now()
    cause = Cause(notice.id, notice.public_id, notice.employer_id, NoticeEvent(notice.event), rule)
    if same:
        _send(session, dispatch, cause, going[0], at)
    else:
        dispatch.state, dispatch.settled_at = DispatchState.RELEASED.value, at
        _send_to_others(session, cause, found, at)
    session.flush()
    _resolve_alerts(session, notice, at, alerts)
    audit.record(
        session,
        AuditAction.NOTICE_RELEASED,
        audit.SYSTEM,
        employer_id=notice.employer_id,
        document_id=notice.document_id,
        medical_paper_id=notice.medical_paper_id,
        details={"channel": going[0].channel.value, "rule": rule},
    )
    return True


def _is_same(dispatch: Dispatch, one: Destination) -> bool:
    """Whether this is whom the sending was for: a paper recipient whose address is corrected has a new key."""
    if one.kind is RecipientKind.PAPER_RECIPIENT and dispatch.recipient_kind == one.kind:
        return one.recipient == dispatch.recipient
    return one.key == first_key(dispatch.recipient_key)


def _address(one: Destination) -> dict[str, str]:
    """Where a letter would go; empty for what is no letter."""
    return one.address.as_record() if one.address else {}


def _now(
    planner: Planner, dispatch: Dispatch, notice: Notice, category: Category
) -> tuple[str, Sequence[Destination], Sequence[AlertCode]]:
    """The rule, the recipients of today, and the alerts that go with them, if any are new.

    A channel that was decided stays: what is by post is not on screen. One that was not is decided now.
    """
    channel, today = Channel(notice.channel), clock.today()
    if channel is Channel.HELD:
        plan = planner.plan(notice.employer_id, category, notice.issued_on, today)
        return plan.ruling.rule, plan.destinations, plan.alerts
    if dispatch.rule in FALLBACKS:
        letters = planner.letters_of(notice.employer_id, category, today)
        return dispatch.rule, [fallback.once(one, dispatch.rule) for one in letters], ()
    return notice.rule, planner.recipients_of(notice.employer_id, category, channel, today), ()


def _successors(session: Session, notice: Notice, destinations: Sequence[Destination]) -> list[Destination]:
    """Who follows a recipient that is no longer one; nobody if the notice has reached somebody already.

    Whoever was a recipient, then no longer, may be one again.
    """
    rows = session.execute(select(Dispatch.recipient_key, Dispatch.state).where(Dispatch.notice_id == notice.id))
    states = dict(rows.all())
    if REACHING & set(states.values()):
        return []
    back = [one.key for one in destinations if one.state == DispatchState.WAITING]
    over = {key for key in back if states.get(key) == DispatchState.RELEASED}
    return [one for one in destinations if one.key not in states or one.key in over]


def _send_to_others(session: Session, cause: Cause, found: Sequence[Destination], at: datetime) -> None:
    """Send to those who follow, one sending each: that of somebody who is a recipient again is taken up."""
    of_notice = select(Dispatch).where(
        Dispatch.notice_id == cause.notice_id, Dispatch.recipient_key.in_([one.key for one in found])
    )
    over = {dispatch.recipient_key: dispatch for dispatch in session.scalars(of_notice)}
    for one in found:
        if one.key in over:
            _send(session, over[one.key], cause, one, at)
    record_dispatches(session, [(cause, one) for one in found if one.key not in over], at)


def _send(session: Session, dispatch: Dispatch, cause: Cause, to: Destination, at: datetime) -> None:
    letter = session.scalar(select(Letter).where(Letter.dispatch_id == dispatch.id))
    if letter is not None and is_returned(session, letter.id):
        dispatch.state, dispatch.settled_at = DispatchState.RELEASED.value, at
        record_dispatches(session, [(cause, written_again(to, letter.id))], at)
        return
    dispatch.state, dispatch.channel = DispatchState.WAITING.value, to.channel.value
    dispatch.paper_recipient_id = to.paper_recipient_id
    email = session.scalar(select(OutgoingEmail).where(OutgoingEmail.dispatch_id == dispatch.id))
    if to.channel is Channel.POST and letter is not None:
        readdress(session, letter, to)
    elif to.channel is Channel.ELECTRONIC and email is not None:
        queue_again(session, email, to)
    else:
        queue_sendings(session, [Carried(cause, to, dispatch.id, dispatch.public_id)], at)


def _resolve_alerts(session: Session, notice: Notice, at: datetime, alerts: Sequence[AlertCode]) -> None:
    """Close what kept the notice, once nothing of it is held for that any more; raise what keeps it now."""
    held = select(Dispatch.channel).where(Dispatch.notice_id == notice.id, Dispatch.state == DispatchState.HELD.value)
    channels = {Channel(channel) for channel in session.scalars(held)}
    codes = [code.value for code in HOLDING_ALERTS if alerts or not channels & KEEPS.get(code, WITHOUT_ADDRESS)]
    session.execute(
        update(Alert)
        .where(Alert.notice_id == notice.id, Alert.code.in_(codes), Alert.resolved_at.is_(None))
        .values(resolved_at=at)
    )
    for code in alerts:
        session.add(Alert(notice_id=notice.id, employer_id=notice.employer_id, code=code.value, raised_at=at))
