"""What is attached to a request."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Model, PublicId, UtcDateTime


class RequestPiece(PublicId, Model):
    """One attachment, as a PDF. `side` medical: its content is never given back to the employer who sent it.

    `sha256`, `size` (bytes) and `pages` are those of what is kept; `name` is what its file was called. `moved_at`: when
    the Commission put on the medical side what its employer had not.
    """

    __tablename__ = "request_pieces"
    __table_args__ = (
        CheckConstraint("side IN ('employer', 'medical')", name="side"),
        CheckConstraint("state IN ('clean', 'absent', 'pending', 'infected')", name="state"),
        Index("ix_request_pieces_request", "request_id", "id"),
        Index("ix_request_pieces_sha256", "sha256"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("online_requests.id"))
    kind: Mapped[str] = mapped_column(String(30))
    side: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    pages: Mapped[int]
    state: Mapped[str] = mapped_column(String(10))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    added_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    moved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PieceOpening(Model):
    """An agent of the Commission opened an attachment."""

    __tablename__ = "piece_openings"

    id: Mapped[int] = mapped_column(primary_key=True)
    piece_id: Mapped[int] = mapped_column(ForeignKey("request_pieces.id"), index=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    way: Mapped[str] = mapped_column(String(10))
