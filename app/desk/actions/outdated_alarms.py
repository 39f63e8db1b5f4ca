"""Settling the alarms about rows that nothing is to be done for any more: done elsewhere, closed or gone.

Rows that a daily task goes over settle with its round (`rounds.settle_others`). Those of the outbox come to the worker
a few at a time, so that no round knows all of them: they are asked for here.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from sqlalchemy import select

from app.extensions import db
from app.ledger.actions.rounds import completed, each_part, settle_beyond
from app.ledger.models.emails import OutgoingEmail
from app.ledger.models.letters import Letter
from app.ledger.queries.alarms import open_alarms_count
from app.ledger.steps.rounds import Kind
from app.notices.actions import fallback
from app.notices.models import Dispatch
from app.notices.steps import held
from app.personnel.actions import application
from app.personnel.queries.state import unsettled_plans
from app.sending.actions import letters, manifests
from app.vocabulary.alarms import AlarmCode, AlarmSubject
from app.vocabulary.notices import DispatchState

_WAITING_EMAILS = select(OutgoingEmail.id).where(OutgoingEmail.state == "waiting")
#: What an alarm of each kind may be about: the rows that are still to be done.
_TO_DO: tuple[tuple[Kind, Any], ...] = (
    (Kind(AlarmSubject.EMAIL, code=AlarmCode.EMAIL_NOT_COMPOSED), _WAITING_EMAILS),
    (Kind(AlarmSubject.EMAIL, code=AlarmCode.ANSWER_NOT_RECORDED), _WAITING_EMAILS),
    (letters.KIND, select(Letter.id).where(Letter.state == "waiting")),
    (manifests.UNLISTED, select(Letter.id).where(Letter.state == "written")),
    (fallback.KIND, fallback.reaching_nobody()),
    (held.KIND, select(Dispatch.id).where(Dispatch.state == DispatchState.HELD.value)),
    (application.KIND, unsettled_plans()),
)


def settle_outdated() -> int:
    """Settle them, each alone; returns how many. Raises RoundIncomplete at the end if any could not be."""
    opened = open_alarms_count(db.session())
    return completed(each_part(partial(_settle, *one) for one in _TO_DO if one[0].code.value in opened))


def _settle(kind: Kind, to_do: Any) -> int:
    return completed(settle_beyond(kind, to_do))
