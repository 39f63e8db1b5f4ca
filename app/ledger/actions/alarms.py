"""Operational alarms: raised once and counted, settled by themselves when the work goes through, or set aside.

`raise_alarm` and `settle_alarm` work inside the caller's transaction; `report` and `report_mended` in one of their own,
and never raise: the work that failed must not fail twice. An alarm is recorded even while the journal is closed.
"""

from __future__ import annotations

from datetime import timedelta

from app.ledger.steps.alarms import LONGEST_DELAY, About, log, raise_alarm, settle_alarm, settle_former
from app.ledger.steps.transaction import transaction
from app.vocabulary.alarms import AlarmCode, AlarmSubject


def report(code: AlarmCode, about: About, detail: str = "", *, longest: timedelta = LONGEST_DELAY) -> None:
    """Raise an alarm in a transaction of its own. Never raises: what cannot be kept is in the log."""
    try:
        with transaction() as session:
            raise_alarm(session, code, about, detail, longest=longest)
    except Exception as error:
        log.critical("the alarm %s cannot be kept: %s", code.value, type(error).__name__)


def report_mended(code: AlarmCode, about: About) -> None:
    """Settle an alarm in a transaction of its own, if it is open. Never raises."""
    try:
        with transaction() as session:
            settle_alarm(session, code, about)
            if about.kind is AlarmSubject.SERVER:
                settle_former(session, code, about)
    except Exception as error:
        log.error("the alarm %s cannot be settled: %s", code.value, type(error).__name__)
