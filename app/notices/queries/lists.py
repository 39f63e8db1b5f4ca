"""What left and what waits: sendings by state, by channel, by alert, by employer; and how many alerts are open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.ledger.queries.slices import Slice, slice_of
from app.notices.models import Alert, Dispatch, Notice
from app.registry.models.employers import Employer
from app.registry.models.people import Person
from app.vocabulary.notices import AlertCode, Channel, DispatchState, NoticeEvent, RecipientKind


@dataclass(frozen=True, slots=True)
class SendingSearch:
    """Which sendings: None for any. `employer_id` is a row's number."""

    state: DispatchState | None = None
    channel: Channel | None = None
    alert: AlertCode | None = None
    employer_id: int | None = None


@dataclass(frozen=True, slots=True)
class SendingRow:
    """One sending of a notice to one recipient."""

    id: int
    notice: str
    event: NoticeEvent
    employer: str
    recipient_kind: RecipientKind
    recipient: str
    channel: Channel
    rule: str
    state: DispatchState
    decided_at: datetime


def count_sendings(session: Session) -> dict[DispatchState, int]:
    """How many sendings stand in each state."""
    rows = session.execute(select(Dispatch.state, func.count()).group_by(Dispatch.state))
    counted = {DispatchState(state): number for state, number in rows}
    return {state: counted.get(state, 0) for state in DispatchState}


def count_alerts(session: Session) -> dict[AlertCode, int]:
    """How many alerts of each kind are open."""
    statement = select(Alert.code, func.count()).where(Alert.resolved_at.is_(None)).group_by(Alert.code)
    counted = {AlertCode(code): number for code, number in session.execute(statement)}
    return {code: counted.get(code, 0) for code in AlertCode}


def find_sendings(
    session: Session, search: SendingSearch, *, older: int | None = None, newer: int | None = None
) -> Slice[SendingRow]:
    """The sendings that answer the search, latest first, older or newer than a known one."""
    statement = (
        select(Dispatch, Notice, Employer.name, Person.given_name, Person.family_name)
        .join(Notice, Notice.id == Dispatch.notice_id)
        .join(Employer, Employer.id == Notice.employer_id)
        .outerjoin(Person, Person.id == Dispatch.person_id)
        .where(*_conditions(search))
    )
    return slice_of(session, statement, Dispatch.id, _sending, older=older, newer=newer)


def _conditions(search: SendingSearch) -> list[Any]:
    found: list[Any] = []
    if search.state:
        found.append(Dispatch.state == search.state.value)
    if search.channel:
        found.append(Dispatch.channel == search.channel.value)
    if search.channel is Channel.HELD and not search.state:
        # What is or was held is rare among millions: say so in terms of the index by state.
        found.append(Dispatch.state.in_([DispatchState.HELD.value, DispatchState.RELEASED.value]))
    if search.alert:
        open_alerts = select(Alert.notice_id).where(Alert.code == search.alert.value, Alert.resolved_at.is_(None))
        found.append(Dispatch.notice_id.in_(open_alerts))
    if search.employer_id is not None:
        found.append(Notice.employer_id == search.employer_id)
    return found


def _sending(dispatch: Dispatch, notice: Notice, employer: str, given: str | None, family: str | None) -> SendingRow:
    return SendingRow(
        id=dispatch.id,
        notice=notice.public_id,
        event=NoticeEvent(notice.event),
        employer=employer,
        recipient_kind=RecipientKind(dispatch.recipient_kind),
        recipient=f"{given} {family}" if given else dispatch.recipient,
        channel=Channel(dispatch.channel),
        rule=dispatch.rule,
        state=DispatchState(dispatch.state),
        decided_at=notice.decided_at,
    )


def latest_sendings(session: Session, employer_id: int, limit: int = 10) -> tuple[SendingRow, ...]:
    """The latest sendings of one employer."""
    return find_sendings(session, SendingSearch(employer_id=employer_id)).rows[:limit]
