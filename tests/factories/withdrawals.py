"""Paper withdrawal dates and prior notices."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app import clock
from app.registry.models.employers import Employer
from app.resolver.models.withdrawals import PaperWithdrawal, PriorNotice


def make_withdrawal(session: Session, employer: Employer, on: date | None, **values: Any) -> PaperWithdrawal:
    """The day from which an employer's paper is withdrawn."""
    defaults = {"recorded_at": clock.now(), "reason": "Vague d'essai"}
    withdrawal = PaperWithdrawal(employer_id=employer.id, withdrawal_on=on, **{**defaults, **values})
    session.add(withdrawal)
    session.flush()
    return withdrawal


def make_prior_notice(session: Session, employer: Employer, on: date, **values: Any) -> PriorNotice:
    """The fact that an employer was told beforehand."""
    defaults = {"recorded_at": clock.now(), "letter": "Lettre d'annonce"}
    notice = PriorNotice(employer_id=employer.id, given_on=on, **{**defaults, **values})
    session.add(notice)
    session.flush()
    return notice
