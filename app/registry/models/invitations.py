"""Invitations by e-mail: single use, bound to an address, for seven days."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Model, PublicId, UtcDateTime


class Invitation(PublicId, Model):
    """Somebody is invited to be a user, a health professional, or to work in a firm.

    Nothing exists for the person before they accept: no row in `people`, no role, no right. `services` and `until_on`
    are what they will hold from the day of acceptance. The link holds a secret; only its SHA-256 is kept, and a
    resending makes another. Whoever is reached by a letter types its code instead: `code_digest` is its keyed digest,
    and `email` is empty until they give theirs. `employer_id` and `space` are empty for a firm's own people.
    """

    __tablename__ = "invitations"
    __table_args__ = (
        CheckConstraint(
            "purpose IN ('user', 'health_professional', 'firm_administrator', 'firm_staff')",
            name="purpose",
        ),
        CheckConstraint("state IN ('sent', 'accepted', 'refused', 'cancelled', 'expired')", name="state"),
        Index("ix_invitations_employer", "employer_id", "space", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    employer_id: Mapped[int | None] = mapped_column(ForeignKey("employers.id"))
    firm_id: Mapped[int | None] = mapped_column(ForeignKey("firms.id"), index=True)
    space: Mapped[str | None] = mapped_column(String(20))
    purpose: Mapped[str] = mapped_column(String(20), default="user")
    given_name: Mapped[str] = mapped_column(String(80))
    family_name: Mapped[str] = mapped_column(String(80))
    email: Mapped[str] = mapped_column(String(254), index=True)
    language: Mapped[str] = mapped_column(String(2), default="fr")
    services: Mapped[list[Any]] = mapped_column(JSON, default=list)
    until_on: Mapped[date | None] = mapped_column(Date)
    invited_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    code_digest: Mapped[str | None] = mapped_column(String(64), unique=True)
    state: Mapped[str] = mapped_column(String(10), default="sent")
    sendings: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
