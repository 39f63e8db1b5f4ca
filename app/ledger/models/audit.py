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


class JournalLink(Model):
    """One link of the chain: what the row `row_id` of the table `subject` was when it was committed.

    `digest` is the SHA-256 of that row, `hash` that of the link, which holds the hash of the link before. What both are
    made of stands in `tools/verify_journal.py`. Written by `app/ledger/steps/sealing.py` alone, and never changed.
    """

    __tablename__ = "journal_links"
    __table_args__ = (Index("ix_journal_links_row", "row_id", "subject"),)

    sequence: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(String(20))
    row_id: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class JournalCheck(Model):
    """A verification of the chain: up to which link and checkpoint, and what was not whole, one line a finding.

    `is_full`: of everything; otherwise of what came since the checkpoint before. `findings` is empty when all is whole.
    """

    __tablename__ = "journal_checks"
    __table_args__ = (Index("ix_journal_checks_full", "is_full", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    is_full: Mapped[bool]
    sequence: Mapped[int]
    checkpoint: Mapped[int]
    findings: Mapped[list[str]] = mapped_column(JSON)


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
