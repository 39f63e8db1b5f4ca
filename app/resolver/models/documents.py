"""Documents of the employer's side, medical papers on the other side of the wall, and who opened what.

The medical wall is a type: two tables, so that no query over documents can reach a medical paper.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    Date,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    and_,
    exists,
    text,
)
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Model, PublicId, UtcDateTime
from app.rules.reckoning.time_limits import last_day
from app.vocabulary.notices import Channel

WITH_TIME_LIMIT = text("review_until_on IS NOT NULL")


def review_until(deposited_on: date, review_days: int | None) -> date | None:
    """The last day on which a review may be asked, as the Interpretation Act counts; None without a time limit."""
    return None if review_days is None else last_day(deposited_on, review_days)


def _own_review_until(context: DefaultExecutionContext) -> date | None:
    values = context.get_current_parameters()  # type: ignore[no-untyped-call]
    return review_until(values["deposited_on"], values.get("review_days"))


class Paper(PublicId):
    """What every deposited PDF has. Days are Quebec days; `size` is in bytes."""

    title: Mapped[str] = mapped_column(String(200))
    issued_on: Mapped[date] = mapped_column(Date)
    deposited_on: Mapped[date] = mapped_column(Date)
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    pages: Mapped[int]
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Document(Paper, Model):
    """A paper of the employer's side. Only one whose channel is electronic can be read on screen.

    `review_days` is the time limit printed on the decision; `review_until_on` is its last day, reckoned at the deposit.
    """

    __tablename__ = "documents"
    __table_args__ = (
        CheckConstraint("category IN ('administrative', 'decision', 'financial')", name="category"),
        CheckConstraint("kind IN ('document', 'decision')", name="kind"),
        CheckConstraint("channel IN ('electronic', 'post', 'held')", name="channel"),
        Index("ix_documents_file", "employer_id", "file_id", "channel", "deposited_on", "review_until_on"),
        Index("ix_documents_recent", "employer_id", "channel", "recorded_at"),
        Index(
            "ix_documents_review",
            "employer_id",
            "channel",
            "review_until_on",
            sqlite_where=WITH_TIME_LIMIT,
            postgresql_where=WITH_TIME_LIMIT,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    employer_id: Mapped[int] = mapped_column(ForeignKey("employers.id"))
    file_id: Mapped[int] = mapped_column(ForeignKey("compensation_files.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    category: Mapped[str] = mapped_column(String(30))
    channel: Mapped[str] = mapped_column(String(10))
    review_days: Mapped[int | None]
    review_until_on: Mapped[date | None] = mapped_column(Date, default=_own_review_until)


class DocumentRemoval(PublicId, Model):
    """A document that the Commission took back: its row, its notice and its openings stay, and nobody reads it again.

    `removed_on` is the Quebec day of `removed_at`. `reclassified`: deposited again on the other side of the wall; its
    title is then shown nowhere. Nothing here leads to what it became.
    """

    __tablename__ = "document_removals"

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"), unique=True)
    reason: Mapped[str] = mapped_column(String(20))
    words: Mapped[str] = mapped_column(String(500))
    reclassified: Mapped[bool]
    removed_on: Mapped[date] = mapped_column(Date)
    removed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    removed_by: Mapped[str] = mapped_column(String(200))


class MedicalPaper(Paper, Model):
    """A medical or physical-rehabilitation paper: for the designated health professional, never the employer."""

    __tablename__ = "medical_papers"
    __table_args__ = (
        CheckConstraint("category IN ('medical', 'physical_rehabilitation')", name="category"),
        Index("ix_medical_papers_employer", "employer_id", "deposited_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    employer_id: Mapped[int] = mapped_column(ForeignKey("employers.id"))
    file_id: Mapped[int] = mapped_column(ForeignKey("compensation_files.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    category: Mapped[str] = mapped_column(String(30))


class DocumentOpening(Model):
    """A person opened a document."""

    __tablename__ = "document_openings"
    __table_args__ = (Index("ix_document_openings_person", "person_id", "document_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    way: Mapped[str] = mapped_column(String(10))


class DocumentMark(Model):
    """A person marked a document as read, without opening it: their own note, which proves nothing."""

    __tablename__ = "document_marks"
    __table_args__ = (UniqueConstraint("person_id", "document_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    marked_at: Mapped[datetime] = mapped_column(UtcDateTime)


class MedicalOpening(Model):
    """A designated health professional opened a medical paper."""

    __tablename__ = "medical_openings"

    id: Mapped[int] = mapped_column(primary_key=True)
    medical_paper_id: Mapped[int] = mapped_column(ForeignKey("medical_papers.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    way: Mapped[str] = mapped_column(String(10))


def not_removed(document_id: Any) -> ColumnElement[bool]:
    """Whether the document of that number was not taken back; true where there is no document.

    Every query over documents passes through it: `tests/house/test_removed_documents.py` names those that do not.
    """
    return ~exists(DocumentRemoval.id).where(DocumentRemoval.document_id == document_id)


#: A document that was not taken back, whichever way it went.
NOT_REMOVED = not_removed(Document.id)
#: What can be read on screen. Any other channel left no electronic copy.
ON_SCREEN = and_(Document.channel == Channel.ELECTRONIC.value, NOT_REMOVED)
