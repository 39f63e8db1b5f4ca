"""How people come in: user codes, known browsers, server-side sessions, and what is counted against guessing."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Model, PublicId, UtcDateTime


class Credential(Model):
    """A permanent user code and its password, for Guichet SST, CNESST codes or the space of clinics.

    `password_hash` is the chosen one, empty before the first visit. A temporary password stands beside it, so that
    asking for one never closes the door to the owner: single use, ends at `temporary_until`, only opens the page where
    a new password is chosen. `proved_at` is when the message was asked for whose link last made a browser known: that
    link, and those of earlier messages, make no other one known; or when the staff made all of them worthless.
    What was counted against the code before the latest of its `unlocks` counts no more.
    """

    __tablename__ = "credentials"
    __table_args__ = (CheckConstraint("space IN ('guichet_sst', 'cnesst_codes', 'clinic')", name="space"),)

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
    proved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    unlocks: Mapped[int] = mapped_column(default=0, server_default="0")


class KnownBrowser(Model):
    """A browser in which the owner of a user code came in before: strangers' wrong guesses do not keep it out.

    Its cookie holds a secret, and another after each success; only SHA-256 digests are kept. The one before still
    serves, for an answer that was lost on the way. `failures` are its own, since the last success.
    """

    __tablename__ = "known_browsers"

    id: Mapped[int] = mapped_column(primary_key=True)
    credential_id: Mapped[int] = mapped_column(ForeignKey("credentials.id"), index=True)
    secret_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    previous_sha256: Mapped[str | None] = mapped_column(String(64), index=True)
    failures: Mapped[int] = mapped_column(default=0)
    blocked_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class SignInThrottle(Model):
    """What is counted against a user code, an address, or both; `key` is a keyed digest, never what it stands for.

    The row says nothing any more from `forgotten_at` on. Rows that are `lasting`, of codes that exist, are not crowded
    out by those of made-up ones.
    """

    __tablename__ = "sign_in_throttles"
    __table_args__ = (Index("ix_sign_in_throttles_passing", "lasting", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(80), unique=True)
    failures: Mapped[int] = mapped_column(default=0)
    blocked_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    forgotten_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    lasting: Mapped[bool] = mapped_column(default=False)


class SignInTally(Model):
    """How many times a day the same thing was refused to, or asked by, somebody whom nobody has identified."""

    __tablename__ = "sign_in_tallies"
    __table_args__ = (UniqueConstraint("day", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date]
    key: Mapped[str] = mapped_column(String(120))
    action: Mapped[str] = mapped_column(String(40))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    details: Mapped[dict[str, Any]] = mapped_column(JSON)
    count: Mapped[int] = mapped_column(default=1)


class PendingIdentity(PublicId, Model):
    """A subject of the identity provider that waits to be confirmed as somebody, by the code sent to their mailbox.

    `email` is where the code went, `claims` what the session that it opens will keep. It serves until `expires_at`.
    """

    __tablename__ = "pending_identities"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    issuer: Mapped[str] = mapped_column(String(200))
    subject: Mapped[str] = mapped_column(String(200))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    email: Mapped[str] = mapped_column(String(254))
    claims: Mapped[dict[str, Any]] = mapped_column(JSON)
    tries: Mapped[int] = mapped_column(default=0)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class UserSession(PublicId, Model):
    """A signed-in browser. The cookie holds a secret; only its SHA-256 is kept. Revoked rows stay, as history.

    `authenticated_at` is when its owner last proved who they are: sensitive gestures want it recent. `supplier_id`: the
    clinic for which somebody came in by the door of clinics; such a session never acts for an employer.
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
    supplier_id: Mapped[int | None] = mapped_column(ForeignKey("suppliers.id"))
    credential_id: Mapped[int | None] = mapped_column(ForeignKey("credentials.id"))
    claims: Mapped[dict[str, Any]] = mapped_column(JSON)
    browser: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    authenticated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PendingForm(PublicId, Model):
    """A form that waits: its owner had to prove who they are, to come in again, or to act for whom it was.

    `values` are pairs of names and values, without the CSRF token or any password; `moment` is the sensitive gesture,
    empty for any other.
    """

    __tablename__ = "pending_forms"

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("user_sessions.id"), index=True)
    employer_id: Mapped[int | None] = mapped_column(ForeignKey("employers.id"))
    moment: Mapped[str] = mapped_column(String(40))
    path: Mapped[str] = mapped_column(String(500))
    values: Mapped[list[Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
