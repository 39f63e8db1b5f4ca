"""What waits for a second person, once a day: it leaves by itself where nobody else could confirm it."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from app import clock
from app.extensions import db
from app.ledger.actions.rounds import one_by_one
from app.ledger.steps.audit import SYSTEM
from app.ledger.steps.rounds import Kind
from app.ledger.steps.transaction import transaction
from app.requests.actions.confirming import settle
from app.requests.domain.catalogue import form_of
from app.requests.models.requests import OnlineRequest
from app.requests.queries.reach import Reach
from app.requests.queries.viewers import viewer_ids
from app.requests.steps.opened import Opened
from app.requests.words import RequestState
from app.vocabulary import delays
from app.vocabulary.alarms import AlarmSubject


def settle_deposits(_on: date) -> int:
    """Each day: file what waited long enough where nobody else can confirm it, stop what lost its sender's right."""
    waiting = select(OnlineRequest.id).where(OnlineRequest.state == RequestState.TO_CONFIRM.value)
    rows = db.session().scalars(waiting.order_by(OnlineRequest.id)).all()
    return one_by_one(Kind(AlarmSubject.ONLINE_REQUEST, "settle_deposits"), rows, _settle_alone)


def _settle_alone(row_id: int) -> int:
    at = clock.now()
    with transaction() as session:
        row = session.scalars(select(OnlineRequest).where(OnlineRequest.id == row_id).with_for_update()).one()
        if row.state != RequestState.TO_CONFIRM or row.sent_at is None:
            return 0
        on = clock.day_of(at)
        readers = set(viewer_ids(session, row, on))
        long_enough = readers == {row.sent_by_id} and row.sent_at + delays.DEPOSIT_WAITS <= at
        if row.sent_by_id in readers and not long_enough:
            return 0
        reach = Reach(row.employer_id, row.sent_by_id or 0, frozenset())
        settle(Opened(session, SYSTEM, reach, row, form_of(row.form, row.form_version), at, on))
        return 1
