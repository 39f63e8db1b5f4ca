"""The journal: one entry for each action and each opening, written in the action's own transaction."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Model, UtcDateTime


class AuditEntry(Model):
    """Who did what, when, to whom or what. `details` holds the values that the sentence needs."""

    __tablename__ = "audit_entries"
    __table_args__ = (
        Index("ix_audit_entries_employer", "employer_id", "day", "id"),
        Index("ix_audit_entries_person", "person_id", "day", "id"),
        Index("ix_audit_entries_actor", "actor_kind", "actor_id", "day", "id"),
        Index("ix_audit_entries_file", "file_id", "day", "id"),
        Index("ix_audit_entries_day", "day", "id"),
        Index("ix_audit_entries_action", "action", "day", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    day: Mapped[date] = mapped_column(Date)
    action: Mapped[str] = mapped_column(String(40))
    actor_kind: Mapped[str] = mapped_column(String(10))
    actor_id: Mapped[int | None]
    actor_name: Mapped[str] = mapped_column(String(160))
    employer_id: Mapped[int | None] = mapped_column(ForeignKey("employers.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    file_id: Mapped[int | None] = mapped_column(ForeignKey("compensation_files.id"))
    document_id: Mapped[int | None] = mapped_column(ForeignKey("documents.id"))
    medical_paper_id: Mapped[int | None] = mapped_column(ForeignKey("medical_papers.id"))
    details: Mapped[dict[str, Any]] = mapped_column(JSON)


class DescriptiveChange(Model):
    """A name, address or e-mail that changed: what it was before, and since when we know."""

    __tablename__ = "descriptive_changes"
    __table_args__ = (Index("ix_descriptive_changes_row", "table_name", "row_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    table_name: Mapped[str] = mapped_column(String(40))
    row_id: Mapped[int]
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    after: Mapped[dict[str, Any]] = mapped_column(JSON)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
