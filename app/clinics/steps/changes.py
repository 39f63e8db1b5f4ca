"""The order in which a clinic is told of what becomes of what it sent."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.clinics.models.submissions import Submission
from app.ledger.steps.transaction import one_at_a_time


def tell(session: Session, row: Submission) -> None:
    """Put a submission last among what its clinic is told of. Called before its lines are changed.

    One clinic at a time: nothing is told before what was numbered earlier is committed, so whoever has read up to a
    number misses nothing.
    """
    one_at_a_time(session, f"told:{row.supplier_id}")
    newest = session.scalar(select(func.max(Submission.change_no)).where(Submission.supplier_id == row.supplier_id))
    row.change_no = (newest or 0) + 1
