"""Once a day: what stands too long, or what nobody may read, becomes an alarm, which settles once nothing does.

Those who grant rights may always read; where nobody grants, a limit would pass with nobody told.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.ledger.actions.rounds import one_by_one
from app.ledger.queries.alarms import failing_rows
from app.ledger.steps.alarms import About, raise_alarm, settle_alarm
from app.ledger.steps.rounds import Kind
from app.ledger.steps.transaction import transaction
from app.registry.models.employers import Employer
from app.requests.domain.ages import AGES
from app.requests.models.requests import Filing, OnlineRequest
from app.requests.queries.viewers import viewer_ids
from app.requests.words import RequestState, Turn
from app.vocabulary import delays
from app.vocabulary.alarms import AlarmCode, AlarmSubject

_CODE, _SUBJECT = AlarmCode.REQUESTS_WITHOUT_READER, AlarmSubject.EMPLOYER
_WAITING = (
    OnlineRequest.turn == Turn.OURS.value,
    OnlineRequest.state != RequestState.DISCARDED.value,
    OnlineRequest.part_of_id.is_(None),
)


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


def watch_keepers(on: date) -> int:
    """Raise an alarm for each employer whose drafts or questions nobody there may read; settle the others."""
    with transaction() as session:
        waits = set(session.scalars(select(OnlineRequest.employer_id).where(*_WAITING).distinct()))
        alarmed = [neq for _row_id, neq in failing_rows(session, _CODE, _SUBJECT)]
        waits |= set(session.scalars(select(Employer.id).where(Employer.neq.in_(alarmed))))
    return one_by_one(Kind(_SUBJECT, "watch_keepers"), sorted(waits), lambda employer_id: _watch(employer_id, on))


def _watch(employer_id: int, on: date) -> int:
    with transaction() as session:
        about = About(_SUBJECT, name=session.get_one(Employer, employer_id).neq)
        number = _unread(session, employer_id, on)
        if number:
            raise_alarm(session, _CODE, about, str(number))
        else:
            settle_alarm(session, _CODE, about)
        return number


def _unread(session: Session, employer_id: int, on: date) -> int:
    """How many requests wait for an employer that nobody there may read that day."""
    alike = (OnlineRequest.service, OnlineRequest.firm_id)
    mine = (OnlineRequest.employer_id == employer_id, *_WAITING)
    groups = session.execute(select(func.min(OnlineRequest.id), func.count()).where(*mine).group_by(*alike)).all()
    return sum(
        number for row_id, number in groups if not viewer_ids(session, session.get_one(OnlineRequest, row_id), on)
    )
