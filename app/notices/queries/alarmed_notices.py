"""The notice behind each alarm that is about one, or about its e-mail, letter or dispatch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.ledger.models.alarms import Alarm
from app.ledger.models.emails import OutgoingEmail
from app.ledger.models.letters import Letter
from app.notices.models import Dispatch, Notice
from app.vocabulary.alarms import AlarmSubject


def notices_of(session: Session, alarms: Sequence[Alarm]) -> dict[int, str]:
    """Return the public identifier of the notice behind each alarm that is about one, by the alarm's number."""
    notice_of: dict[AlarmSubject, tuple[Any, Any]] = {
        AlarmSubject.EMAIL: (OutgoingEmail.id, _carried_by(OutgoingEmail)),
        AlarmSubject.LETTER: (Letter.id, _carried_by(Letter)),
        AlarmSubject.DISPATCH: (Dispatch.id, _of_dispatch()),
        AlarmSubject.NOTICE: (Notice.id, select(Notice.id, Notice.public_id)),
    }
    found: dict[int, str] = {}
    for kind, (number, statement) in notice_of.items():
        rows = {alarm.row_id: alarm.id for alarm in alarms if alarm.about == kind}
        if rows:
            found |= {rows[row]: notice for row, notice in session.execute(statement.where(number.in_(rows)))}
    return found


def _of_dispatch() -> Any:
    return select(Dispatch.id, Notice.public_id).join(Notice, Notice.id == Dispatch.notice_id)


def _carried_by(table: type[OutgoingEmail] | type[Letter]) -> Any:
    return (
        select(table.id, Notice.public_id)
        .join(Dispatch, Dispatch.id == table.dispatch_id)
        .join(Notice, Notice.id == Dispatch.notice_id)
    )
