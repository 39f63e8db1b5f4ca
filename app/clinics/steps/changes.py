"""The order in which a clinic is told of what becomes of what it sent."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.clinics.models.submissions import Submission
from app.ledger.steps.transaction import one_at_a_time


def hold(session: Session, supplier_id: int) -> None:
    """Let nobody else change what a clinic sent until this transaction ends. Called before anything of it is read.

    What is judged is then what stands when it is written: a line is not paid meanwhile, nor declared twice.
    """
    one_at_a_time(session, f"clinic:{supplier_id}")


def tell(session: Session, row: Submission) -> None:
    """Put a submission last among what its clinic is told of. Called by who holds the clinic.

    Nothing is told before what was numbered earlier is committed, so whoever has read up to a number misses nothing.
    """
    newest = session.scalar(select(func.max(Submission.change_no)).where(Submission.supplier_id == row.supplier_id))
    row.change_no = (newest or 0) + 1
