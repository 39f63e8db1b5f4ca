"""Compensation files, the employers they concern, and imputations."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import Model, PublicId, UtcDateTime
from app.ledger.models.text import sortable_text


class CompensationFile(PublicId, Model):
    """A worker's file at the Commission. `employer_id` is the employer in whose employ the injury happened."""

    __tablename__ = "compensation_files"

    id: Mapped[int] = mapped_column(primary_key=True)
    file_no: Mapped[str] = mapped_column(sortable_text(9), unique=True)
    worker_given_name: Mapped[str] = mapped_column(String(80))
    worker_family_name: Mapped[str] = mapped_column(String(80))
    employer_id: Mapped[int] = mapped_column(ForeignKey("employers.id"), index=True)
    injury_on: Mapped[date] = mapped_column(Date)
    regional_office: Mapped[str] = mapped_column(String(80))


class FileEmployer(Model):
    """One employer that a file concerns, and why: the injury happened there, or the cost is imputed to it.

    The gate of every list: an employer reaches a file only through its row here. `last_document_on` is the day of
    the latest document on screen for that employer, never of a medical paper. What a list is searched, filtered and
    sorted by stands here, so that an index answers.
    """

    __tablename__ = "file_employers"
    __table_args__ = (
        UniqueConstraint("file_id", "employer_id"),
        CheckConstraint("basis IN ('injury', 'imputation')", name="basis"),
        Index("ix_file_employers_list", "employer_id", "last_document_on", "file_id", "injury_on"),
        Index("ix_file_employers_office", "employer_id", "regional_office", "last_document_on", "file_id"),
        Index("ix_file_employers_injury", "employer_id", "injury_on", "file_id"),
        Index("ix_file_employers_name", "employer_id", "search_name", "file_id"),
        Index("ix_file_employers_number", "employer_id", "file_no"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("compensation_files.id"))
    employer_id: Mapped[int] = mapped_column(ForeignKey("employers.id"))
    basis: Mapped[str] = mapped_column(String(10))
    since_on: Mapped[date] = mapped_column(Date)
    last_document_on: Mapped[date] = mapped_column(Date, default=date.min)
    search_name: Mapped[str] = mapped_column(sortable_text(200))
    file_no: Mapped[str] = mapped_column(sortable_text(9))
    injury_on: Mapped[date] = mapped_column(Date)
    regional_office: Mapped[str] = mapped_column(sortable_text(80))

    file: Mapped[CompensationFile] = relationship()


class Imputation(PublicId, Model):
    """A file's cost charged to an employer from a day on."""

    __tablename__ = "imputations"

    id: Mapped[int] = mapped_column(primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("compensation_files.id"), index=True)
    employer_id: Mapped[int] = mapped_column(ForeignKey("employers.id"), index=True)
    imputed_on: Mapped[date] = mapped_column(Date)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
