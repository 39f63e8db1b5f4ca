"""How people come in: permanent user codes, server-side sessions, and the back-off against guessing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Model, PublicId, UtcDateTime


class Credential(Model):
    """A permanent user code and its password, for Guichet SST or CNESST codes.

    `password_hash` is the chosen one, empty before the first visit. A temporary password stands beside it, so that
    asking for one never closes the door to the owner: single use, ends at `temporary_until`, only opens the page where
    a new password is chosen.
    """

    __tablename__ = "credentials"
    __table_args__ = (CheckConstraint("space IN ('guichet_sst', 'cnesst_codes')", name="space"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    space: Mapped[str] = mapped_column(String(20))
    user_code: Mapped[str] = mapped_column(String(20), unique=True)
    password_hash: Mapped[str] = mapped_column(String(200), default="")
    must_change: Mapped[bool] = mapped_column(default=True)
    temporary_hash: Mapped[str] = mapped_column(String(200), default="")
    temporary_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    temporary_used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SignInThrottle(Model):
    """Failures counted against an account or an address; `key` is a keyed digest, never the code or address itself."""

    __tablename__ = "sign_in_throttles"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(80), unique=True)
    failures: Mapped[int] = mapped_column(default=0)
    last_failure_at: Mapped[datetime] = mapped_column(UtcDateTime)
    blocked_until: Mapped[datetime | None] = mapped_column(UtcDateTime)


class UserSession(PublicId, Model):
    """A signed-in browser. The cookie holds a secret; only its SHA-256 is kept. Revoked rows stay, as history.

    `authenticated_at` is when its owner last proved who they are: sensitive gestures want it recent.
    """

    __tablename__ = "user_sessions"
    __table_args__ = (
        CheckConstraint("(person_id IS NULL) <> (staff_id IS NULL)", name="one_owner"),
        Index("ix_user_sessions_person", "person_id", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), index=True)
    space: Mapped[str | None] = mapped_column(String(20))
    employer_id: Mapped[int | None] = mapped_column(ForeignKey("employers.id"))
    credential_id: Mapped[int | None] = mapped_column(ForeignKey("credentials.id"))
    claims: Mapped[dict[str, Any]] = mapped_column(JSON)
    browser: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    authenticated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PendingForm(PublicId, Model):
    """A form that was sent when its owner had to prove who they are first: kept, so that nothing typed is lost.

    `values` are pairs of names and values, without the CSRF token or any password; `moment` is the gesture.
    """

    __tablename__ = "pending_forms"

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("user_sessions.id"), index=True)
    employer_id: Mapped[int | None] = mapped_column(ForeignKey("employers.id"))
    moment: Mapped[str] = mapped_column(String(40))
    path: Mapped[str] = mapped_column(String(500))
    values: Mapped[list[Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
