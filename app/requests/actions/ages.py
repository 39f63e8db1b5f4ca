"""Once a day: what stands too long becomes an alarm, which settles once nothing does any more."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.ledger.steps.alarms import About, raise_alarm, settle_alarm
from app.ledger.steps.transaction import transaction
from app.requests.domain.ages import AGES
from app.requests.models.requests import Filing, OnlineRequest
from app.requests.words import RequestState
from app.vocabulary import delays
from app.vocabulary.alarms import AlarmCode, AlarmSubject


def watch_ages(_on: date) -> int:
    """Raise an alarm for each state in which requests stand too long, and for filings that nobody fetches."""
    at = clock.now()
    with transaction() as session:
        for state, age in AGES.items():
            waiting = (OnlineRequest.state == state.value, OnlineRequest.state_at < at - age)
            number = _count(session, *waiting)
            _say(session, AlarmCode.REQUESTS_WAIT, state, number)
        unfetched = select(Filing.request_id).where(Filing.exported_at.is_(None))
        number = _count(
            session,
            OnlineRequest.state == RequestState.FILED.value,
            OnlineRequest.state_at < at - delays.REQUEST_UNFETCHED,
            OnlineRequest.id.in_(unfetched),
        )
        _say(session, AlarmCode.REQUESTS_UNFETCHED, RequestState.FILED, number)
    return 0


def _count(session: Session, *where: object) -> int:
    return session.scalar(select(func.count()).select_from(OnlineRequest).where(*where)) or 0  # type: ignore[arg-type]


def _say(session: Session, code: AlarmCode, state: RequestState, number: int) -> None:
    about = About(AlarmSubject.ONLINE_REQUEST, name=state.value)
    if number:
        raise_alarm(session, code, about, str(number))
    else:
        settle_alarm(session, code, about)
