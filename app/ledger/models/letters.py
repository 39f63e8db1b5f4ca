"""Letters: the outbox of the post, and the daily batches into which they are written once."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ColumnElement, Date, ForeignKey, Index, String, and_, case, func, text
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Model, PublicId, UtcDateTime


class LetterBatch(Model):
    """The letters of one Quebec day, with the digest of the manifest that names them all."""

    __tablename__ = "letter_batches"

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_on: Mapped[date] = mapped_column(Date, unique=True)
    manifest_sha256: Mapped[str] = mapped_column(String(64), default="")
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class BatchHandover(Model):
    """A batch that was handed over to the carrier: on which Quebec day, to whom, recorded by whom. None joins it."""

    __tablename__ = "batch_handovers"

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("letter_batches.id"), unique=True)
    handed_on: Mapped[date] = mapped_column(Date)
    carrier: Mapped[str] = mapped_column(String(100))
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)


class LetterReturn(Model):
    """A letter that the post brought back: once at most, for another one is written to another address."""

    __tablename__ = "letter_returns"

    id: Mapped[int] = mapped_column(primary_key=True)
    letter_id: Mapped[int] = mapped_column(ForeignKey("letters.id"), unique=True)
    returned_on: Mapped[date] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(String(20))
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Letter(PublicId, Model):
    """One letter to one addressee. `address` is kept as it will be printed; `sha256` and `pages` once written.

    `kind` names the folder of its template. `cause_kind` and `cause_id` are the table and the number of the row that it
    is about, and `reference` that row's public identifier, which is printed; `name` is the name of its file in the
    batch. `dispatch_id` is the sending that a letter about a notice carries: no other has one. `context` keeps what it
    says and the row that it is about does not hold: no worker's data, and no code.
    A letter whose code was taken back before it was written, or whose addressee may no longer read what it encloses, is
    void: it is not printed unless it is addressed again.
    """

    __tablename__ = "letters"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'written', 'failed', 'void')", name="state"),
        CheckConstraint("(dispatch_id IS NOT NULL) = (cause_kind = 'notices')", name="carries_a_notice"),
        Index("ix_letters_batch", "batch_id", "id"),
        Index("ix_letters_cause", "cause_kind", "cause_id"),
        Index(
            "ix_letters_waiting",
            "id",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(30))
    cause_kind: Mapped[str] = mapped_column(String(30))
    cause_id: Mapped[int]
    dispatch_id: Mapped[int | None] = mapped_column(ForeignKey("dispatches.id"), unique=True)
    reference: Mapped[str] = mapped_column(String(24))
    name: Mapped[str] = mapped_column(String(60))
    context: Mapped[dict[str, Any]] = mapped_column(JSON)
    employer_id: Mapped[int] = mapped_column(ForeignKey("employers.id"), index=True)
    address: Mapped[dict[str, Any]] = mapped_column(JSON)
    enclosure_sha256: Mapped[str | None] = mapped_column(String(64))
    enclosure_pages: Mapped[int | None]
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("letter_batches.id"))
    sha256: Mapped[str | None] = mapped_column(String(64))
    pages: Mapped[int | None]
    written_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    failure: Mapped[str] = mapped_column(String(500), default="")

    @hybrid_property
    def all_pages(self) -> int:
        """How many pages are printed, those of what is enclosed with it included; none before it is written."""
        return self.pages + (self.enclosure_pages or 0) if self.pages else 0

    @all_pages.inplace.expression
    @classmethod
    def _all_pages(cls) -> ColumnElement[int]:
        return case((cls.pages > 0, cls.pages + func.coalesce(cls.enclosure_pages, 0)), else_=0)

    @classmethod
    def is_about(cls, table: type[Model], row_id: Any) -> ColumnElement[bool]:
        """Whether a letter is about that row of a table; `row_id` is a number or a column."""
        return and_(cls.cause_kind == table.__tablename__, cls.cause_id == row_id)
