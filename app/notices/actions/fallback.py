"""A notice on screen whose every address failed for good is printed once, and its document stays deposited."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from app import clock
from app.extensions import db
from app.ledger.actions.rounds import together_or_alone
from app.ledger.steps import audit
from app.ledger.steps.rounds import Kind, due
from app.ledger.steps.transaction import transaction
from app.notices.models import Alert, Dispatch, Notice
from app.notices.queries.destinations import Planner
from app.notices.steps.fallback import once
from app.notices.steps.recording import record_dispatches
from app.notices.steps.sendings import Cause
from app.resolver.models.documents import not_removed
from app.rules.routing import FALLBACKS, fallback
from app.vocabulary.alarms import AlarmCode, AlarmSubject
from app.vocabulary.audit import AuditAction
from app.vocabulary.documents import Category
from app.vocabulary.notices import REACHING, AlertCode, Channel, NoticeEvent

CHUNK = 100


KIND = Kind(AlarmSubject.NOTICE, "fallback", AlarmCode.NOTICE_NOT_PRINTED)


_FAILING = [code.value for code in (AlertCode.EMAIL_REFUSED, AlertCode.EMAIL_NOT_SENT, AlertCode.READER_WITHOUT_EMAIL)]


def fall_back_to_post() -> int:
    """Print each electronic notice that reaches nobody any more; returns how many were printed.

    The alert that told of it is then resolved; one that cannot be printed either keeps its alert.
    """
    printed = last = 0
    while notice_ids := db.session().scalars(_reaching_nobody(Notice.id).where(Notice.id > last).limit(CHUNK)).all():
        last = notice_ids[-1]
        printed += together_or_alone(KIND, due(KIND, notice_ids), _print_all).done
    return printed


def _print_all(notice_ids: Sequence[int]) -> int:
    with transaction() as session:
        found = _reaching_nobody(Notice).where(Notice.id.in_(notice_ids)).with_for_update(of=Notice)
        planner = Planner(session)
        return sum(_print_once(session, planner, notice, clock.now()) for notice in session.scalars(found).all())


def _reaching_nobody(what: Any) -> Select[Any]:
    on_screen = select(Dispatch.id).where(Dispatch.notice_id == Notice.id, Dispatch.channel == Channel.ELECTRONIC.value)
    reached = select(Dispatch.id).where(Dispatch.notice_id == Notice.id, Dispatch.state.in_(REACHING))
    printed = select(Dispatch.id).where(Dispatch.notice_id == Notice.id, Dispatch.rule.in_(FALLBACKS))
    alerted = select(Alert.notice_id).where(Alert.code.in_(_FAILING), Alert.resolved_at.is_(None))
    return (
        select(what)
        .where(Notice.id.in_(alerted), on_screen.exists(), ~reached.exists(), ~printed.exists())
        .where(not_removed(Notice.document_id))
        .order_by(Notice.id)
    )


def reaching_nobody() -> Select[Any]:
    """The query for the numbers of the notices that are to be printed."""
    return _reaching_nobody(Notice.id).order_by(None)


def _print_once(session: Session, planner: Planner, notice: Notice, at: datetime) -> bool:
    category = Category.ADMINISTRATIVE if notice.medical_paper_id is None else Category.MEDICAL
    destinations = planner.letters_of(notice.employer_id, category, clock.today())
    rule = fallback(clock.today())
    if rule is None or not destinations:
        return False
    cause = Cause(notice.id, notice.public_id, notice.employer_id, NoticeEvent(notice.event), rule.id)
    record_dispatches(session, [(cause, once(one, rule.id)) for one in destinations], at)
    session.execute(
        update(Alert)
        .where(Alert.notice_id == notice.id, Alert.code.in_(_FAILING), Alert.resolved_at.is_(None))
        .values(resolved_at=at)
    )
    audit.record(
        session,
        AuditAction.PRINTED_AFTER_FAILURE,
        audit.SYSTEM,
        employer_id=notice.employer_id,
        document_id=notice.document_id,
        medical_paper_id=notice.medical_paper_id,
        details={"rule": rule.id},
    )
    return True
