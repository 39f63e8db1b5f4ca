"""Time limits, reimbursements, the 21-day watch as other rooms ask for them: with days, or with plain values."""

from __future__ import annotations

from app.rules.reading.reckoning import asked_reimbursement, asked_step_report, asked_time_limit
from app.rules.reckoning.reimbursements import Reimbursement
from app.rules.reckoning.time_limits import TimeLimit
from app.rules.reckoning.time_limits import time_limit as limit_of

__all__ = ["Reimbursement", "TimeLimit", "asked_reimbursement", "asked_step_report", "asked_time_limit", "limit_of"]
