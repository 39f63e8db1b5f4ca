"""What clinics have sent, in its versions, and the lines of its attendance sheets."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Model, PublicId, UtcDateTime

#: Of a day and a code of one care, one line stands.
STANDING = text("state <> 'replaced'")


class Submission(PublicId, Model):
    """A form as it was received, a medical paper: nothing of an employer's side reads it.

    `key`: what its sender told it by; the same key with the same `sha256` is answered again as it was, and never
    received twice. `received_on`: the Quebec day of reception; `first_on`: that of its first version, which a
    correction does not move. `about_on`: the day of care that it names. `remarks`: what was said of it then.
    `change_no`: its place among what its clinic is told of. `reason`: why it takes another's place, or was cancelled.
    """

    __tablename__ = "submissions"
    __table_args__ = (
        CheckConstraint("state IN ('accepted', 'delayed', 'replaced', 'cancelled')", name="state"),
        UniqueConstraint("supplier_id", "key", name="uq_submissions_supplier_id_key"),
        Index("ix_submissions_care", "file_id", "supplier_id", "discipline", "id"),
        Index("ix_submissions_changes", "supplier_id", "change_no"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    supplier_id: Mapped[int] = mapped_column(ForeignKey("suppliers.id"))
    file_id: Mapped[int] = mapped_column(ForeignKey("compensation_files.id"))
    discipline: Mapped[str] = mapped_column(String(10))
    form: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(10))
    key: Mapped[str] = mapped_column(String(100))
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    sha256: Mapped[str] = mapped_column(String(64))
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    received_on: Mapped[date] = mapped_column(Date)
    first_on: Mapped[date] = mapped_column(Date)
    about_on: Mapped[date] = mapped_column(Date)
    remarks: Mapped[list[Any]] = mapped_column(JSON)
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("submissions.id"), unique=True)
    change_no: Mapped[int]
    reason: Mapped[str | None] = mapped_column(String(40))


class AttendanceLine(Model):
    """A line of a sheet: what was declared of a day, and what became of it."""

    __tablename__ = "attendance_lines"
    __table_args__ = (
        CheckConstraint(
            "state IN ('accepted', 'delayed', 'replaced', 'payable', 'paid', 'unpaid', 'refused')", name="state"
        ),
        Index(
            "uq_attendance_lines_standing",
            "file_id",
            "supplier_id",
            "discipline",
            "day",
            "code",
            unique=True,
            sqlite_where=STANDING,
            postgresql_where=STANDING,
        ),
        Index("ix_attendance_lines_submission", "submission_id", "place"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"))
    place: Mapped[int]
    file_id: Mapped[int] = mapped_column(ForeignKey("compensation_files.id"))
    supplier_id: Mapped[int] = mapped_column(ForeignKey("suppliers.id"))
    discipline: Mapped[str] = mapped_column(String(10))
    day: Mapped[date] = mapped_column(Date)
    code: Mapped[str] = mapped_column(String(10))
    kind: Mapped[str] = mapped_column(String(10))
    place_of_care: Mapped[str] = mapped_column(String(10))
    professional_order: Mapped[str] = mapped_column(String(4), default="")
    member_no: Mapped[str] = mapped_column(String(20), default="")
    title: Mapped[str] = mapped_column(String(30), default="")
    state: Mapped[str] = mapped_column(String(10))


class Payment(Model):
    """What the Commission's payment system said of a line: paid, unpaid or refused, on which day, and why."""

    __tablename__ = "care_payments"
    __table_args__ = (
        CheckConstraint("state IN ('paid', 'unpaid', 'refused')", name="state"),
        CheckConstraint("cents IS NULL OR cents >= 0", name="cents"),
        UniqueConstraint("line_id", "paid_on", "state", name="uq_care_payments_line_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("attendance_lines.id"))
    state: Mapped[str] = mapped_column(String(10))
    cents: Mapped[int | None]
    paid_on: Mapped[date] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(String(300), default="")
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
