"""What the Commission's payment system said of the lines of a clinic: its own, in the order of their recording."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clinics.models.submissions import AttendanceLine, Payment, Submission


@dataclass(frozen=True, slots=True)
class PaymentTold:
    """What was said of a line, by its place from 0 in the version that was named or stood then."""

    submission: str
    place: int
    row: Payment


#: Lines of any version that are about the same act: what is paid of it is paid once.
ACT = ("file_id", "supplier_id", "discipline", "day", "code")


def same_act(line: AttendanceLine) -> list[Any]:
    """The conditions of the lines that are about the same act as one."""
    return [getattr(AttendanceLine, name) == getattr(line, name) for name in ACT]


def payments_since(session: Session, supplier_id: int, number: int, most: int) -> list[PaymentTold]:
    """What was recorded after a number. Of one clinic one at a time is recorded (`tell`): nothing is missed."""
    rows = session.execute(
        select(Submission.public_id, AttendanceLine.place, Payment)
        .join(AttendanceLine, AttendanceLine.id == Payment.line_id)
        .join(Submission, Submission.id == AttendanceLine.submission_id)
        .where(AttendanceLine.supplier_id == supplier_id, Payment.id > number)
        .order_by(Payment.id)
        .limit(most)
    )
    return [PaymentTold(*row) for row in rows]
