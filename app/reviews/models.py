"""Reviews of the rights of an employer's people, each closed by a signed attestation."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Model, PublicId, UtcDateTime

UNDER_WAY = text("state = 'open'")


class AccessReview(PublicId, Model):
    """The rights of one space are gone through, by a day that passes without taking anything from anybody.

    `changes` says what is reviewed: `every` right, those changed `since` an instant, and the `differences` that an
    account or a rule made. `told` is the last message that the granters were sent. The attestation is a PDF of the
    document store, known by its SHA-256; so is the listing that it was made from.
    """

    __tablename__ = "access_reviews"
    __table_args__ = (
        CheckConstraint("cause IN ('yearly', 'changed_rights', 'changed_meaning')", name="cause"),
        CheckConstraint("state IN ('open', 'attested')", name="state"),
        Index("ix_access_reviews_employer", "employer_id", "space", "opened_at"),
        Index(
            "uq_access_reviews_open",
            "employer_id",
            "space",
            unique=True,
            sqlite_where=UNDER_WAY,
            postgresql_where=UNDER_WAY,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    employer_id: Mapped[int] = mapped_column(ForeignKey("employers.id"))
    space: Mapped[str] = mapped_column(String(20))
    cause: Mapped[str] = mapped_column(String(20))
    changes: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    state: Mapped[str] = mapped_column(String(10), default="open")
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    due_on: Mapped[date] = mapped_column(Date, index=True)
    attested_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    attested_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    attestation_sha256: Mapped[str] = mapped_column(String(64), default="")
    listing_sha256: Mapped[str] = mapped_column(String(64), default="")
    told: Mapped[str] = mapped_column(String(10), default="")


class AccessReviewLine(Model):
    """One right under review: what it was when the review began, and what was decided of it.

    `automatic`: held by role, whatever the service (`service` is then empty); it can only be kept here, since another
    gesture replaces the person. `seen`: what the right was when it was decided, so that a later change shows.
    """

    __tablename__ = "access_review_lines"
    __table_args__ = (
        UniqueConstraint("review_id", "person_id", "service"),
        CheckConstraint("choice IS NULL OR choice IN ('keep', 'change', 'end')", name="choice"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("access_reviews.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    service: Mapped[str] = mapped_column(String(30))
    automatic: Mapped[bool] = mapped_column(default=False)
    until_on: Mapped[date | None] = mapped_column(Date)
    choice: Mapped[str | None] = mapped_column(String(10))
    new_until_on: Mapped[date | None] = mapped_column(Date)
    seen: Mapped[str] = mapped_column(String(20), default="")
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
