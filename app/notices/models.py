"""Notices, each with the ruling that set its channel; dispatches, one a recipient; alerts, what needs somebody."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import Model, PublicId, UtcDateTime
from app.ledger.models.text import sortable_text

OPEN = text("resolved_at IS NULL")


class Notice(PublicId, Model):
    """One event that somebody must be told, the ruling that decided how, and the facts it rested on.

    `content_digest` tells a feed's repetition (nothing to do) from a contradiction (an error).
    """

    __tablename__ = "notices"
    __table_args__ = (
        CheckConstraint(
            "(document_id IS NOT NULL AND medical_paper_id IS NULL AND imputation_id IS NULL) OR "
            "(document_id IS NULL AND medical_paper_id IS NOT NULL AND imputation_id IS NULL) OR "
            "(document_id IS NULL AND medical_paper_id IS NULL AND imputation_id IS NOT NULL)",
            name="one_subject",
        ),
        CheckConstraint("channel IN ('electronic', 'post', 'held')", name="channel"),
        Index("ix_notices_employer", "employer_id", "decided_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    external_id: Mapped[str] = mapped_column(sortable_text(80), unique=True)
    content_digest: Mapped[str] = mapped_column(String(64))
    event: Mapped[str] = mapped_column(String(12))
    employer_id: Mapped[int] = mapped_column(ForeignKey("employers.id"))
    document_id: Mapped[int | None] = mapped_column(ForeignKey("documents.id"), unique=True)
    medical_paper_id: Mapped[int | None] = mapped_column(ForeignKey("medical_papers.id"), unique=True)
    imputation_id: Mapped[int | None] = mapped_column(ForeignKey("imputations.id"), unique=True)
    issued_on: Mapped[date] = mapped_column(Date)
    channel: Mapped[str] = mapped_column(String(10))
    rule: Mapped[str] = mapped_column(String(10))
    rule_version: Mapped[str] = mapped_column(String(20))
    ruling: Mapped[dict[str, Any]] = mapped_column(JSON)
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)

    dispatches: Mapped[list[Dispatch]] = relationship(order_by="Dispatch.id")


class Dispatch(PublicId, Model):
    """One sending of a notice to one recipient. `recipient` is a person's identifier, or the name as printed."""

    __tablename__ = "dispatches"
    __table_args__ = (
        UniqueConstraint("notice_id", "recipient_key"),
        CheckConstraint("channel IN ('electronic', 'post', 'held')", name="channel"),
        Index("ix_dispatches_state", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notices.id"))
    recipient_key: Mapped[str] = mapped_column(String(40))
    recipient_kind: Mapped[str] = mapped_column(String(20))
    recipient: Mapped[str] = mapped_column(String(200), default="")
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    paper_recipient_id: Mapped[int | None] = mapped_column(ForeignKey("paper_recipients.id"))
    channel: Mapped[str] = mapped_column(String(10))
    rule: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(12))
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Alert(Model):
    """Something that keeps a notice, or one recipient of it, from being reached; open until resolved."""

    __tablename__ = "alerts"
    __table_args__ = (Index("ix_alerts_open", "code", "raised_at", sqlite_where=OPEN, postgresql_where=OPEN),)

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notices.id"), index=True)
    employer_id: Mapped[int] = mapped_column(ForeignKey("employers.id"), index=True)
    code: Mapped[str] = mapped_column(String(40))
    raised_at: Mapped[datetime] = mapped_column(UtcDateTime)
    resolved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
